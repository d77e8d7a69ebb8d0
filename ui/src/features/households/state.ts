/** States of households and their people, as the code lists number them. */
import type { PersonInHousehold } from '@/api/contract'
import { formatDay } from '@/components/form/days'
import { codeWord, fill, words } from '@/words'

/** 居住状态. */
export const RESIDENCE = { home: 1, away: 2, movedOut: 3, dead: 4 }

/** Whether a household of this state is still registered; without a state it is. */
export function isRegistered(state: unknown): boolean {
  return state === undefined || state === null || state === 1
}

/** Whether a person has left the household for good. */
export function isGone({ resident }: PersonInHousehold): boolean {
  const residence = resident.values.residence
  return residence === RESIDENCE.movedOut || residence === RESIDENCE.dead
}

/** Whether a person is away, for work or otherwise. */
export function isAway({ resident }: PersonInHousehold): boolean {
  return resident.values.residence === RESIDENCE.away
}

/** Where a person lives, in a few words: at home, away and where, gone and since when. */
export function residenceText(who: PersonInHousehold): string {
  const { residence, away_to: to, since } = who.resident.values
  const people = words.window.households.people
  const word = codeWord('residence', residence ?? RESIDENCE.home)
  const place = to && residence === RESIDENCE.away ? fill(people.awayTo, { to }) : ''
  const day = since && isGone(who) ? fill(people.since, { day: formatDay(since) }) : ''
  return word + place + day
}
