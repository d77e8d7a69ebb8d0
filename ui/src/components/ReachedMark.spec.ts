import { VueQueryPlugin } from '@tanstack/vue-query'
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { Reached, RecordView } from '@/api/contract'
import { createQueryClient } from '@/api/queries'
import ReachedMark from './ReachedMark.vue'

enableAutoUnmount(afterEach)
afterEach(clearMocks)

const record = (label: string) => ({ kind: 'visit', id: 'v1', label }) as RecordView

async function mark(answers: (Reached | null)[]) {
  mockIPC(() => ({ peer: '清河镇', reached: answers.length > 1 ? answers.shift() : answers[0], traces: [] }))
  const wrapper = mount(ReachedMark, {
    props: { record: record('走访') },
    global: { plugins: [[VueQueryPlugin, { queryClient: createQueryClient() }]] },
  })
  await flushPromises()
  return wrapper
}

describe('ReachedMark', () => {
  it('says how far the record has come', async () => {
    expect((await mark(['received'])).text()).toBe('清河镇已收到')
    expect((await mark(['written'])).text()).toBe('已写出，等回执')
  })

  it('says nothing where there is nobody to send it to', async () => {
    expect((await mark([null])).find('button').exists()).toBe(false)
  })

  it('asks again when something was done to the record', async () => {
    const wrapper = await mark(['received', 'saved'])
    expect(wrapper.text()).toBe('清河镇已收到')
    await wrapper.setProps({ record: record('走访，改过') })
    await flushPromises()
    expect(wrapper.text()).toBe('已保存，未写出')
  })
})
