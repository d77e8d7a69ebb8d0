/** Locking the workspace. */
import { useQueryClient } from '@tanstack/vue-query'
import { nextTick } from 'vue'
import { useRouter } from 'vue-router'
import { call } from '@/api/call'
import { useAction } from '@/composables/useAction'
import { useSession } from './session'

/** Closes the open workspace and goes to the start page; `lock` is what the button does. */
export function useLock() {
  const router = useRouter()
  const client = useQueryClient()
  const { leave } = useSession()
  const { run: lock, running: locking } = useAction(async () => {
    // The pages go first: what is half typed in them is kept while the workspace is still open.
    leave()
    await nextTick()
    await call('workspace_lock')
    client.clear()
    await router.push({ name: 'start' })
  })
  return { lock, locking }
}
