import { note } from '../runtime/errors'
import { onSwitch, switches } from '../runtime/switches'
import { shareFile } from '../runtime/share'
import { api, Fail, Listeners, type Wx } from './api'
import { fileAt } from './files'
import { networkChanged, networkType } from './network'

const stage = (): HTMLElement => document.getElementById('stage') as HTMLElement
const phone = (): HTMLElement => document.getElementById('phone') as HTMLElement

const deviceInfo = () => ({
  abi: 'arm64', brand: 'preview', model: 'preview', system: 'preview', platform: 'devtools',
  benchmarkLevel: 1, cpuType: '', memorySize: '4096', deviceAbi: 'arm64',
})

const appInfo = () => ({
  SDKVersion: '3.8.0', version: '8.0.0', enableDebug: false,
  language: switches().language, theme: switches().theme,
  fontSizeSetting: Number(switches().fontSizeSetting),
  fontSizeScaleFactor: Number(switches().fontSizeSetting) / 16,
  host: { env: 'WeChat', appId: '' },
})

/** The window is what a page has; title bar and tab bar are the rest of the screen. */
const windowInfo = () => {
  const [screenWidth, screenHeight] = [phone().clientWidth, phone().clientHeight]
  const box = { left: 0, top: 0, right: screenWidth, bottom: screenHeight }
  return {
    pixelRatio: devicePixelRatio, screenWidth, screenHeight, statusBarHeight: 0, screenTop: 44,
    windowWidth: stage().clientWidth, windowHeight: stage().clientHeight,
    safeArea: { ...box, width: screenWidth, height: screenHeight },
  }
}

const systemInfo = () => ({ ...deviceInfo(), ...appInfo(), ...windowInfo() })
const theme = new Listeners<{ theme: string }>()
const resize = new Listeners<{ size: { windowWidth: number; windowHeight: number } }>()
const none = (): void => undefined

onSwitch((now, before) => {
  if (now.theme !== before.theme) theme.send({ theme: now.theme })
  if (now.width !== before.width) resize.send({ size: windowInfo() })
})

export const device = {
  getDeviceInfo: deviceInfo,
  getAppBaseInfo: appInfo,
  getWindowInfo: windowInfo,
  getSystemInfoSync: systemInfo,
  getSystemInfo: api('getSystemInfo', systemInfo as never),
  getSystemInfoAsync: api('getSystemInfoAsync', systemInfo as never),
  getSystemSetting: () => ({ bluetoothEnabled: true, locationEnabled: true, wifiEnabled: true, deviceOrientation: 'portrait' }),
  getAppAuthorizeSetting: () => ({ locationAuthorized: switches().location === 'allow' ? 'authorized' : 'denied' }),
  getMenuButtonBoundingClientRect: () => {
    const right = phone().clientWidth - 8
    return { top: 6, bottom: 38, height: 32, width: 48, left: right - 48, right }
  },
  onMenuButtonBoundingClientRectWeightChange: none,
  offMenuButtonBoundingClientRectWeightChange: none,
  onThemeChange: theme.on,
  offThemeChange: theme.off,
  onWindowResize: resize.on,
  offWindowResize: resize.off,
  onNetworkStatusChange: networkChanged.on,
  offNetworkStatusChange: networkChanged.off,
  getNetworkType: api('getNetworkType', () => ({ networkType: networkType() })),
  // No keyboard slides over the page here.
  onKeyboardHeightChange: none,
  offKeyboardHeightChange: none,
  vibrateShort: api('vibrateShort', () => ({})),
  vibrateLong: api('vibrateLong', () => ({})),
  setKeepScreenOn: api('setKeepScreenOn', () => ({})),
  shareFileMessage: api('shareFileMessage', async ({ filePath, fileName }) => {
    fileAt(filePath) // fails when there is none
    if (!(await shareFile(fileName ?? filePath, filePath))) throw new Fail('cancel')
    return {}
  }),
  setClipboardData: api('setClipboardData', ({ data }) => {
    copied = data
    note(`copied: ${data}`)
    return {}
  }),
  getClipboardData: api('getClipboardData', () => ({ data: copied })),
} as unknown as Partial<Wx>

let copied = ''
