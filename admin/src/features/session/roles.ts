import type { Schemas } from '../../api/client'

type Account = Schemas['AccountView']

/** Who may do what, as far as a role alone decides it: the mirror of backend/policy/table.go. */
const allowed = {
  desk: ['moderator'],
  queue: ['mediator', 'moderator', 'supervisor'],
  offers: ['moderator'],
  search: ['intake', 'moderator', 'supervisor'],
  intake: ['intake', 'moderator'],
  case: ['mediator', 'intake', 'moderator', 'supervisor'],
  route: ['moderator'],
  receipt: ['intake', 'moderator'],
  papers: ['mediator', 'moderator'],
  my_cases: ['mediator'],
  my_calendar: ['mediator'],
  my_work: ['mediator'],
  follow_ups: ['intake', 'moderator'],
  overdue: ['mediator', 'moderator', 'supervisor'],
  records: ['mediator', 'moderator', 'supervisor'],
  talk: ['mediator', 'moderator'],
  clear: ['moderator'],
  book: ['intake', 'moderator'],
  schedule: ['intake', 'moderator', 'supervisor'],
  calendars: ['intake', 'moderator'],
  figures: ['moderator', 'supervisor'],
  rooms: ['moderator'],
  mediators: ['intake', 'moderator', 'supervisor'],
  people: ['moderator'],
  work: ['moderator', 'supervisor'],
  templates: ['moderator'],
  rules: ['mediator', 'intake', 'moderator', 'supervisor'],
  ruling: ['moderator'],
  staff: ['maintainer'],
  deliveries: ['maintainer'],
  audit: ['auditor'],
} as const satisfies Record<string, readonly string[]>

type Right = keyof typeof allowed
/** The rights that are a screen of their own. */
export type Screen = Exclude<Right, 'records' | 'talk' | 'clear' | 'book' | 'route' | 'receipt' | 'papers' | 'calendars' | 'people' | 'ruling'>

/** Roles whose reach goes down the tree of centers. */
const below: readonly string[] = ['moderator', 'supervisor']

export function may(account: Account | undefined, right: Right): boolean {
  const roles: readonly string[] = allowed[right]
  return (account?.grants ?? []).some((g) => roles.includes(g.role))
}

/** The same in one center only, for rights whose reach does not go down the tree. */
export function mayAt(account: Account | undefined, right: Right, center: string): boolean {
  const roles: readonly string[] = allowed[right]
  return (account?.grants ?? []).some((g) => roles.includes(g.role) && g.center === center)
}

/** The centers in which an account may enter a screen, its first one first. */
export function centersOf(account: Account | undefined, screen: Screen): string[] {
  const roles: readonly string[] = allowed[screen]
  const own = (account?.grants ?? []).filter((g) => roles.includes(g.role) && g.center)
  return [...new Set(own.map((g) => g.center))]
}

export function reachesBelow(account: Account | undefined): boolean {
  return (account?.grants ?? []).some((g) => below.includes(g.role))
}

/** Where somebody begins: the first screen that is theirs. */
export function home(account: Account | undefined): 'desk' | 'my_cases' | 'queue' | 'intake' | 'staff' | 'audit' | 'nothing' {
  for (const screen of ['desk', 'my_cases', 'queue', 'intake', 'staff', 'audit'] as const) {
    if (may(account, screen)) return screen
  }
  return 'nothing'
}
