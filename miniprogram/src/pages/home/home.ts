import { get, type Of } from '../../services/api'
import { lineOf, type CaseLine } from '../../view/cases'
import { moment } from '../../view/dates'
import { draft } from '../../stores/draft'
import { page } from '../../view/page'
import { wordTabs } from '../../view/tabs'
import { scanned } from '../../view/scan'

type Item = Of<'CaseItem'>

const shown = 3
let read: Item[] = []

/** Words what is going on: the next appointment and the newest cases. */
function worded(cases: Item[]): { lines: CaseLine[]; next: { id: string; text: string } | null } {
  const meetings = cases.filter((c) => c.appointment && Date.parse(c.appointment.end) > Date.now())
    .sort((a, b) => Date.parse(a.appointment?.start ?? '') - Date.parse(b.appointment?.start ?? ''))
  const first = meetings[0]
  return {
    lines: cases.slice(0, shown).map(lineOf),
    next: first?.appointment ? { id: first.id, text: moment(first.appointment.start) } : null,
  }
}

page({
  title: 'app.name',
  texts: [
    'mini.home.slogan', 'mini.home.file', 'mini.home.mine', 'mini.home.all', 'mini.home.none', 'mini.home.next',
    'mini.home.scan', 'mini.home.number', 'mini.home.centers', 'mini.home.law', 'mini.home.invited',
    'mini.home.begun', 'mini.home.to_send',
  ],
  fresh: true,
  data: { lines: [] as CaseLine[], next: null as { id: string; text: string } | null, begun: false, toSend: false },

  async load() {
    wordTabs()
    this.setData({ begun: draft.begun, toSend: draft.get().waiting !== '' })
    read = (await get('/api/v1/me/cases', { query: { limit: 20 } })).items ?? []
    this.setData(worded(read))
  },
  reword() {
    wordTabs()
    this.setData(worded(read))
  },
  file() {
    wx.navigateTo({ url: '/pages/file/about/about' })
  },
  openNext() {
    if (this.data.next) wx.navigateTo({ url: `/pages/case/case?id=${this.data.next.id}` })
  },
  all() {
    wx.switchTab({ url: '/pages/cases/cases' })
  },
  go(event: WechatMiniprogram.BaseEvent<object, { to: string }>) {
    wx.navigateTo({ url: event.currentTarget.dataset.to })
  },
  async scan() {
    const token = await scanned()
    if (token) wx.navigateTo({ url: `/pages/track/index?token=${token}` })
  },
})
