/** What is asked when households are given to a member. */
import type { FieldDescriptor, RefValue } from '@/api/descriptors'
import { fill, words } from '@/words'

const assign = words.window.links.assign

/** Names shown before the rest becomes a number. */
const NAMED = 6

/** What has to be asked: the households, the member, why so many, why another one. */
export interface Asked {
  households: boolean
  member: boolean
  overload: boolean
  reason: boolean
}

const HOUSEHOLDS: FieldDescriptor = {
  name: 'households',
  label: assign.households,
  type: 'ref',
  refers_to: 'household',
  many: true,
  required: true,
  hint: assign.householdsHint,
}
const REASON: FieldDescriptor = {
  name: 'reason',
  label: assign.reason,
  type: 'text',
  hint: assign.reasonHint,
}

/** The fields of the form, from those that a link declares. */
export function assignFields(declared: FieldDescriptor[], asked: Asked): FieldDescriptor[] {
  if (declared.length === 0) return []
  const of = declared.filter(({ name }) => (name in asked ? asked[name as keyof Asked] : true))
  const fields = of.map((field) =>
    field.name === 'overload' ? { ...field, required: true, hint: assign.overloadHint } : field,
  )
  return [...(asked.households ? [HOUSEHOLDS] : []), ...fields, ...(asked.reason ? [REASON] : [])]
}

/** The names of `all`, the rest as a number. */
export function namesOf(all: RefValue[]): string {
  const names = all.slice(0, NAMED).map(({ label }) => label)
  const rest = all.length > NAMED ? fill(assign.andOthers, { count: all.length }) : ''
  return names.join(words.window.table.and) + rest
}
