/** What a browser would do and a program must not. */
import { pressed } from '@/composables/keys'

const RELOADS = ['F5', 'Ctrl+F5', 'Ctrl+R', 'Ctrl+Shift+R']

/** Whether the browser's own menu helps at `target`: for copying and pasting. */
function isText(target: EventTarget | null): boolean {
  const selected = (window.getSelection()?.toString() ?? '') !== ''
  return selected || (target instanceof Element && target.closest('input, textarea') !== null)
}

/** Keeps the window from reloading, which would lose what is half typed, and from showing the browser's menu. */
export function installGuards() {
  window.addEventListener('keydown', (event) => {
    if (RELOADS.some((chord) => pressed(event, chord))) event.preventDefault()
  })
  window.addEventListener('contextmenu', (event) => {
    if (!isText(event.target)) event.preventDefault()
  })
}
