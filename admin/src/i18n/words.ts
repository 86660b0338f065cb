import { named, t, type Key } from './texts'

// Codes without a family in the catalog: every key is written out, so that the
// catalog's test sees that it is used.
const kinds: Record<string, Key> = {
  dispute: 'console.kind.dispute', petition: 'console.kind.petition',
  complaint: 'console.kind.complaint', inquiry: 'console.kind.inquiry',
}
const risks: Record<string, Key> = { high: 'console.risk.high', medium: 'console.risk.medium', low: 'console.risk.low' }
const lights: Record<string, Key> = { green: 'console.light.green', yellow: 'console.light.yellow', red: 'console.light.red' }
const limits: Record<string, Key> = {
  moderate: 'console.limit.moderate', supply: 'console.limit.supply', assign: 'console.limit.assign',
  contact: 'console.limit.contact', summon: 'console.limit.summon', take: 'console.limit.take',
  mediate: 'console.limit.mediate', confirm: 'console.limit.confirm', court: 'console.limit.court',
  ruling: 'console.limit.ruling', route: 'console.limit.route', object: 'console.limit.object',
  notify: 'console.limit.notify', petition: 'console.limit.petition',
  ask_review: 'console.limit.ask_review', review: 'console.limit.review',
}
const reasons: Record<string, Key> = {
  chosen: 'console.for.chosen', one_side: 'console.for.one_side', speciality: 'console.for.speciality',
  grade: 'console.for.grade', near: 'console.for.near', load: 'console.for.load',
}
const roles: Record<string, Key> = {
  intake: 'console.role.intake', moderator: 'console.role.moderator', supervisor: 'console.role.supervisor',
  mediator: 'console.role.mediator', auditor: 'console.role.auditor', maintainer: 'console.role.maintainer',
  citizen: 'console.role.citizen', system: 'console.role.system',
  applicant: 'side.applicant', other: 'side.other', representative: 'side.representative',
}
const handOvers: Record<string, Key> = {
  rule: 'console.hand_over.rule', nearer: 'console.hand_over.nearer', complex: 'console.hand_over.complex',
  overdue: 'console.hand_over.overdue', request: 'console.hand_over.request', place: 'console.hand_over.place',
}
const stands: Record<string, Key> = {
  agreed: 'console.stand.agreed', refused: 'console.stand.refused', no_contact: 'console.stand.no_contact',
}

const recusals: Record<string, Key> = {
  kin: 'console.recuse.kin', interest: 'console.recuse.interest', acquaintance: 'console.recuse.acquaintance',
  involved: 'console.recuse.involved', asked: 'console.recuse.asked',
}
const relations: Record<string, Key> = {
  spouse: 'console.relation.spouse', parent: 'console.relation.parent', child: 'console.relation.child',
  guardian: 'console.relation.guardian', relative: 'console.relation.relative', colleague: 'console.relation.colleague',
  committee: 'console.relation.committee', lawyer: 'console.relation.lawyer', other: 'console.relation.other',
}

function reader(words: Record<string, Key>) {
  return (code: string): string => {
    const key = words[code]
    return key ? t(key) : code // newer than this console
  }
}

export const kindWord = reader(kinds)
export const riskWord = reader(risks)
export const lightWord = reader(lights)
export const limitWord = reader(limits)
export const reasonWord = reader(reasons)
export const roleWord = reader(roles)
export const handOverWord = reader(handOvers)
export const standWord = reader(stands)
export const relationWord = reader(relations)

const recuseWord = reader(recusals)

/** The reason of a decision: each event has its own list of them. */
export function whyWord(event: string, code: string): string {
  if (event === 'decline') return named('decline', code)
  if (event === 'hand_over') return handOverWord(code)
  return event === 'recuse' ? recuseWord(code) : named('terminate', code)
}
