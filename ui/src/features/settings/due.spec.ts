import { describe, expect, it } from 'vitest'
import { isDue } from './due'

const now = Date.UTC(2026, 10, 20)
const ago = (days: number) => now - days * 24 * 3600 * 1000

describe('a backup', () => {
  it('is due when there is something that none holds', () => {
    expect(isDue({ entries_since: 3 }, now)).toBe(true)
    expect(isDue({ entries_since: 0 }, now)).toBe(false)
  })
  it('is due after a week with anything new, or much at once', () => {
    expect(isDue({ last: ago(2), entries_since: 3 }, now)).toBe(false)
    expect(isDue({ last: ago(8), entries_since: 3 }, now)).toBe(true)
    expect(isDue({ last: ago(80), entries_since: 0 }, now)).toBe(false)
    expect(isDue({ last: ago(1), entries_since: 60 }, now)).toBe(true)
  })
})
