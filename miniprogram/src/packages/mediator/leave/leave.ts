import type { Of } from '../../../services/api'
import { Fault } from '../../../services/fault'
import { faultsOf } from '../../../services/filing'
import { blockWord } from '../../../view/codes'
import { dayKey, moment, span } from '../../../view/dates'
import { form } from '../../../view/form'
import { page, tell } from '../../../view/page'
import { t } from '../../../view/words'
import { momentOf } from '../sitting'
import { myself, orSignIn, signInAgain, work } from '../work'

interface Typed { reason: string; from: string; start: string; to: string; end: string }

const dayLong = 24 * 60 * 60 * 1000
/** How far the list looks; no time is booked as far ahead. */
const ahead = 180 * dayLong
/** Why a mediator is away; a room is not repaired here. */
const reasons = ['leave', 'sick', 'training', 'meeting', 'outside', 'other']
const typed = form<Typed>('leave', { reason: 'leave', from: '', start: '08:00', to: '', end: '18:00' })

let blocks: Of<'BlockView'>[] = []
let touched: Of<'AppointmentView'>[] = []

page({
  title: 'mini.leave.title',
  texts: [
    'mini.leave.mine', 'mini.leave.none', 'mini.leave.undo', 'mini.leave.anew', 'mini.leave.from', 'mini.leave.to', 'mini.leave.send',
    'mini.leave.stand', 'mini.leave.touched',
  ],
  fresh: true,
  data: {
    blocks: [] as { id: string; text: string }[], reasons: [] as { code: string; text: string; on: boolean }[], typed: {} as Partial<Typed>,
    touched: [] as { id: string; text: string }[], problems: {} as Record<string, string>, today: '', busy: false,
  },

  async load() {
    const query = { from: new Date().toISOString(), to: new Date(Date.now() + ahead).toISOString() }
    const owner = await myself().catch(orSignIn)
    blocks = (await work.get('/api/v1/calendars/{kind}/{owner}/blocks', { path: { kind: 'mediator', owner }, query }).catch(orSignIn)).items ?? []
    this.reword()
  },
  reword() {
    const { reason, from, to, ...hours } = typed.get()
    const next = dayKey(Date.now() + dayLong)
    this.setData({
      blocks: blocks.map((b) => ({ id: b.id, text: `${moment(b.start)} – ${moment(b.end)} ${blockWord(b.reason)}` })),
      reasons: reasons.map((code) => ({ code, text: blockWord(code), on: code === reason })),
      typed: { reason, from: from || next, to: to || from || next, ...hours }, today: dayKey(Date.now()),
      touched: touched.map((a) => ({ id: a.id, text: `${span(a.start, a.end)} ${a.room_name}` })),
    })
  },
  reason(event: WechatMiniprogram.BaseEvent<object, { code: string }>) {
    typed.type({ reason: event.currentTarget.dataset.code })
    this.reword()
  },
  type(event: WechatMiniprogram.CustomEvent<{ value: string }, object, { part: 'from' | 'start' | 'to' | 'end' }>) {
    typed.type({ [event.currentTarget.dataset.part]: event.detail.value })
    this.setData({ problems: {} })
    this.reword()
  },
  async send() {
    if (this.data.busy) return
    this.setData({ busy: true, problems: {} })
    const { reason = '', from = '', start = '', to = '', end = '' } = this.data.typed
    try {
      const body = { reason, start: momentOf(from, start), end: momentOf(to, end) }
      const made = await work.post('/api/v1/calendars/{kind}/{owner}/blocks', { path: { kind: 'mediator', owner: await myself() }, body })
      touched = made.touched ?? []
      typed.drop()
      wx.showToast({ title: t('mini.step.done') })
      await this.again()
    } catch (thrown) {
      await this.failed(thrown)
    }
    this.setData({ busy: false })
  },
  async failed(thrown: unknown) {
    if (thrown instanceof Fault && thrown.field) this.setData({ problems: faultsOf(thrown) })
    else if (!signInAgain(thrown)) {
      tell(thrown)
      // Nobody knows whether it was taken: the list tells.
      if (thrown instanceof Fault && thrown.unheard) await this.again()
    }
  },
  async undo(event: WechatMiniprogram.BaseEvent<object, { id: string }>) {
    try {
      await work.remove('/api/v1/blocks/{id}', { path: { id: event.currentTarget.dataset.id } })
      await this.again()
    } catch (thrown) {
      await this.failed(thrown)
    }
  },
  open(event: WechatMiniprogram.BaseEvent<object, { id: string }>) {
    wx.navigateTo({ url: `/packages/mediator/visit/visit?id=${event.currentTarget.dataset.id}` })
  },
  left() {
    touched = []
  },
})
