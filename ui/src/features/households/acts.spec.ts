import { describe, expect, it } from 'vitest'
import type { PersonInHousehold, RecordView } from '@/api/contract'
import { actsFor, isLife } from './acts'
import { isGone, isRegistered, residenceText } from './state'

const view = (kind: string, values: Record<string, unknown>): RecordView => ({
  kind,
  id: kind,
  label: '王小明',
  values,
  base: '',
  conflicts: [],
  deleted: false,
})

const person = (
  values: Record<string, unknown>,
  part: Partial<PersonInHousehold> = {},
): PersonInHousehold => ({
  resident: view('resident', values),
  person: view('person', {}),
  head: false,
  ...part,
})

describe('actsFor', () => {
  it('offers going away to who is there and coming home to who is away', () => {
    expect(actsFor(person({}))).toContain('away')
    const away = actsFor(person({ residence: 2 }))
    expect(away).toContain('back')
    expect(away).not.toContain('away')
  })

  it('does not make the head the head nor a member a member again', () => {
    const acts = actsFor(person({}, { head: true, member: 'm' }))
    expect(acts).not.toContain('head')
    expect(acts).not.toContain('register')
  })

  it('lets nothing more happen to who is gone', () => {
    expect(actsFor(person({ residence: 4 })).filter(isLife)).toEqual([])
  })
})

describe('where a person lives', () => {
  it('says at home when nothing is known', () => {
    expect(residenceText(person({}))).toBe('在家')
  })

  it('says where to, and of who is gone since when', () => {
    const since = '2026-03-02'
    expect(residenceText(person({ residence: 2, away_to: '杭州', since }))).toBe('外出（杭州）')
    expect(residenceText(person({ residence: 3, since }))).toBe('迁出，2026年3月2日')
  })

  it('counts the dead and those who moved away as gone', () => {
    expect([1, 2, 3, 4].map((residence) => isGone(person({ residence })))).toEqual([false, false, true, true])
  })
})

describe('isRegistered', () => {
  it('takes a household without a state as registered', () => {
    expect([undefined, null, 1, 2, 3].map(isRegistered)).toEqual([true, true, true, false, false])
  })
})
