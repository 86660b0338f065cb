import { followPhone } from './stores/settings'
import { followNetwork, sendWaiting } from './view/outgoing'

App({
  onLaunch() {
    followPhone()
    followNetwork()
  },
  onShow() {
    void sendWaiting()
  },
})
