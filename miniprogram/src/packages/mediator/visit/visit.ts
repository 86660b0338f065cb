import { newKey, type Of } from '../../../services/api'
import { Fault } from '../../../services/fault'
import { span } from '../../../view/dates'
import { page, tell } from '../../../view/page'
import { named, t } from '../../../view/words'
import { orSignIn, signInAgain, work } from '../work'
import { stateWord } from '../visits'

let id = ''
let read: Of<'AppointmentView'> | undefined
let parties: Of<'PartyView'>[] = []

page({
  title: 'mini.work.meeting',
  texts: ['mini.visit.who', 'mini.visit.arrive', 'mini.visit.no_show', 'mini.visit.people', 'mini.work.case', 'mini.visit.note'],
  fresh: true,
  data: {
    when: '', state: '', room: '', note: '', people: 0, canArrive: false, canMiss: false, busy: false,
    parties: [] as { id: string; text: string; state: string; here: boolean }[],
  },

  async load(query) {
    id = query['id'] ?? ''
    if (!id) throw new Fault('missing', t('mini.meet.unknown'), 404)
    read = await work.get('/api/v1/appointments/{id}', { path: { id } }).catch(orSignIn)
    parties = (await work.get('/api/v1/cases/{id}', { path: { id: read.case } })).parties ?? []
    this.reword()
  },
  reword() {
    if (!read) return
    const { arrived, absent, state, start, end } = read
    const begun = Date.parse(start) <= Date.now()
    this.setData({
      when: span(start, end), state: stateWord(state), room: read.room_name, note: read.note ?? '', people: read.people ?? 0,
      canArrive: state === 'confirmed', canMiss: state === 'confirmed' && begun,
      parties: parties.map((p) => ({
        id: p.id, text: `${named('side', p.side)} ${p.name}`, here: (arrived ?? []).includes(p.id),
        state: (arrived ?? []).includes(p.id) ? t('mini.visit.here') : (absent ?? []).includes(p.id) ? t('mini.visit.absent') : '',
      })),
    })
  },
  async take(step: () => Promise<Of<'AppointmentView'>>) {
    if (this.data.busy) return
    this.setData({ busy: true })
    try {
      read = await step()
      this.reword()
    } catch (thrown) {
      if (!signInAgain(thrown)) tell(thrown)
    }
    this.setData({ busy: false })
  },
  arrive(event: WechatMiniprogram.BaseEvent<object, { id: string }>) {
    const { id: party } = event.currentTarget.dataset
    void this.take(() => work.post('/api/v1/appointments/{id}/check-in', { path: { id }, body: { party } }))
  },
  miss() {
    wx.showModal({
      title: t('mini.visit.no_show'), content: t('mini.visit.no_show_hint'), confirmText: t('mini.step.yes'), cancelText: t('mini.step.no'),
      success: ({ confirm }) => confirm && void this.take(() => work.post('/api/v1/appointments/{id}/no-show', { path: { id }, key: newKey(), body: {} })),
    })
  },
  open() {
    if (read) wx.navigateTo({ url: `/packages/mediator/case/case?id=${read.case}` })
  },
})
