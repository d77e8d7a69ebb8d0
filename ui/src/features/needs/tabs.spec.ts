import { describe, expect, it } from 'vitest'
import { codeWords } from '@/words'
import { countOf, filtersOf, TABS, tabOf } from './tabs'

const COUNTS = {
  states: [
    { state: 2, count: 3 },
    { state: 5, count: 1 },
    { state: 7, count: 2 },
  ],
  overdue: 2,
  total: 6,
}
const village = (name: string) => TABS.village.find((tab) => tab.name === name)!

describe('tabs', () => {
  it('leave no state out, on either side', () => {
    const all = codeWords('need_state').map(({ code }) => code)
    for (const side of ['village', 'township'] as const) {
      const covered = TABS[side].flatMap(({ states }) => states ?? [])
      expect([...covered].sort((a, b) => a - b)).toEqual(all)
    }
  })

  it('count what is in them', () => {
    expect(countOf(village('township'), COUNTS)).toBe(3)
    expect(countOf(village('overdue'), COUNTS)).toBe(2)
    expect(countOf(village('all'), COUNTS)).toBe(6)
    expect(countOf(village('closed'), COUNTS)).toBe(0)
  })

  it('keep the list to themselves', () => {
    expect(filtersOf(village('all'))).toEqual([])
    expect(filtersOf(village('overdue'))).toEqual([{ column: 'overdue', any: [true] }])
    expect(filtersOf(village('handling'))).toEqual([{ column: 'state', any: [3, 4] }])
  })

  it('are found by name and by state', () => {
    expect(tabOf('village', { state: '6' })?.name).toBe('township')
    expect(tabOf('township', { state: '6' })?.name).toBe('atTownship')
    expect(tabOf('village', { tab: 'overdue' })?.name).toBe('overdue')
    expect(tabOf('village', {})).toBeUndefined()
  })
})
