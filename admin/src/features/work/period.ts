import type { LocationQuery } from 'vue-router'
import { dayOf, daysLater, isDay } from '../../i18n/calendar'
import type { Schemas } from '../../api/client'
import type { Key } from '../../i18n/texts'
import { one } from '../../shell/center'

export interface Period { from: string, to: string }
export type Work = Schemas['MediationWork']

/** The period in the address; else the month until today. */
export function periodOf(query: LocationQuery, today = dayOf(new Date())): Period {
  const from = one(query.from)
  const to = one(query.to)
  if (isDay(from) && isDay(to)) return { from, to }
  return { from: `${today.slice(0, 8)}01`, to: today }
}

/** The month before, as a whole. */
export function lastMonth(today = dayOf(new Date())): Period {
  const to = daysLater(`${today.slice(0, 8)}01`, -1)
  return { from: `${to.slice(0, 8)}01`, to }
}

/** The columns, each with what it counts. */
export const columns: readonly { key: keyof Work, text: Key, means: Key }[] = [
  { key: 'ended', text: 'work.ended', means: 'console.work.ended' },
  { key: 'written', text: 'work.written', means: 'console.work.written' },
  { key: 'oral', text: 'work.oral', means: 'console.work.oral' },
  { key: 'failed', text: 'work.failed', means: 'console.work.failed' },
  { key: 'terminated', text: 'work.terminated', means: 'console.work.terminated' },
  { key: 'other', text: 'work.other', means: 'console.work.other' },
  { key: 'confirmed', text: 'work.confirmed', means: 'console.work.confirmed' },
  { key: 'amount', text: 'work.amount', means: 'console.work.amount' },
  { key: 'days_tenths', text: 'work.days', means: 'console.work.days' },
  { key: 'ratings', text: 'work.ratings', means: 'console.work.ratings' },
  { key: 'stars_hundredths', text: 'console.work.mean_stars', means: 'console.work.stars' },
  { key: 'allowance', text: 'work.allowance', means: 'console.work.allowance' },
]
