import { beforeAll, describe, expect, it } from 'vitest'
import { installGuards } from './guards'

describe('guards', () => {
  beforeAll(installGuards)

  const dispatch = (target: EventTarget, event: Event) => !target.dispatchEvent(event)
  const key = (init: KeyboardEventInit) => new KeyboardEvent('keydown', { cancelable: true, ...init })
  const menu = () => new MouseEvent('contextmenu', { bubbles: true, cancelable: true })

  it('never reloads the window', () => {
    expect(dispatch(window, key({ key: 'F5' }))).toBe(true)
    expect(dispatch(window, key({ key: 'r', ctrlKey: true }))).toBe(true)
    expect(dispatch(window, key({ key: 'r' }))).toBe(false)
  })

  it('leaves the menu for copying and pasting to fields only', () => {
    document.body.innerHTML = '<p>农户</p><input>'
    expect(dispatch(document.querySelector('p')!, menu())).toBe(true)
    expect(dispatch(document.querySelector('input')!, menu())).toBe(false)
  })
})
