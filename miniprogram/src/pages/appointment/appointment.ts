import { get, newKey, post, type Of } from '../../services/api'
import type { Key } from '../../texts'
import { Fault } from '../../services/fault'
import { moment, span } from '../../view/dates'
import { page, tell } from '../../view/page'
import { t } from '../../view/words'

type Appointment = Of<'AppointmentView'>

const states: Record<string, Key> = {
  requested: 'mini.meet.requested', proposed: 'mini.meet.proposed', confirmed: 'mini.meet.confirmed', declined: 'mini.meet.declined',
  cancelled: 'mini.meet.cancelled', expired: 'mini.meet.expired', done: 'mini.meet.held', no_show: 'mini.meet.no_show',
}

let id = ''
let read: Appointment | undefined

page({
  title: 'mini.meet.title',
  texts: [
    'mini.meet.map', 'mini.meet.accept', 'mini.meet.reject', 'mini.meet.cancel', 'mini.meet.check_in', 'mini.meet.type_code',
    'mini.meet.link', 'mini.meet.here', 'mini.meet.again', 'mini.meet.reply_by', 'mini.meet.to_case',
  ],
  fresh: true,
  data: {
    when: '', state: '', code: '', where: '', address: '', note: '', link: '', replyBy: '', caseID: '', here: false, busy: false,
    center: null as Of<'CenterView'> | null,
  },

  async load(query) {
    id = query['id'] ?? ''
    if (!id) throw new Fault('missing', t('mini.meet.unknown'), 404)
    read = await get('/api/v1/appointments/{id}', { path: { id } })
    const center = await get('/api/v1/centers/{id}', { path: { id: read.center } })
    this.setData({ center })
    this.show()
  },
  reword() {
    this.show()
  },
  show() {
    if (!read) return
    const word = states[read.state]
    this.setData({
      when: span(read.start, read.end), state: word ? t(word) : read.state, code: read.state, where: read.room_name, note: read.note ?? '',
      link: read.link ?? '', replyBy: read.reply_by ? moment(read.reply_by) : '', caseID: read.case, here: Boolean(read.arrived?.length),
      address: this.data.center?.address ?? '',
    })
  },
  /** Takes one step at a time and shows what became of it. */
  async take(step: () => Promise<Appointment>) {
    if (this.data.busy) return
    this.setData({ busy: true })
    try {
      read = await step()
      this.show()
    } catch (thrown) {
      tell(thrown)
    }
    this.setData({ busy: false })
  },
  accept() {
    void this.take(() => post('/api/v1/appointments/{id}/acceptance', { path: { id } }))
  },
  reject() {
    this.ask(t('mini.meet.why_reject'), (note) => post('/api/v1/appointments/{id}/rejection', { path: { id }, key: newKey(), body: { note } }))
  },
  cancel() {
    this.ask(t('mini.meet.why_cancel'), (note) => post('/api/v1/appointments/{id}/cancellation', { path: { id }, key: newKey(), body: { note } }))
  },
  /** Asks for a reason in a few words. */
  ask(title: string, send: (note: string) => Promise<Appointment>) {
    wx.showModal({
      title, content: '', editable: true, placeholderText: t('mini.meet.reason'), confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm, content }) => {
        if (!confirm) return
        if (content.trim()) void this.take(() => send(content.trim()))
        else wx.showToast({ title: t('mini.meet.need_reason'), icon: 'none' })
      },
    })
  },
  scan() {
    wx.scanCode({ scanType: ['qrCode'], success: ({ result }) => this.checkIn(result), fail: () => undefined })
  },
  typeCode() {
    wx.showModal({
      title: t('mini.meet.type_code'), content: '', editable: true, confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm, content }) => { if (confirm && content.trim()) this.checkIn(content.trim()) },
    })
  },
  checkIn(said: string) {
    // The code at the door is an address that ends with the code, or the code itself.
    const door = said.slice(Math.max(said.lastIndexOf('/'), said.lastIndexOf('=')) + 1)
    void this.take(() => post('/api/v1/appointments/{id}/check-in', { path: { id }, body: { door } }))
  },
  map() {
    const { center } = this.data
    if (center?.lat && center.lng) {
      wx.openLocation({ latitude: center.lat, longitude: center.lng, name: center.title, address: center.address ?? '' })
    }
  },
  copy() {
    wx.setClipboardData({ data: this.data.link })
  },
  toCase() {
    wx.navigateTo({ url: `/pages/case/case?id=${this.data.caseID}` })
  },
  anew() {
    wx.redirectTo({ url: `/pages/book/book?case=${this.data.caseID}` })
  },
})
