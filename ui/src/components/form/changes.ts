/** What was changed in a form: by field name the new value, `null` for unset. */
import type { RefValue } from '@/api/descriptors'

export type Changes = Record<string, unknown>

const same = (a: unknown, b: unknown) =>
  JSON.stringify(toWire(a ?? null)) === JSON.stringify(toWire(b ?? null))

/** `changes` with `name` set to `value`; a value equal to the loaded one is no change. */
export function withChange(changes: Changes, record: Changes, name: string, value: unknown): Changes {
  const others = Object.fromEntries(Object.entries(changes).filter(([other]) => other !== name))
  return same(value, record[name]) ? others : { ...others, [name]: value ?? null }
}

/** The changes as the program takes them: references by id only. */
export function wireChanges(changes: Changes): Changes {
  return Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, toWire(value)]))
}

function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWire)
  return isRef(value) ? value.id : value
}

function isRef(value: unknown): value is RefValue {
  return typeof value === 'object' && value !== null && 'id' in value
}
