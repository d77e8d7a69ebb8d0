import { describe, expect, it } from 'vitest'
import { dueMark, urgencyColour } from './due'

const TODAY = '2026-11-22'

describe('dueMark', () => {
  it('says how late it is', () => {
    expect(dueMark('2026-11-19', TODAY)).toEqual({ urgency: 'red', text: '已超期 3 天' })
  })
  it('warns when the end is near', () => {
    expect(dueMark(TODAY, TODAY)).toEqual({ urgency: 'orange', text: '今天到期' })
    expect(dueMark('2026-11-24', TODAY)).toEqual({ urgency: 'yellow', text: '还剩 2 天' })
  })
  it('is silent while there is time, or no limit', () => {
    expect(dueMark('2026-11-30', TODAY)).toBeNull()
    expect(dueMark(null, TODAY)).toBeNull()
  })
})

describe('urgencyColour', () => {
  it('is red for the most urgent', () => {
    expect([1, 2, 3, 4].map(urgencyColour)).toEqual(['red', 'orange', 'yellow', 'blue'])
  })
})
