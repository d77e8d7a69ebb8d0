import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RefValue } from '@/api/descriptors'
import RefInput from './RefInput.vue'

const PEOPLE: RefValue[] = [
  { id: 'p1', label: '王大山', detail: '一组' },
  { id: 'p2', label: '李秀英', detail: '二组' },
]

enableAutoUnmount(afterEach)

function input(props: object) {
  const search = vi.fn(async (text: string) => PEOPLE.filter(({ label }) => label.includes(text)))
  const wrapper = mount(RefInput, { attachTo: document.body, props: { search, ...props } })
  const field = wrapper.get('input')
  const type = async (text: string) => {
    await field.setValue(text)
    await vi.advanceTimersByTimeAsync(500)
    await flushPromises()
  }
  const enter = async (init: KeyboardEventInit = {}) => {
    await field.trigger('keydown', { key: 'Enter', code: 'Enter', ...init })
    await vi.advanceTimersByTimeAsync(50)
  }
  const chosen = () => wrapper.emitted('update:modelValue')?.at(-1)?.[0]
  return { wrapper, search, field, type, enter, chosen }
}

describe('RefInput', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('finds by what is typed and takes the first with Enter', async () => {
    const { search, type, enter, chosen } = input({})
    await type('李')
    expect(search).toHaveBeenLastCalledWith('李')
    await enter()
    expect(chosen()).toEqual(PEOPLE[1])
  })

  it('closes after each Enter where several are chosen, so that the next Enter can go on', async () => {
    const { field, type, enter, chosen } = input({ many: true })
    await type('王')
    expect(field.attributes('aria-expanded')).toBe('true')
    await enter()
    expect(chosen()).toEqual([PEOPLE[0]])
    expect(field.attributes('aria-expanded')).toBe('false')
  })

  it('keeps what was chosen when a later search does not find it', async () => {
    const { wrapper, type, enter, chosen } = input({ many: true, modelValue: [PEOPLE[0]] })
    await type('李')
    await enter()
    expect(chosen()).toEqual([PEOPLE[0], PEOPLE[1]])
    expect(wrapper.text()).toContain('王大山')
  })

  it('drops an answer that a later question has overtaken', async () => {
    const answers: ((found: RefValue[]) => void)[] = []
    const { type, enter, chosen } = input({ search: () => new Promise((resolve) => answers.push(resolve)) })
    await type('王')
    await type('李')
    answers[1]?.([PEOPLE[1]!])
    await flushPromises()
    answers[0]?.([PEOPLE[0]!])
    await vi.advanceTimersByTimeAsync(50)
    await enter()
    expect(chosen()).toEqual(PEOPLE[1])
  })
})
