import { page, wordsOf } from '../../../view/page'
import { t } from '../../../view/words'
import { signIn, work } from '../work'

type Part = 'login' | 'password' | 'fresh' | 'again'

let back = ''

page({
  title: 'mini.work.sign_in',
  texts: [
    'mini.work.sign_in_hint', 'mini.work.login', 'mini.work.password', 'mini.work.enter', 'mini.work.must_change', 'mini.work.fresh',
    'mini.work.fresh_hint', 'mini.work.again',
  ],
  data: { login: '', password: '', fresh: '', again: '', change: false, busy: false, wrong: '' },

  load(query) {
    back = decodeURIComponent(query['back'] ?? '')
  },
  type(event: WechatMiniprogram.CustomEvent<{ value: string }, object, { part: Part }>) {
    this.setData({ [event.currentTarget.dataset.part]: event.detail.value, wrong: '' })
  },
  /** What lacks, in words. */
  lacking(): string {
    const { login, password, fresh, again, change } = this.data
    if (!login.trim() || !password) return t('mini.work.need_both')
    if (change && fresh !== again) return t('mini.work.differ')
    return change && !fresh ? t('mini.work.fresh_hint') : ''
  },
  async enter() {
    const wrong = this.lacking()
    if (wrong || this.data.busy) return void this.setData({ wrong })
    this.setData({ busy: true })
    try {
      await this.signIn()
    } catch (thrown) {
      this.setData({ wrong: wordsOf(thrown) })
    }
    this.setData({ busy: false })
  },
  async signIn() {
    const { login, password, fresh, change } = this.data
    if (change) {
      // The session of the first password is there; the new one goes on with it.
      await work.post('/api/v1/me/password', { body: { old: password, password: fresh } })
      this.setData({ change: false, password: fresh })
    }
    const account = await signIn(login.trim(), this.data.password)
    if (account.must_change) this.setData({ change: true })
    else if (!(account.grants ?? []).some((grant) => grant.role === 'mediator')) this.setData({ wrong: t('mini.work.no_mediator'), password: '' })
    else wx.redirectTo({ url: back || '/packages/mediator/today/today' })
  },
})
