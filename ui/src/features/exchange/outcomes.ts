/** The five outcomes of an entry. */
import type { KindCount, Outcomes } from '@/api/contract'
import { fill, words } from '@/words'

const word = words.window.exchange

/** In the order of a summary. */
export const OUTCOMES = ['applied', 'same', 'conflict', 'refused', 'waiting'] as const

/** The outcomes that occur, each with its number, on one line. */
export function outcomesText(outcomes: Outcomes | null | undefined): string {
  const some = OUTCOMES.filter((outcome) => (outcomes?.[outcome] ?? 0) > 0)
  return some
    .map((outcome) => `${word.outcomes[outcome]} ${outcomes?.[outcome]}`)
    .join(words.window.table.and)
}

/** How many records of each kind, on one line. */
export function recordsText(records: KindCount[]): string {
  return records.map((record) => fill(word.preview.record, { ...record })).join(words.window.table.and)
}
