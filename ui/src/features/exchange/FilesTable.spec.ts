import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FileNote } from '@/api/contract'
import FilesTable from './FilesTable.vue'

enableAutoUnmount(afterEach)
afterEach(() => (document.body.innerHTML = ''))

const file: FileNote = {
  number: 4,
  previous: 3,
  name: '石桥村-交清河镇-第0004号.lxc',
  at: new Date(2026, 10, 22, 9).getTime(),
  peer: '清河镇',
  entries: 2,
  spans: [{ from: 8, to: 8 }],
  records: [{ kind: 'need', label: '诉求', count: 1 }],
  bytes: 2000,
  acknowledged: false,
  check: '082629 805000',
}

async function table(received: boolean) {
  const props = { files: [file], toVillages: false, unit: '石桥村', received }
  const wrapper = mount(FilesTable, { attachTo: document.body, props })
  await flushPromises()
  return wrapper
}

describe('FilesTable', () => {
  it.each([false, true])('shows the check code of files (received: %s)', async (received) => {
    const text = (await table(received)).text()
    expect(text).toContain('核对码')
    expect(text).toContain('082629 805000')
  })

  it('prints the slip of a written file again, of the day it was written', async () => {
    window.print = vi.fn()
    const wrapper = await table(false)
    await wrapper.get('button').trigger('click')
    expect(window.print).toHaveBeenCalledOnce()
    const texts = (selector: string) =>
      [...document.querySelectorAll(`.print-sheet ${selector}`)].map((one) => one.textContent)
    expect(texts('h1')).toEqual(['交接单'])
    expect(texts('p')[0]).toBe('石桥村　　2026年11月22日')
    expect(texts('td')).toEqual([
      ...['1', '清河镇', '第 4 号', '第 3 号', '2 条操作'],
      ...['第 8 条', '诉求 1', '082629 805000', file.name],
    ])
  })

  it('prints none for a received file, whose slip came with it', async () => {
    expect((await table(true)).findAll('button')).toEqual([])
  })
})
