import { page, wordsOf } from '../../../view/page'
import { t } from '../../../view/words'
import { signIn } from '../work'

page({
  title: 'mini.work.sign_in',
  texts: ['mini.work.sign_in_hint', 'mini.work.login', 'mini.work.password', 'mini.work.enter'],
  data: { login: '', password: '', busy: false, wrong: '' },

  typeLogin(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ login: event.detail.value, wrong: '' })
  },
  typePassword(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ password: event.detail.value, wrong: '' })
  },
  async enter() {
    const { login, password, busy } = this.data
    if (busy) return
    if (!login.trim() || !password) {
      this.setData({ wrong: t('mini.work.need_both') })
      return
    }
    this.setData({ busy: true })
    try {
      const account = await signIn(login.trim(), password)
      if (account.must_change) this.setData({ wrong: t('mini.work.must_change'), password: '' })
      else if (!(account.grants ?? []).some((grant) => grant.role === 'mediator')) this.setData({ wrong: t('mini.work.no_mediator'), password: '' })
      else wx.navigateBack({ fail: () => wx.redirectTo({ url: '/packages/mediator/today/today' }) })
    } catch (thrown) {
      this.setData({ wrong: wordsOf(thrown) })
    }
    this.setData({ busy: false })
  },
})
