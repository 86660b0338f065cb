import { get, newKey, post, remove, type Of } from '../../services/api'
import { Fault } from '../../services/fault'
import { stored, type Stored } from '../../stores/stored'
import { page, tell, wordsOf } from '../../view/page'
import { t } from '../../view/words'
import { dayAhead, freeDays, needs, offersOf, stretch, type FreeDay, type Offer } from './offers'

/** What is wished for; it stays on the phone until the time is booked. */
interface Wish { needs: string[]; people: number }

const waitDays = 30
const most = 20
let id = ''
let key = newKey()
let turn = 0
let wish: Stored<Wish>
/** Whether this phone has asked to be told of a free time; the server does not say. */
let waits: Stored<boolean>
let first: Of<'BookingSlot'>[] = []
let read: Of<'BookingSlot'>[] = []

page({
  title: 'mini.book.title',
  texts: [
    'mini.book.first', 'mini.book.none', 'mini.book.by_day', 'mini.book.none_day', 'mini.book.needs', 'mini.book.confirm', 'mini.book.mediator',
    'mini.book.wait', 'mini.book.wait_hint', 'mini.book.wait_no_more', 'mini.book.answer', 'mini.book.people', 'mini.book.fewer', 'mini.book.more',
    'mini.book.later', 'mini.book.sooner', 'mini.book.waiting',
  ],
  data: {
    first: [] as Offer[], days: [] as Pick<FreeDay, 'key' | 'text'>[], chosenDay: '', offers: [] as Offer[], chosen: null as Offer | null, canLater: false, turn: 0,
    needs: [] as { code: string; text: string; on: boolean }[], people: 2, busy: false, wrong: '', waiting: false,
  },

  async load(query) {
    id = query['case'] ?? ''
    if (!id) throw new Fault('missing', t('mini.case.unknown'), 404)
    wish = stored<Wish>(`wish.${id}`, { needs: [], people: 2 })
    waits = stored(`waits.${id}`, false)
    this.show()
    const asked = wish.get()
    const earliest = await get('/api/v1/cases/{id}/slots/first', { path: { id }, query: this.fit() })
    if (asked !== wish.get()) return // another wish has been read since
    first = earliest.items ?? []
    await this.readDays()
    this.setData({ chosen: null })
  },
  reword() {
    this.show()
  },
  fit() {
    const { needs: codes, people } = wish.get()
    return { needs: codes.join(','), people }
  },
  show() {
    const { needs: wanted, people } = wish.get()
    const days = freeDays(read)
    const chosenDay = days.some((one) => one.key === this.data.chosenDay) ? this.data.chosenDay : (days[0]?.key ?? '')
    this.setData({
      needs: needs.map(({ code, key: word }) => ({ code, text: t(word), on: wanted.includes(code) })), people, waiting: waits.get(), turn,
      first: offersOf(first), chosenDay,
      // Only the chosen day's times go to the page: those of a fortnight would be much at once.
      days: days.map(({ key: one, text }) => ({ key: one, text })), offers: days.find((one) => one.key === chosenDay)?.offers ?? [],
      canLater: stretch(turn + 1, Date.now()) !== undefined,
    })
  },
  async readDays() {
    const [days, asked] = [stretch(turn, Date.now()), wish.get()]
    if (!days) return
    const { items } = await get('/api/v1/cases/{id}/slots', { path: { id }, query: { ...days, ...this.fit() } })
    if (asked !== wish.get()) return
    read = items ?? []
    this.show()
  },
  /** What is wished for has changed: other rooms fit. */
  change(next: Partial<Wish>) {
    wish.set({ ...wish.get(), ...next })
    this.show()
    void this.again()
  },
  need(event: WechatMiniprogram.BaseEvent<object, { code: string }>) {
    const { code } = event.currentTarget.dataset
    const { needs: wanted } = wish.get()
    this.change({ needs: wanted.includes(code) ? wanted.filter((one) => one !== code) : [...wanted, code] })
  },
  count(event: WechatMiniprogram.BaseEvent<object, { by: number }>) {
    const people = Math.min(most, Math.max(1, wish.get().people + event.currentTarget.dataset.by))
    if (people !== wish.get().people) this.change({ people })
  },
  async go(event: WechatMiniprogram.BaseEvent<object, { by: number }>) {
    const { by } = event.currentTarget.dataset
    turn += by
    try {
      await this.readDays()
    } catch (thrown) {
      turn -= by
      tell(thrown)
    }
  },
  pickDay(event: WechatMiniprogram.BaseEvent<object, { key: string }>) {
    this.setData({ chosenDay: event.currentTarget.dataset.key })
    this.show()
  },
  choose(event: WechatMiniprogram.BaseEvent<object, { key: string }>) {
    const found = [...this.data.first, ...this.data.offers].find((one) => one.key === event.currentTarget.dataset.key)
    key = newKey()
    this.setData({ chosen: found ?? null, wrong: '' })
  },
  async confirm() {
    const { chosen, busy } = this.data
    if (!chosen || busy) return
    this.setData({ busy: true, wrong: '' })
    try {
      const made = await post('/api/v1/cases/{id}/appointments', { path: { id }, key, body: { ...chosen.slot, ...wish.get() } })
      waits.set(false)
      wx.redirectTo({ url: `/pages/appointment/appointment?id=${made.id}` })
    } catch (thrown) {
      // Somebody else was quicker: the times are read anew, and what was wished for stays.
      this.setData({ wrong: wordsOf(thrown) })
      if (!(thrown as Fault).unheard) await this.again()
    }
    this.setData({ busy: false })
  },
  async wait() {
    try {
      await post('/api/v1/cases/{id}/waiting', { path: { id }, body: { until: dayAhead(Date.now(), waitDays), ...wish.get() } })
      waits.set(true)
      this.show()
    } catch (thrown) {
      tell(thrown)
    }
  },
  async waitNoMore() {
    try {
      await remove('/api/v1/cases/{id}/waiting', { path: { id } })
      waits.set(false)
      this.show()
    } catch (thrown) {
      tell(thrown)
    }
  },
  left() {
    turn = 0
    first = []
    read = []
  },
})
