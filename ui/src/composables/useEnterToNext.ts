/** Enter goes to the next field, as in a spreadsheet. */
import { onScopeDispose, watch } from 'vue'
import { pressed } from './keys'

const FIELDS = 'input:not([disabled]):not([type="hidden"]):not([tabindex="-1"]), textarea:not([disabled])'

/** Whether a list of choices hangs open below the field; then Enter chooses in it. */
function isChoosing(field: Element): boolean {
  return field.getAttribute('aria-expanded') === 'true'
}

/**
 * Inside `root`, Enter in a single-line field moves to the next field, and after the last one to `done`.
 * In a text of several lines Enter stays a new line, and Ctrl+Enter moves on.
 */
export function useEnterToNext(root: { readonly value: HTMLElement | null }, done: () => void = () => {}) {
  function onKeydown(event: KeyboardEvent) {
    const field = event.target as HTMLElement
    const chord = field instanceof HTMLTextAreaElement ? 'Ctrl+Enter' : 'Enter'
    if (!pressed(event, chord) || !field.matches(FIELDS) || isChoosing(field)) return
    event.preventDefault()
    // A closed select would open on Enter.
    if (field.getAttribute('role') === 'combobox') event.stopPropagation()
    const fields = [...(root.value?.querySelectorAll<HTMLElement>(FIELDS) ?? [])]
    const next = fields[fields.indexOf(field) + 1]
    if (!next) return done()
    next.focus()
    if (next instanceof HTMLInputElement) next.select()
  }
  // Ahead of the fields' own handlers, some of which swallow Enter. A dialog's content comes and goes.
  const attach = (next?: HTMLElement | null, last?: HTMLElement | null) => {
    last?.removeEventListener('keydown', onKeydown, true)
    next?.addEventListener('keydown', onKeydown, true)
  }
  watch(() => root.value, attach, { flush: 'post', immediate: true })
  onScopeDispose(() => attach(null, root.value))
}
