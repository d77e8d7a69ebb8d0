import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { Drive } from '@/api/contract'
import StickDialog from './StickDialog.vue'

enableAutoUnmount(afterEach)
afterEach(() => (document.body.innerHTML = ''))

const good: Drive = { path: '/media/甲', name: '甲', free: 3e9, total: 8e9, read_only: false }
const locked: Drive = { path: '/media/乙', name: '乙', free: 1e9, total: 4e9, read_only: true }

async function dialog(writes: boolean) {
  const props = { modelValue: [good, locked], title: '写到哪个 U 盘', other: '写到别的地方…', writes }
  const wrapper = mount(StickDialog, { attachTo: document.body, props })
  await flushPromises()
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('.el-dialog__body button, footer button')]
  return { wrapper, buttons, texts: buttons.map((one) => one.textContent?.trim()) }
}

describe('StickDialog', () => {
  it('lists the sticks that are in before any other place', async () => {
    const { wrapper, buttons, texts } = await dialog(true)
    expect(texts).toEqual([
      '/media/甲剩 3.0 G，共 8.0 G',
      '/media/乙写保护，不能写入',
      '返回',
      '写到别的地方…',
    ])
    buttons[0]?.click()
    expect(wrapper.emitted('choose')).toEqual([['/media/甲']])
    expect(wrapper.emitted('update:modelValue')).toEqual([[null]])
  })

  it('lets nobody choose a write-protected stick for writing', async () => {
    const { wrapper, buttons } = await dialog(true)
    buttons[1]?.click()
    expect(buttons.map((one) => one.disabled)).toEqual([false, true, false, false])
    expect(wrapper.emitted('choose')).toBeUndefined()
  })

  it('lets it be chosen for receiving', async () => {
    const { wrapper, buttons } = await dialog(false)
    buttons[1]?.click()
    expect(wrapper.emitted('choose')).toEqual([['/media/乙']])
  })

  it('offers another place', async () => {
    const { wrapper, buttons } = await dialog(true)
    buttons[3]?.click()
    expect(wrapper.emitted('other')).toHaveLength(1)
  })
})
