/** What the menu offers, by kind of workspace. */
import { words } from '@/words'

const menu = words.window.menu

/** A page of the menu: the name of its route, and its word. */
export interface MenuItem {
  route: keyof typeof menu
  label: string
}

const items = (...routes: MenuItem['route'][]): MenuItem[] =>
  routes.map((route) => ({ route, label: menu[route] }))

/** The menus of a village and of a township. */
export const MENUS = {
  village: items('today', 'households', 'members', 'links', 'visits', 'needs', 'exchange', 'settings'),
  township: items('today', 'villages', 'needs', 'exchange', 'settings'),
}
