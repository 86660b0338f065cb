import { computed } from 'vue'
import { useRoute, type LocationQueryValue } from 'vue-router'
import { centersOf } from '../features/session/roles'
import { useSession } from '../features/session/store'

/** One value of a query; anything else that stands in an address counts as none. */
export function one(value: LocationQueryValue | LocationQueryValue[] | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** The center that a list shows: the one in the address, else one's own. */
export function useCenter() {
  const route = useRoute()
  const session = useSession()
  return computed(() => one(route.query.center) || (centersOf(session.account, route.meta.screen ?? 'queue')[0] ?? ''))
}
