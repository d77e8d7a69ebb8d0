/** What the program tells the person: short confirmations and failures. */
import { ElMessage, ElMessageBox } from 'element-plus'
import { failureOf, wordFailure } from '@/api/failure'
import { words } from '@/words'

/** Confirms in passing that something is done, such as `words.window.form.saved`. */
export function showDone(text: string) {
  ElMessage({ type: 'success', message: text, grouping: true, plain: true })
}

/** Says what failed and what to do, and waits until it was read. */
export async function showFailure(thrown: unknown): Promise<void> {
  const { what, next } = wordFailure(failureOf(thrown))
  const options = { confirmButtonText: words.window.failure.read, closeOnPressEscape: true }
  // Closing it with Escape rejects, and means the same.
  await ElMessageBox.alert(next, what, options).catch(() => undefined)
}
