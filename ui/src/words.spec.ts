import { describe, expect, it } from 'vitest'
import { codeWord, codeWords, fill } from './words'

describe('words', () => {
  it('puts values into their places and leaves unknown places visible', () => {
    expect(fill('{name}的走访记录，第 {n} 条', { name: '王小明', n: 0 })).toBe('王小明的走访记录，第 0 条')
    expect(fill('{name}', {})).toBe('{name}')
  })

  it('words a code and falls back to its number', () => {
    expect(codeWord('sex', 2)).toBe('女')
    expect(codeWord('sex', 77)).toBe('77')
  })

  it('lists codes in ascending order', () => {
    const codes = codeWords('nation').map((choice) => choice.code)
    expect(codes.length).toBeGreaterThan(56)
    expect(codes).toEqual([...codes].sort((a, b) => a - b))
  })
})
