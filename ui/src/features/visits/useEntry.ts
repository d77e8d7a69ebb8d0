/** The quick entry of visits: what is typed, kept as a draft, saved, and what follows. */
import { computed, nextTick, ref, shallowRef } from 'vue'
import { call } from '@/api/call'
import { drafts } from '@/api/drafts'
import { fieldErrors } from '@/api/failure'
import type { Changes } from '@/components/form/changes'
import { isoDay } from '@/components/moments'
import { useAction } from '@/composables/useAction'
import { useDraft } from '@/composables/useDraft'
import { DRAFT, entryOf, following, fresh, isBlank, KEPT, lasting, requestOf, type Entry } from './entry'

/** What was saved, for a last look or for taking it back. */
export interface SavedEntry {
  entry: Entry
  visit: string
  act: string | null
  warnings: string[]
}

/** An entry that knows `preset` and calls `onSaved` after each visit. */
export function useEntry(preset: () => Changes, onSaved: (saved: SavedEntry) => void) {
  const entry = ref<Entry>(fresh(isoDay(Date.now()), {}, preset()))
  /** What was half typed when the program or the page was last left, until it is decided on. */
  const unfinished = shallowRef<Entry | null>(null)
  /** Whether there is something to type in. */
  const ready = ref(false)
  const { failed, restore, flush } = useDraft(DRAFT, entry, isBlank, drafts)

  const saving = useAction(async () => {
    const typed = entry.value
    const done = await call('visit_register', requestOf(typed))
    const saved = {
      entry: typed,
      visit: done.visit,
      act: done.act ?? null,
      warnings: done.warnings.map((one) => one.message),
    }
    entry.value = following(typed)
    await drafts.save(KEPT, lasting(typed))
    // The draft goes with the entry, before anything else can happen.
    await nextTick()
    await flush()
    onSaved(saved)
  })
  const errorsOf = (kind: string) =>
    computed(() => {
      const failure = saving.failure.value
      return (failure?.params.kind ?? 'visit') === kind ? fieldErrors(failure) : []
    })

  async function begin() {
    unfinished.value = null
    await restore()
    ready.value = true
  }

  /** Looks for what was half typed; with `resume` goes on with it at once. */
  async function open(resume: boolean) {
    const kept = ((await drafts.load(KEPT)) ?? {}) as Changes
    entry.value = fresh(isoDay(Date.now()), kept, preset())
    unfinished.value = entryOf(await drafts.load(DRAFT))
    if (resume || unfinished.value === null) await begin()
  }

  async function drop() {
    await drafts.save(DRAFT, null)
    await begin()
  }

  return {
    entry,
    unfinished,
    ready,
    draftFailed: failed,
    errors: { visit: errorsOf('visit'), need: errorsOf('need') },
    saving: saving.running,
    open,
    begin,
    drop,
    keep: flush,
    save: saving.run,
  }
}
