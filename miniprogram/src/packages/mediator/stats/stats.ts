import type { Of } from '../../../services/api'
import { dayKey } from '../../../view/dates'
import { page } from '../../../view/page'
import { t } from '../../../view/words'
import { yuanOf } from '../agreement'
import { orSignIn, work } from '../work'
import { periodOf, periods, type Period } from '../periods'

let period: Period = 'year'
let read: Of<'MediationWork'> | undefined

page({
  title: 'mini.stats.title',
  texts: ['mini.stats.none'],
  fresh: true,
  data: { periods: [] as { code: string; text: string; on: boolean }[], range: '', lines: [] as { label: string; value: string }[], ended: 0 },

  async load() {
    const { from, to } = periodOf(period, dayKey(Date.now()))
    read = await work.get('/api/v1/me/work', { query: { from, to } }).catch(orSignIn)
    this.setData({ range: `${from} – ${to}` })
    this.reword()
  },
  reword() {
    this.setData({ periods: periods.map(({ code, key }) => ({ code, text: t(key), on: code === period })) })
    const w = read
    if (!w) return
    this.setData({
      ended: w.ended,
      lines: [
        [t('work.ended'), w.ended], [t('work.written'), w.written], [t('work.oral'), w.oral], [t('work.failed'), w.failed],
        [t('work.terminated'), w.terminated], [t('work.other'), w.other], [t('work.confirmed'), w.confirmed], [t('work.amount'), yuanOf(w.amount)],
        [t('work.days'), w.days_tenths / 10], [t('work.ratings'), w.ratings],
        [t('work.stars'), w.stars_hundredths ? w.stars_hundredths / 100 : t('mini.stats.too_few')], [t('work.allowance'), yuanOf(w.allowance)],
      ].map(([label, value]) => ({ label: String(label), value: String(value) })),
    })
  },
  choose(event: WechatMiniprogram.BaseEvent<object, { code: Period }>) {
    period = event.currentTarget.dataset.code
    void this.again()
  },
})
