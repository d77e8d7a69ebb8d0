/** Which acts are taken back, told from the list of acts. */
import type { Act } from '@/api/contract'

/** The acts that an undo took back which was not itself taken back. `acts` come newest first. */
export function undoneActs(acts: Act[]): Set<string> {
  const undone = new Set<string>()
  for (const { act, undoes } of acts) if (undoes && !undone.has(act)) undone.add(undoes)
  return undone
}

/**
 * Acts that stay, of the code list `act`: the making of the workspace, audit events, what was erased, and a disagreement
 * that was settled, which is settled again instead.
 */
const STAYING = [6, 7, 20, 22]
const ANSWER_NEED = 13

/** Whether taking the act back may be offered; what the township said stays in the village. */
export function mayUndo({ code }: Act, side: 'village' | 'township'): boolean {
  return !STAYING.includes(code) && (side === 'township' || code !== ANSWER_NEED)
}
