import { describe, expect, it } from 'vitest'
import type { FieldDescriptor } from '@/api/descriptors'
import { assignFields, namesOf } from './assignFields'

const declared: FieldDescriptor[] = [
  { name: 'member', label: '联系党员', type: 'ref' },
  { name: 'from', label: '起始日期', type: 'date' },
  { name: 'decided_by', label: '确定方式', type: 'code' },
  { name: 'overload', label: '超户数理由', type: 'text' },
]
const names = (fields: FieldDescriptor[]) => fields.map(({ name }) => name)

describe('assignFields', () => {
  it('asks for the member when the households are given', () => {
    const asked = { households: false, member: true, overload: false, reason: false }
    expect(names(assignFields(declared, asked))).toEqual(['member', 'from', 'decided_by'])
  })

  it('asks for the households when the member is given, and why so many', () => {
    const fields = assignFields(declared, { households: true, member: false, overload: true, reason: true })
    expect(names(fields)).toEqual(['households', 'from', 'decided_by', 'overload', 'reason'])
    expect(fields.find(({ name }) => name === 'overload')?.required).toBe(true)
  })

  it('asks nothing before the fields are known', () => {
    const asked = { households: true, member: true, overload: true, reason: true }
    expect(assignFields([], asked)).toEqual([])
  })
})

describe('namesOf', () => {
  const homes = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `${n}`, label: `户${n}` }))

  it('names a few and counts the rest', () => {
    expect(namesOf(homes(2))).toBe('户0、户1')
    expect(namesOf(homes(9))).toBe('户0、户1、户2、户3、户4、户5等 9 户')
  })
})
