import { followPhone } from './stores/settings'

App({
  onLaunch() {
    followPhone()
  },
})
