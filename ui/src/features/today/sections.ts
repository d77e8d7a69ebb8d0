/** What 今日 lists, the most urgent first. */
import type { Disputed, Item, Items, Today } from '@/api/contract'
import type { Urgency } from '@/components/UrgencyMark.vue'
import { formatDay } from '@/components/form/days'
import { fill, words } from '@/words'

const today = words.window.today

/** Where a line or a section leads: the name of a route with its parts. */
export interface Target {
  name: string
  params?: Record<string, string>
  query?: Record<string, string>
}

/** One thing to do. */
export interface Line {
  id: string
  title: string
  detail: string
  /** The day that matters, in words. */
  when: string
  /** Nothing if the window has no page for it. */
  to: Target | null
}

/** Things to do of one sort. */
export interface Section {
  name: keyof typeof today.sections
  urgency: Urgency
  total: number
  /** The first of them; none if only their number is known. */
  lines: Line[]
  /** All of them. */
  all: Target
}

const DAY = 86_400_000

/** Whole days from `day` to `now`, both ISO text. */
export function daysBetween(day: string, now: string): number {
  return Math.round((Date.parse(now) - Date.parse(day)) / DAY)
}

function overdueBy({ day }: Item, now: string): string {
  return day ? fill(today.overdueBy, { day: formatDay(day), days: daysBetween(day, now) }) : ''
}

function lastVisit({ day }: Item, now: string): string {
  return day
    ? fill(today.lastVisit, { day: formatDay(day), days: daysBetween(day, now) })
    : today.neverVisited
}

function since({ day }: Item): string {
  return day ? fill(today.since, { day: formatDay(day) }) : ''
}

/** Lines that open the page `route` of their record; in a township, of the village that they belong to. */
function lines(items: Items, route: string, when: (item: Item) => string, township: boolean): Line[] {
  return items.first.map((item) => {
    const { id, label, detail } = item.record
    const to: Target = {
      name: route,
      params: { id },
      query: township ? { village: item.village } : undefined,
    }
    const where = township ? [item.village_name, detail].filter(Boolean).join(' ') : detail
    return { id, title: label || today.unnamed, detail: where, when: when(item), to }
  })
}

function counted(name: Section['name'], urgency: Urgency, total: number, all: Target): Section {
  return { name, urgency, total, lines: [], all }
}

/** Pages of disputed records. */
const PAGES: Record<string, string> = {
  household: 'household',
  member: 'member',
  need: 'need',
  visit: 'visit',
}

/** The page on which a disputed record is found; nothing if the window has none. */
export function pageOf(
  { page, page_kind, village }: Pick<Disputed, 'page' | 'page_kind' | 'village'>,
  township: boolean,
): Target | null {
  if (page_kind === 'unit') {
    // One's own units alone have a page, and all of them one.
    return township && village ? null : { name: 'units' }
  }
  const name = PAGES[page_kind]
  return name ? { name, params: { id: page }, query: township ? { village } : undefined } : null
}

function disputes({ conflicts, disputed }: Today, township: boolean): Section {
  const found = disputed.map((one) => {
    const { kind, record } = one
    const detail = `${kind}：${record.detail}`
    const to = pageOf(one, township) ?? { name: 'conflicts' }
    return { id: record.id, title: record.label || kind, detail, when: '', to }
  })
  return { ...counted('conflicts', 'orange', conflicts, { name: 'conflicts' }), lines: found }
}

/** The sections with something in them, in order of urgency. `now` is today's ISO text. */
export function sectionsOf(found: Today, now: string, township: boolean): Section[] {
  const needs = (
    name: Section['name'],
    urgency: Urgency,
    items: Items,
    when: (item: Item) => string,
    query: object,
  ) => ({
    name,
    urgency,
    total: items.total,
    lines: lines(items, 'need', when, township),
    all: { name: 'needs', query: { ...query } as Record<string, string> },
  })
  const visits: Section = {
    name: 'visits',
    urgency: 'yellow',
    total: found.due_visits.total,
    lines: lines(found.due_visits, 'household', (item) => lastVisit(item, now), township),
    all: { name: 'households' },
  }
  const all: Section[] = [
    needs('overdue', 'red', found.overdue_needs, (item) => overdueBy(item, now), { tab: 'overdue' }),
    needs('waiting', 'red', found.waiting, since, {}),
    needs('answers', 'orange', found.answers, since, { state: '8' }),
    needs('followUps', 'orange', found.follow_ups, since, { state: '8' }),
    disputes(found, township),
    counted('broken', 'orange', found.broken, { name: 'conflicts' }),
    visits,
    counted('adjust', 'yellow', found.to_adjust, { name: 'links', query: { tab: 'adjust' } }),
    counted('uncovered', 'yellow', found.uncovered, { name: 'links', query: { tab: 'uncovered' } }),
    counted('undecided', 'orange', found.undecided, { name: 'exchange' }),
    counted('unconfirmed', 'blue', found.unconfirmed, { name: 'exchange' }),
    counted('unsent', 'blue', found.unsent, { name: 'exchange' }),
  ]
  return all.filter(({ total }) => total > 0)
}
