/** Shortcuts of the page or dialog that is open. */
import { onMounted, onUnmounted } from 'vue'
import { pressed } from './keys'

interface Shortcut {
  chord: string
  act: () => void
}

const shortcuts: Shortcut[] = []

function onKeydown(event: KeyboardEvent) {
  // The one that was mounted last is in front of the others.
  const shortcut = [...shortcuts].reverse().find(({ chord }) => pressed(event, chord))
  if (!shortcut) return
  event.preventDefault()
  shortcut.act()
}

/** Runs `act` on `chord`, such as `Ctrl+S`, while the component is mounted. */
export function useShortcut(chord: string, act: () => void) {
  const shortcut = { chord, act }
  onMounted(() => {
    if (shortcuts.push(shortcut) === 1) window.addEventListener('keydown', onKeydown)
  })
  onUnmounted(() => {
    shortcuts.splice(shortcuts.indexOf(shortcut), 1)
    if (shortcuts.length === 0) window.removeEventListener('keydown', onKeydown)
  })
}
