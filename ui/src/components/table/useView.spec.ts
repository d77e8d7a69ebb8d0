import { describe, expect, it } from 'vitest'
import type { ColumnDescriptor } from '@/api/descriptors'
import { fitView } from './useView'
import { defaultView } from './useTable'

const column = (name: string, listed = true): ColumnDescriptor => ({
  name,
  label: name,
  type: 'text',
  listed,
  sortable: true,
  filterable: true,
})
const COLUMNS = [column('head'), column('number'), column('note', false)]
const start = defaultView(COLUMNS)

describe('fitView', () => {
  it('is the usual view when nothing was kept', () => {
    expect(fitView(null, COLUMNS, start)).toEqual(start)
  })

  it('takes back columns, order and size', () => {
    const kept = { columns: ['note', 'head'], sort: { column: 'number', descending: true }, size: 20 }
    expect(fitView(kept, COLUMNS, start)).toEqual({
      ...kept,
      columns: ['head', 'note'],
      search: '',
      filters: [],
    })
  })

  it('drops what the list does not have any more', () => {
    const kept = { columns: ['gone'], sort: { column: 'gone', descending: false }, size: 5000 }
    expect(fitView(kept, COLUMNS, start)).toEqual(start)
  })
})
