import type { Of } from '../../../services/api'
import { page } from '../../../view/page'
import { boundsOf, daysOf, weekOf, type WeekDay } from '../week'
import { myself, orSignIn, work } from '../work'

let weeks = 0
let appointments: Of<'AppointmentView'>[] = []
let blocks: Of<'BlockView'>[] = []

page({
  title: 'mini.work.calendar',
  texts: ['mini.week.before', 'mini.week.this', 'mini.week.after', 'mini.week.free', 'mini.leave.title'],
  fresh: true,
  data: { days: [] as WeekDay[] },

  async load() {
    const query = boundsOf(daysOf(weeks, Date.now()))
    const read = await work.get('/api/v1/mediator/appointments', { query: { ...query, limit: 200 } }).catch(orSignIn)
    const away = await work.get('/api/v1/calendars/{kind}/{owner}/blocks', { path: { kind: 'mediator', owner: await myself() }, query })
    appointments = read.items ?? []
    blocks = away.items ?? []
    this.reword()
  },
  reword() {
    this.setData({ days: weekOf(daysOf(weeks, Date.now()), appointments, blocks, Date.now()) })
  },
  turn(event: WechatMiniprogram.BaseEvent<object, { by: number }>) {
    const { by } = event.currentTarget.dataset
    weeks = by === 0 ? 0 : weeks + by
    void this.again()
  },
  open(event: WechatMiniprogram.BaseEvent<object, { id: string }>) {
    wx.navigateTo({ url: `/packages/mediator/visit/visit?id=${event.currentTarget.dataset.id}` })
  },
  leave() {
    wx.navigateTo({ url: '/packages/mediator/leave/leave' })
  },
})
