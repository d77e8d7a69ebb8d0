import { describe, expect, it } from 'vitest'
import { formatDay, lastDay, parseDay } from './days'

const day = (typed: string) => parseDay(typed, false, 2026)
const partial = (typed: string) => parseDay(typed, true, 2026)

describe('days', () => {
  it.each([
    '20261122',
    '2026.11.22',
    '2026-11-22',
    '2026/11/22',
    '2026年11月22日',
    '２０２６．１１．２２',
    '11-22',
    '11月22日',
  ])('understands %s', (typed) => expect(day(typed)).toBe('2026-11-22'))

  it.each(['2026-02-30', '2026-13-01', '1700-01-01', '明天', '', '2026', '2026-11', '1-2-3-4'])(
    'refuses %s as a full day',
    (typed) => expect(day(typed)).toBeNull(),
  )

  it('takes a month or a year alone where that is allowed', () => {
    expect(partial('1962年3月')).toBe('1962-03')
    expect(partial('196203')).toBe('1962-03')
    expect(partial('1962.3')).toBe('1962-03')
    expect(partial('1962')).toBe('1962')
    expect(partial('1962.3.5')).toBe('1962-03-05')
  })

  it('ends a month and a year on their last day', () => {
    expect(lastDay('2028-02')).toBe('2028-02-29')
    expect(lastDay('1962')).toBe('1962-12-31')
    expect(lastDay('1962-03-05')).toBe('1962-03-05')
  })

  it('writes a day as far as it is known', () => {
    expect(formatDay('2026-11-02')).toBe('2026年11月2日')
    expect(formatDay('1962-03')).toBe('1962年3月')
    expect(formatDay('1962')).toBe('1962年')
    expect(formatDay('下个月')).toBe('下个月')
    expect(formatDay(null)).toBe('')
  })
})
