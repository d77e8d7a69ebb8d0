import { describe, expect, it } from 'vitest'
import type { Act } from '@/api/contract'
import { aboutOf, doneOf, lineOf } from './about'

const act = (part: Partial<Act>): Act => ({
  act: 'a',
  code: 10,
  what: '登记走访',
  wall: 0,
  who: '李书记',
  kind: '走访',
  about: '王大山（01-001）',
  count: 1,
  households: 1,
  records: 2,
  own: true,
  undoes: null,
  ...part,
})

describe('an act in words', () => {
  it('names the one that it was about', () => {
    expect(lineOf(act({}))).toBe('登记走访 王大山（01-001）')
  })
  it('counts households of a yard meeting, and records of a larger act', () => {
    expect(aboutOf(act({ households: 7 }))).toBe('王大山（01-001）等 7 户')
    expect(aboutOf(act({ kind: '农户', count: 120, households: 0 }))).toBe('王大山（01-001）等 120 条')
  })
  it('says of what kind was what was changed or deleted', () => {
    expect(doneOf(act({ code: 4, what: '删除' }))).toBe('删除走访')
    expect(doneOf(act({ code: 12, what: '办理诉求', kind: '办理环节' }))).toBe('办理诉求')
  })
  it('stays silent where nothing is known', () => {
    expect(lineOf(act({ code: 20, what: '审计', kind: '', about: '', count: 0, households: 0 }))).toBe('审计')
  })
})
