import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, nextTick, ref } from 'vue'
import { useEnterToNext } from './useEnterToNext'

enableAutoUnmount(afterEach)

async function form(done = () => {}) {
  const component = defineComponent({
    setup() {
      const root = ref<HTMLElement | null>(null)
      useEnterToNext(root, done)
      return { root }
    },
    template: `<div ref="root">
      <input id="name"><input id="gone" disabled><input id="kind" role="combobox" aria-expanded="false">
      <textarea id="text"></textarea><input id="last"></div>`,
  })
  const wrapper = mount(component, { attachTo: document.body })
  await nextTick()
  const press = (id: string, init: KeyboardEventInit = {}) => {
    const field = wrapper.get(`#${id}`).element as HTMLElement
    field.focus()
    field.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }),
    )
    return document.activeElement?.id
  }
  return { wrapper, press }
}

describe('useEnterToNext', () => {
  it('moves on, over disabled fields', async () => {
    expect((await form()).press('name')).toBe('kind')
  })

  it('stays while an input method composes', async () => {
    const { press } = await form()
    expect(press('name', { isComposing: true })).toBe('name')
    expect(press('name', { keyCode: 229 })).toBe('name')
  })

  it('leaves Enter to an open list and moves on from a closed one', async () => {
    const { wrapper, press } = await form()
    expect(press('kind')).toBe('text')
    wrapper.get('#kind').element.setAttribute('aria-expanded', 'true')
    expect(press('kind')).toBe('kind')
  })

  it('keeps new lines in a long text and moves on with Ctrl+Enter', async () => {
    const { press } = await form()
    expect(press('text')).toBe('text')
    expect(press('text', { ctrlKey: true })).toBe('last')
  })

  it('says when the last field is left', async () => {
    const done = vi.fn()
    const { press } = await form(done)
    press('last')
    expect(done).toHaveBeenCalledTimes(1)
  })
})
