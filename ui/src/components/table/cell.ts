/** How the value of a field is shown in a list. */
import type { ColumnDescriptor, FieldDescriptor, RefValue } from '@/api/descriptors'
import { codeWord, words } from '@/words'
import { formatDay } from '@/components/form/days'

/** The text of `value`; several values are joined the Chinese way. */
export function cellText(field: FieldDescriptor, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => cellText(field, one)).join(words.window.table.and)
  if (value === null || value === undefined || value === '') return ''
  switch (field.type) {
    case 'code':
      return codeWord(field.codes ?? '', value)
    case 'bool':
      return value === true ? words.window.form.yes : words.window.form.no
    case 'date':
    case 'partial_date':
      return formatDay(value)
    case 'ref':
      // A visit is called by its day.
      return field.refers_to === 'visit' ? formatDay((value as RefValue).label) : (value as RefValue).label
    default:
      return String(value)
  }
}

const WIDTHS: Partial<Record<FieldDescriptor['type'], number>> = {
  int: 96,
  bool: 84,
  date: 148,
  partial_date: 148,
  code: 124,
  ref: 168,
  phone: 148,
  id_number: 200,
  multiline: 260,
}

/** The least width of a column in pixels; its header and the sorting arrows always fit. */
export function columnWidth(column: ColumnDescriptor): number {
  const header = column.label.length * 17 + (column.sortable ? 52 : 28)
  return Math.max(header, WIDTHS[column.type] ?? 112)
}
