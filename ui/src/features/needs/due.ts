/** How much time is left for a need, as colour and word. */
import type { Urgency } from '@/components/UrgencyMark.vue'
import { fill, words } from '@/words'

const needs = words.window.needs
const DAY = 86_400_000
/** From so many days before its end on a limit is shown as near. */
const NEAR = 2

/** The mark of a need whose limit is past or near; nothing while there is time. */
export function dueMark(due: unknown, today: string): { urgency: Urgency; text: string } | null {
  if (typeof due !== 'string' || due === '') return null
  const left = Math.round((Date.parse(due) - Date.parse(today)) / DAY)
  if (left < 0) return { urgency: 'red', text: fill(needs.overdueDays, { days: -left }) }
  if (left === 0) return { urgency: 'orange', text: needs.dueToday }
  return left <= NEAR ? { urgency: 'yellow', text: fill(needs.dueIn, { days: left }) } : null
}

const COLOURS: Record<number, Urgency> = { 1: 'red', 2: 'orange', 3: 'yellow', 4: 'blue' }

/** The colour of a code of the list `urgency`. */
export function urgencyColour(code: unknown): Urgency {
  return COLOURS[Number(code)] ?? 'yellow'
}
