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
  /** What the step means, where its name does not say it. */
  intro?: Key
  /** Not one of the usual next steps: it stands behind "more". */
  aside?: boolean
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
  { event: 'start', path: 'start', text: 'console.decide.start', fields: ['note'], intro: 'console.decide.start_intro' },
  { event: 'notify', path: 'petition-notice', text: 'console.decide.notify', fields: ['note'], notice: 'notice.notify' },
  { event: 'answer', path: 'petition-answer', text: 'console.decide.answer', fields: ['note'], notice: 'notice.answer', intro: 'console.decide.answer_intro' },
  { event: 'answer_review', path: 'review-answer', text: 'console.decide.answer_review', fields: ['note'], notice: 'notice.answer_review' },
  { event: 'terminate', path: 'termination', text: 'console.decide.terminate', fields: ['reason', 'note'], notice: 'notice.terminate', danger: true },
  { event: 'close', path: 'closing', text: 'console.decide.close', fields: ['note'], notice: 'notice.close' },
  { event: 'reopen', path: 'reopening', text: 'console.decide.reopen', fields: ['note'], notice: 'notice.reopen' },
  { event: 'court_accepts', path: 'court-acceptance', text: 'console.decide.court_accepts', fields: ['note'], notice: 'notice.court_accepts' },
  { event: 'court_extends', path: 'court-extension', text: 'console.decide.court_extends', fields: ['note'], notice: 'notice.court_extends', aside: true },
  { event: 'breach', path: 'breach', text: 'console.decide.breach', fields: ['note'], notice: 'notice.breach', aside: true },
  { event: 'extend', path: 'extension', text: 'console.decide.extend', fields: ['note'], notice: 'notice.extend', intro: 'console.decide.extend_intro', aside: true },
  { event: 'appraise', path: 'appraisal', text: 'console.decide.appraise', fields: ['note'], notice: 'notice.appraise', aside: true },
  { event: 'appraised', path: 'appraisal-result', text: 'console.decide.appraised', fields: ['note'], notice: 'notice.appraised' },
  { event: 'recuse', path: 'recusal', text: 'console.decide.recuse', fields: ['reason', 'note'], notice: 'notice.recuse', danger: true, aside: true },
  { event: 'appeal', path: 'appeal', text: 'console.decide.appeal', fields: ['note'], intro: 'console.decide.appeal_intro', aside: true },
  { event: 'ask_review', path: 'review-request', text: 'console.decide.ask_review', fields: ['note'], intro: 'console.decide.ask_review_intro', aside: true },
  { event: 'withdraw', path: 'withdrawal', text: 'console.decide.withdraw', fields: ['note'], notice: 'notice.withdraw', intro: 'console.decide.withdraw_intro', danger: true, aside: true },
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
  // Some routes insist on a note, even an empty one.
  const filled = Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== '' || name === 'note'))
  // All decisions have one form; naming one route gives the types of each.
  const path = `/api/v1/cases/{id}/${decision.path}` as '/api/v1/cases/{id}/acceptance'
  return answer(api.POST(path, { params: { path: { id }, header: { 'Idempotency-Key': key } }, body: filled }))
}
