/** How many households a member has, put in words. */
import type { Urgency } from '@/components/UrgencyMark.vue'
import { fill, words } from '@/words'

const load = words.window.links.load

/** From how many households on a member has many, and too many without a reason. */
export interface Limits {
  warning: number
  limit: number
}

/** The limits that hold unless the program says otherwise. */
export const LIMITS: Limits = { warning: 15, limit: 20 }

/** The colour and the word of a load that is above a limit; `null` for a usual one. */
export function loadMark(
  count: number,
  { warning, limit }: Limits = LIMITS,
): { urgency: Urgency; text: string } | null {
  if (count > limit) return { urgency: 'red', text: load.over }
  return count > warning ? { urgency: 'orange', text: load.high } : null
}

/** What to know before `more` households are given to a member who has `count`. */
export function loadSentence(name: string, count: number, more: number, limits: Limits = LIMITS): string {
  const total = count + more
  const params = { name, count, more, total, ...limits }
  if (total > limits.limit) return fill(load.willBeOver, params)
  return fill(total > limits.warning ? load.willBeHigh : load.willBe, params)
}
