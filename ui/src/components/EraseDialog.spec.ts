import { VueQueryPlugin } from '@tanstack/vue-query'
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { ElButton, ElCheckbox, ElInput } from 'element-plus'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ErasableField } from '@/api/contract'
import { createQueryClient } from '@/api/queries'
import * as notice from '@/composables/notice'
import EraseDialog from './EraseDialog.vue'

const FIELDS: ErasableField[] = [
  { name: 'phone', label: '手机号', writes: 3 },
  { name: 'id_number', label: '公民身份号码', writes: 1 },
]

enableAutoUnmount(afterEach)
afterEach(() => {
  clearMocks()
  document.body.innerHTML = ''
})

async function dialog(fields: ErasableField[]) {
  const asked = vi.fn<(request: unknown) => void>()
  const done = vi.spyOn(notice, 'showDone').mockReturnValue()
  mockIPC((_, args) => {
    const { command, request } = args as { command: string; request: { fields: string[] } }
    if (command === 'erasable') return { fields }
    if (command !== 'erase') throw new Error(command)
    asked(request)
    return { id: 'e1', fields: request.fields.length }
  })
  const wrapper = mount(EraseDialog, {
    attachTo: document.body,
    props: { open: true, kind: 'person', id: 'p1', label: '王大山' },
    global: { plugins: [[VueQueryPlugin, { queryClient: createQueryClient() }]] },
  })
  await flushPromises()
  const button = () => wrapper.findAllComponents(ElButton).at(-1)!.element as HTMLButtonElement
  const reason = async (text: string) => {
    const input = wrapper.getComponent(ElInput).get('input')
    await input.setValue(text)
  }
  const tick = async (place: number) => {
    await wrapper.findAllComponents(ElCheckbox)[place]!.get('input').trigger('click')
    await flushPromises()
  }
  return { wrapper, asked, done, button, reason, tick }
}

describe('EraseDialog', () => {
  it('erases what was ticked, with a reason, and nothing before', async () => {
    const { wrapper, asked, done, button, reason, tick } = await dialog(FIELDS)
    expect(document.body.textContent).toContain('手机号（写过 3 次）')
    await reason('本人要求')
    expect(button().disabled).toBe(true)
    await tick(1)
    expect(button().disabled).toBe(false)
    button().click()
    await flushPromises()
    expect(asked).toHaveBeenCalledExactlyOnceWith({
      kind: 'person',
      id: 'p1',
      fields: ['phone'],
      reason: '本人要求',
    })
    expect(done).toHaveBeenCalledOnce()
    expect(wrapper.emitted('erased')).toHaveLength(1)
    expect(wrapper.emitted('update:open')).toEqual([[false]])
  })

  it('ticks all at once', async () => {
    const { asked, button, reason, tick } = await dialog(FIELDS)
    await tick(0)
    await reason('不该登记')
    button().click()
    await flushPromises()
    expect(asked.mock.calls[0]![0]).toMatchObject({ fields: ['phone', 'id_number'] })
  })

  it('says so when there is nothing to erase', async () => {
    const { button } = await dialog([])
    expect(document.body.textContent).toContain('没有可以抹除的内容')
    expect(button().disabled).toBe(true)
  })
})
