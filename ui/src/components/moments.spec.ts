import { describe, expect, it } from 'vitest'
import { dayOf, isoDay, momentOf } from './moments'

describe('moments', () => {
  const wall = new Date(2026, 10, 5, 9, 7).getTime()
  it('are written on the clock of the laptop', () => {
    expect(isoDay(wall)).toBe('2026-11-05')
    expect(dayOf(wall)).toBe('2026年11月5日')
    expect(momentOf(wall)).toBe('2026年11月5日 09:07')
  })
})
