/** In a select of several values Enter chooses and closes the list, so that the next Enter goes to the next field. */
import { pressed } from '@/composables/keys'

interface Select {
  expanded: boolean
}

/** `noteEnter` listens to the keys of the select, `closeAfterEnter` is called with each choice. */
export function useCloseOnEnter(select: { readonly value: unknown }) {
  let entered = false
  return {
    noteEnter(event: KeyboardEvent) {
      entered = pressed(event, 'Enter')
      setTimeout(() => (entered = false))
    },
    closeAfterEnter() {
      const open = select.value as Select | null
      if (entered && open) open.expanded = false
    },
  }
}
