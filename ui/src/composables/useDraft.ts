/** Keeps what is half typed, so that a crash or a power cut loses at most a second of it. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** Where drafts are kept, as plain JSON. `load` answers `null` for none; saving `null` drops the draft. */
export interface DraftKeep {
  load: (key: string) => Promise<unknown>
  save: (key: string, json: unknown) => Promise<void>
}

/** Milliseconds of quiet before a draft is written. */
const QUIET = 800

/** Keeps `value` under `key` while it changes. `isEmpty` tells a value that is not worth keeping. */
export function useDraft<T>(key: string, value: Ref<T>, isEmpty: (value: T) => boolean, keep: DraftKeep) {
  /** Whether the value came from a draft. */
  const restored = ref(false)
  /** Whether the last attempt to keep the draft failed. */
  const failed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let queue = Promise.resolve()

  function write() {
    clearTimeout(timer)
    timer = undefined
    // A copy, since the value may change while an earlier one is being written.
    const json: unknown = isEmpty(value.value) ? null : JSON.parse(JSON.stringify(value.value))
    // One after the other, so that an older state never lands on a newer one.
    queue = queue.then(async () => {
      failed.value = await keep.save(key, json).then(
        () => false,
        () => true,
      )
    })
    return queue
  }

  /** Writes at once what waits to be written. */
  const flush = () => (timer === undefined ? queue : write())

  /** Takes back what was half typed when the form was last left, and keeps it from then on. */
  async function restore() {
    const json = await keep.load(key)
    if (json !== null) value.value = json as T
    restored.value = json !== null
    watch(
      value,
      () => {
        clearTimeout(timer)
        timer = setTimeout(write, QUIET)
      },
      { deep: true },
    )
  }

  onScopeDispose(flush)
  return { restored, failed, restore, flush }
}
