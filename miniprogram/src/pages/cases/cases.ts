import { get, type Of } from '../../services/api'
import { lineOf, type CaseLine } from '../../view/cases'
import { Pages } from '../../view/list'
import { page, tell } from '../../view/page'
import { wordTabs } from '../../view/tabs'

type Side = 'applicant' | 'other'

const cases = new Pages<Of<'CaseItem'>>((after) => get('/api/v1/me/cases', { query: { after, side, limit: 20 } }))
let side: Side = 'applicant'

page({
  title: 'mini.cases.tab',
  texts: ['mini.cases.brought', 'mini.cases.invited', 'mini.cases.none', 'mini.cases.none_invited', 'mini.cases.file', 'mini.common.more'],
  fresh: true,
  data: { side: side as Side, lines: [] as CaseLine[], more: false },

  async load() {
    wordTabs()
    await cases.first()
    this.show()
  },
  reword() {
    this.show()
  },
  show() {
    this.setData({ lines: cases.items.map(lineOf), more: cases.more, side })
  },
  choose(event: WechatMiniprogram.BaseEvent<object, { side: Side }>) {
    side = event.currentTarget.dataset.side
    this.setData({ side, lines: [], stage: 'loading' })
    void this.again()
  },
  async onReachBottom() {
    const from = cases.items.length
    try {
      await cases.onward()
    } catch (thrown) {
      tell(thrown)
    }
    // Only what is new goes over to the screen.
    const fresh = cases.items.slice(from).map((c, i) => [`lines[${from + i}]`, lineOf(c)] as const)
    this.setData({ ...Object.fromEntries(fresh), more: cases.more })
  },
  file() {
    wx.navigateTo({ url: '/pages/file/about/about' })
  },
})
