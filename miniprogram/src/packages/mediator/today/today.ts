import type { Of } from '../../../services/api'
import { stored } from '../../../stores/stored'
import { day, dayKey, span } from '../../../view/dates'
import { form } from '../../../view/form'
import { page, tell } from '../../../view/page'
import { scanned } from '../../../view/scan'
import { t } from '../../../view/words'
import { asked, visitsOn, type Visit } from '../visits'
import { orSignIn, signInAgain, signOut, work } from '../work'

type Appointment = Of<'AppointmentView'>
type Tap = WechatMiniprogram.BaseEvent<object, { id: string; case: string }>
type Asked = Visit & { when: string; fresh: boolean }

/** How far the desk looks for what is asked: no time is booked later than that. */
const ahead = 60 * 24 * 60 * 60 * 1000
/** Requests that have been in sight on this phone. */
const seen = stored<string[]>('seen_requests', [])
let read: Appointment[] = []
let before: string[] = []

page({
  title: 'mini.work.title',
  texts: [
    'mini.work.to_answer', 'mini.work.none_asked', 'mini.work.today', 'mini.work.none', 'mini.work.confirm', 'mini.work.decline', 'mini.work.propose',
    'mini.work.by', 'mini.work.cases', 'mini.work.leave', 'mini.work.new', 'mini.work.scan', 'mini.work.calendar', 'mini.work.stats',
  ],
  fresh: true,
  data: { asked: [] as Asked[], date: '', visits: [] as Visit[], busy: '' },

  async load() {
    const today = Date.parse(`${dayKey(Date.now())}T00:00:00+08:00`)
    const query = { from: new Date(today).toISOString(), to: new Date(today + ahead).toISOString(), limit: 200 }
    read = (await work.get('/api/v1/mediator/appointments', { query }).catch(orSignIn)).items ?? []
    before = seen.get()
    this.reword()
    seen.set(this.data.asked.map((one) => one.id))
  },
  reword() {
    this.setData({
      asked: asked(read).map((one) => ({ ...one, fresh: !before.includes(one.id) })),
      date: day(Date.now()), visits: visitsOn(dayKey(Date.now()), read),
    })
  },
  failed(thrown: unknown) {
    if (!signInAgain(thrown)) tell(thrown)
  },
  /** One answer at a time; the lists then follow. */
  async answer(id: string, step: () => Promise<unknown>) {
    if (this.data.busy) return
    this.setData({ busy: id })
    try {
      await step()
      await this.again()
    } catch (thrown) {
      this.failed(thrown)
    }
    this.setData({ busy: '' })
  },
  confirm(event: Tap) {
    const { id } = event.currentTarget.dataset
    void this.answer(id, () => work.post('/api/v1/appointments/{id}/confirmation', { path: { id } }))
  },
  decline(event: Tap) {
    const { id } = event.currentTarget.dataset
    const typed = form(`decline.${id}`, { note: '' })
    wx.showModal({
      title: t('mini.work.why'), content: typed.get().note, editable: true, placeholderText: t('mini.meet.reason'),
      confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm, content }) => {
        const note = content?.trim()
        if (note !== typed.get().note) typed.type({ note })
        if (!confirm) return
        if (!note) return void wx.showToast({ title: t('mini.meet.need_reason'), icon: 'none' })
        void this.answer(id, async () => {
          await work.post('/api/v1/appointments/{id}/refusal', { path: { id }, key: typed.key(), body: { note } })
          typed.drop()
        })
      },
    })
  },
  async propose(event: Tap) {
    const { id, case: caseID } = event.currentTarget.dataset
    try {
      const slots = (await work.get('/api/v1/cases/{id}/slots/first', { path: { id: caseID } })).items ?? []
      if (!slots.length) return void wx.showToast({ title: t('mini.book.none'), icon: 'none' })
      wx.showActionSheet({
        alertText: t('mini.work.propose'), itemList: slots.map((slot) => `${span(slot.start, slot.end)} ${slot.room_name}`),
        success: ({ tapIndex }) => {
          const slot = slots[tapIndex]
          if (slot) void this.answer(id, () => work.post('/api/v1/appointments/{id}/proposal', { path: { id }, body: { room: slot.room, start: slot.start, end: slot.end } }))
        },
        fail: () => undefined, // closed without a choice
      })
    } catch (thrown) {
      this.failed(thrown)
    }
  },
  /** A party shows the code of its receipt: the visit of its case opens. */
  async scan() {
    const token = await scanned()
    if (!token) return
    try {
      const cases = [...new Set(this.data.visits.map((one) => one.case))]
      const found = await Promise.all(cases.map((id) => work.get('/api/v1/cases/{id}', { path: { id } })))
      const known = found.find((one) => one.track === token)
      const visit = this.data.visits.find((one) => one.case === known?.id)
      if (visit) wx.navigateTo({ url: `/packages/mediator/visit/visit?id=${visit.id}` })
      else wx.showModal({ content: t('mini.work.not_today'), showCancel: false, confirmText: t('mini.common.understood') })
    } catch (thrown) {
      this.failed(thrown)
    }
  },
  open(event: Tap) {
    wx.navigateTo({ url: `/packages/mediator/visit/visit?id=${event.currentTarget.dataset.id}` })
  },
  openCase(event: Tap) {
    wx.navigateTo({ url: `/packages/mediator/case/case?id=${event.currentTarget.dataset.case}` })
  },
  go(event: WechatMiniprogram.BaseEvent<object, { to: string }>) {
    const { to } = event.currentTarget.dataset
    wx.navigateTo({ url: `/packages/mediator/${to}/${to}` })
  },
  async leave() {
    try {
      await signOut()
      wx.switchTab({ url: '/pages/home/home' })
    } catch (thrown) {
      tell(thrown)
    }
  },
})
