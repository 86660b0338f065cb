import type { Key } from '../../texts'

/** What a party can do in a case by writing a few words, as one form. */
export interface Step {
  /** The server's name of it, as in the case's `actions`. */
  event: string
  path: '/api/v1/cases/{id}/withdrawal' | '/api/v1/cases/{id}/appeal' | '/api/v1/cases/{id}/supplement' | '/api/v1/cases/{id}/stand'
    | '/api/v1/cases/{id}/statement' | '/api/v1/cases/{id}/breach' | '/api/v1/cases/{id}/review-request' | '/api/v1/cases/{id}/signature'
    | '/api/v1/cases/{id}/evidence'
  title: Key
  /** What it means, said before it is done. */
  explain: Key
  /** Whether words are asked for. */
  note: 'needed' | 'optional' | 'none'
  choices?: { value: string; key: Key }[]
  files?: boolean
  /** It ends something; a question is asked before it is sent. */
  final?: boolean
}

/** In the order of urgency: the first one that a case offers is its big button. */
export const steps: Step[] = [
  { event: 'supply', path: '/api/v1/cases/{id}/supplement', title: 'mini.step.supply', explain: 'mini.step.supply_hint', note: 'needed', files: true },
  { event: 'take_stand', path: '/api/v1/cases/{id}/stand', title: 'mini.step.stand', explain: 'mini.step.stand_hint', note: 'optional',
    choices: [{ value: 'agreed', key: 'mini.step.agreed' }, { value: 'refused', key: 'mini.step.refused' }] },
  { event: 'sign', path: '/api/v1/cases/{id}/signature', title: 'mini.step.sign', explain: 'mini.step.sign_hint', note: 'none', final: true },
  { event: 'appeal', path: '/api/v1/cases/{id}/appeal', title: 'mini.step.appeal', explain: 'mini.step.appeal_hint', note: 'needed' },
  { event: 'ask_review', path: '/api/v1/cases/{id}/review-request', title: 'mini.step.review', explain: 'mini.step.review_hint', note: 'needed' },
  { event: 'breach', path: '/api/v1/cases/{id}/breach', title: 'mini.step.breach', explain: 'mini.step.breach_hint', note: 'needed' },
  { event: 'statement', path: '/api/v1/cases/{id}/statement', title: 'mini.step.statement', explain: 'mini.step.statement_hint', note: 'needed' },
  { event: 'add_files', path: '/api/v1/cases/{id}/evidence', title: 'mini.step.evidence', explain: 'mini.step.evidence_hint', note: 'optional', files: true },
  { event: 'withdraw', path: '/api/v1/cases/{id}/withdrawal', title: 'mini.step.withdraw', explain: 'mini.step.withdraw_hint', note: 'needed', final: true },
]

export const stepOf = (event: string): Step | undefined => steps.find((step) => step.event === event)

/** What a person has typed so far. */
export interface Typed { note: string; choice: string; files: string[]; key: string }

/** The body of the request. */
export function bodyOf(step: Step, typed: Typed): Record<string, unknown> {
  return {
    ...(step.event === 'sign' ? { method: 'electronic' } : {}),
    ...(step.note === 'none' ? {} : { note: typed.note.trim() }),
    ...(step.choices ? { stand: typed.choice } : {}),
    ...(step.files ? { files: typed.files } : {}),
  }
}

/** The first field that lacks something, or "". */
export function lacking(step: Step, typed: Typed): 'note' | 'choice' | 'files' | '' {
  if (step.choices && !typed.choice) return 'choice'
  if (step.note === 'needed' && !typed.note.trim()) return 'note'
  return step.event === 'add_files' && !typed.files.length ? 'files' : ''
}
