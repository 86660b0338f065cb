import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { element } from './builtin/base'
import { createWx } from '../wx'
import { startChrome } from './chrome'
import { errors, notes, report, watch } from './errors'
import { startGestures } from './gestures'
import { register } from './register'
import { share, shares } from './share'
import { launchOptions, navigate, pages, startStack, top } from './stack'
import { tell } from './lifecycle'
import { startScripts } from './scripts'
import { startStyles } from './styles'
import { set, startSwitches, switches } from './switches'
import type { Bundle, Values } from './types'

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement

/** Called by the bundle that the compiler makes. */
export function start(bundle: Bundle): void {
  watch()
  startScripts()
  const pullDown = () => {
    const entry = top()
    if (entry) tell(entry, 'onPullDownRefresh')
  }
  const preview = { errors, notes, shares, set, switches, pullDown }
  Object.assign(window, {
    wx: createWx(),
    preview,
    getCurrentPages: pages,
    requirePlugin: (name: string) => report(`plugin ${name} is not in the preview`),
  })
  startSwitches(byId('tools'))
  const button = element('button', { type: 'button', textContent: 'pull down' })
  button.addEventListener('click', pullDown)
  byId('tools').append(button)
  const app = register(bundle)
  startStyles()
  startGestures(byId('stage'))
  const go = (kind: string, url = '') => navigate(kind, { url }).catch((error: unknown) => report(error))
  startChrome(bundle.settings, {
    back: () => void go('navigateBack'),
    menu: () => void share('menu'),
    tab: (path) => void go('switchTab', path),
  })
  const tellApp = (method: string) => {
    const found = app[method]
    if (typeof found !== 'function') return
    glassEasel.safeCallback(`App ${method}`, found as (options: Values) => void, app, [launchOptions()])
  }
  tellApp('onLaunch')
  tellApp('onShow')
  document.addEventListener('visibilitychange', () => tellApp(document.hidden ? 'onHide' : 'onShow'))
  startStack(bundle.settings, Object.fromEntries(bundle.units.map(({ path, config }) => [path, config])))
}
