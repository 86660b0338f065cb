import type { Of } from '../../../services/api'
import { lineOf, type CaseLine } from '../../../view/cases'
import { Pages } from '../../../view/list'
import { page, tell } from '../../../view/page'
import { orSignIn, work } from '../work'

const cases = new Pages<Of<'CaseItem'>>((after) => work.get('/api/v1/mediator/cases', { query: { after, limit: 20 } }))

page({
  title: 'mini.work.cases',
  texts: ['mini.work.no_cases', 'mini.common.more'],
  fresh: true,
  data: { lines: [] as CaseLine[], more: false },

  async load() {
    await cases.first().catch(orSignIn)
    this.reword()
  },
  reword() {
    this.setData({ lines: cases.items.map(lineOf), more: cases.more })
  },
  async onReachBottom() {
    try {
      await cases.onward()
    } catch (thrown) {
      tell(thrown)
    }
    this.reword()
  },
  open(event: WechatMiniprogram.BaseEvent<object, { id: string }>) {
    wx.navigateTo({ url: `/packages/mediator/case/case?id=${event.currentTarget.dataset.id}` })
  },
})
