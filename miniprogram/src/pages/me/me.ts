import { get, patch, post, type Of } from '../../services/api'
import { Fault } from '../../services/fault'
import { session } from '../../services/session'
import { settings } from '../../stores/settings'
import { deskKnown } from '../../stores/work'
import type { Language } from '../../texts'
import { page, tell } from '../../view/page'
import { wordTabs } from '../../view/tabs'
import { t } from '../../view/words'

type Account = Of<'AccountView'>

const languages: { code: Language; name: string }[] = [{ code: 'zh-CN', name: '简体中文' }, { code: 'en', name: 'English' }]

/** Tells the server what was chosen, for its messages. The phone keeps it in any case. */
async function tellServer(): Promise<void> {
  try {
    session.heard(await patch('/api/v1/me', { body: { locale: settings.language, elder: settings.elder } }))
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
  }
}

page({
  title: 'mini.me.tab',
  texts: [
    'mini.me.language', 'mini.me.elder', 'mini.me.elder_hint', 'mini.me.phone', 'mini.me.bind', 'mini.me.bind_hint',
    'mini.me.mine', 'mini.me.privacy', 'mini.me.mediator', 'mini.me.am_mediator',
  ],
  data: { languages, language: settings.language as Language, elder: settings.elder, phone: '', hasPhone: false, desk: false },

  async load() {
    wordTabs()
    this.setData({ desk: deskKnown.get() })
    const account: Account = await get('/api/v1/me')
    session.heard(account)
    this.setData({ hasPhone: account.has_phone, language: settings.language, elder: settings.elder })
  },
  reword() {
    wordTabs()
    this.setData({ language: settings.language, elder: settings.elder })
  },
  speak(event: WechatMiniprogram.BaseEvent<object, { code: Language }>) {
    settings.speak(event.currentTarget.dataset.code)
    void tellServer()
  },
  enlarge(event: WechatMiniprogram.CustomEvent<{ value: boolean }>) {
    settings.enlarge(event.detail.value)
    void tellServer()
  },
  async bind(event: WechatMiniprogram.ButtonGetPhoneNumber) {
    if (!event.detail.code) {
      wx.showModal({ content: t('mini.me.phone_refused'), showCancel: false, confirmText: t('mini.common.understood') })
      return
    }
    try {
      const account = await post('/api/v1/me/phone', { body: { code: event.detail.code } })
      session.heard(account)
      this.setData({ hasPhone: account.has_phone })
      wx.showToast({ title: t('mini.me.bound') })
    } catch (thrown) {
      tell(thrown)
    }
  },
  async seePhone() {
    try {
      this.setData({ phone: (await get('/api/v1/me/phone')).phone })
    } catch (thrown) {
      tell(thrown)
    }
  },
  go(event: WechatMiniprogram.BaseEvent<object, { to: string }>) {
    wx.navigateTo({ url: event.currentTarget.dataset.to })
  },
  privacy() {
    wx.openPrivacyContract({ fail: () => undefined })
  },
})
