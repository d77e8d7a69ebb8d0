/** What happened with a household, as its page tells it. */
import type { Event } from '@/api/contract'
import { codeWord, fill, words } from '@/words'

const timeline = words.window.households.timeline

/** Kinds of events to choose from; the empty one is all. */
export const KINDS = ['', 'visit', 'need', 'link'] as const
export type EventKind = (typeof KINDS)[number]

/** Events of one year. */
export interface Year {
  year: string
  events: Event[]
}

/** The events of a kind, at most `limit` of them, by year in the order given. */
export function byYear(events: Event[], kind: EventKind, limit: number): Year[] {
  const years: Year[] = []
  for (const event of ofKind(events, kind).slice(0, limit)) {
    const year = event.date.slice(0, 4)
    const last = years.at(-1)
    if (last?.year === year) last.events.push(event)
    else years.push({ year, events: [event] })
  }
  return years
}

/** The events of a kind. */
export function ofKind(events: Event[], kind: EventKind): Event[] {
  return kind === '' ? events : events.filter((event) => event.kind === kind)
}

/** An event in a line. */
export function eventTitle(event: Event): string {
  if (event.kind !== 'link') return event.title || timeline.untitled
  return fill(event.ended ? timeline.linkEnded : timeline.linkBegan, { name: event.title })
}

/** The state of a need in words; nothing for other events. */
export function eventState({ state }: Event): string {
  return state === undefined || state === null ? '' : codeWord('need_state', state)
}
