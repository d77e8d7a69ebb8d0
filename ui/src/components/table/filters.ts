/** Conditions on columns, as the person reads them. */
import type { ColumnDescriptor, Filter } from '@/api/descriptors'
import { fill, words } from '@/words'
import { cellText } from './cell'

const table = words.window.table

/** Whether the condition asks for anything. */
export function isSet(filter: Filter): boolean {
  const given = (value: unknown) => value !== undefined && value !== null && value !== ''
  return given(filter.contains) || given(filter.from) || given(filter.to) || (filter.any?.length ?? 0) > 0
}

/** The condition in words, such as the label of the column and the chosen codes. */
export function filterText(column: ColumnDescriptor, filter: Filter): string {
  if (filter.any) return fill(table.filterIs, { label: column.label, value: cellText(column, filter.any) })
  if (filter.contains) return fill(table.filterContains, { label: column.label, value: filter.contains })
  const from = cellText(column, filter.from)
  const to = cellText(column, filter.to)
  if (from && to) return fill(table.filterBetween, { label: column.label, from, to })
  return fill(from ? table.filterFrom : table.filterTo, { label: column.label, value: from || to })
}
