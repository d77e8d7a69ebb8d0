/** Finds a member to care for households: those with the fewest first. */
import { call } from '@/api/call'
import type { Coverage, Load } from '@/api/contract'
import type { RefValue } from '@/api/descriptors'
import { fill, words } from '@/words'

/** How many choices are offered. */
const CHOICES = 20

const load = words.window.links.load

function detail({ group, households }: Load): string {
  return [group, fill(load.has, { count: households })].filter(Boolean).join(' ')
}

/** The members who can carry households, those with the fewest first. */
export function leastLoaded({ members }: Pick<Coverage, 'members'>): RefValue[] {
  const sorted = [...members].sort((a, b) => a.households - b.households)
  return sorted.slice(0, CHOICES).map((one) => ({ id: one.member, label: one.name, detail: detail(one) }))
}

/** What was found by name, with what each has already; those who carry none come last and say so. */
export function withLoads(found: RefValue[], { members }: Pick<Coverage, 'members'>): RefValue[] {
  const able = new Map(members.map((one) => [one.member, one]))
  const told = found.map((one) => {
    const known = able.get(one.id)
    return { id: one.id, label: one.label, detail: known ? detail(known) : load.exempt }
  })
  return [...told.filter(({ id }) => able.has(id)), ...told.filter(({ id }) => !able.has(id))]
}

/** Looks for members by name or pinyin initials; without a text offers those who have the fewest. */
export async function findMember(text: string, coverage: Coverage | undefined): Promise<RefValue[]> {
  if (!coverage) return []
  if (text === '') return leastLoaded(coverage)
  return withLoads((await call('find', { kind: 'member', text })).found, coverage)
}
