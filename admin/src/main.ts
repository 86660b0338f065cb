import { createApp } from 'vue'
import HealthPage from './HealthPage.vue'
import './page.css'

createApp(HealthPage).mount('#app')
