/** 报送范围: what a township asks of all villages, or of one of them. */
import type { Policies, VillagePolicy } from '@/api/contract'
import { groupWords } from '@/components/disclosure'
import { dayOf } from '@/components/moments'
import { fill, words } from '@/words'

const word = words.window.disclosure.set

/** The village among them of this channel; nothing for all of them. */
export function villageOf(policies: Policies, channel: string): VillagePolicy | undefined {
  return policies.villages.find((one) => one.party.channel === channel)
}

/** What is asked now, and what is to be known of it. */
export function notesOf(policies: Policies, channel: string): string[] {
  const village = villageOf(policies, channel)
  const { number, since } = village ?? policies
  const notes = [
    number === 0
      ? word.none
      : since
        ? fill(word.number, { number, day: dayOf(since) })
        : fill(word.numberOnly, { number }),
  ]
  if (village && village.waiting.length > 0) {
    notes.push(fill(word.waiting, { groups: groupWords(village.waiting) }))
  }
  const apart = policies.villages.filter((one) => one.apart).map((one) => one.party.name)
  if (!village && apart.length > 0) {
    notes.push(fill(word.apartNote, { names: apart.join(words.window.disclosure.and) }))
  }
  return notes
}

/** Whether the same groups are meant, in whatever order. */
export function sameGroups(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((group) => other.includes(group))
}
