import type { Key } from '../../i18n/texts'
import { openDecisions, type CaseView } from './decisions'
import { steps } from './steps'

export interface CaseButton { event: string, text: Key, aside: boolean, danger: boolean }

/** Steps whose forms are dialogs of their own. */
const own: { event: string, text: Key, aside?: boolean, fits?: (view: CaseView) => boolean }[] = [
  { event: 'add_record', text: 'console.step.record' },
  { event: 'settle', text: 'console.step.settle' },
  { event: 'sign', text: 'console.step.sign', fits: (view) => !view.outcome?.oral && !view.outcome?.signed },
  { event: 'invite', text: 'console.step.invite', aside: true },
  { event: 'correct_party', text: 'console.step.correct_party', aside: true },
]

/** The one step that usually comes next is the first and the only filled button. */
export const usual: readonly string[] = ['accept', 'start', 'settle', 'sign']

/**
 * What somebody may do with a case now: decisions first and, where the whole casework is
 * shown, the other steps. The server says what is open.
 */
export function buttonsFor(view: CaseView, casework: boolean): CaseButton[] {
  const open = (event: string) => view.actions?.includes(event) ?? false
  const fresh = casework ? [...own, ...steps] : []
  const all = [...fresh.filter((s) => open(s.event) && (s.fits?.(view) ?? true)), ...openDecisions(view)]
  return all.map((s) => ({ event: s.event, text: s.text, aside: s.aside ?? false, danger: 'danger' in s && s.danger === true }))
}
