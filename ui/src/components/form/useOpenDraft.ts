/** A draft of a form that comes and goes with its dialog. */
import { effectScope, nextTick, ref, watch, type EffectScope, type Ref } from 'vue'
import { drafts } from '@/api/drafts'
import { useDraft } from '@/composables/useDraft'
import type { Changes } from './changes'

/** Keeps `changed` under `key()` while `open`, and takes it back when the dialog opens. No key, no draft. */
export function useOpenDraft(open: Ref<boolean>, changed: Ref<Changes>, key: () => string | undefined) {
  /** Whether what stands in the form was typed an earlier time. */
  const restored = ref(false)
  let scope: EffectScope | undefined
  let draft: ReturnType<typeof useDraft<Changes>> | undefined

  async function begin() {
    changed.value = {}
    restored.value = false
    const name = key()
    if (!name) return
    scope = effectScope(true)
    draft = scope.run(() => useDraft(name, changed, (value) => Object.keys(value).length === 0, drafts))
    // Without its draft the form is empty, which is how it would be anyway.
    await draft?.restore().catch(() => undefined)
    restored.value = draft?.restored.value ?? false
  }

  /** Forgets what was typed: it was saved, or is not wanted. */
  async function drop() {
    changed.value = {}
    restored.value = false
    await nextTick()
    await draft?.flush()
  }

  watch(
    open,
    (now) => {
      if (now) return begin()
      scope?.stop()
      scope = draft = undefined
    },
    { immediate: true },
  )
  return { restored, drop }
}
