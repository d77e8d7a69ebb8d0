import { describe, expect, it } from 'vitest'
import type { Act } from '@/api/contract'
import { mayUndo, undoneActs } from './undone'

const act = (name: string, code: number, undoes: string | null = null): Act => ({
  act: name,
  code,
  what: '',
  wall: 0,
  who: '',
  kind: '',
  about: '',
  count: 1,
  households: 0,
  records: 1,
  own: true,
  undoes,
})

describe('undoneActs', () => {
  it('marks what was taken back', () => {
    expect([...undoneActs([act('c', 3, 'a'), act('b', 8), act('a', 10)])]).toEqual(['a'])
  })

  it('does not mark what came back because its undo was taken back', () => {
    const acts = [act('d', 3, 'c'), act('c', 3, 'a'), act('b', 8), act('a', 10)]
    expect([...undoneActs(acts)]).toEqual(['c'])
  })
})

describe('mayUndo', () => {
  it('leaves the making of the workspace and the words of the township alone', () => {
    expect(mayUndo(act('a', 6), 'village')).toBe(false)
    expect(mayUndo(act('a', 13), 'village')).toBe(false)
    expect(mayUndo(act('a', 13), 'township')).toBe(true)
    expect(mayUndo(act('a', 10), 'village')).toBe(true)
  })
})
