/** Finds the records that a field may refer to. */
import { call } from '@/api/call'
import type { FieldDescriptor, RefValue } from '@/api/descriptors'

/** The type of unit that a field means, of the code list `unit_type`. */
const UNIT_TYPES: Record<string, number> = { party_group: 4, group: 5, grid: 6 }

/** How many choices are offered. */
const CHOICES = 20

/** Searches the own village, or in a township the village of this channel. */
export function searchIn(village?: string | null) {
  return async (field: FieldDescriptor, text: string): Promise<RefValue[]> => {
    const kind = field.refers_to ?? ''
    const type = kind === 'unit' ? UNIT_TYPES[field.name] : undefined
    if (type === undefined) return (await call('find', { kind, text, village })).found
    const filters = [{ column: 'type', any: [type] }]
    const request = { columns: [], search: text, filters, sort: null, size: CHOICES, page: 1 }
    const { rows } = await call('list', { list: 'unit', village, request })
    return rows.map(({ id, name }) => ({ id, label: String(name) }))
  }
}
