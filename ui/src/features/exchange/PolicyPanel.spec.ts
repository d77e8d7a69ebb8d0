import { VueQueryPlugin } from '@tanstack/vue-query'
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Disclosed } from '@/api/contract'
import { createQueryClient } from '@/api/queries'
import * as notice from '@/composables/notice'
import PolicyPanel from './PolicyPanel.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  clearMocks()
  document.body.innerHTML = ''
})

/** A village of which the township asks for telephone numbers beyond names, as its program answers. */
async function panel() {
  const state = { number: 2, waiting: ['contact'], left_open: false, told: false }
  const answers = vi.fn<(request: { number: number; agree: boolean }) => void>()
  const done = vi.spyOn(notice, 'showDone').mockReturnValue()
  mockIPC((_, args) => {
    const { command, request } = args as { command: string; request: { number: number; agree: boolean } }
    if (command === 'policy_accept') {
      answers(request)
      if (request.agree) Object.assign(state, { waiting: [], told: true })
      else state.left_open = true
      return {}
    }
    if (command !== 'disclosed') throw new Error(command)
    const groups = [
      { group: 'name', told: true },
      { group: 'contact', told: state.told },
    ]
    return { ...state, groups } as unknown as Disclosed
  })
  const wrapper = mount(PolicyPanel, {
    attachTo: document.body,
    global: {
      plugins: [[VueQueryPlugin, { queryClient: createQueryClient() }]],
      stubs: { DisclosedDialog: true },
    },
  })
  await flushPromises()
  const click = async (label: string) => {
    const found = [...document.body.querySelectorAll('button')].find(
      (one) => one.textContent?.trim() === label,
    )
    if (!found) throw new Error(label)
    found.click()
    await flushPromises()
  }
  return { wrapper, answers, done, click }
}

describe('PolicyPanel', () => {
  it('says what is told now and what the township asks for', async () => {
    const { wrapper } = await panel()
    expect(wrapper.text()).toContain('镇里要求增加报送：电话、住址')
    expect(wrapper.text()).toContain('现在报送：编号、日期、类别、办理状态、姓名、户主姓名。')
  })

  it('leaves it as it is without asking twice, and still offers to agree later', async () => {
    const { wrapper, answers, done, click } = await panel()
    await click('暂不同意')
    expect(answers.mock.calls).toEqual([[{ number: 2, agree: false }]])
    expect(done).toHaveBeenCalledWith('照原来的报送。以后想好了，可以再来同意。')
    expect(wrapper.text()).toContain('您定的是暂不同意')
    const labels = wrapper.findAll('button').map((one) => one.text())
    expect(labels).toContain('同意')
    expect(labels).not.toContain('暂不同意')
  })

  it('asks whether one is sure before more is told', async () => {
    const { answers, click } = await panel()
    await click('同意')
    expect(answers).not.toHaveBeenCalled()
    expect(document.body.textContent).toContain('报送给镇里的内容收不回来。确定增加报送：电话、住址？')
    await click('返回')
    expect(answers).not.toHaveBeenCalled()
  })

  it('tells more once a person is sure', async () => {
    const { wrapper, answers, click } = await panel()
    await click('同意')
    const sure = document.body.querySelector<HTMLButtonElement>('.el-message-box .el-button--primary')
    sure?.click()
    await flushPromises()
    expect(answers.mock.calls).toEqual([[{ number: 2, agree: true }]])
    expect(wrapper.text()).not.toContain('镇里要求')
    expect(wrapper.text()).toContain('现在报送：编号、日期、类别、办理状态、姓名、户主姓名、电话、住址。')
  })
})
