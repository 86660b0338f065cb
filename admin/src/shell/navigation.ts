import type { Schemas } from '../api/client'
import { may, type Screen } from '../features/session/roles'
import type { Key } from '../i18n/texts'

const all: { screen: Exclude<Screen, 'case'>, text: Key }[] = [
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
  { screen: 'schedule', text: 'console.nav.schedule' },
  { screen: 'figures', text: 'console.nav.figures' },
  { screen: 'work', text: 'console.nav.work' },
  { screen: 'mediators', text: 'console.nav.mediators' },
  { screen: 'rooms', text: 'console.nav.rooms' },
  { screen: 'templates', text: 'console.nav.templates' },
  { screen: 'rules', text: 'console.nav.rules' },
  { screen: 'staff', text: 'console.nav.staff' },
  { screen: 'deliveries', text: 'console.nav.deliveries' },
  { screen: 'audit', text: 'console.nav.audit' },
]

/** What somebody finds in the navigation: nothing that the policy does not allow. */
export function entriesFor(account: Schemas['AccountView'] | undefined) {
  return all.filter((entry) => may(account, entry.screen))
}
