import { newKey, type Of } from '../../../services/api'
import { dayKey, span } from '../../../view/dates'
import { page, tell } from '../../../view/page'
import { t } from '../../../view/words'
import { asked, days, type Day, type Visit } from '../visits'
import { orSignIn, signOut, work } from '../work'

type Appointment = Of<'AppointmentView'>
type Tap = WechatMiniprogram.BaseEvent<object, { id: string; case: string }>

/** How far the desk looks: no time is booked later than that. */
const ahead = 60 * 24 * 60 * 60 * 1000
let read: Appointment[] = []

page({
  title: 'mini.work.title',
  texts: [
    'mini.work.to_answer', 'mini.work.none_asked', 'mini.work.calendar', 'mini.work.none', 'mini.work.confirm', 'mini.work.decline', 'mini.work.propose',
    'mini.work.by', 'mini.work.cases', 'mini.work.leave',
  ],
  fresh: true,
  data: { asked: [] as (Visit & { when: string })[], days: [] as Day[], busy: '' },

  async load() {
    const today = Date.parse(`${dayKey(Date.now())}T00:00:00+08:00`)
    const query = { from: new Date(today).toISOString(), to: new Date(today + ahead).toISOString(), limit: 100 }
    read = (await work.get('/api/v1/mediator/appointments', { query }).catch(orSignIn)).items ?? []
    this.reword()
  },
  reword() {
    this.setData({ asked: asked(read), days: days(read) })
  },
  /** One answer at a time; the lists then follow. */
  async answer(id: string, step: () => Promise<unknown>) {
    if (this.data.busy) return
    this.setData({ busy: id })
    try {
      await step()
      await this.again()
    } catch (thrown) {
      tell(thrown)
    }
    this.setData({ busy: '' })
  },
  confirm(event: Tap) {
    const { id } = event.currentTarget.dataset
    void this.answer(id, () => work.post('/api/v1/appointments/{id}/confirmation', { path: { id } }))
  },
  decline(event: Tap) {
    const { id } = event.currentTarget.dataset
    wx.showModal({
      title: t('mini.work.why'), content: '', editable: true, placeholderText: t('mini.meet.reason'),
      confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm, content }) => {
        const note = content?.trim()
        if (!confirm) return
        if (note) void this.answer(id, () => work.post('/api/v1/appointments/{id}/refusal', { path: { id }, key: newKey(), body: { note } }))
        else wx.showToast({ title: t('mini.meet.need_reason'), icon: 'none' })
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
      tell(thrown)
    }
  },
  open(event: Tap) {
    wx.navigateTo({ url: `/packages/mediator/case/case?id=${event.currentTarget.dataset.case}` })
  },
  cases() {
    wx.navigateTo({ url: '/packages/mediator/cases/cases' })
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
