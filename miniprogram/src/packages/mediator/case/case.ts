import { newKey, type Of } from '../../../services/api'
import { Fault } from '../../../services/fault'
import { stored, type Stored } from '../../../stores/stored'
import { page, tell } from '../../../view/page'
import { named, t } from '../../../view/words'
import { orSignIn, work } from '../work'

interface Typed { text: string; key: string }

const sitting = 60 * 60 * 1000
let id = ''
let draft: Stored<Typed>
let read: Of<'CaseView'> | undefined

page({
  title: 'mini.work.case',
  texts: ['mini.work.story', 'mini.work.parties', 'mini.work.start', 'mini.work.record', 'mini.work.record_hint', 'mini.work.save', 'mini.work.records', 'mini.work.in_console'],
  fresh: true,
  data: {
    what: '', number: '', state: '', story: null as Of<'StoryView'> | null, parties: [] as { id: string; text: string; stand: string }[],
    canStart: false, canRecord: false, text: '', count: 0, busy: false, wrong: '',
  },

  async load(query) {
    id = query['id'] ?? ''
    if (!id) throw new Fault('missing', t('mini.case.unknown'), 404)
    draft = stored<Typed>(`record.${id}`, { text: '', key: newKey() })
    read = await work.get('/api/v1/cases/{id}', { path: { id } }).catch(orSignIn)
    const { items } = await work.get('/api/v1/cases/{id}/records', { path: { id } })
    this.setData({ count: (items ?? []).length, text: draft.get().text })
    this.reword()
  },
  reword() {
    if (!read) return
    const stands: Record<string, string> = { agreed: t('mini.work.agreed'), refused: t('mini.work.refused'), no_contact: t('mini.work.no_contact') }
    const actions = read.actions ?? []
    this.setData({
      what: named('type', read.type), number: read.number, state: named('state', read.state), story: read.story ?? null,
      parties: (read.parties ?? []).map((p) => ({ id: p.id, text: `${named('side', p.side)} ${p.name}`, stand: stands[p.stand ?? ''] ?? '' })),
      canStart: actions.includes('start'), canRecord: actions.includes('add_record'),
    })
  },
  async take(step: () => Promise<unknown>) {
    if (this.data.busy) return
    this.setData({ busy: true })
    try {
      await step()
      await this.again()
    } catch (thrown) {
      // What is typed stays on the phone until the server has it.
      if (thrown instanceof Fault && thrown.status === 401) wx.navigateTo({ url: '/packages/mediator/sign-in/sign-in' })
      else tell(thrown)
    }
    this.setData({ busy: false })
  },
  start() {
    void this.take(() => work.post('/api/v1/cases/{id}/start', { path: { id }, key: newKey(), body: { note: t('mini.work.started') } }))
  },
  type(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    draft.set({ text: event.detail.value, key: newKey() })
    this.setData({ text: event.detail.value, wrong: '' })
  },
  save() {
    const { text, key } = draft.get()
    if (!text.trim()) {
      this.setData({ wrong: t('mini.step.need_note') })
      return
    }
    const { appointment, parties } = read ?? {}
    const end = new Date()
    const body = {
      kind: 'mediation' as const, text: text.trim(), present: (parties ?? []).map((p) => p.id),
      start: appointment?.start ?? new Date(end.getTime() - sitting).toISOString(), end: end.toISOString(),
    }
    void this.take(async () => {
      await work.post('/api/v1/cases/{id}/records', { path: { id }, key, body })
      draft.set({ text: '', key: newKey() })
      wx.showToast({ title: t('mini.step.done') })
    })
  },
})
