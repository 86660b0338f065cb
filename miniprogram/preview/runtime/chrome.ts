import { asset } from './assets'
import { element } from './builtin/base'
import { onSwitch, switches } from './switches'
import type { Entry } from './stack'
import type { Settings, Values } from './types'

const at = (id: string): HTMLElement => document.getElementById(id) as HTMLElement

let settings: Settings = { pages: [] }
let shown: { entry: Entry; depth: number } | undefined
export const badges = new Map<number, string>()
const tabNames = new Map<number, string>()
let tabsHidden = false

/** A value of the settings; "@name" stands for one of the theme. */
function themed(value: unknown): string {
  const text = String(value ?? '')
  if (!text.startsWith('@')) return text
  return String(settings.theme?.[switches().theme][text.slice(1)] ?? '')
}

function drawTabs({ route }: Entry, go: (path: string) => void): void {
  const bar = settings.tabBar
  const tabs = at('tabs')
  tabs.hidden = tabsHidden || !bar?.list.some(({ pagePath }) => pagePath === route)
  if (!bar || tabs.hidden) return
  tabs.style.background = themed(bar['backgroundColor']) || '#fff'
  tabs.replaceChildren(
    ...bar.list.map(({ pagePath, text, iconPath, selectedIconPath }, index) => {
      const active = pagePath === route
      const button = element('button', { type: 'button', textContent: tabNames.get(index) ?? text })
      const icon = (active && selectedIconPath) || iconPath
      if (icon) button.prepend(element('img', { src: asset(`/${themed(icon)}`), alt: '' }))
      const badge = badges.get(index)
      if (badge !== undefined) button.append(element('span', { className: 'badge', textContent: badge }))
      button.style.color = themed(bar[active ? 'selectedColor' : 'color']) || (active ? '#3cc51f' : '#7a7e83')
      if (active) button.setAttribute('aria-current', 'page')
      button.addEventListener('click', () => go(`/${pagePath}`))
      return button
    }),
  )
}

let switchTab: (path: string) => void = () => undefined

/** Draws what stands around a page: title bar, colours and tab bar. */
export function drawChrome(entry: Entry, depth: number): void {
  shown = { entry, depth }
  const { window } = entry
  const dark = themed(window['navigationBarTextStyle']) !== 'black'
  at('bar').hidden = window['navigationStyle'] === 'custom'
  at('bar').style.background = themed(window['navigationBarBackgroundColor']) || '#000'
  at('bar').style.color = dark ? '#fff' : '#000'
  at('title').textContent = document.title = String(window['navigationBarTitleText'] ?? '')
  at('back').hidden = depth < 2
  entry.host.style.background = themed(window['backgroundColor']) || ''
  drawTabs(entry, switchTab)
}

export function redraw(changes: Values = {}): void {
  if (!shown) return
  Object.assign(shown.entry.window, changes)
  drawChrome(shown.entry, shown.depth)
}

/** Words a tab anew, as in another language. */
export function nameTab(index: number, text: string | undefined): void {
  if (text !== undefined) tabNames.set(index, text)
  redraw()
}

export function hideTabs(hidden: boolean): void {
  tabsHidden = hidden
  redraw()
}

export interface Actions {
  back(): void
  menu(): void
  tab(path: string): void
}

export function startChrome(all: Settings, actions: Actions): void {
  settings = all
  switchTab = actions.tab
  at('back').addEventListener('click', actions.back)
  at('menu').addEventListener('click', actions.menu)
  onSwitch(() => redraw())
}

/** Lays something over the phone; returns the way to take it off. */
export function overlay(name: string, style: string, ...children: (Node | string)[]): () => void {
  at('overlays').querySelector(`[data-testid="preview-${name}"]`)?.remove()
  const card = element('div', { className: style.includes('through') ? 'card dark' : 'card' }, ...children)
  const made = element('div', { className: `overlay ${style}` }, card)
  made.dataset['testid'] = `preview-${name}`
  at('overlays').append(made)
  return () => made.remove()
}

/** Asks with buttons; the answer is the place of the one that was pressed. */
export function ask(name: string, style: string, content: Node[], buttons: string[]): Promise<number> {
  return new Promise((resolve) => {
    const made = buttons.map((text, index) => {
      const button = element('button', { type: 'button', textContent: text })
      button.addEventListener('click', () => {
        close()
        resolve(index)
      })
      return button
    })
    const close = overlay(name, style, ...content, ...made)
    at('overlays').querySelector<HTMLElement>(`[data-testid="preview-${name}"] :is(select, input, button)`)?.focus()
  })
}

/** A sheet from below with content to agree to. */
export async function sheet(title: string, ...content: Node[]): Promise<boolean> {
  const heading = element('p', { textContent: title })
  return (await ask('sheet', 'low', [heading, ...content], ['确定 OK', '取消 Cancel'])) === 0
}
