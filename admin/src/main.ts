import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { onExpiry } from './api/client'
import { useSession } from './features/session/store'
import { firstLanguage, speak } from './i18n/texts'
import { makeRouter } from './router'
import 'tdesign-vue-next/es/style/index.css'
import './styles/page.css'

const pinia = createPinia()
onExpiry(() => useSession(pinia).renew())
await speak(firstLanguage())
createApp(App).use(pinia).use(makeRouter(useSession(pinia))).mount('#app')
