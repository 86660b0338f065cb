import { config } from '../../config'
import { get, newKey, post, type Of } from '../../services/api'
import { Fault } from '../../services/fault'
import type { Key } from '../../texts'
import { equipmentWord } from '../../view/codes'
import { moment, span } from '../../view/dates'
import { form } from '../../view/form'
import { page, tell } from '../../view/page'
import { t } from '../../view/words'

type Appointment = Of<'AppointmentView'>

const states: Record<string, Key> = {
  requested: 'mini.meet.requested', proposed: 'mini.meet.proposed', confirmed: 'mini.meet.confirmed', declined: 'mini.meet.declined',
  cancelled: 'mini.meet.cancelled', expired: 'mini.meet.expired', done: 'mini.meet.held', no_show: 'mini.meet.no_show',
}

/** What WeChat can tell of an appointment. */
const templates = [config.templates.appointment, config.templates.reminder].filter(Boolean)
let id = ''
let read: Appointment | undefined

page({
  title: 'mini.meet.title',
  texts: [
    'mini.meet.map', 'mini.meet.accept', 'mini.meet.reject', 'mini.meet.cancel', 'mini.meet.check_in', 'mini.meet.type_code',
    'mini.meet.link', 'mini.meet.here', 'mini.meet.again', 'mini.meet.reply_by', 'mini.meet.to_case', 'mini.meet.move', 'mini.meet.early',
    'mini.meet.call', 'mini.meet.remind', 'mini.book.mediator',
  ],
  fresh: true,
  data: {
    when: '', state: '', code: '', where: '', address: '', note: '', link: '', replyBy: '', caseID: '', here: false, busy: false,
    who: '', more: '', center: null as Of<'CenterView'> | null, asks: templates.length > 0, answered: '',
  },

  async load(query) {
    id = query['id'] ?? ''
    if (!id) throw new Fault('missing', t('mini.meet.unknown'), 404)
    read = await get('/api/v1/appointments/{id}', { path: { id } })
    const [center, of] = await Promise.all([
      get('/api/v1/centers/{id}', { path: { id: read.center } }), get('/api/v1/cases/{id}', { path: { id: read.case } }),
    ])
    this.setData({ center, who: of.mediator_name ?? '' })
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
      more: [read.people ? t('mini.centers.people', { n: read.people }) : '', ...(read.needs ?? []).map(equipmentWord)].filter(Boolean).join(t('list.comma')),
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
    this.ask(t('mini.meet.why_reject'), 'reject', (note, key) => post('/api/v1/appointments/{id}/rejection', { path: { id }, key, body: { note } }))
  },
  cancel() {
    this.ask(t('mini.meet.why_cancel'), 'cancel', (note, key) => post('/api/v1/appointments/{id}/cancellation', { path: { id }, key, body: { note } }))
  },
  /** Asks for a reason in a few words; they stay until they are sent. */
  ask(title: string, step: string, send: (note: string, key: string) => Promise<Appointment>) {
    const typed = form(`${step}.${id}`, { note: '' })
    wx.showModal({
      title, content: typed.get().note, editable: true, placeholderText: t('mini.meet.reason'), confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm, content }) => {
        const note = (content ?? '').trim()
        if (note !== typed.get().note) typed.type({ note })
        if (!confirm) return
        if (!note) return void wx.showToast({ title: t('mini.meet.need_reason'), icon: 'none' })
        void this.take(async () => {
          const done = await send(note, typed.key())
          typed.drop()
          return done
        })
      },
    })
  },
  /** Another time: the server keeps one appointment of a case, so this one goes first. */
  move() {
    wx.showModal({
      title: t('mini.meet.move'), content: t('mini.meet.move_hint'), confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm }) => confirm && void this.giveUp(),
    })
  },
  async giveUp() {
    await this.take(() => post('/api/v1/appointments/{id}/cancellation', { path: { id }, key: newKey(), body: { note: t('mini.meet.move') } }))
    if (read?.state === 'cancelled') this.anew()
  },
  call() {
    wx.makePhoneCall({ phoneNumber: this.data.center?.phone ?? '', fail: () => undefined })
  },
  /** WeChat asks only after a tap. Whatever the answer, the inbox tells. */
  remind() {
    wx.requestSubscribeMessage({
      tmplIds: templates,
      success: (answer) => {
        const yes = templates.some((one) => (answer as unknown as Record<string, string>)[one] === 'accept')
        this.setData({ asks: false, answered: yes ? t('mini.done.will_tell') : t('mini.done.inbox_tells') })
      },
      fail: () => this.setData({ answered: t('mini.done.inbox_tells') }),
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
