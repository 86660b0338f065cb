import { glassEasel, type Root } from 'glass-easel-miniprogram-adapter'
import { drawChrome } from './chrome'
import { report } from './errors'
import { backend, space } from './register'
import { showStyles } from './styles'
import { tell } from './lifecycle'
import type { Caller, Settings, Values } from './types'

/** A page in the stack. The address and the history hold `id` and `url` of each. */
export interface Entry {
  id: number
  url: string
  route: string
  root: Root
  page: Caller
  host: HTMLElement
  window: Values
}
type Place = Pick<Entry, 'id' | 'url'>

let settings: Settings = { pages: [] }
let configs: Record<string, Values> = {}
let stack: Entry[] = []
/** Pages of the tab bar that are out of sight; WeChat keeps them alive. */
const resting = new Map<string, Entry>()
let newest = 0

export const top = (): Entry | undefined => stack.at(-1)
export const pages = (): Caller[] => stack.map(({ page }) => page)
export const depth = (): number => stack.length

const routeOf = (url: string): string => url.split('?')[0]?.replace(/^\//, '') ?? ''
export const isTab = (route: string): boolean =>
  settings.tabBar?.list.some(({ pagePath }) => pagePath === route) ?? false

/** How the app was opened; the same for as long as it runs. */
const opened = location.hash.slice(1)
export function launchOptions() {
  const path = routeOf(opened) || (settings.pages[0] ?? '')
  return { path, query: queryOf(opened), scene: 1001, shareTicket: '', referrerInfo: {} }
}

/** WeChat hands over the query as it stands, without decoding it. */
export const queryOf = (url: string): Record<string, string> =>
  Object.fromEntries(
    (url.split('?')[1] ?? '').split('&').filter(Boolean).map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [name, value.join('=')]
    }),
  )

