/** What sites wrote into a field on which they disagree, as a person chooses between it. */
import type { RecordView, Written } from '@/api/contract'
import type { ColumnDescriptor } from '@/api/descriptors'
import { momentOf } from './moments'
import { wireChanges } from './form/changes'
import { cellText } from './table/cell'

/** One value that a field holds or held. */
export interface Version {
  text: string
  /** As the program takes it; `null` for unset. Of a masked number only its mask is known. */
  value: unknown
  who: string
  when: string
}

/** A field on which sites disagree. */
export interface Dispute {
  name: string
  label: string
  /** Whether its values are shown masked. */
  masked: boolean
  /** What stands. */
  now: Version
  /** What else was written last, newest first. */
  others: Version[]
  /** Whether one of the others can take the place of what stands. */
  mayTake: boolean
}

/** Values besides the one that stands; older ones are in the history. */
const OTHERS = 3

const wire = (name: string, value: unknown) => wireChanges({ [name]: value ?? null })[name]

/** The fields of `record` in dispute, from its `writes`, newest first. */
export function disputesOf(record: RecordView, writes: Written[]): Dispute[] {
  return record.conflicts.flatMap((name) => {
    const mine = writes.filter(({ column }) => column.name === name)
    const column = mine[0]?.column as (ColumnDescriptor & { masked: boolean }) | undefined
    if (!column) return []
    const version = ({ value, who, wall }: Written): Version => ({
      text: cellText(column, value),
      value: wire(name, value),
      who,
      when: momentOf(wall),
    })
    const value = record.values[name]
    const text = cellText(column, value)
    const [newest, ...older] = mine.map(version)
    // Of a field that holds several each write is about one of them, so that none is the whole.
    const now: Version = column.many
      ? { text, value: wire(name, value), who: '', when: '' }
      : { ...newest!, text, value: wire(name, value) }
    const rest = column.many ? [newest!, ...older] : older
    // Two numbers may look the same below their masks.
    const others = column.masked ? rest : unlike(rest, column.many ? '' : text)
    return [
      {
        name,
        label: column.label,
        masked: column.masked,
        now,
        others: others.slice(0, OTHERS),
        mayTake: !column.many && !column.masked,
      },
    ]
  })
}

/** Each text once, and none of them `text`. */
function unlike(versions: Version[], text: string): Version[] {
  const met = new Set([text])
  return versions.filter((one) => !met.has(one.text) && met.add(one.text))
}
