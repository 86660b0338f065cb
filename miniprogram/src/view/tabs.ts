import { t } from './words'

/** Words the tab bar in the person's language; only a page with tabs can. */
export function wordTabs(): void {
  const names = [t('mini.home.tab'), t('mini.cases.tab'), t('mini.inbox.tab'), t('mini.me.tab')]
  names.forEach((text, index) => wx.setTabBarItem({ index, text, fail: () => undefined }))
}
