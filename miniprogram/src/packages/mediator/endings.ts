import type { Key } from '../../texts'
import { amountOf, lastDue, termsOf, type Term } from './agreement'

export type How = 'settle' | 'fail' | 'terminate'

/** What a mediator types to end a case, whichever way. */
export interface Typed {
  oral: boolean
  terms: Term[]
  facts: string
  matter: string
  perform: string
  why: string
  onward: string[]
  reason: string
  note: string
}

/** The ways in which a mediation ends. */
export const endings: Record<How, { path: '/api/v1/cases/{id}/agreement' | '/api/v1/cases/{id}/failure' | '/api/v1/cases/{id}/termination'; name: Key; explain: Key }> = {
  settle: { path: '/api/v1/cases/{id}/agreement', name: 'mini.end.settle', explain: 'mini.end.settle_hint' },
  fail: { path: '/api/v1/cases/{id}/failure', name: 'mini.end.fail', explain: 'mini.end.fail_hint' },
  terminate: { path: '/api/v1/cases/{id}/termination', name: 'mini.end.terminate', explain: 'mini.end.terminate_hint' },
}

/** What is sent; the same typing always gives the same. */
export function bodyOf(how: How, typed: Typed): Record<string, unknown> {
  const note = typed.note.trim()
  if (how === 'terminate') return { reason: typed.reason, note }
  if (how === 'fail') return { terms: typed.why.trim(), onward: typed.onward, ...(note ? { note } : {}) }
  const [amount, due] = [amountOf(typed.terms), lastDue(typed.terms)]
  return {
    oral: typed.oral, terms: termsOf(typed.terms),
    ...(amount ? { amount } : {}), ...(due ? { perform_by: due } : {}), ...(note ? { note } : {}),
    // Of a word nothing but its terms is registered.
    ...(typed.oral ? {} : { facts: typed.facts.trim(), matter: typed.matter.trim(), perform_how: typed.perform.trim() }),
  }
}

/** The first field that lacks something, and what to say of it. */
export function lacking(how: How, typed: Typed): { field: string; words: Key } | undefined {
  if (how === 'settle') {
    if (Number.isNaN(amountOf(typed.terms))) return { field: 'amount', words: 'mini.step.wrong_amount' }
    return typed.terms.some((one) => one.text.trim()) ? undefined : { field: 'terms', words: 'mini.end.need_terms' }
  }
  if (how === 'terminate') {
    if (!typed.reason) return { field: 'reason', words: 'mini.step.need_choice' }
    return typed.note.trim() ? undefined : { field: 'note', words: 'mini.step.need_note' }
  }
  if (!typed.why.trim()) return { field: 'terms', words: 'mini.step.need_note' }
  return typed.onward.length ? undefined : { field: 'onward', words: 'mini.end.need_onward' }
}
