import type { Of } from '../../services/api'
import { blockWord } from '../../view/codes'
import { day, dayKey, hour } from '../../view/dates'
import { t } from '../../view/words'
import { visitOf, type Visit } from './visits'

type Appointment = Of<'AppointmentView'>
type Block = Of<'BlockView'>

/** What stands on one day: who comes, and when the mediator is not there. */
export interface WeekDay { key: string; title: string; today: boolean; visits: Visit[]; away: { id: string; text: string }[] }

const dayLong = 24 * 60 * 60 * 1000
const begin = (key: string): number => Date.parse(`${key}T00:00:00+08:00`)

/** The days of a week from Monday on; `weeks` counts from this one. */
export function daysOf(weeks: number, now: number): string[] {
  const today = begin(dayKey(now))
  const since = (new Date(today + 8 * 60 * 60 * 1000).getUTCDay() + 6) % 7
  return Array.from({ length: 7 }, (_, n) => dayKey(today + (7 * weeks + n - since) * dayLong))
}

/** From when until when the days last, for the API. */
export const boundsOf = (days: string[]): { from: string; to: string } => ({
  from: new Date(begin(days[0] ?? '')).toISOString(), to: new Date(begin(days[days.length - 1] ?? '') + dayLong).toISOString(),
})

/** A block as it is on one day. */
function awayOn(block: Block, key: string): string {
  const [from, to] = [Math.max(Date.parse(block.start), begin(key)), Math.min(Date.parse(block.end), begin(key) + dayLong)]
  const all = to - from >= dayLong
  return `${all ? t('mini.week.all_day') : `${hour(from)}–${to === begin(key) + dayLong ? '24:00' : hour(to)}`} ${blockWord(block.reason)}`
}

export function weekOf(days: string[], appointments: Appointment[], blocks: Block[], now: number): WeekDay[] {
  const shown = appointments.filter((a) => ['requested', 'confirmed', 'proposed', 'done'].includes(a.state))
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start))
  return days.map((key) => ({
    key, title: day(begin(key)), today: key === dayKey(now),
    visits: shown.filter((a) => dayKey(a.start) === key).map(visitOf),
    away: blocks.filter((b) => Date.parse(b.end) > begin(key) && Date.parse(b.start) < begin(key) + dayLong)
      .map((b) => ({ id: b.id, text: awayOn(b, key) })),
  }))
}
