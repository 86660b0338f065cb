import type { Of } from '../../../services/api'
import { Fault } from '../../../services/fault'
import { faultsOf } from '../../../services/filing'
import { dayKey } from '../../../view/dates'
import { form, type Form } from '../../../view/form'
import { page, tell } from '../../../view/page'
import { named, t } from '../../../view/words'
import { momentOf, sittingOf, type Sitting } from '../sitting'
import { orSignIn, signInAgain, work } from '../work'

interface Typed extends Sitting { kind: 'mediation' | 'inquiry'; present: string[]; place: string; others: string; text: string }
type Part = 'day' | 'from' | 'to' | 'place' | 'others' | 'text'

let id = ''
let typed: Form<Typed>
let parties: Of<'PartyView'>[] = []

/** Words that most records need, to begin from. */
const pieces = ['mini.record.rights', 'mini.record.views', 'mini.record.common', 'mini.record.open', 'mini.record.next'] as const
const names = ['mini.record.rights_name', 'mini.record.views_name', 'mini.record.common_name', 'mini.record.open_name', 'mini.record.next_name'] as const

page({
  title: 'mini.work.record',
  texts: [
    'mini.record.kind', 'mini.record.day', 'mini.record.from', 'mini.record.to', 'mini.record.present', 'mini.record.place', 'mini.record.others',
    'mini.record.text', 'mini.record.pieces', 'mini.work.record_hint', 'mini.work.save',
  ],
  fresh: true,
  data: {
    typed: {} as Partial<Typed>, problems: {} as Record<string, string>, busy: false, today: '',
    kinds: [] as { code: string; text: string }[], parties: [] as { id: string; text: string; on: boolean }[], pieces: [] as string[],
  },

  async load(query) {
    id = query['id'] ?? ''
    if (!id) throw new Fault('missing', t('mini.case.unknown'), 404)
    const read = await work.get('/api/v1/cases/{id}', { path: { id } }).catch(orSignIn)
    parties = read.parties ?? []
    typed = form<Typed>(`record.${id}`, {
      ...sittingOf(read.appointment, Date.now()), kind: 'mediation', present: [], place: '', others: '', text: '' })
    this.show()
  },
  reword() {
    this.show()
  },
  show() {
    const now = typed.get()
    this.setData({
      typed: now, pieces: names.map((key) => t(key)), today: dayKey(Date.now()),
      kinds: (['mediation', 'inquiry'] as const).map((code) => ({ code, text: named('record', code) })),
      parties: parties.map((p) => ({ id: p.id, text: `${named('side', p.side)} ${p.name}`, on: now.present.includes(p.id) })),
    })
  },
  type(event: WechatMiniprogram.CustomEvent<{ value: string }, object, { part: Part }>) {
    typed.type({ [event.currentTarget.dataset.part]: event.detail.value })
    this.setData({ problems: {} })
    // What stands in a field already is not written into it again: the cursor would jump.
    if (['day', 'from', 'to'].includes(event.currentTarget.dataset.part)) this.show()
  },
  kind(event: WechatMiniprogram.BaseEvent<object, { code: Typed['kind'] }>) {
    typed.type({ kind: event.currentTarget.dataset.code })
    this.show()
  },
  present(event: WechatMiniprogram.BaseEvent<object, { id: string }>) {
    const { id: one } = event.currentTarget.dataset
    const { present } = typed.get()
    typed.type({ present: present.includes(one) ? present.filter((other) => other !== one) : [...present, one] })
    this.show()
  },
  piece(event: WechatMiniprogram.BaseEvent<object, { index: number }>) {
    const key = pieces[event.currentTarget.dataset.index]
    const { text } = typed.get()
    if (key) typed.type({ text: `${text}${text && !text.endsWith('\n') ? '\n' : ''}${t(key)}` })
    this.show()
  },
  async save() {
    const { day, from, to, kind, present, place, others, text } = typed.get()
    if (!text.trim()) return void this.setData({ problems: { text: t('mini.step.need_note') } })
    if (this.data.busy) return
    this.setData({ busy: true })
    const body = { kind, start: momentOf(day, from), end: momentOf(day, to), present, place: place.trim(), others: others.trim(), text: text.trim() }
    try {
      await work.post('/api/v1/cases/{id}/records', { path: { id }, key: typed.key(), body })
      typed.drop()
      wx.showToast({ title: t('mini.step.done') })
      wx.navigateBack({ fail: () => wx.redirectTo({ url: `/packages/mediator/case/case?id=${id}` }) })
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.field) this.setData({ problems: faultsOf(thrown) })
      else if (!signInAgain(thrown)) tell(thrown)
    }
    this.setData({ busy: false })
  },
})
