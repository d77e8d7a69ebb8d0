/** Runs what a button does. */
import { ref, shallowRef } from 'vue'
import { failureOf, fieldErrors, type Failure } from '@/api/failure'
import { showFailure } from './notice'

/**
 * Wraps `act`: while it runs a second press is ignored, and a failure is shown unless it belongs to fields of a
 * form. `run` answers whether it succeeded.
 */
export function useAction<Arguments extends unknown[]>(act: (...args: Arguments) => Promise<unknown>) {
  const running = ref(false)
  const failure = shallowRef<Failure | null>(null)

  async function run(...args: Arguments): Promise<boolean> {
    if (running.value) return false
    running.value = true
    failure.value = null
    try {
      await act(...args)
      return true
    } catch (thrown) {
      failure.value = failureOf(thrown)
    } finally {
      running.value = false
    }
    if (fieldErrors(failure.value).length === 0) await showFailure(failure.value)
    return false
  }

  return { run, running, failure }
}
