import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { ElButton, ElInput } from 'element-plus'
import { afterEach, describe, expect, it } from 'vitest'
import ConfirmReason from './ConfirmReason.vue'

enableAutoUnmount(afterEach)

async function dialog() {
  const wrapper = mount(ConfirmReason, {
    attachTo: document.body,
    props: { open: true, title: '删除王小明的走访记录？', action: '删除', reasons: ['重复登记'] },
  })
  await flushPromises()
  const input = wrapper.getComponent(ElInput).get('input').element
  const button = wrapper.findAllComponents(ElButton).at(-1)!.element as HTMLButtonElement
  const type = async (text: string) => {
    input.value = text
    input.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  const enter = async (init: KeyboardEventInit = {}) => {
    input.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }),
    )
    await flushPromises()
  }
  return { wrapper, button, type, enter }
}

describe('ConfirmReason', () => {
  it('goes on only with a reason', async () => {
    const { wrapper, button, type, enter } = await dialog()
    expect(button.disabled).toBe(true)
    await type('   ')
    await enter()
    expect(wrapper.emitted('confirm')).toBeUndefined()
    await type(' 登记错户 ')
    button.click()
    expect(wrapper.emitted('confirm')).toEqual([['登记错户']])
  })

  it('takes Enter, but not the one that ends a composition', async () => {
    const { wrapper, type, enter } = await dialog()
    await type('登记错户')
    await enter({ keyCode: 229 })
    expect(wrapper.emitted('confirm')).toBeUndefined()
    await enter()
    expect(wrapper.emitted('confirm')).toEqual([['登记错户']])
  })

  it('offers usual reasons', async () => {
    const { wrapper, button } = await dialog()
    await wrapper.getComponent(ElButton).trigger('click')
    button.click()
    expect(wrapper.emitted('confirm')).toEqual([['重复登记']])
  })
})
