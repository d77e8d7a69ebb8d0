/** What a township is told, in words that a villager understands. */
import { words } from '@/words'

const groupOf: Record<string, string> = words.window.exchange.join.groupOf

/** The groups that are told and those that are not, in words. A group that only a newer program knows keeps its name. */
export function disclosed(groups: string[]): { told: string[]; kept: string[] } {
  const known = Object.keys(groupOf)
  return {
    told: [
      ...known.filter((group) => groups.includes(group)).map((group) => groupOf[group] ?? group),
      ...groups.filter((group) => !known.includes(group)),
    ],
    kept: known.filter((group) => !groups.includes(group)).map((group) => groupOf[group] ?? group),
  }
}
