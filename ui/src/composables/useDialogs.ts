/** Several dialogs of one page or menu, of which at most one is open. */
import { ref, type Ref } from 'vue'

/** `act` names the open dialog; `opens(which)` binds a dialog's `open` to it. */
export function useDialogs<Act extends string>() {
  const act = ref(null) as Ref<Act | null>
  const opens = (which: Act) => ({
    open: act.value === which,
    'onUpdate:open': (open: boolean) => open || (act.value = null),
  })
  return { act, opens }
}
