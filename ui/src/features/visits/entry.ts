/** A visit while it is typed: what it begins with, what is worth keeping of it, what is sent. */
import type { FieldDescriptor } from '@/api/descriptors'
import { wireChanges, type Changes } from '@/components/form/changes'

/** A visit and the need raised in it; references as `RefValue`. */
export interface Entry {
  visit: Changes
  /** Whether a need is registered with it. */
  raised: boolean
  need: Changes
}

/** The name of the draft of a visit, and of what the next one begins with. */
export const DRAFT = 'visit'
export const KEPT = 'visit_kept'

/** What a visit has in common with the one before it. */
const LASTING = ['form', 'purpose', 'visitors']
/** What is filled in by itself, and so is nothing typed. */
const PRESET = { visit: ['date', 'households', ...LASTING], need: ['urgency', 'person'] }

const HOME_VISIT = 1
const ORDINARY = 3

const isSet = (value: unknown) => value !== null && value !== undefined && value !== ''
const pick = (changes: Changes, names: string[]) =>
  Object.fromEntries(names.filter((name) => isSet(changes[name])).map((name) => [name, changes[name]]))

/** An entry that nobody typed in: today's day, what was kept of the last visit, what the caller knows. */
export function fresh(today: string, kept: Changes = {}, preset: Changes = {}): Entry {
  const visit = { form: HOME_VISIT, ...pick(kept, LASTING), date: today, ...preset }
  return { visit, raised: false, need: { urgency: ORDINARY } }
}

/** What the next visit, on whatever day, begins with. */
export function lasting(entry: Entry): Changes {
  return pick(entry.visit, LASTING)
}

/** The entry after `entry` in one sitting: the same day, too. */
export function following(entry: Entry): Entry {
  return fresh(String(entry.visit.date ?? ''), entry.visit)
}

/** Whether nothing was typed that would be missed. */
export function isBlank(entry: Entry): boolean {
  const typed = (changes: Changes, preset: string[]) =>
    Object.entries(changes).some(([name, value]) => !preset.includes(name) && isSet(value) && value !== false)
  return !typed(entry.visit, PRESET.visit) && !typed(entry.need, PRESET.need)
}

/** The request of the command `visit_register`. */
export function requestOf(entry: Entry) {
  const set = (changes: Changes) => wireChanges(pick(changes, Object.keys(changes)))
  return { visit: set(entry.visit), needs: entry.raised ? [set(entry.need)] : [] }
}

/** An entry that an older program may have kept as a draft. */
export function entryOf(json: unknown): Entry | null {
  if (typeof json !== 'object' || json === null) return null
  const { visit, raised, need } = json as Partial<Entry>
  return { visit: visit ?? {}, raised: raised === true, need: need ?? {} }
}

/** The fields of a form in two parts: `first` in that order, then the rest without `without`. */
export function arrange(fields: FieldDescriptor[], first: string[], without: string[] = []) {
  const main = first.flatMap((name) => fields.find((field) => field.name === name) ?? [])
  const rest = fields.filter(({ name }) => !first.includes(name) && !without.includes(name))
  return { main, rest }
}
