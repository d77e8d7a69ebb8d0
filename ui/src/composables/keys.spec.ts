import { describe, expect, it } from 'vitest'
import { isComposing, pressed } from './keys'

const key = (init: KeyboardEventInit) => new KeyboardEvent('keydown', init)

describe('keys', () => {
  it('leaves keys to an input method that is composing', () => {
    expect(isComposing(key({ key: 'Enter', isComposing: true }))).toBe(true)
    expect(pressed(key({ key: 'Enter', isComposing: true }), 'Enter')).toBe(false)
  })

  it('leaves the Enter to the input method that WebKit sends after the composition', () => {
    expect(isComposing(key({ key: 'Enter', keyCode: 229, isComposing: false }))).toBe(true)
    expect(pressed(key({ key: 'Enter', keyCode: 229 }), 'Enter')).toBe(false)
  })

  it('knows a key by its name and its exact modifiers', () => {
    expect(pressed(key({ key: 'Enter', keyCode: 13 }), 'Enter')).toBe(true)
    expect(pressed(key({ key: 's', ctrlKey: true }), 'Ctrl+S')).toBe(true)
    expect(pressed(key({ key: 'S', ctrlKey: true, shiftKey: true }), 'Ctrl+S')).toBe(false)
    expect(pressed(key({ key: 's' }), 'Ctrl+S')).toBe(false)
    expect(pressed(key({ key: 'Enter', ctrlKey: true }), 'Enter')).toBe(false)
  })
})
