/** Finds households to give to a member: those without one first. */
import { call } from '@/api/call'
import type { Coverage } from '@/api/contract'
import type { RefValue } from '@/api/descriptors'
import { words } from '@/words'

/** How many choices are offered. */
const CHOICES = 20

/** What was found without those that the member `has`; who has another member says so and comes last. */
export function freeFirst(
  found: RefValue[],
  { uncovered }: Pick<Coverage, 'uncovered'>,
  has: string[],
): RefValue[] {
  const free = new Set(uncovered.map(({ id }) => id))
  const others = found.filter(({ id }) => !has.includes(id))
  const taken = others
    .filter(({ id }) => !free.has(id))
    .map((one) => ({ ...one, detail: [one.detail, words.window.links.load.taken].filter(Boolean).join(' ') }))
  return [...others.filter(({ id }) => free.has(id)), ...taken]
}

/** Looks for households by name or pinyin initials; without a text offers those that have no member. */
export async function findHouseholds(
  text: string,
  coverage: Coverage | undefined,
  has: string[],
): Promise<RefValue[]> {
  if (!coverage) return []
  if (text === '') return coverage.uncovered.slice(0, CHOICES)
  return freeFirst((await call('find', { kind: 'household', text })).found, coverage, has)
}
