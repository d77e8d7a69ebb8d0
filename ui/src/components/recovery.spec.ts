import { describe, expect, it } from 'vitest'
import { entered, groupsOf, isComplete } from './recovery'

const CODE = '123456 234567 345678 456789 567890 678901 789012 890123'
const none = () => groupsOf('')

describe('a recovery code', () => {
  it('is eight groups', () => {
    expect(groupsOf(CODE)).toEqual(CODE.split(' '))
    expect(isComplete(groupsOf(CODE))).toBe(true)
    expect(isComplete(none())).toBe(false)
  })

  it('takes full-width digits and drops what is no digit', () => {
    expect(entered(none(), 1, '１２ 3-a4')[1]).toBe('1234')
  })

  it('flows into the groups behind when pasted whole', () => {
    expect(entered(none(), 0, CODE)).toEqual(CODE.split(' '))
    expect(entered(none(), 6, '1234567')).toEqual(['', '', '', '', '', '', '123456', '7'])
  })

  it('leaves the other groups alone, and can be emptied', () => {
    expect(entered(groupsOf(CODE), 2, '')).toEqual([
      ...CODE.split(' ').slice(0, 2),
      '',
      ...CODE.split(' ').slice(3),
    ])
  })
})
