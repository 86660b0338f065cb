import type { Schemas } from '../../api/client'

export type Limit = Schemas['RulesLimit']

export function unitOf(limit: Limit): 'workdays' | 'days' {
  return limit.workdays ? 'workdays' : 'days'
}

export function lengthOf(limit: Limit): number {
  return limit.workdays || limit.days || 0
}

/** The limit with another length in the unit it has. */
export function withLength(limit: Limit, length: number): Limit {
  return put(limit, unitOf(limit), length)
}

export function withUnit(limit: Limit, unit: string): Limit {
  return put(limit, unit === 'workdays' ? 'workdays' : 'days', lengthOf(limit))
}

// A limit has one of the two: the server takes no limit with both.
function put(limit: Limit, unit: 'workdays' | 'days', length: number): Limit {
  const now = { ...limit }
  delete now.workdays
  delete now.days
  return { ...now, [unit]: length }
}
