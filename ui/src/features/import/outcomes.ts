/** The five outcomes of a row. */
import type { ImportCounts, RowCandidate, RowDecision, RowOutcome, RowRef } from '@/api/contract'
import { fill, words } from '@/words'

const word = words.window.import

/** In the order of a summary. */
export const OUTCOMES: RowOutcome[] = ['new', 'updated', 'unchanged', 'doubtful', 'refused']

/** The outcome to look at first: what needs the person, else what will happen. */
export function firstToSee(counts: ImportCounts): RowOutcome {
  const order: RowOutcome[] = ['doubtful', 'refused', 'new', 'updated', 'unchanged']
  return order.find((outcome) => counts[outcome] > 0) ?? 'new'
}

/** The outcomes that occur, each with its number, on one line. */
export function countsText(counts: ImportCounts): string {
  const some = OUTCOMES.filter((outcome) => counts[outcome] > 0)
  return some.map((outcome) => `${word.outcomes[outcome]} ${counts[outcome]}`).join(words.window.table.and)
}

/** A row's place as a key. */
export function keyOf(at: RowRef): string {
  return JSON.stringify([at.file, at.sheet, at.row])
}

/** The decision that a row is the candidate. */
export function decisionFor(candidate: RowCandidate): RowDecision | null {
  if (candidate.person) return { take_as: candidate.person }
  return candidate.row ? { take_as_row: candidate.row } : null
}

/** Whether two decisions are the same. */
export function isSame(one: RowDecision | null | undefined, other: RowDecision | null | undefined): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}

/** The candidate as a choice: who it is, and what tells the person apart. */
export function candidateText(candidate: RowCandidate): { label: string; detail: string } {
  if (candidate.row) {
    const { sheet, row } = candidate.row
    return { label: fill(word.decide.row, { sheet, row }), detail: '' }
  }
  const id = candidate.id_number ?? word.decide.idUnknown
  const detail = candidate.household
    ? fill(word.decide.personDetail, { id, household: candidate.household })
    : id
  return { label: fill(word.decide.person, { name: candidate.name }), detail }
}

/** A decision in words. */
export function decisionText(decision: RowDecision, candidates: RowCandidate[]): string {
  if (decision === 'take_as_new') return word.decide.new
  if (decision === 'skip') return word.decide.skip
  const chosen = candidates.find((candidate) => isSame(decisionFor(candidate), decision))
  if (chosen) return candidateText(chosen).label
  if ('take_as_row' in decision) return fill(word.decide.row, { ...decision.take_as_row })
  return fill(word.decide.person, { name: '' }).trim()
}
