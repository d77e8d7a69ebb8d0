/** What the program tells the person: short confirmations and failures. */
import { ElButton, ElMessage, ElMessageBox } from 'element-plus'
import { h } from 'vue'
import { failureOf, wordFailure } from '@/api/failure'
import { words } from '@/words'

/** Confirms in passing that something is done, such as `words.window.form.saved`. */
export function showDone(text: string) {
  ElMessage({ type: 'success', message: text, grouping: true, plain: true })
}

/** Milliseconds that a notice with something to press or to read stays. */
const STAYS = 8_000
const STAYS_LONGER = 20_000

/** Confirms that something is done and offers what may follow, such as taking it back; with remarks to read. */
export function showOffer(
  text: string,
  label: string | null,
  act: () => Promise<unknown>,
  remarks: string[] = [],
) {
  const press = () => {
    notice.close()
    act().catch(showFailure)
  }
  const button =
    label === null ? null : h(ElButton, { link: true, type: 'primary', onClick: press }, () => label)
  const list = remarks.map((remark) => h('li', remark))
  const notice = ElMessage({
    type: remarks.length > 0 ? 'warning' : 'success',
    message: h('div', { class: 'offer' }, [h('p', [text, button]), list.length > 0 ? h('ul', list) : null]),
    duration: remarks.length > 0 ? STAYS_LONGER : STAYS,
    showClose: true,
    placement: 'bottom',
    plain: true,
  })
}

/** Says what failed and what to do, and waits until it was read. */
export async function showFailure(thrown: unknown): Promise<void> {
  const { what, next } = wordFailure(failureOf(thrown))
  const options = { confirmButtonText: words.window.failure.read, closeOnPressEscape: true }
  // Closing it with Escape rejects, and means the same.
  await ElMessageBox.alert(next, what, options).catch(() => undefined)
}
