import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { one } from '../../shell/center'

/** What the queue shows: the queue in its order, one state, or what is overdue. */
export interface Filter { state: string, overdue: boolean }

/** States that a center looks through; those of the desk have a screen of their own. */
export const states = [
  'queued', 'reopened', 'assigned', 'scheduled', 'mediating', 'settled', 'failed', 'terminated',
  'supplement_asked', 'declined', 'transferred', 'withdrawn', 'merged', 'closed',
] as const

/** Reads the filter from an address; what no list knows counts as no filter. */
export function filterOf(query: LocationQuery): Filter {
  const overdue = one(query.overdue) === '1'
  const state = one(query.state)
  return { overdue, state: !overdue && (states as readonly string[]).includes(state) ? state : '' }
}

/** The query of an address with another filter; the rest of it stays. */
export function withFilter(query: LocationQuery, filter: Filter): LocationQueryRaw {
  const rest: LocationQueryRaw = { ...query }
  delete rest.state
  delete rest.overdue
  if (filter.overdue) return { ...rest, overdue: '1' }
  return filter.state ? { ...rest, state: filter.state } : rest
}
