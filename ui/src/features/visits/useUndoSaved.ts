/** Takes back the visit that was just saved, and lays it open again to be put right. */
import type { Ref } from 'vue'
import { undoAct } from '@/composables/saved'
import { useAction } from '@/composables/useAction'
import { isBlank, type Entry } from './entry'
import type { SavedEntry } from './useEntry'

/** `run` takes back what `saved` holds. It stands in `entry` afterwards, unless something else was begun there. */
export function useUndoSaved(saved: Ref<SavedEntry | null>, entry: Ref<Entry>) {
  return useAction(async () => {
    const last = saved.value
    if (!last?.act) return
    await undoAct(last.act)
    if (isBlank(entry.value)) entry.value = last.entry
    saved.value = null
  })
}
