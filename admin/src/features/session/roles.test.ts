import { expect, test } from 'vitest'
import type { Schemas } from '../../api/client'
import { entriesFor } from '../../shell/navigation'
import { centersOf, home, may } from './roles'

const as = (...grants: [string, string][]): Schemas['AccountView'] => ({
  id: 'a', staff: true, name: '', locale: '', elder: false, has_phone: false, must_change: false,
  grants: grants.map(([role, center]) => ({ role, center })) })

test.each([
  ['moderator', ['desk', 'queue', 'overdue', 'follow_ups', 'offers', 'search', 'intake', 'schedule', 'figures', 'work', 'mediators', 'rooms', 'templates', 'rules'], 'desk'],
  ['supervisor', ['queue', 'overdue', 'search', 'schedule', 'figures', 'work', 'mediators', 'rules'], 'queue'],
  ['mediator', ['my_cases', 'my_calendar', 'my_work', 'queue', 'overdue', 'rules'], 'my_cases'],
  ['intake', ['follow_ups', 'search', 'intake', 'schedule', 'mediators', 'rules'], 'intake'],
  ['auditor', ['audit'], 'audit'],
  ['maintainer', ['staff', 'deliveries'], 'staff'],
])('a %s finds what the policy allows and nothing else', (role, screens, start) => {
  const account = as([role, '341821000000'])
  expect(entriesFor(account).map((e) => e.screen)).toEqual(screens)
  expect(home(account)).toBe(start)
  expect(may(account, 'case')).toBe(!['auditor', 'maintainer'].includes(role))
})

test('centers are those in which the screen is open', () => {
  const account = as(['moderator', 'a'], ['intake', 'b'], ['moderator', 'a'])
  expect(centersOf(account, 'desk')).toEqual(['a'])
  expect(centersOf(account, 'intake')).toEqual(['a', 'b'])
  expect(centersOf(undefined, 'desk')).toEqual([])
})
