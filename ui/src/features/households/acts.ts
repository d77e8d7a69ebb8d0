/** What may be done about one of the people of a household. */
import type { PersonInHousehold } from '@/api/contract'
import { isAway, isGone } from './state'

/** What happens in a life and has a day; `leave` is the whole household moving away. */
export type LifeAct = 'head' | 'away' | 'back' | 'moveOut' | 'death' | 'leave'

/** Everything that a person's menu offers. */
export type PersonAct = LifeAct | 'view' | 'edit' | 'relation' | 'register' | 'history' | 'delete'

/** What may be done about this person now, the usual first. */
export function actsFor(who: PersonInHousehold): PersonAct[] {
  if (isGone(who)) return ['relation', 'history', 'delete']
  const life: PersonAct[] = [isAway(who) ? 'back' : 'away', 'moveOut', 'death']
  const head: PersonAct[] = who.head ? [] : ['head']
  const member: PersonAct[] = who.member ? [] : ['register']
  return ['relation', ...life, ...head, ...member, 'history', 'delete']
}

const LIFE: (PersonAct | null)[] = ['head', 'away', 'back', 'moveOut', 'death', 'leave']

/** Whether an act is something that happens in a life. */
export function isLife(act: PersonAct | null): act is LifeAct {
  return LIFE.includes(act)
}
