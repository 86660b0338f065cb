import { badges, hideTabs, nameTab, redraw } from '../runtime/chrome'
import { tell } from '../runtime/lifecycle'
import { navigate, top } from '../runtime/stack'
import type { Caller } from '../runtime/types'
import { createChannel } from './channel'
import { api, Fail } from './api'

async function go(kind: string, target: Parameters<typeof navigate>[1]): Promise<void> {
  try {
    await navigate(kind, target)
  } catch (error) {
    throw new Fail(error instanceof Error ? error.message : String(error))
  }
}

function badge(index: number, text?: string): void {
  if (text === undefined) badges.delete(index)
  else badges.set(index, text)
  redraw()
}

export const routing = {
  navigateTo: api('navigateTo', async ({ url, events }) => {
    const [here, there] = createChannel()
    for (const [name, listener] of Object.entries(events ?? {})) here.on(name, listener)
    const prepare = (page: Caller) => Object.assign(page, { getOpenerEventChannel: () => there })
    await go('navigate', { url: String(url), prepare })
    return { eventChannel: here }
  }),
  redirectTo: api('redirectTo', ({ url }) => go('redirect', { url: String(url) })),
  reLaunch: api('reLaunch', ({ url }) => go('reLaunch', { url: String(url) })),
  switchTab: api('switchTab', ({ url }) => go('switchTab', { url: String(url) })),
  navigateBack: api('navigateBack', ({ delta = 1 }) => go('navigateBack', { delta })),
  setNavigationBarTitle: api('setNavigationBarTitle', ({ title }) => redraw({ navigationBarTitleText: title })),
  setNavigationBarColor: api('setNavigationBarColor', ({ frontColor, backgroundColor }) =>
    redraw({
      navigationBarTextStyle: frontColor === '#ffffff' ? 'white' : 'black',
      navigationBarBackgroundColor: backgroundColor,
    }),
  ),
  setBackgroundColor: api('setBackgroundColor', ({ backgroundColor }) => redraw({ backgroundColor })),
  showTabBar: api('showTabBar', () => hideTabs(false)),
  hideTabBar: api('hideTabBar', () => hideTabs(true)),
  setTabBarItem: api('setTabBarItem', ({ index, text }) => nameTab(index, text)),
  setTabBarBadge: api('setTabBarBadge', ({ index, text }) => badge(index, text)),
  removeTabBarBadge: api('removeTabBarBadge', ({ index }) => badge(index)),
  showTabBarRedDot: api('showTabBarRedDot', ({ index }) => badge(index, '')),
  hideTabBarRedDot: api('hideTabBarRedDot', ({ index }) => badge(index)),
  showNavigationBarLoading: api('showNavigationBarLoading', () => undefined),
  hideNavigationBarLoading: api('hideNavigationBarLoading', () => undefined),
  hideHomeButton: api('hideHomeButton', () => undefined),
  startPullDownRefresh: api('startPullDownRefresh', () => {
    const entry = top()
    if (entry) tell(entry, 'onPullDownRefresh')
  }),
  stopPullDownRefresh: api('stopPullDownRefresh', () => undefined),
  pageScrollTo: api('pageScrollTo', ({ scrollTop, selector, duration = 300, offsetTop = 0 }) => {
    const page = top()?.host
    const target = selector ? page?.querySelector(selector) : undefined
    if (!page || (selector && !target)) throw new Fail('no such element')
    const behavior = duration > 0 ? 'smooth' : 'instant'
    const above = (one: Element) => one.getBoundingClientRect().top
    const place = target ? above(target) - above(page) + page.scrollTop + offsetTop : Number(scrollTop)
    page.scrollTo({ top: place, behavior })
  }),
  showShareMenu: api('showShareMenu', () => undefined),
  hideShareMenu: api('hideShareMenu', () => undefined),
  updateShareMenu: api('updateShareMenu', () => undefined),
}
