import { describe, expect, it } from 'vitest'
import type { SheetMapping } from '@/api/contract'
import { assigned, certainty, takesAny, withSheet } from './mapping'

const sheet: SheetMapping = {
  name: '一组',
  chosen: true,
  header_row: 3,
  header_rows: 1,
  columns: { 0: 'serial', 1: 'person.name', 4: 'ignored' },
  group: null,
}
const column = (index: number, target: string | null, confidence = 100) => ({
  index,
  letters: 'A',
  header: '',
  target,
  confidence,
  samples: [],
})

describe('correcting a mapping', () => {
  it('takes a target away from the column that had it', () => {
    expect(assigned(sheet, 2, 'person.name').columns).toEqual({ 0: 'serial', 2: 'person.name', 4: 'ignored' })
  })

  it('lets any number of columns be left out', () => {
    expect(assigned(sheet, 0, 'ignored').columns).toEqual({ 0: 'ignored', 1: 'person.name', 4: 'ignored' })
    expect(assigned(sheet, 1, null).columns).toEqual({ 0: 'serial', 4: 'ignored' })
  })

  it('changes the named sheet of one file only', () => {
    const mappings = [0, 1].map(() => ({
      kind: 'households' as const,
      sheets: [sheet, { ...sheet, name: '二组' }],
    }))
    const changed = withSheet(mappings, 1, '二组', { chosen: false })
    expect(changed.map((mapping) => mapping.sheets.map(({ chosen }) => chosen))).toEqual([
      [true, true],
      [true, false],
    ])
    expect(takesAny(changed)).toBe(true)
    expect(takesAny([])).toBe(false)
  })

  it('says how sure a column is', () => {
    expect(certainty(column(1, 'person.name'), sheet)).toBe('sure')
    expect(certainty(column(1, 'person.name', 50), sheet)).toBe('guess')
    expect(certainty(column(3, null), sheet)).toBe('unknown')
    expect(certainty(column(2, 'person.sex'), sheet)).toBe('byHand')
    expect(certainty(column(1, 'household.head'), sheet)).toBe('byHand')
  })
})
