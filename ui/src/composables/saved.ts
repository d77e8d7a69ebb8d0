/** What a command did, told to the person: with remarks, and with a way back. */
import { call } from '@/api/call'
import type { Saved } from '@/api/contract'
import { fill, words } from '@/words'
import { showDone, showOffer } from './notice'

const saved = words.window.saved

/** Takes an act back and says what was left because it was changed since. */
export async function undoAct(act: string) {
  const { left } = await call('undo', { act })
  if (left.length === 0) return showDone(saved.undone)
  const fields = [...new Set(left.map(({ field }) => field))].join(words.window.table.and)
  showOffer(saved.undonePartly, null, async () => undefined, [fill(saved.undoneExcept, { fields })])
}

/**
 * Says that `text` is done, shows the remarks of the answer, and offers to take the act back. An answer without an act
 * changed nothing, which is said as well.
 */
export function showSaved(answer: Pick<Saved, 'act' | 'warnings'>, text: string = words.window.form.saved) {
  const { act } = answer
  const remarks = answer.warnings.map(({ message }) => message)
  const back = async () => act && undoAct(act)
  showOffer(act ? text : saved.unchanged, act ? saved.undo : null, back, remarks)
}
