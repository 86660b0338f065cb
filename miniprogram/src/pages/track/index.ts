import { get, post, type Of } from '../../services/api'
import { Fault } from '../../services/fault'
import { faultsOf } from '../../services/filing'
import { stored } from '../../stores/stored'
import { day, span } from '../../view/dates'
import { page, tell } from '../../view/page'
import { scanned, tokenOf } from '../../view/scan'
import { t } from '../../view/words'

type View = Of<'TrackingView'>
interface Asked { number: string; tail: string }

/** What was typed last: who looks once looks again. */
const asked = stored<Asked>('track', { number: '', tail: '' })

const worded = (v: View) => ({
  seen: v, until: v.next.until ? `${v.next.until_label ?? ''} ${day(v.next.until)}` : '',
  meeting: v.appointment ? span(v.appointment.start, v.appointment.end) : '',
  events: (v.timeline ?? []).map((e, index) => ({ index, text: e.text, day: day(e.day) })),
})
const nothing = { seen: null as View | null, until: '', meeting: '', events: [] as { index: number; text: string; day: string }[] }

page({
  title: 'mini.track.title',
  texts: ['mini.track.question', 'mini.track.number', 'mini.track.number_hint', 'mini.track.tail', 'mini.track.tail_hint', 'mini.track.look_up',
    'mini.track.scan', 'mini.track.state', 'mini.track.next', 'mini.track.who', 'mini.track.late', 'mini.track.queue', 'mini.track.meeting',
    'mini.track.center', 'mini.track.call', 'mini.track.events', 'mini.track.another', 'mini.track.private'],
  data: { ...nothing, token: '', ...asked.get(), faults: {} as Record<string, string>, lost: '', busy: false },

  async load({ scene = '', token = '', q = '' }) {
    // A code of the app has its token in `scene`; an ordinary link comes whole, in `q`.
    const code = this.data.token || tokenOf(token || scene || q)
    if (code) await this.byToken(code)
    else if (this.data.seen) await this.byNumber()
  },
  reword() {
    void this.again() // the server words all of it
  },
  async byToken(token: string) {
    try {
      const view = await get('/api/v1/track/{token}', { path: { token } })
      this.setData({ ...worded(view), token, lost: '', faults: {} })
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.status !== 404) throw thrown
      this.setData({ lost: thrown.detail })
    }
  },
  async byNumber() {
    const body = asked.get()
    this.setData({ ...worded(await post('/api/v1/track', { body })), lost: '', faults: {} })
  },
  typed(event: WechatMiniprogram.CustomEvent<{ value: string }, object, { field: 'number' | 'tail' }>) {
    const { field } = event.currentTarget.dataset as { field: 'number' | 'tail' }
    asked.set({ ...asked.get(), [field]: event.detail.value })
    if (this.data.faults[field]) this.setData({ faults: { ...this.data.faults, [field]: '' } })
  },
  async lookUp() {
    if (this.data.busy) return
    const { number, tail } = asked.get()
    const token = tokenOf(number)
    const faults = {
      ...(number.trim() ? {} : { number: t('mini.track.need_number') }),
      ...(token || /^\d{4}$/.test(tail.trim()) ? {} : { tail: t('mini.track.need_tail') }),
    }
    this.setData({ faults, lost: '' })
    if (Object.keys(faults).length) return
    this.setData({ busy: true })
    try {
      await (token ? this.byToken(token) : this.byNumber())
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown
      if (thrown.field) this.setData({ faults: faultsOf(thrown) })
      else if (thrown.status === 404) this.setData({ lost: thrown.detail })
      else tell(thrown)
    }
    this.setData({ busy: false })
  },
  async scan() {
    const token = await scanned()
    if (token) await this.byToken(token).catch(tell)
  },
  another() {
    this.setData({ ...nothing, token: '', ...asked.get() })
  },
  call() {
    const dial = this.data.seen?.contact.dial
    if (dial) wx.makePhoneCall({ phoneNumber: dial, fail: () => undefined })
  },
})
