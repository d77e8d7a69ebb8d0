/** What a person chooses between where sites disagree. */
import type { Dispute } from '@/api/contract'
import type { ColumnDescriptor } from '@/api/descriptors'
import { fill, words } from '@/words'
import { momentOf } from './moments'
import { cellText } from './table/cell'

const word = words.window.disputes

/** Keeps a record that was deleted by somebody who had not seen a later change. */
const KEEP = 'keep'

/** One way to settle a disagreement. */
export interface Choice {
  /** What `conflict_settle` calls it. */
  name: string
  text: string
  /** Where it was written, by whom and when. */
  note: string
}

/** A value of one side as text. */
export function sideText({ field, column, element }: Dispute, value: unknown): string {
  if (!field) return value === true ? word.deleted : word.kept
  if (!column) return ''
  const described = column as ColumnDescriptor
  if (element !== null) {
    const what = cellText({ ...described, many: false }, element)
    return fill(value === true ? word.has : word.hasNot, { what })
  }
  return cellText(described, value) || words.window.fieldHistory.empty
}

/** The choices of a disagreement, the one that stands first. */
export function choicesOf(dispute: Dispute): Choice[] {
  const sides = dispute.sides.map((side) => ({
    name: side.choice,
    text: sideText(dispute, side.value),
    note: [side.own ? word.here : word.elsewhere, side.who, momentOf(side.wall)].filter(Boolean).join('　'),
  }))
  if (dispute.field) return sides
  // A deletion against an unseen change: the record is shown until somebody settles it.
  return [{ name: KEEP, text: word.kept, note: word.keptNote }, ...sides.slice(0, 1)]
}
