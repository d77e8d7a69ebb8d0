/** 交接单: the slip that goes with the stick, read by both sides when a file arrives. */
import type { FileNote, WrittenFile } from '@/api/contract'
import type { ColumnDescriptor, Row } from '@/api/descriptors'
import { isoDay } from '@/components/moments'
import { printSheet } from '@/components/table/print'
import { fill, words } from '@/words'
import { recordsText } from './outcomes'

/** What the program tells of a file that was written just now, and of one that it noted. */
export type Slip = Pick<WrittenFile, Extract<keyof WrittenFile, keyof FileNote>>

const word = words.window.exchange
const { slip } = word.check

/** Which file for the same reader came before. */
export function previousText({ previous }: Slip): string {
  return previous ? fill(word.file.numberOf, { number: previous }) : slip.first
}

/** How much it carries. */
export function entriesText({ entries }: Slip): string {
  return entries > 0 ? fill(word.state.entries, { count: entries }) : word.done.nothingNew
}

/** Which of its entries were written on this laptop, by their numbers. */
export function spansText({ spans }: Slip): string {
  const texts = spans.map(({ from, to }) => fill(from === to ? slip.one : slip.span, { from, to }))
  return texts.join(words.window.table.and) || slip.none
}

const column = (name: string, label: string): ColumnDescriptor => ({
  name,
  label,
  type: 'text',
  listed: true,
  sortable: false,
  filterable: false,
})

/** Prints one slip for files that `unit` wrote at `wall`, milliseconds since 1970. */
export function printSlip(files: (Slip & { to: string })[], unit: string, wall: number) {
  const row = (file: Slip & { to: string }): Row => ({
    id: file.name,
    to: file.to,
    number: fill(word.file.numberOf, { number: file.number }),
    previous: previousText(file),
    entries: entriesText(file),
    spans: spansText(file),
    records: recordsText(file.records),
    check: file.check,
    name: file.name,
  })
  printSheet({
    title: slip.title,
    unit,
    day: isoDay(wall),
    columns: [
      column('to', slip.to),
      column('number', slip.number),
      column('previous', slip.previous),
      column('entries', slip.entries),
      column('spans', slip.spans),
      column('records', slip.records),
      column('check', word.check.of),
      column('name', slip.name),
    ],
    rows: files.map(row),
  })
}
