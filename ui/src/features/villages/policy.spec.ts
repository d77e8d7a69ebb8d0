import { describe, expect, it } from 'vitest'
import type { Policies, VillagePolicy } from '@/api/contract'
import { notesOf, sameGroups, villageOf } from './policy'

const village = (channel: string, part: Partial<VillagePolicy>): VillagePolicy => ({
  party: { channel, name: channel === 'a' ? '石桥村' : '杨家村' } as VillagePolicy['party'],
  number: 2,
  groups: ['name'],
  apart: false,
  waiting: [],
  ...part,
})
const policies = (part: Partial<Policies>): Policies => ({
  number: 2,
  groups: ['name'],
  since: Date.UTC(2026, 2, 2),
  villages: [village('a', {}), village('b', { apart: true, waiting: ['health'] })],
  ...part,
})

describe('报送范围', () => {
  it('names the statement that stands, and the villages that it does not reach', () => {
    expect(notesOf(policies({}), '')).toEqual([
      '现行的是第 2 号，2026年3月2日起。',
      '杨家村有单独规定，不跟着变。',
    ])
    expect(notesOf(policies({ number: 0, villages: [] }), '')[0]).toContain('还没有定过')
  })

  it('says of one village what it has not agreed to yet', () => {
    expect(notesOf(policies({}), 'b')).toEqual(['现行的是第 2 号。', '村里还没有同意：健康状况。'])
    expect(villageOf(policies({}), '')).toBeUndefined()
  })

  it('knows the same groups in any order', () => {
    expect(sameGroups(['name', 'health'], ['health', 'name'])).toBe(true)
    expect(sameGroups(['name'], ['name', 'health'])).toBe(false)
  })
})
