import { expect, test } from 'vitest'
import { grouped } from './digits'

test('digits fall into the groups in which they are read out', () => {
  expect(grouped('1234')).toBe('1234')
  expect(grouped('123456')).toBe('123456')
  expect(grouped('1234567')).toBe('123456 7')
  expect(grouped('123456 789012 3')).toBe('123456 789012 3')
})

test('full-width digits and dashes are those of the keyboard', () => {
  expect(grouped('１２３４５６－７８')).toBe('123456 78')
})
