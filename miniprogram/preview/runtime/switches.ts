import { report } from './errors'

/** What a tester may set, with what stands when nobody does. */
const choices = {
  privacy: ['ask', 'allow', 'deny'],
  phone: ['allow', 'deny'],
  location: ['allow', 'deny'],
  subscribe: ['allow', 'deny'],
  network: ['online', 'offline', 'slow', 'failing'],
  language: ['zh_CN', 'zh_TW', 'zh_HK', 'en'],
  fontSizeSetting: ['16', '14', '17', '18', '20', '22', '24', '28'],
  theme: ['light', 'dark'],
  width: ['375', '320', '414'],
} as const

type Choices = { [K in keyof typeof choices]: (typeof choices)[K][number] }
/** `server` is where requests go, `person` who signs in, to the simulator of WeChat. */
export type Switches = Choices & { server: string; person: string }
type Listener = (now: Switches, before: Switches) => void

const listeners: Listener[] = []
let now: Switches = {
  privacy: 'allow', phone: 'allow', location: 'allow', subscribe: 'allow', network: 'online',
  language: 'zh_CN', fontSizeSetting: '16', theme: 'light', width: '375',
  server: '', person: 'visitor',
}

export const switches = (): Switches => now

export function onSwitch(listener: Listener): void {
  listeners.push(listener)
}

/** Changes switches and keeps them in the address, so that a reload has them too. */
export function set(changes: Partial<Record<keyof Switches, string | number>>): void {
  const before = now
  const query = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(changes)) {
    const allowed: readonly string[] | undefined = choices[name as keyof Choices]
    if (!(name in now) || (allowed && !allowed.includes(String(value)))) {
      report(`unknown preview switch ${name}=${value}`)
      continue
    }
    now = { ...now, [name]: String(value) }
    query.set(name, String(value))
  }
  history.replaceState(history.state, '', `?${query}${location.hash}`)
  for (const listener of listeners) listener(now, before)
}

/** Reads the address and draws the controls beside the phone. */
export function startSwitches(tools: HTMLElement): void {
  for (const [name, values] of Object.entries(choices)) {
    const label = document.createElement('label')
    const select = document.createElement('select')
    select.append(...values.map((value) => new Option(value, value)))
    select.addEventListener('change', () => set({ [name]: select.value }))
    onSwitch((current) => (select.value = current[name as keyof Choices]))
    label.append(`${name} `, select)
    tools.append(label)
  }
  onSwitch(({ width, theme, fontSizeSetting }) => {
    document.documentElement.dataset['theme'] = theme
    document.documentElement.style.setProperty('--system-font-size', `${fontSizeSetting}px`)
    const narrow = matchMedia('(max-width: 460px)').matches
    document.documentElement.style.setProperty('--phone-set-width', narrow ? '' : `${width}px`)
  })
  set(Object.fromEntries(new URLSearchParams(location.search)))
}
