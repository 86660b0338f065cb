import { get, newKey, post, remove } from '../../services/api'
import { Fault } from '../../services/fault'
import { config } from '../../config'
import { day } from '../../view/dates'
import { page, tell, wordsOf } from '../../view/page'
import { t } from '../../view/words'
import { daysFrom, needs, offersOf, type Offer } from './offers'

const ahead = 14
let id = ''
let key = newKey()

page({
  title: 'mini.book.title',
  texts: [
    'mini.book.first', 'mini.book.none', 'mini.book.by_day', 'mini.book.none_day', 'mini.book.needs', 'mini.book.confirm', 'mini.book.mediator',
    'mini.book.wait', 'mini.book.wait_hint', 'mini.book.wait_no_more', 'mini.book.answer',
  ],
  data: {
    first: [] as Offer[], offers: [] as Offer[], days: [] as { key: string; text: string }[], chosenDay: '', chosen: null as Offer | null,
    needs: [] as { code: string; text: string; on: boolean }[], wanted: [] as string[], busy: false, wrong: '', waiting: false,
  },

  async load(query) {
    id = query['case'] ?? ''
    if (!id) throw new Fault('missing', t('mini.case.unknown'), 404)
    this.word()
    const { items } = await get('/api/v1/cases/{id}/slots/first', { path: { id }, query: { needs: this.data.wanted.join(',') } })
    this.setData({ first: offersOf(items ?? []), chosen: null })
    if (this.data.chosenDay) await this.readDay(this.data.chosenDay)
  },
  reword() {
    void this.again()
  },
  word() {
    this.setData({
      days: daysFrom(Date.now(), ahead).map((one) => ({ key: one, text: day(`${one}T00:00:00+08:00`) })),
      needs: needs.map(({ code, key: word }) => ({ code, text: t(word), on: this.data.wanted.includes(code) })),
    })
  },
  need(event: WechatMiniprogram.BaseEvent<object, { code: string }>) {
    const { code } = event.currentTarget.dataset
    const { wanted } = this.data
    this.setData({ wanted: wanted.includes(code) ? wanted.filter((one) => one !== code) : [...wanted, code] })
    void this.again()
  },
  async pickDay(event: WechatMiniprogram.BaseEvent<object, { key: string }>) {
    try {
      await this.readDay(event.currentTarget.dataset.key)
    } catch (thrown) {
      tell(thrown)
    }
  },
  async readDay(from: string) {
    const { items } = await get('/api/v1/cases/{id}/slots', { path: { id }, query: { from, days: 1, needs: this.data.wanted.join(',') } })
    this.setData({ chosenDay: from, offers: offersOf(items ?? []), chosen: null })
  },
  choose(event: WechatMiniprogram.BaseEvent<object, { key: string }>) {
    const found = [...this.data.first, ...this.data.offers].find((one) => one.key === event.currentTarget.dataset.key)
    key = newKey()
    this.setData({ chosen: found ?? null, wrong: '' })
  },
  async confirm() {
    const { chosen, busy, wanted } = this.data
    if (!chosen || busy) return
    this.setData({ busy: true, wrong: '' })
    try {
      const made = await post('/api/v1/cases/{id}/appointments', { path: { id }, key, body: { ...chosen.slot, needs: wanted } })
      this.subscribe()
      wx.redirectTo({ url: `/pages/appointment/appointment?id=${made.id}` })
    } catch (thrown) {
      // Somebody else was quicker: the times are read anew, and what was wished for stays.
      this.setData({ wrong: wordsOf(thrown) })
      if (!(thrown as Fault).unheard) await this.again()
    }
    this.setData({ busy: false })
  },
  /** Asks once, now that there is something to be told; who refuses finds everything in the inbox. */
  subscribe() {
    const tmplIds = [config.templates.appointment, config.templates.reminder].filter(Boolean)
    if (tmplIds.length) wx.requestSubscribeMessage({ tmplIds, fail: () => undefined })
  },
  async wait() {
    const until = daysFrom(Date.now(), 30).pop() ?? ''
    try {
      await post('/api/v1/cases/{id}/waiting', { path: { id }, body: { until, needs: this.data.wanted } })
      this.setData({ waiting: true })
    } catch (thrown) {
      tell(thrown)
    }
  },
  async waitNoMore() {
    try {
      await remove('/api/v1/cases/{id}/waiting', { path: { id } })
      this.setData({ waiting: false })
    } catch (thrown) {
      tell(thrown)
    }
  },
})
