/** Which page stands at which address. Route names are the words of features. */
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { useSession } from '@/features/session/session'

const page = (name: string, component: RouteRecordRaw['component']): RouteRecordRaw =>
  ({ path: `/${name}`, name, component }) as RouteRecordRaw

const routes: RouteRecordRaw[] = [
  page('start', () => import('@/pages/StartPage.vue')),
  {
    path: '/',
    component: () => import('@/pages/MainFrame.vue'),
    redirect: { name: 'today' },
    children: [
      page('today', () => import('@/pages/TodayPage.vue')),
      {
        path: '/villages',
        children: [
          { path: '', name: 'villages', component: () => import('@/pages/VillagesPage.vue') },
          { path: ':channel', name: 'village', component: () => import('@/pages/VillagePage.vue') },
        ],
      },
      {
        path: '/households',
        children: [
          { path: '', name: 'households', component: () => import('@/pages/HouseholdsPage.vue') },
          { path: ':id', name: 'household', component: () => import('@/pages/HouseholdPage.vue') },
        ],
      },
      {
        path: '/members',
        children: [
          { path: '', name: 'members', component: () => import('@/pages/MembersPage.vue') },
          { path: ':id', name: 'member', component: () => import('@/pages/MemberPage.vue') },
        ],
      },
      page('links', () => import('@/pages/LinksPage.vue')),
      {
        path: '/visits',
        children: [
          { path: '', name: 'visits', component: () => import('@/pages/VisitsPage.vue') },
          { path: ':id', name: 'visit', component: () => import('@/pages/VisitPage.vue') },
        ],
      },
      {
        path: '/needs',
        children: [
          { path: '', name: 'needs', component: () => import('@/pages/NeedsPage.vue') },
          { path: ':id', name: 'need', component: () => import('@/pages/NeedPage.vue') },
        ],
      },
      page('exchange', () => import('@/pages/ExchangePage.vue')),
      {
        path: '/settings',
        children: [
          { path: '', name: 'settings', component: () => import('@/pages/SettingsPage.vue') },
          { path: 'import', name: 'import', component: () => import('@/pages/ImportPage.vue') },
          { path: 'units', name: 'units', component: () => import('@/pages/UnitsPage.vue') },
        ],
      },
      page('conflicts', () => import('@/pages/ConflictsPage.vue')),
      page('history', () => import('@/pages/HistoryPage.vue')),
      page('bin', () => import('@/pages/BinPage.vue')),
    ],
  },
  // An address that nothing stands at, such as one of an older program.
  { path: '/:rest(.*)*', redirect: { name: 'today', params: {} } },
]

/** The router; without an open workspace every address leads to the start page. */
export function createPages() {
  const router = createRouter({ history: createWebHashHistory(), routes })
  const { session } = useSession()
  router.beforeEach((to) => session.value !== null || to.name === 'start' || { name: 'start' })
  return router
}
