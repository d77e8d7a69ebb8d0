import { describe, expect, it } from 'vitest'
import { freeFirst } from './findHouseholds'

describe('freeFirst', () => {
  it('leaves out what the member has and puts households of others last', () => {
    const found = [
      { id: 'mine', label: '王大山', detail: '第一组' },
      { id: 'other', label: '李秀英', detail: '第一组' },
      { id: 'free', label: '张守田', detail: '' },
    ]
    const uncovered = [{ id: 'free', label: '张守田', detail: '' }]
    expect(freeFirst(found, { uncovered }, ['mine'])).toEqual([
      { id: 'free', label: '张守田', detail: '' },
      { id: 'other', label: '李秀英', detail: '第一组 已有联系党员' },
    ])
  })
})
