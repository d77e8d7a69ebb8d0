import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import ConfirmReason from './ConfirmReason.vue'
import MaskedValue from './MaskedValue.vue'

enableAutoUnmount(afterEach)

describe('MaskedValue', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('shows the whole number for a reason, and for a while', async () => {
    const reveal = vi.fn(async () => '13800001234')
    const wrapper = mount(MaskedValue, { props: { masked: '138****1234', label: '王小明的电话', reveal } })
    await wrapper.get('button').trigger('click')
    wrapper.getComponent(ConfirmReason).vm.$emit('confirm', '通知开会')
    await flushPromises()
    expect(reveal).toHaveBeenCalledWith('通知开会')
    expect(wrapper.text()).toContain('13800001234')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(wrapper.text()).toContain('138****1234')
  })

  it('offers nothing where there is nothing to look behind', () => {
    expect(
      mount(MaskedValue, { props: { masked: '138****1234', label: '电话' } })
        .find('button')
        .exists(),
    ).toBe(false)
    const open = { masked: '0710', label: '电话', reveal: async () => '' }
    expect(mount(MaskedValue, { props: open }).find('button').exists()).toBe(false)
  })
})
