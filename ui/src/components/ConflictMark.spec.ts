import { VueQueryPlugin } from '@tanstack/vue-query'
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Dispute, RecordView, Side } from '@/api/contract'
import { createQueryClient } from '@/api/queries'
import * as notice from '@/composables/notice'
import ConflictMark from './ConflictMark.vue'

const RECORD: RecordView = {
  ...{ kind: 'household', id: 'h1', label: '王大山（01-001）', base: '', deleted: false, values: {} },
  conflicts: ['note', 'primary_link'],
}
const side = (choice: string, value: unknown, own = false): Side => {
  return { choice, value, own, who: '李书记', wall: 0 }
}
const dispute = (field: string, label: string, sides: Side[], part: Partial<Dispute> = {}): Dispute => {
  const column = field ? ({ name: field, label, type: 'text', many: false } as Dispute['column']) : null
  const rest = { element: null, raw_element: null, before: null, may_settle: true, village_name: '' }
  return { kind: 'household', id: 'h1', field, column, sides, ...rest, ...part } as Dispute
}
const NOTE = dispute('note', '备注', [side('a.1', '甲写的', true), side('b.1', '乙写的')])

enableAutoUnmount(afterEach)
afterEach(() => {
  clearMocks()
  document.body.innerHTML = ''
})

async function settling(disputes: Dispute[], props: object = {}) {
  const settle = vi.fn<(request: unknown) => void>()
  vi.spyOn(notice, 'showDone').mockReturnValue()
  let left = disputes
  mockIPC((_, args) => {
    const { command, request } = args as { command: string; request: { field: string } }
    if (command === 'form') return { label: '农户', fields: [NOTE.column] }
    if (command === 'conflicts') return { disputes: left, records: 1, broken: [] }
    if (command !== 'conflict_settle') throw new Error(command)
    settle(request)
    left = left.filter(({ field, id }) => field !== request.field || id !== 'h1')
    return { id: 'h1', act: 's.2', warnings: [] }
  })
  const wrapper = mount(ConflictMark, {
    attachTo: document.body,
    props: { record: RECORD, ...props },
    global: { plugins: [[VueQueryPlugin, { queryClient: createQueryClient() }]] },
  })
  const begin = async () => {
    await wrapper.get('button').trigger('click')
    await flushPromises()
  }
  const lines = () =>
    [...document.querySelectorAll('.conflict-dialog li')].map((line) => line.textContent?.trim() ?? '')
  const press = async (word: string) => {
    const all = [...document.querySelectorAll<HTMLButtonElement>('.conflict-dialog li button')]
    all.find((button) => button.textContent?.trim() === word)!.click()
    await flushPromises()
  }
  await flushPromises()
  return { wrapper, settle, begin, lines, press }
}

describe('ConflictMark', () => {
  it('only tells of it where nothing may be changed', async () => {
    const { wrapper } = await settling([NOTE], { readonly: true })
    expect(wrapper.text()).toContain('两处不一致')
    expect(wrapper.find('button').exists()).toBe(false)
  })

  it('settles for what stands', async () => {
    const { settle, begin, lines, press } = await settling([NOTE])
    await begin()
    expect(lines()).toEqual([expect.stringContaining('甲写的'), expect.stringContaining('乙写的')])
    await press('就用现在这个')
    expect(settle).toHaveBeenCalledWith(
      expect.objectContaining({ kind: 'household', id: 'h1', field: 'note', choice: 'a.1' }),
    )
    expect(notice.showDone).toHaveBeenCalledWith('“备注”定下了')
  })

  it('settles for the other value, and stays open for the next field', async () => {
    const link = dispute('primary_link', '联系党员', [side('a.2', '范军'), side('b.2', '唐善英')])
    const { settle, begin, lines, press } = await settling([NOTE, link])
    await begin()
    await press('改用这个')
    expect(settle).toHaveBeenCalledWith(expect.objectContaining({ field: 'note', choice: 'b.1' }))
    expect(lines()).toEqual([expect.stringContaining('范军'), expect.stringContaining('唐善英')])
  })

  it('shows what of this record is in dispute and of no other', async () => {
    const { begin, lines } = await settling([NOTE, { ...NOTE, id: 'h2' }])
    await begin()
    expect(lines()).toHaveLength(2)
  })

  it('keeps a record that somebody deleted without having seen a later change', async () => {
    const deletion = dispute('', '', [side('delete', true)])
    const { settle, begin, lines, press } = await settling([deletion])
    await begin()
    expect(lines()[0]).toContain('保留这条记录')
    await press('就用现在这个')
    expect(settle).toHaveBeenCalledWith(expect.objectContaining({ field: '', choice: 'keep' }))
  })

  it('leaves what the other side owns to the other side', async () => {
    const { begin, lines } = await settling([{ ...NOTE, may_settle: false }])
    await begin()
    expect(lines()).toHaveLength(2)
    expect(document.querySelector('.conflict-dialog li button')).toBeNull()
  })
})
