import type { Schemas } from '../../api/client'
import type { Key } from '../../i18n/texts'

export type Visit = Schemas['AppointmentView']

/** Who looks at an appointment: the mediator of it, staff who book for its case, staff who may cancel. */
export interface Onlooker { mine: boolean, books: boolean, cancels: boolean, receives: boolean }

export type VisitStep = 'confirm' | 'propose' | 'decline' | 'accept' | 'reject' | 'check_in' | 'no_show' | 'cancel'

export const stepWords: Record<VisitStep, Key> = {
  confirm: 'console.visit.confirm', propose: 'console.visit.propose', decline: 'console.visit.decline',
  accept: 'console.visit.accept', reject: 'console.visit.reject', check_in: 'console.visit.check_in',
  no_show: 'console.visit.no_show', cancel: 'console.visit.cancel',
}

/** Parties check in from an hour before; the server's clock decides in the end. */
const early = 3_600_000

/** What can be done with an appointment now, by whoever looks at it. */
export function visitSteps(visit: Visit, by: Onlooker, now = Date.now()): VisitStep[] {
  const start = Date.parse(visit.start)
  const steps: VisitStep[] = []
  if (visit.state === 'requested' && by.mine) steps.push('confirm', 'propose', 'decline')
  if (visit.state === 'proposed' && by.books) steps.push('accept', 'reject')
  if (visit.state === 'confirmed') {
    if (by.receives && now >= start - early && now < Date.parse(visit.end)) steps.push('check_in')
    if (by.mine && now >= start) steps.push('no_show')
  }
  if (['requested', 'proposed', 'confirmed'].includes(visit.state) && now < start && (by.cancels || by.mine)) steps.push('cancel')
  return steps
}

/** The Monday of a day's week, YYYY-MM-DD. */
export function mondayOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7))
  return at.toISOString().slice(0, 10)
}
