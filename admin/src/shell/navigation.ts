import type { Schemas } from '../api/client'
import { may, type Screen } from '../features/session/roles'
import type { Key } from '../i18n/texts'

// What runs a center comes after the casework.
const all: { screen: Exclude<Screen, 'case'>, text: Key, runs?: boolean }[] = [
  { screen: 'desk', text: 'console.nav.desk' },
  { screen: 'my_cases', text: 'console.nav.my_cases' },
  { screen: 'my_calendar', text: 'console.nav.my_calendar' },
  { screen: 'my_work', text: 'console.nav.my_work' },
  { screen: 'queue', text: 'console.nav.queue' },
  { screen: 'overdue', text: 'console.nav.overdue' },
  { screen: 'follow_ups', text: 'console.nav.follow_ups' },
  { screen: 'offers', text: 'console.nav.offers' },
  { screen: 'search', text: 'console.nav.search' },
  { screen: 'intake', text: 'console.nav.intake' },
  { screen: 'schedule', text: 'console.nav.schedule', runs: true },
  { screen: 'figures', text: 'console.nav.figures', runs: true },
  { screen: 'work', text: 'console.nav.work', runs: true },
  { screen: 'mediators', text: 'console.nav.mediators', runs: true },
  { screen: 'rooms', text: 'console.nav.rooms', runs: true },
  { screen: 'templates', text: 'console.nav.templates', runs: true },
  { screen: 'rules', text: 'console.nav.rules', runs: true },
  { screen: 'staff', text: 'console.nav.staff', runs: true },
  { screen: 'deliveries', text: 'console.nav.deliveries', runs: true },
  { screen: 'audit', text: 'console.nav.audit', runs: true },
]

/** What somebody finds in the navigation: nothing that the policy does not allow. */
export function entriesFor(account: Schemas['AccountView'] | undefined) {
  return all.filter((entry) => may(account, entry.screen))
}
