import type { Key } from '../../texts'

export type Period = 'month' | 'last_month' | 'year'

export const periods: { code: Period; key: Key }[] = [
  { code: 'month', key: 'mini.stats.month' }, { code: 'last_month', key: 'mini.stats.last_month' }, { code: 'year', key: 'mini.stats.year' },
]

/** First and last day of a period, by the day that is today, as 2026-11-27. */
export function periodOf(period: Period, today: string): { from: string; to: string } {
  const [year = 0, month = 0] = today.split('-').map(Number)
  if (period === 'year') return { from: `${year}-01-01`, to: today }
  if (period === 'month') return { from: `${today.slice(0, 8)}01`, to: today }
  const key = (at: Date): string => at.toISOString().slice(0, 10)
  return { from: key(new Date(Date.UTC(year, month - 2, 1))), to: key(new Date(Date.UTC(year, month - 1, 0))) }
}
