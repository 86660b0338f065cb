import { answer, api, type Schemas } from '../../api/client'
import type { Key } from '../../i18n/texts'

export type CaseView = Schemas['CaseView']
export type Body = Schemas['DecideInBody']
export type Field = keyof Body

export interface Decision {
  /** The event of the case's list of actions. */
  event: string
  /** The last part of its route. */
  path: string
  text: Key
  fields: Field[]
  /** The message that the applicant gets; none when nobody is told. */
  notice?: Key
  danger?: boolean
}

/** What is decided with one form, in the order of the buttons. */
export const decisions: readonly Decision[] = [
  { event: 'accept', path: 'acceptance', text: 'console.decide.accept', fields: ['center'], notice: 'notice.accept' },
  { event: 'ask_supplement', path: 'supplement-request', text: 'console.decide.supplement', fields: ['note'], notice: 'notice.ask_supplement' },
  { event: 'decline', path: 'refusal', text: 'console.decide.decline', fields: ['reason', 'note'], notice: 'notice.decline', danger: true },
  { event: 'route', path: 'routing', text: 'console.decide.route', fields: ['center', 'department', 'note'], notice: 'notice.route' },
  { event: 'hand_over', path: 'hand-over', text: 'console.decide.hand_over', fields: ['center', 'reason', 'note'], notice: 'notice.hand_over' },
  { event: 'take_over', path: 'take-over', text: 'console.decide.take_over', fields: [], notice: 'notice.take_over' },
  { event: 'hand_back', path: 'hand-back', text: 'console.decide.hand_back', fields: ['note'] },
  { event: 'transfer', path: 'transfer', text: 'console.decide.transfer', fields: ['body', 'receipt', 'note'], notice: 'notice.transfer', danger: true },
  { event: 'correct', path: 'correction', text: 'console.decide.correct', fields: ['kind', 'type'] },
  { event: 'set_risk', path: 'risk', text: 'console.decide.risk', fields: ['risk', 'note'] },
  { event: 'terminate', path: 'termination', text: 'console.decide.terminate', fields: ['reason', 'note'], notice: 'notice.terminate', danger: true },
  { event: 'close', path: 'closing', text: 'console.decide.close', fields: ['note'], notice: 'notice.close' },
  { event: 'reopen', path: 'reopening', text: 'console.decide.reopen', fields: ['note'], notice: 'notice.reopen' },
]

export function decisionOf(event: string): Decision | undefined {
  return decisions.find((d) => d.event === event)
}

/** The decisions that somebody may take on a case now: the server says which. */
export function openDecisions(view: CaseView): Decision[] {
  return decisions.filter((d) => view.actions?.includes(d.event))
}

/** What a form begins with: as it is now, or as the advice has it. */
export function beginning(decision: Decision, view: CaseView): Body {
  const advice = view.suggested?.advice
  const all: Required<Body> = {
    center: decision.event === 'hand_over' ? '' : (advice?.center ?? view.center),
    department: advice?.department ?? '', mediator: '', reason: '', note: '', body: '', receipt: '',
    risk: view.suggested?.risk ?? view.risk ?? '',
    kind: view.suggested?.kind || view.kind,
    type: view.suggested?.type || view.type,
  }
  return Object.fromEntries(decision.fields.map((f) => [f, all[f]]))
}

/** Sends a decision and returns the case as it then is. */
export async function decide(id: string, decision: Pick<Decision, 'path'>, body: Body, key: string): Promise<CaseView> {
  const filled = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''))
  // All decisions have one form; naming one route gives the types of each.
  const path = `/api/v1/cases/{id}/${decision.path}` as '/api/v1/cases/{id}/acceptance'
  return answer(api.POST(path, { params: { path: { id }, header: { 'Idempotency-Key': key } }, body: filled }))
}
