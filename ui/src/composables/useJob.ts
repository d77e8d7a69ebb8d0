/** Long jobs: how far they are, and how to stop them. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { call } from '@/api/call'
import { failedWith } from '@/api/failure'
import { words } from '@/words'
import { showDone } from './notice'
import { useAction } from './useAction'
import { useProgress } from './useProgress'

/** Milliseconds after which a job counts as long; a shorter one shows no dialog that would only flicker. */
const LONG = 300

/** A job as its dialog shows it. */
export interface Job {
  /** Whether it runs, and has run for a while. */
  shown: Ref<boolean>
  running: Ref<boolean>
  done: Ref<number>
  total: Ref<number>
  /** Stops it at its next step. */
  stop: () => void
}

/**
 * Wraps `act`, which runs the long command that reports as `job`. A failure is shown; a stop by the person is not a
 * failure and only confirmed. `run` answers whether it went through.
 */
export function useJob<Arguments extends unknown[]>(
  job: string,
  act: (...args: Arguments) => Promise<unknown>,
): Job & { run: (...args: Arguments) => Promise<boolean> } {
  const { done, total } = useProgress(job)
  const shown = ref(false)
  let stopped = false
  const action = useAction(async (...args: Arguments) => {
    done.value = total.value = 0
    stopped = false
    try {
      await act(...args)
    } catch (thrown) {
      if (!failedWith(thrown, 'cancelled')) throw thrown
      stopped = true
      showDone(words.failures.cancelled)
    }
  })

  let timer: ReturnType<typeof setTimeout> | undefined
  watch(action.running, (running) => {
    clearTimeout(timer)
    if (running) timer = setTimeout(() => (shown.value = true), LONG)
    else shown.value = false
  })
  onScopeDispose(() => clearTimeout(timer))

  return {
    shown,
    running: action.running,
    done,
    total,
    stop: () => void call('cancel').catch(() => undefined),
    run: async (...args) => (await action.run(...args)) && !stopped,
  }
}
