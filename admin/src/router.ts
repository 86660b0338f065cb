import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'
import { home, type Screen } from './features/session/roles'
import type { useSession } from './features/session/store'

declare module 'vue-router' {
  interface RouteMeta {
    /** The screen that the policy is asked about. */
    screen?: Screen
    /** Shown without the navigation around it. */
    bare?: boolean
  }
}

// Every screen is a chunk of its own: the sign-in page loads none of them.
export const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', meta: { bare: true }, component: () => import('./features/session/SignInPage.vue') },
  { path: '/password', name: 'password', meta: { bare: true }, component: () => import('./features/session/PasswordPage.vue') },
  { path: '/profile', name: 'profile', component: () => import('./features/profile/ProfilePage.vue') },
  { path: '/', name: 'home', component: () => import('./shell/NothingPage.vue') },
  { path: '/desk/:id?', name: 'desk', meta: { screen: 'desk' }, component: () => import('./features/desk/DeskPage.vue') },
  { path: '/queue', name: 'queue', meta: { screen: 'queue' }, component: () => import('./features/queue/QueuePage.vue') },
  { path: '/offers', name: 'offers', meta: { screen: 'offers' }, component: () => import('./features/offers/OffersPage.vue') },
  { path: '/search', name: 'search', meta: { screen: 'search' }, component: () => import('./features/search/SearchPage.vue') },
  { path: '/intake', name: 'intake', meta: { screen: 'intake' }, component: () => import('./features/intake/IntakePage.vue') },
  { path: '/mine/cases', name: 'my_cases', meta: { screen: 'my_cases' }, component: () => import('./features/mine/MyCasesPage.vue') },
  { path: '/mine/calendar', name: 'my_calendar', meta: { screen: 'my_calendar' }, component: () => import('./features/mine/MyCalendarPage.vue') },
  { path: '/mine/work', name: 'my_work', meta: { screen: 'my_work' }, component: () => import('./features/mine/MyWorkPage.vue') },
  { path: '/overdue', name: 'overdue', meta: { screen: 'overdue' }, component: () => import('./features/lists/OverduePage.vue') },
  { path: '/follow-ups', name: 'follow_ups', meta: { screen: 'follow_ups' }, component: () => import('./features/lists/FollowUpsPage.vue') },
  { path: '/cases/:id', name: 'case', meta: { screen: 'case' }, component: () => import('./features/cases/CasePage.vue') },
  { path: '/schedule', name: 'schedule', meta: { screen: 'schedule' }, component: () => import('./features/schedule/SchedulePage.vue') },
  { path: '/hall', name: 'hall', meta: { screen: 'schedule', bare: true }, component: () => import('./features/schedule/HallPage.vue') },
  { path: '/rooms', name: 'rooms', meta: { screen: 'rooms' }, component: () => import('./features/rooms/RoomsPage.vue') },
  { path: '/staff', name: 'staff', meta: { screen: 'staff' }, component: () => import('./features/staff/StaffPage.vue') },
  { path: '/audit', name: 'audit', meta: { screen: 'audit' }, component: () => import('./features/audit/AuditPage.vue') },
  { path: '/deliveries', name: 'deliveries', meta: { screen: 'deliveries' }, component: () => import('./features/audit/DeliveriesPage.vue') },
  { path: '/figures', name: 'figures', meta: { screen: 'figures' }, component: () => import('./features/figures/FiguresPage.vue') },
  { path: '/cases', name: 'cases', meta: { screen: 'figures' }, component: () => import('./features/figures/StatePage.vue') },
  { path: '/work', name: 'work', meta: { screen: 'work' }, component: () => import('./features/work/WorkPage.vue') },
  { path: '/mediators/:part(people|committees|experts)?', name: 'mediators', meta: { screen: 'mediators' }, component: () => import('./features/mediators/MediatorsPage.vue') },
  { path: '/templates', name: 'templates', meta: { screen: 'templates' }, component: () => import('./features/templates/TemplatesPage.vue') },
  { path: '/rules/:part(routing|limits|allowance)?', name: 'rules', meta: { screen: 'rules' }, component: () => import('./features/rules/RulesPage.vue') },
  { path: '/:rest(.*)', name: 'missing', component: () => import('./shell/MissingPage.vue') },
]

export function makeRouter(session: ReturnType<typeof useSession>): Router {
  const router = createRouter({ history: createWebHistory('/admin/'), routes })
  let known = false
  router.beforeEach(async (to) => {
    if (!known) {
      await session.load()
      known = true
    }
    const { account } = session
    if (!account) return to.name === 'sign-in' || { name: 'sign-in', query: to.path === '/' ? {} : { to: to.fullPath } }
    if (account.must_change) return to.name === 'password' || { name: 'password' }
    const start = home(account)
    if ((to.name === 'sign-in' || to.name === 'home') && start !== 'nothing') return { name: start }
    return to.name === 'sign-in' ? { name: 'home' } : true
  })
  return router
}
