import { enableAutoUnmount, mount } from '@vue/test-utils'
import { nextTick } from 'vue'
import { afterEach, describe, expect, it } from 'vitest'
import RecoveryInput from './RecoveryInput.vue'

enableAutoUnmount(afterEach)

const CODE = '123456 234567 345678 456789 567890 678901 789012 890123'

function typed(expected?: string) {
  const wrapper = mount(RecoveryInput, { attachTo: document.body, props: { modelValue: '', expected } })
  const fields = () => wrapper.findAll('input')
  const type = async (at: number, text: string) => {
    await fields()[at]!.setValue(text)
    await nextTick()
    await nextTick()
  }
  const focused = () => fields().findIndex((field) => field.element === document.activeElement)
  return { wrapper, fields, type, focused }
}

describe('RecoveryInput', () => {
  it('goes on to the next group when one is full', async () => {
    const { fields, type, focused } = typed(CODE)
    fields()[0]!.element.focus()
    await type(0, '123456')
    expect(focused()).toBe(1)
  })

  it('says which group is wrong and stays in it', async () => {
    const { wrapper, fields, type, focused } = typed(CODE)
    fields()[1]!.element.focus()
    await type(1, '234568')
    expect(wrapper.get('[role=alert]').text()).toContain('第 2 组')
    expect(focused()).toBe(1)
    await type(1, '234567')
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })

  it('takes a whole code at once and is complete with it', async () => {
    const { wrapper, type } = typed(CODE)
    await type(0, CODE)
    expect(wrapper.emitted('complete')).toHaveLength(1)
    expect(wrapper.emitted('update:modelValue')?.at(-1)).toEqual([CODE])
  })

  it('goes back with Backspace, but not while an input method composes', async () => {
    const { fields, focused } = typed()
    fields()[2]!.element.focus()
    await fields()[2]!.trigger('keydown', { key: 'Backspace', keyCode: 229 })
    await nextTick()
    expect(focused()).toBe(2)
    await fields()[2]!.trigger('keydown', { key: 'Backspace' })
    await nextTick()
    expect(focused()).toBe(1)
  })
})
