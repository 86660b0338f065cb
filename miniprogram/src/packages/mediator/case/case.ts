import { newKey, type Of } from '../../../services/api'
import { Fault } from '../../../services/fault'
import { day, moment, span } from '../../../view/dates'
import { page, tell } from '../../../view/page'
import { named, t } from '../../../view/words'
import { yuanOf } from '../agreement'
import { signerWord, signersLeft } from '../signing'
import { orSignIn, signInAgain, work } from '../work'

let id = ''
let read: Of<'CaseView'> | undefined
let records: Of<'RecordView'>[] = []

/** What came of it, line by line. */
function outcomeLines(c: Of<'CaseView'>): string[] {
  const o = c.outcome
  if (!o) return []
  const agreed = !o.onward?.length && !o.reason
  return [
    o.terms, o.reason && named('terminate', o.reason), ...(o.onward ?? []).map((way) => named('onward', way)),
    o.amount ? t('mini.end.sum', { yuan: yuanOf(o.amount) }) : '', o.perform_by && t('mini.case.perform_by', { day: day(o.perform_by) }),
    agreed ? (o.signed ? t('mini.sign.in_force') : t('mini.sign.not_yet')) : '',
    (o.signers ?? []).length ? t('mini.sign.signed_by', { names: (o.signers ?? []).map((who) => signerWord(c, who)).join(t('list.comma')) }) : '',
  ].filter((line): line is string => Boolean(line))
}

page({
  title: 'mini.work.case',
  texts: [
    'mini.work.story', 'mini.work.parties', 'mini.work.start', 'mini.work.record', 'mini.work.records', 'mini.work.in_console', 'mini.work.outcome',
    'mini.work.meeting', 'mini.end.settle', 'mini.end.fail', 'mini.end.terminate', 'mini.sign.title', 'mini.work.close',
  ],
  fresh: true,
  data: {
    what: '', number: '', state: '', due: '', story: null as Of<'StoryView'> | null, meeting: null as { id: string; text: string } | null,
    parties: [] as { id: string; text: string; stand: string }[], records: [] as { id: string; when: string; text: string }[], count: 0,
    outcome: [] as string[], can: {} as { [step: string]: boolean }, busy: false,
  },

  async load(query) {
    id = query['id'] ?? ''
    if (!id) throw new Fault('missing', t('mini.case.unknown'), 404)
    read = await work.get('/api/v1/cases/{id}', { path: { id } }).catch(orSignIn)
    records = (await work.get('/api/v1/cases/{id}/records', { path: { id } })).items ?? []
    this.reword()
  },
  reword() {
    const c = read
    if (!c) return
    const stands: { [stand: string]: string } = { agreed: t('mini.work.agreed'), refused: t('mini.work.refused'), no_contact: t('mini.work.no_contact') }
    const may = (step: string): boolean => (c.actions ?? []).includes(step)
    this.setData({
      what: named('type', c.type), number: c.number, state: named('state', c.state), story: c.story ?? null, outcome: outcomeLines(c),
      due: c.due ? `${t('mini.case.due')} ${day(c.due.at)}` : '',
      meeting: c.appointment ? { id: c.appointment.id, text: span(c.appointment.start, c.appointment.end) } : null,
      parties: (c.parties ?? []).map((p) => ({ id: p.id, text: `${named('side', p.side)} ${p.name}`, stand: stands[p.stand ?? ''] ?? '' })),
      records: records.map((r) => ({ id: r.id, when: `${named('record', r.kind)} ${moment(r.start)}`, text: r.text })), count: records.length,
      can: {
        start: may('start'), record: may('add_record'), settle: may('settle'), fail: may('fail'), terminate: may('terminate'),
        sign: may('sign') && signersLeft(c).length > 0, close: may('close'),
      },
    })
  },
  /** One step at a time; the page then shows what became of it. */
  async take(step: () => Promise<unknown>) {
    if (this.data.busy) return
    this.setData({ busy: true })
    try {
      await step()
      await this.again()
    } catch (thrown) {
      if (!signInAgain(thrown)) tell(thrown)
    }
    this.setData({ busy: false })
  },
  start() {
    void this.take(() => work.post('/api/v1/cases/{id}/start', { path: { id }, key: newKey(), body: { note: t('mini.work.started') } }))
  },
  close() {
    wx.showModal({
      title: t('mini.work.close'), content: t('mini.work.close_hint'), confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm }) => confirm && void this.take(() => work.post('/api/v1/cases/{id}/closing', { path: { id }, key: newKey(), body: {} })),
    })
  },
  go(event: WechatMiniprogram.BaseEvent<object, { to: string; how?: string }>) {
    const { to, how } = event.currentTarget.dataset
    wx.navigateTo({ url: `/packages/mediator/${to}/${to}?id=${id}${how ? `&how=${how}` : ''}` })
  },
  visit() {
    if (this.data.meeting) wx.navigateTo({ url: `/packages/mediator/visit/visit?id=${this.data.meeting.id}` })
  },
})
