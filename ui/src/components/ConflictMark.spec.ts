import { VueQueryPlugin } from '@tanstack/vue-query'
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RecordView, Written } from '@/api/contract'
import { createQueryClient } from '@/api/queries'
import * as notice from '@/composables/notice'
import ConflictMark from './ConflictMark.vue'
import ConfirmReason from './ConfirmReason.vue'

const column = (name: string, label: string, type: string, part: object = {}) =>
  ({ name, label, type, many: false, masked: false, ...part }) as Written['column']
const NOTE = column('note', '备注', 'text')
const LINK = column('primary_link', '联系党员', 'ref')
const PHONE = column('phone', '手机号', 'phone', { masked: true })
const HOMES = column('households', '农户', 'ref', { many: true })
const ref = (id: string, label: string) => ({ id, label })

let wall = 10
const written = (of: Written['column'], value: unknown): Written => {
  return { field: of.label, column: of, value, what: '修改', wall: wall--, who: '李书记' }
}
const record = (values: Record<string, unknown>): RecordView => ({
  ...{ kind: 'household', id: 'h1', label: '王大山（01-001）', base: 's.1 t.1', deleted: false },
  values,
  conflicts: Object.keys(values),
})

enableAutoUnmount(afterEach)
afterEach(() => {
  clearMocks()
  document.body.innerHTML = ''
})

async function settling(values: Record<string, unknown>, writes: Written[], props: object = {}) {
  const put = vi.fn<(request: unknown) => void>()
  const open = record(values)
  vi.spyOn(notice, 'showDone').mockReturnValue()
  mockIPC((_, args) => {
    const { command, request } = args as { command: string; request: { fields: object } }
    if (command === 'form') return { label: '农户', fields: [NOTE] }
    if (command === 'record_history') return { writes }
    if (command === 'record') return { ...open, conflicts: [...open.conflicts] }
    if (command === 'reveal') return { value: '13900001111' }
    if (command !== 'record_put') throw new Error(command)
    put(request)
    open.conflicts = open.conflicts.filter((name) => !(name in request.fields))
    return { id: 'h1', act: 's.2', warnings: [] }
  })
  const wrapper = mount(ConflictMark, {
    attachTo: document.body,
    props: { record: record(values), ...props },
    global: { plugins: [[VueQueryPlugin, { queryClient: createQueryClient() }]] },
  })
  await flushPromises()
  const buttons = () => [...document.querySelectorAll<HTMLButtonElement>('.conflict-dialog li button')]
  const press = async (word: string, nth = 0) => {
    buttons()
      .filter((button) => button.textContent?.trim() === word)
      [nth]!.click()
    await flushPromises()
  }
  const begin = async () => {
    await wrapper.get('button').trigger('click')
    await flushPromises()
  }
  const told = () => document.querySelector('.conflict-dialog')?.textContent ?? ''
  return { wrapper, put, buttons, press, begin, told }
}

describe('ConflictMark', () => {
  it('is only told of where nothing may be changed', async () => {
    const { wrapper } = await settling({ note: '甲' }, [], { readonly: true })
    expect(wrapper.text()).toContain('两处不一致')
    expect(wrapper.find('button').exists()).toBe(false)
  })

  it('settles for what stands by writing it once more', async () => {
    const writes = [written(NOTE, '甲写的'), written(NOTE, '乙写的'), written(NOTE, '甲写的')]
    const { put, press, begin, told } = await settling({ note: '甲写的' }, writes)
    await begin()
    expect(told()).toContain('甲写的')
    expect(told().match(/改用这个/g)).toHaveLength(1)
    await press('就用现在这个')
    expect(put).toHaveBeenCalledWith(
      expect.objectContaining({ kind: 'household', id: 'h1', fields: { note: '甲写的' }, base: 's.1 t.1' }),
    )
    expect(notice.showDone).toHaveBeenCalledWith('“备注”定下了')
  })

  it('settles for another value, references by id, also where no form shows the field', async () => {
    const writes = [written(LINK, ref('l1', '范军')), written(LINK, ref('l2', '唐善英'))]
    const { put, press, begin, told } = await settling({ primary_link: ref('l1', '范军') }, writes)
    await begin()
    expect(told()).toContain('联系党员')
    await press('改用这个')
    expect(put).toHaveBeenCalledWith(expect.objectContaining({ fields: { primary_link: 'l2' } }))
  })

  it('stays open for the next field', async () => {
    const writes = [written(NOTE, '甲写的'), written(LINK, ref('l1', '范军'))]
    const { buttons, press, begin } = await settling(
      { note: '甲写的', primary_link: ref('l1', '范军') },
      writes,
    )
    await begin()
    expect(buttons()).toHaveLength(2)
    await press('就用现在这个')
    expect(buttons()).toHaveLength(1)
  })

  it('writes a masked number only after somebody looked at the whole of it', async () => {
    const writes = [written(PHONE, '139****1111'), written(PHONE, '139****1111')]
    const { wrapper, put, buttons, press, begin, told } = await settling({ phone: '139****1111' }, writes)
    await begin()
    expect(told()).not.toContain('改用这个')
    expect(buttons().at(-1)?.disabled).toBe(true)
    wrapper.getComponent(ConfirmReason).vm.$emit('confirm', '核对')
    await flushPromises()
    await press('就用现在这个')
    expect(put).toHaveBeenCalledWith(expect.objectContaining({ fields: { phone: '13900001111' } }))
  })

  it('keeps all values of a field that holds several', async () => {
    const homes = [ref('h1', '王大山'), ref('h2', '李秀英')]
    const writes = [written(HOMES, homes[1]), written(HOMES, homes[0])]
    const { put, press, begin, told } = await settling({ households: homes }, writes)
    await begin()
    expect(told()).not.toContain('改用这个')
    await press('就用现在这个')
    expect(put).toHaveBeenCalledWith(expect.objectContaining({ fields: { households: ['h1', 'h2'] } }))
  })
})
