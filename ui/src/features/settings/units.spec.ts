import { describe, expect, it } from 'vitest'
import type { FieldDescriptor } from '@/api/descriptors'
import { isOwn, unitFields } from './units'

const fields: FieldDescriptor[] = ['type', 'name', 'parent', 'division'].map((name) => ({
  name,
  label: name,
  type: 'text',
}))

describe('the form of a unit', () => {
  it('offers what is added by hand, and no code of its own', () => {
    const form = unitFields(fields, false)
    expect(form.map(({ name }) => name)).toEqual(['type', 'name', 'parent'])
    expect(form[0]?.options).toEqual([5, 4, 6, 3])
  })

  it('leaves the village what it is', () => {
    expect(isOwn({ type: 2 })).toBe(true)
    expect(isOwn({ type: 5 })).toBe(false)
    expect(unitFields(fields, true).map(({ name }) => name)).toEqual(['name', 'division'])
  })
})
