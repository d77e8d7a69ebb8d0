import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import PassphrasePair from './PassphrasePair.vue'

enableAutoUnmount(afterEach)
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function pair(tried = false) {
  const wrapper = mount(PassphrasePair, {
    props: {
      modelValue: '',
      'onUpdate:modelValue': (value: string) => wrapper.setProps({ modelValue: value }),
      tried,
    },
  })
  const type = async (at: number, text: string) => {
    await wrapper.findAll('input')[at]!.setValue(text)
    // Element shows an error a tenth of a second after it stands.
    await vi.advanceTimersByTimeAsync(150)
  }
  const ready = () => wrapper.emitted('update:ready')?.at(-1)?.[0] ?? false
  return { wrapper, type, ready }
}

describe('PassphrasePair', () => {
  it('is ready with eight characters typed twice', async () => {
    const { wrapper, type, ready } = pair()
    await type(0, '槐树底下磨豆腐')
    await type(1, '槐树底下磨豆腐')
    expect(ready()).toBe(false)
    expect(wrapper.text()).toContain('还差 1 个字')
    await type(0, '槐树底下磨豆腐香')
    await type(1, '槐树底下磨豆腐香')
    expect(ready()).toBe(true)
  })

  it('complains of a difference only when the second is typed to its end', async () => {
    const { wrapper, type } = pair()
    await type(0, 'huaishu2')
    await type(1, 'hua')
    expect(wrapper.text()).not.toContain('两遍输的不一样')
    await type(1, 'huaishu3')
    expect(wrapper.text()).toContain('两遍输的不一样')
  })

  it('warns of an easy one without forbidding it', async () => {
    const { wrapper, type, ready } = pair()
    await type(0, '12345678')
    await type(1, '12345678')
    expect(wrapper.text()).toContain('容易被人猜到')
    expect(ready()).toBe(true)
  })
})
