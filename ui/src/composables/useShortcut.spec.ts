import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useShortcut } from './useShortcut'

const withShortcut = (act: () => void) =>
  mount(
    defineComponent({
      setup() {
        useShortcut('Ctrl+S', act)
        return () => h('div')
      },
    }),
  )

const press = (init: KeyboardEventInit) => {
  const event = new KeyboardEvent('keydown', { cancelable: true, ...init })
  window.dispatchEvent(event)
  return event
}

describe('useShortcut', () => {
  const mounted: ReturnType<typeof withShortcut>[] = []
  afterEach(() => mounted.splice(0).forEach((wrapper) => wrapper.unmount()))

  it('acts once and keeps the key from the browser', () => {
    const save = vi.fn()
    mounted.push(withShortcut(save))
    expect(press({ key: 's', ctrlKey: true }).defaultPrevented).toBe(true)
    expect(save).toHaveBeenCalledTimes(1)
  })

  it('is deaf while an input method composes', () => {
    const save = vi.fn()
    mounted.push(withShortcut(save))
    press({ key: 's', ctrlKey: true, isComposing: true })
    press({ key: 's', ctrlKey: true, keyCode: 229 })
    expect(save).not.toHaveBeenCalled()
  })

  it('belongs to what was opened last, and goes back when that closes', () => {
    const page = vi.fn()
    const dialog = vi.fn()
    mounted.push(withShortcut(page))
    const open = withShortcut(dialog)
    press({ key: 's', ctrlKey: true })
    open.unmount()
    press({ key: 's', ctrlKey: true })
    expect([page.mock.calls.length, dialog.mock.calls.length]).toEqual([1, 1])
  })

  it('is gone with the component', () => {
    const save = vi.fn()
    withShortcut(save).unmount()
    press({ key: 's', ctrlKey: true })
    expect(save).not.toHaveBeenCalled()
  })
})
