/** Keys, deaf while an input method composes. */

/**
 * Whether a key press belongs to an input method that is composing.
 *
 * WebKit sends the Enter that confirms a composition after its end, with `isComposing` false and `keyCode` 229.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229
}

/** Whether `event` is the key `chord`, such as `Enter`, `Ctrl+S` or `Alt+1`, with exactly these modifiers. */
export function pressed(event: KeyboardEvent, chord: string): boolean {
  if (isComposing(event)) return false
  const parts = chord.split('+')
  const key = parts.pop() ?? ''
  const held = (modifier: string) => parts.includes(modifier)
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (event.ctrlKey || event.metaKey) === held('Ctrl') &&
    event.altKey === held('Alt') &&
    event.shiftKey === held('Shift')
  )
}
