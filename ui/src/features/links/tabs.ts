/** The lists of the page 联系户. */

/** In their order. */
export const TABS = ['uncovered', 'adjust', 'loads', 'all'] as const
export type LinksTab = (typeof TABS)[number]

/** The list that an address names; the uncovered households if it names none. */
export function tabOf(named: unknown): LinksTab {
  return TABS.find((tab) => tab === named) ?? 'uncovered'
}
