/** When a backup should be made. */
import type { BackupState } from '@/api/contract'

/** So many entries, or so many days with any, are too much to lose. */
const ENTRIES = 50
const DAYS = 7

/** Whether so much was written since the last backup that a new one is due at the time `now`. */
export function isDue(state: BackupState, now: number): boolean {
  if (state.entries_since === 0) return false
  if (!state.last) return true
  return state.entries_since >= ENTRIES || now - state.last >= DAYS * 24 * 3600 * 1000
}
