import { Fault } from '../../../services/fault'
import { faultsOf } from '../../../services/filing'
import { day, dayKey } from '../../../view/dates'
import { form, type Form } from '../../../view/form'
import { page, tell } from '../../../view/page'
import { named, t } from '../../../view/words'
import { amountOf, emptyTerm, lastDue, termsOf, yuanOf, type Term } from '../agreement'
import { bodyOf, endings, lacking, type How, type Typed } from '../endings'
import { orSignIn, signInAgain, work } from '../work'

type Choice = { code: string; text: string; on: boolean }
type Tap = WechatMiniprogram.BaseEvent<object, { code: string; index: number }>

let id = ''
let how: How = 'settle'
let typed: Form<Typed>
let codes: { reasons: string[]; onward: string[] } = { reasons: [], onward: [] }

page({
  title: 'mini.work.case',
  texts: [
    'mini.end.written', 'mini.end.oral', 'mini.end.written_means', 'mini.end.oral_means', 'mini.end.term', 'mini.end.yuan', 'mini.end.due',
    'mini.end.no_due', 'mini.end.add', 'mini.end.drop', 'mini.end.facts', 'mini.end.matter', 'mini.end.perform', 'mini.end.note',
    'mini.end.why', 'mini.end.onward', 'mini.end.reason', 'mini.end.more',
  ],
  fresh: true,
  data: {
    how: how as How, name: '', explain: '', typed: {} as Partial<Typed>, says: '', sum: '', problems: {} as Record<string, string>,
    onward: [] as Choice[], reasons: [] as Choice[], more: false, busy: false, today: '',
  },

  async load(query) {
    id = query['id'] ?? ''
    const found = (['settle', 'fail', 'terminate'] as const).find((one) => one === query['how'])
    if (!id || !found) throw new Fault('missing', t('mini.step.unknown'), 404)
    how = found
    typed = form<Typed>(`end.${id}.${how}`, { oral: false, terms: [emptyTerm()], facts: '', matter: '', perform: '', why: '', onward: [], reason: '', note: '' })
    const { terminate_reasons, onward_ways } = await work.get('/api/v1/reference').catch(orSignIn)
    codes = { reasons: terminate_reasons ?? [], onward: onward_ways ?? [] }
    this.show()
  },
  reword() {
    this.show()
  },
  show() {
    const now = typed.get()
    const [amount, due] = [amountOf(now.terms), lastDue(now.terms)]
    wx.setNavigationBarTitle({ title: t(endings[how].name) })
    this.setData({
      how, name: t(endings[how].name), explain: t(endings[how].explain), typed: now, says: termsOf(now.terms), today: dayKey(Date.now()),
      sum: amount > 0 ? t('mini.end.sum', { yuan: yuanOf(amount) }) + (due ? ` · ${t('mini.case.perform_by', { day: day(`${due}T12:00:00+08:00`) })}` : '') : '',
      onward: codes.onward.map((code) => ({ code, text: named('onward', code), on: now.onward.includes(code) })),
      reasons: codes.reasons.map((code) => ({ code, text: named('terminate', code), on: now.reason === code })),
    })
  },
  keep(change: Partial<Typed>) {
    typed.type(change)
    this.setData({ problems: {} })
    this.show()
  },
  type(event: WechatMiniprogram.CustomEvent<{ value: string }, object, { part: 'facts' | 'matter' | 'perform' | 'why' | 'note' }>) {
    this.keep({ [event.currentTarget.dataset.part]: event.detail.value })
  },
  term(event: WechatMiniprogram.CustomEvent<{ value: string }, object, { index: number; part: keyof Term }>) {
    const { index, part } = event.currentTarget.dataset
    this.keep({ terms: typed.get().terms.map((one, n) => (n === index ? { ...one, [part]: event.detail.value } : one)) })
  },
  add() {
    this.keep({ terms: [...typed.get().terms, emptyTerm()] })
  },
  drop(event: Tap) {
    this.keep({ terms: typed.get().terms.filter((_, n) => n !== event.currentTarget.dataset.index) })
  },
  form(event: Tap) {
    this.keep({ oral: event.currentTarget.dataset.code === 'oral' })
  },
  unfold() {
    this.setData({ more: true })
  },
  way(event: Tap) {
    const { code } = event.currentTarget.dataset
    const { onward } = typed.get()
    this.keep({ onward: onward.includes(code) ? onward.filter((one) => one !== code) : [...onward, code] })
  },
  reason(event: Tap) {
    this.keep({ reason: event.currentTarget.dataset.code })
  },
  send() {
    const lacks = lacking(how, typed.get())
    if (lacks) return void this.setData({ problems: { [lacks.field]: t(lacks.words) } })
    wx.showModal({
      title: t(endings[how].name), content: how === 'settle' ? termsOf(typed.get().terms) : t(endings[how].explain),
      confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm }) => confirm && void this.post(),
    })
  },
  async post() {
    if (this.data.busy) return
    this.setData({ busy: true })
    try {
      // The body fits its path by the table of endings, which the types cannot follow.
      await work.post(endings[how].path, { path: { id }, key: typed.key(), body: bodyOf(how, typed.get()) as never })
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
