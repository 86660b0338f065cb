import type { Of } from '../../services/api'
import type { Key } from '../../texts'
import { dayKey, day, hour, moment } from '../../view/dates'
import { t } from '../../view/words'

type Appointment = Of<'AppointmentView'>

export interface Visit { id: string; case: string; at: string; room: string; state: string; asked: boolean; replyBy: string; note: string }

const states: Record<string, Key> = {
  requested: 'mini.work.requested', proposed: 'mini.work.proposed', confirmed: 'mini.work.confirmed', done: 'mini.work.held', no_show: 'mini.work.no_show',
  declined: 'mini.work.declined', cancelled: 'mini.meet.cancelled', expired: 'mini.meet.expired',
}

/** Where an appointment stands, in words. */
export function stateWord(state: string): string {
  const word = states[state]
  return word ? t(word) : state
}

/** An appointment as a line. */
export function visitOf(a: Appointment): Visit {
  return {
    id: a.id, case: a.case, at: `${hour(a.start)}–${hour(a.end)}`, room: a.room_name, state: stateWord(a.state),
    asked: a.state === 'requested', replyBy: a.reply_by ? moment(a.reply_by) : '', note: a.note ?? '',
  }
}

/** What is asked and not answered yet, the first to run out first. */
export function asked(all: Appointment[]): (Visit & { when: string })[] {
  return all.filter((a) => a.state === 'requested')
    .sort((a, b) => Date.parse(a.reply_by ?? a.start) - Date.parse(b.reply_by ?? b.start))
    .map((a) => ({ ...visitOf(a), when: `${day(a.start)} ${hour(a.start)}–${hour(a.end)}` }))
}

/** What is on one day, in order: what stands, and what was there. */
export function visitsOn(key: string, all: Appointment[]): Visit[] {
  return all.filter((a) => dayKey(a.start) === key && ['confirmed', 'proposed', 'done', 'no_show'].includes(a.state))
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start)).map(visitOf)
}