function create({ id, url }: Place): Entry {
  const route = routeOf(url)
  const root = backend.createRoot('page', space, url.replace(/^\//, ''))
  const page = root.get() as unknown as Caller
  const options = queryOf(url)
  Object.assign(page, { route, __route__: route, options })
  const [host, placeholder] = [document.createElement('div'), document.createElement('span')]
  host.className = 'page'
  host.dataset['route'] = route
  host.append(placeholder)
  const window = { ...settings.window, ...configs[route] }
  const entry = { id, url, route, root, page, host, window }
  host.addEventListener('scroll', () => scrolled(entry))
  return entry
}

/** Brings a page in: attached, loaded, shown, ready, in WeChat's order. */
function load(entry: Entry, prepare?: (page: Caller) => void): void {
  prepare?.(entry.page)
  const { root, host, page } = entry
  const stage = document.getElementById('stage') as HTMLElement
  stage.append(host)
  reveal()
  root.attach(host as never, host.firstChild as never)
  tell(entry, 'onLoad', page.options)
  show(entry)
  queueMicrotask(() => tell(entry, 'onReady'))
}

function show(entry: Entry): void {
  tell(entry, 'onShow')
  entry.page._$.triggerPageLifetime('show', [])
}

function hide(entry: Entry): void {
  tell(entry, 'onHide')
  entry.page._$.triggerPageLifetime('hide', [])
}

function unload(entry: Entry): void {
  tell(entry, 'onUnload')
  entry.root.release()
  entry.host.remove()
}

function reveal(): void {
  const last = top()
  if (!last) return
  for (const { host } of [...stack, ...resting.values()]) host.hidden = host !== last.host
  showStyles(last.route)
  drawChrome(last, depth())
}

/**
 * Makes the stack what it should be: every navigation, and the browser's own
 * back, forward and reload, come down to this.
 */
function become(places: Place[], keepTabs: boolean, prepare?: (page: Caller) => void): void {
  const before = top()
  const same = stack.filter((entry, at) => places[at]?.id === entry.id)
  const gone = stack.slice(same.length).reverse()
  stack = [...same]
  if (before && places.length > same.length && !gone.includes(before)) hide(before)
  for (const entry of gone) {
    if (!keepTabs || !isTab(entry.route)) unload(entry)
    else {
      if (entry === before) hide(entry)
      resting.set(entry.route, entry)
    }
  }
  if (!keepTabs) {
    for (const entry of resting.values()) unload(entry)
    resting.clear()
  }
  for (const place of places.slice(same.length)) {
    newest = Math.max(newest, place.id)
    const rested = resting.get(routeOf(place.url))
    const entry = rested ?? create(place)
    resting.delete(entry.route)
    entry.id = place.id
    stack.push(entry)
    if (!rested) load(entry, prepare)
    else reveal()
    if (rested || place !== places.at(-1)) (rested ? show : hide)(entry)
  }
  reveal()
  const last = top()
  if (last && last !== before && same.includes(last)) show(last)
}

const placesOf = (entries: Entry[]): Place[] => entries.map(({ id, url }) => ({ id, url }))

/** A path of the app, from the root, for one that a page names. */
function absolute(url: string): string {
  const { pathname, search } = new URL(url, `http://app/${top()?.route ?? ''}`)
  return pathname + search
}

function open(kind: string, { url = '', prepare }: Target): void {
  const target = absolute(url)
  const route = routeOf(target)
  if (!settings.pages.includes(route)) throw new Error(`page "${route}" is not found`)
  if (isTab(route) && /^(navigate|redirect)$/.test(kind)) throw new Error(`can not ${kind}To a tabbar page`)
  if (kind === 'switchTab' && !isTab(route)) throw new Error('can not switch to no-tabBar page')
  if (kind === 'navigate' && depth() >= 10) throw new Error('webview count limit exceed')
  const place = { id: resting.get(route)?.id ?? ++newest, url: target }
  const rest = { navigate: stack, redirect: stack.slice(0, -1) }[kind] ?? []
  // The tab that is open already stays as it is.
  const same = kind === 'switchTab' && stack[0]?.route === route
  const places = same ? placesOf(stack.slice(0, 1)) : [...placesOf(rest), place]
  const write = kind === 'redirect' ? 'replaceState' : 'pushState'
  history[write]({ places }, '', `${location.search}#${places.at(-1)?.url ?? ''}`)
  become(places, kind !== 'reLaunch', prepare)
}

interface Target {
  url?: string
  delta?: number
  /** Done to a new page before it loads. */
  prepare?: (page: Caller) => void
}

let back: (() => void) | undefined

/** Goes to a page, or back; kinds are those of <navigator>. */
export async function navigate(kind: string, target: Target): Promise<void> {
  // Never inside the handler that asked for it: WeChat answers later as well.
  await Promise.resolve()
  if (kind !== 'navigateBack') return open(kind, target)
  const steps = Math.min(target.delta ?? 1, depth() - 1)
  if (steps <= 0) throw new Error('cannot navigate back at first page.')
  const arrived = new Promise<void>((resolve) => (back = resolve))
  history.go(-steps)
  return arrived
}

function scrolled(entry: Entry): void {
  const { host, window } = entry
  tell(entry, 'onPageScroll', { scrollTop: host.scrollTop })
  const left = host.scrollHeight - host.clientHeight - host.scrollTop
  const near = left <= Number(window['onReachBottomDistance'] ?? 50)
  if (near && host.dataset['bottom'] !== 'reached') tell(entry, 'onReachBottom')
  host.dataset['bottom'] = near ? 'reached' : ''
}

/** Opens the pages that the address and the history name. */
export function startStack(all: Settings, pageConfigs: Record<string, Values>): void {
  settings = all
  configs = pageConfigs
  const first = `/${settings.pages[0] ?? ''}`
  const saved = (history.state as { places?: Place[] } | null)?.places
  let places = saved ?? [{ id: 1, url: location.hash.slice(1) || first }]
  const lost = places.find(({ url }) => !settings.pages.includes(routeOf(url)))
  if (lost) {
    report(`page "${lost.url}" is not found`)
    places = [{ id: 1, url: first }]
  }
  history.replaceState({ places }, '', `${location.search}#${places.at(-1)?.url ?? ''}`)
  become(places, true)
  window.addEventListener('popstate', ({ state }) => {
    const target = (state as { places?: Place[] } | null)?.places
    // Without a state somebody typed an address: that is a fresh start.
    if (target) glassEasel.safeCallback('navigation', () => become(target, true), null, [])
    else location.reload()
    back?.()
    back = undefined
  })
}
