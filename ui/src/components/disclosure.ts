/** What a township is told, in words that a villager understands. */
import { words } from '@/words'

const groupOf: Record<string, string> = words.window.disclosure.groupOf
const holdsOf: Record<string, string> = words.window.disclosure.holds

/** Every closed group that can be told, by name. */
export const GROUPS = Object.keys(groupOf)

/** A group in words. One that only a newer program knows keeps its name. */
export function groupWord(group: string): string {
  return groupOf[group] ?? group
}

/** Groups in words, one after another. */
export function groupWords(groups: string[]): string {
  return groups.map(groupWord).join(words.window.disclosure.and)
}

/** What a group holds, in one sentence. */
export function holds(group: string): string {
  return holdsOf[group] ?? ''
}

/** The groups that are told and those that are not, in words. */
export function disclosed(groups: string[]): { told: string[]; kept: string[] } {
  return {
    told: [
      ...GROUPS.filter((group) => groups.includes(group)),
      ...groups.filter((group) => !GROUPS.includes(group)),
    ].map(groupWord),
    kept: GROUPS.filter((group) => !groups.includes(group)).map(groupWord),
  }
}
