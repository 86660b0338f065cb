import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { one } from '../../shell/center'

export interface Filter { actor: string, object: string }

export function filterOf(query: LocationQuery): Filter {
  return { actor: one(query.actor).slice(0, 64), object: one(query.object).slice(0, 120) }
}

export function queryOf(filter: Filter): LocationQueryRaw {
  return Object.fromEntries(Object.entries(filter).map(([k, v]) => [k, v.trim()]).filter(([, v]) => v))
}

/** The id of a case that an entry is about, '' for anything else. */
export function caseOf(object: string | undefined): string {
  return object?.startsWith('case|') ? object.slice('case|'.length) : ''
}
