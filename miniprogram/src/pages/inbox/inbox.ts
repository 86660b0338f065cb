import { get, post, type Of } from '../../services/api'
import { Fault } from '../../services/fault'
import { moment } from '../../view/dates'
import { Pages } from '../../view/list'
import { page, tell } from '../../view/page'
import { wordTabs } from '../../view/tabs'

interface Line { id: string; case: string; text: string; at: string; read: boolean }

const inbox = new Pages<Of<'Message'>>((after) => get('/api/v1/me/inbox', { query: { after, limit: 20 } }))

const lineOf = (m: Of<'Message'>): Line => ({ id: m.id, case: m.case, text: m.text, at: moment(m.at), read: m.read })

page({
  title: 'mini.inbox.tab',
  texts: ['mini.inbox.none', 'mini.inbox.unread', 'mini.common.more'],
  fresh: true,
  data: { lines: [] as Line[], more: false },

  async load() {
    wordTabs()
    await inbox.first()
    this.setData({ lines: inbox.items.map(lineOf), more: inbox.more })
  },
  reword() {
    void this.again() // the server words messages
  },
  async onReachBottom() {
    const from = inbox.items.length
    try {
      await inbox.onward()
    } catch (thrown) {
      tell(thrown)
    }
    const fresh = inbox.items.slice(from).map((m, i) => [`lines[${from + i}]`, lineOf(m)] as const)
    this.setData({ ...Object.fromEntries(fresh), more: inbox.more })
  },
  async open(event: WechatMiniprogram.BaseEvent<object, { index: number }>) {
    const line = this.data.lines[event.currentTarget.dataset.index]
    if (!line) return
    wx.navigateTo({ url: `/pages/case/case?id=${line.case}` })
    if (line.read) return
    try {
      await post('/api/v1/me/inbox/{id}/read', { path: { id: line.id } })
      this.setData({ [`lines[${event.currentTarget.dataset.index}].read`]: true })
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown // it stays unread, which is true
    }
  },
})
