/** How far the running job is. */
import { onScopeDispose, ref, type Ref } from 'vue'
import { onProgress } from '@/api/shell'

/** Follows the reports of the job named `job` until the component is gone; zero of zero before the first. */
export function useProgress(job: string): { done: Ref<number>; total: Ref<number> } {
  const done = ref(0)
  const total = ref(0)
  const listening = onProgress((progress) => {
    if (progress.job !== job) return
    done.value = progress.done
    total.value = progress.total
  })
  onScopeDispose(() => void listening.then((stop) => stop()))
  return { done, total }
}
