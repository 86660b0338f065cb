import { ask } from '../runtime/chrome'
import { element } from '../runtime/builtin/base'
import { note } from '../runtime/errors'
import { launchOptions } from '../runtime/stack'
import { switches } from '../runtime/switches'
import { api, Fail, guarded, type Wx } from './api'

/** A code that the simulator of WeChat on the server takes, once. */
const code = (kind: 'demo' | 'phone'): string =>
  `${kind}-${switches().person}-${crypto.getRandomValues(new Uint32Array(3)).join('x')}`

/** What the user said about privacy; the switch decides until somebody asked. */
let agreed: boolean | undefined
type Resolve = (result: { event: 'exposureAuthorization' | 'agree' | 'disagree' }) => void
let onNeed: ((resolve: Resolve, info: { referrer: string }) => void) | undefined

const allowed = (): boolean => agreed ?? switches().privacy === 'allow'

const refused = () => new Fail('privacy permission is not authorized', { errno: 104 })

/** Asks for consent as WeChat does before the first use of personal data. */
export async function askPrivacy(given?: boolean, referrer = ''): Promise<void> {
  if (given !== undefined) agreed = given
  if (allowed()) return
  if (switches().privacy === 'deny') throw refused()
  const handler = onNeed
  if (handler) {
    agreed = await new Promise<boolean>((resolve) =>
      handler(({ event }) => event !== 'exposureAuthorization' && resolve(event === 'agree'), { referrer }),
    )
  } else {
    const text = element('p', { textContent: '用户隐私保护提示 Privacy' })
    agreed = (await ask('privacy', 'low', [text], ['同意 Agree', '拒绝 Decline'])) === 0
  }
  if (!agreed) throw refused()
}

/** What the phone number button answers. */
export async function phoneCode(): Promise<object> {
  try {
    await askPrivacy(undefined, 'getPhoneNumber')
  } catch (error) {
    return { errMsg: `getPhoneNumber:fail ${String(error)}`, errno: 104 }
  }
  if (switches().phone === 'deny') return { errMsg: 'getPhoneNumber:fail user deny' }
  return { errMsg: 'getPhoneNumber:ok', code: code('phone') }
}

/** Goes on when the tester agrees, and fails as WeChat does when not. */
async function agree(name: string, ...content: Node[]): Promise<void> {
  const answer = await ask(name, 'low', content, ['确定 OK', '取消 Cancel'])
  if (answer !== 0) throw new Fail('cancel')
}

async function place(referrer: string): Promise<{ latitude: number; longitude: number }> {
  await askPrivacy(undefined, referrer)
  if (switches().location === 'deny') throw new Fail('auth deny', { errno: 2 })
  return { latitude: 30.9457, longitude: 118.7587 }
}

const settings = () => {
  const { location, subscribe } = switches()
  return {
    authSetting: { 'scope.userLocation': location === 'allow' },
    subscriptionsSetting: { mainSwitch: subscribe === 'allow', itemSettings: {} },
  }
}

export const open = {
  login: api('login', () => ({ code: code('demo') })),
  checkSession: api('checkSession', () => ({})),
  getPrivacySetting: api('getPrivacySetting', () => ({
    needAuthorization: !allowed(),
    privacyContractName: '《用户隐私保护指引》',
  })),
  requirePrivacyAuthorize: api('requirePrivacyAuthorize', async () => {
    await askPrivacy()
    return {}
  }),
  openPrivacyContract: api('openPrivacyContract', async () => {
    await ask('privacy-contract', '', [element('p', { textContent: '用户隐私保护指引' })], ['OK'])
    return {}
  }),
  onNeedPrivacyAuthorization: ((listener: typeof onNeed) => {
    onNeed = listener
  }) as unknown as Wx['onNeedPrivacyAuthorization'],
  getSetting: api('getSetting', settings as never),
  openSetting: api('openSetting', settings as never),
  authorize: api('authorize', async () => {
    await place('authorize')
    return {}
  }),
  requestSubscribeMessage: api('requestSubscribeMessage', ({ tmplIds }) => {
    const answer = switches().subscribe === 'allow' ? 'accept' : 'reject'
    return Object.fromEntries(tmplIds.map((id) => [id, answer])) as never
  }),
  getLocation: api('getLocation', async () => ({
    ...(await place('getLocation')),
    accuracy: 30, altitude: 0, speed: 0, horizontalAccuracy: 30, verticalAccuracy: 0,
  })),
  chooseLocation: api('chooseLocation', async () => {
    const here = await place('chooseLocation')
    const name = element('input', { value: '鳌峰街道' })
    const address = element('input', { value: '宣城市宣州区' })
    await agree('location', name, address)
    return { ...(here as object), name: name.value, address: address.value }
  }),
  openLocation: api('openLocation', ({ latitude, longitude }) => {
    note(`openLocation shows no map: ${latitude}, ${longitude}`)
    return {}
  }),
  scanCode: api('scanCode', async () => {
    const field = element('input', { placeholder: 'QR code' })
    await agree('scan', field)
    const path = field.value.startsWith('pages/') ? { path: field.value } : {}
    return { result: field.value, scanType: 'QR_CODE' as const, charSet: 'UTF-8', rawData: '', ...path }
  }),
  makePhoneCall: api('makePhoneCall', async ({ phoneNumber }) => {
    await agree('phone-call', element('p', { textContent: `☎ ${phoneNumber}` }))
    return {}
  }),
  getLaunchOptionsSync: () => launchOptions() as never,
  getEnterOptionsSync: () => launchOptions() as never,
  getAccountInfoSync: () => ({
    miniProgram: { appId: 'preview', envVersion: 'develop' as const, version: '' },
    plugin: { appId: '', version: '' },
  }),
  getUpdateManager: (() => {
    const none = () => undefined
    return { onCheckForUpdate: none, onUpdateReady: none, onUpdateFailed: none, applyUpdate: none }
  }) as Wx['getUpdateManager'],
  exitMiniProgram: api('exitMiniProgram', () => {
    note('exitMiniProgram does nothing')
    return {}
  }),
  onError: ((listener: (error: string) => void) => {
    window.addEventListener('error', ({ message }) => guarded(listener, message))
  }) as unknown as Wx['onError'],
  reportEvent: (): void => undefined,
} satisfies Partial<Record<keyof Wx, unknown>>
