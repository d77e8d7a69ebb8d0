/** The list of needs by how far they have come. */
import type { NeedCounts } from '@/api/contract'
import type { Filter } from '@/api/descriptors'
import { words } from '@/words'

/** A part of the list. */
export interface Tab {
  name: keyof typeof words.window.needs.tabs
  /** The states that belong to it, of the code list `need_state`; all without. */
  states?: number[]
  /** Only what is past its day. */
  overdue?: boolean
  /** Shown even while nothing is in it. */
  always?: boolean
}

/** The parts that a village and a township see, in their order. */
export const TABS: Record<'village' | 'township', Tab[]> = {
  village: [
    { name: 'all', always: true },
    { name: 'overdue', overdue: true },
    { name: 'waiting', states: [2], always: true },
    { name: 'handling', states: [3, 4], always: true },
    { name: 'township', states: [5, 6, 7], always: true },
    { name: 'followUp', states: [8], always: true },
    { name: 'closing', states: [9] },
    { name: 'suspended', states: [12] },
    { name: 'declined', states: [11] },
    { name: 'closed', states: [10], always: true },
    { name: 'merged', states: [13] },
  ],
  township: [
    { name: 'all', always: true },
    { name: 'forTownship', states: [5], always: true },
    { name: 'atTownship', states: [6, 7], always: true },
    { name: 'inVillage', states: [2, 3, 4, 12], always: true },
    { name: 'followUp', states: [8], always: true },
    { name: 'closing', states: [9] },
    { name: 'declined', states: [11] },
    { name: 'closed', states: [10], always: true },
    { name: 'merged', states: [13] },
  ],
}

/** How many needs are in a part. */
export function countOf(tab: Tab, counts: NeedCounts): number {
  if (tab.overdue) return counts.overdue
  if (!tab.states) return counts.total
  const own = counts.states.filter(({ state }) => tab.states?.includes(state))
  return own.reduce((sum, { count }) => sum + count, 0)
}

/** The conditions that keep a list to a part. */
export function filtersOf(tab: Tab): Filter[] {
  if (tab.overdue) return [{ column: 'overdue', any: [true] }]
  return tab.states ? [{ column: 'state', any: tab.states }] : []
}

/** The part that an address asks for: by `tab`, or by the `state` of a need. */
export function tabOf(
  side: 'village' | 'township',
  query: { tab?: unknown; state?: unknown },
): Tab | undefined {
  const state = Number(query.state)
  return TABS[side].find(({ name, states }) => name === query.tab || (states?.includes(state) ?? false))
}
