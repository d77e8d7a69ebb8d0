import { describe, expect, it } from 'vitest'
import { leastLoaded, withLoads } from './findMember'

const members = [
  { member: 'a', name: '李四', group: '第一党小组', households: 9 },
  { member: 'b', name: '赵六', group: '', households: 2 },
]

describe('leastLoaded', () => {
  it('offers those who have the fewest first, with what they have', () => {
    expect(leastLoaded({ members })).toEqual([
      { id: 'b', label: '赵六', detail: '已联系 2 户' },
      { id: 'a', label: '李四', detail: '第一党小组 已联系 9 户' },
    ])
  })
})

describe('withLoads', () => {
  it('puts those who carry none behind the others and says so', () => {
    const found = [
      { id: 'c', label: '李老', detail: '' },
      { id: 'a', label: '李四', detail: '' },
    ]
    expect(withLoads(found, { members }).map(({ id, detail }) => [id, detail])).toEqual([
      ['a', '第一党小组 已联系 9 户'],
      ['c', '不承担联户'],
    ])
  })
})
