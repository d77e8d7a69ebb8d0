import { describe, expect, it } from 'vitest'
import { codeOf, faultsOf, NO_BASICS } from './basics'

const township = { code: '110111105', name: '青石镇' }

describe('the division code', () => {
  it('of a township ends in zeros', () => {
    expect(codeOf({ ...NO_BASICS, township }, 'township')).toBe('110111105000')
  })
  it('of a village is whole or not kept', () => {
    expect(codeOf({ ...NO_BASICS, township, digits: '２01' }, 'village')).toBe('110111105201')
    expect(codeOf({ ...NO_BASICS, township }, 'village')).toBe('')
    expect(codeOf({ ...NO_BASICS, digits: '201' }, 'village')).toBe('')
  })
})

describe('the first questions', () => {
  it('want a name and who asks, and no half of a code', () => {
    expect(faultsOf(NO_BASICS)).toEqual({ name: true, operator: true, digits: false })
    expect(faultsOf({ ...NO_BASICS, name: '石桥村', operator: '王', digits: '20' })).toEqual({
      name: false,
      operator: false,
      digits: true,
    })
  })
})
