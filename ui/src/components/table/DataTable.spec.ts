import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ColumnDescriptor, TablePage, TableRequest, TableView } from '@/api/descriptors'
import { CallError } from '@/api/failure'
import DataTable from './DataTable.vue'

const column = (part: Partial<ColumnDescriptor>): ColumnDescriptor => ({
  name: 'head',
  label: '户主',
  type: 'text',
  listed: true,
  sortable: true,
  filterable: true,
  ...part,
})

const COLUMNS = [
  column({}),
  column({ name: 'visited', label: '最近走访', type: 'date' }),
  column({ name: 'sex', label: '性别', type: 'code', codes: 'sex' }),
  column({ name: 'note', label: '备注', listed: false }),
]

const row = (n: number) => ({ id: `id${n}`, head: `户主${n}`, visited: '2026-11-02', sex: 2, note: '低保' })

enableAutoUnmount(afterEach)

function table(load: (request: TableRequest) => Promise<TablePage>, props: object = {}) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
  const wrapper = mount(DataTable, {
    attachTo: document.body,
    props: { columns: COLUMNS, feature: 'households', load, ...props },
    global: { plugins: [[VueQueryPlugin, { queryClient }]] },
  })
  const press = (key: string, init: KeyboardEventInit = {}) =>
    wrapper.get('.body').trigger('keydown', { key, ...init })
  return { wrapper, queryClient, press }
}

const pageOf = (count: number) =>
  vi.fn(async (request: TableRequest): Promise<TablePage> => {
    const first = (request.page - 1) * request.size
    const rows = Array.from({ length: count }, (_, n) => row(n)).slice(first, first + request.size)
    return { rows, total: count }
  })

describe('DataTable', () => {
  it('asks for the first page and shows the listed columns in words', async () => {
    const load = pageOf(120)
    const { wrapper } = table(load)
    await flushPromises()
    expect(load.mock.calls[0]?.[0]).toEqual({
      columns: ['head', 'visited', 'sex'],
      search: '',
      filters: [],
      sort: null,
      size: 50,
      page: 1,
    })
    expect(wrapper.text()).toContain('2026年11月2日')
    expect(wrapper.text()).toContain('女')
    expect(wrapper.text()).not.toContain('低保')
    expect(wrapper.text()).toContain('第 1 页，共 3 页，120 条')
  })

  it('opens the row that the arrows went to, and not while an input method composes', async () => {
    const { wrapper, press } = table(pageOf(3))
    await flushPromises()
    await press('ArrowDown')
    await press('ArrowDown')
    await press('Enter', { keyCode: 229 })
    expect(wrapper.emitted('open')).toBeUndefined()
    await press('Enter')
    expect(wrapper.emitted('open')).toEqual([[row(1)]])
  })

  it('turns pages with the keyboard and starts again with a new order', async () => {
    const load = pageOf(120)
    const { wrapper, press } = table(load)
    await flushPromises()
    await press('PageDown')
    await flushPromises()
    expect(load).toHaveBeenLastCalledWith(expect.objectContaining({ page: 2 }))
    await wrapper.get('.el-table__header .ascending').trigger('click')
    await flushPromises()
    expect(load).toHaveBeenLastCalledWith(
      expect.objectContaining({ page: 1, sort: { column: 'head', descending: false } }),
    )
  })

  it('asks again when its feature changed', async () => {
    const load = pageOf(1)
    const { queryClient } = table(load)
    await flushPromises()
    await queryClient.invalidateQueries({ queryKey: ['visits'] })
    expect(load).toHaveBeenCalledTimes(1)
    await queryClient.invalidateQueries({ queryKey: ['households'] })
    expect(load).toHaveBeenCalledTimes(2)
  })

  it('shows the conditions in force and drops one', async () => {
    const load = pageOf(2)
    const view: TableView = {
      columns: ['head'],
      search: '',
      filters: [{ column: 'sex', any: [1, 2] }],
      sort: null,
      size: 20,
    }
    const { wrapper } = table(load, {
      view,
      'onUpdate:view': (next: TableView) => wrapper.setProps({ view: next }),
    })
    await flushPromises()
    expect(wrapper.get('.conditions').text()).toContain('性别：男、女')
    await wrapper.get('.conditions .el-tag__close').trigger('click')
    await flushPromises()
    expect(load).toHaveBeenLastCalledWith(expect.objectContaining({ filters: [], size: 20 }))
  })

  it('tells no match from no rows at all', async () => {
    const slots = { empty: '还没有农户' }
    const view: TableView = { columns: ['head'], search: '王', filters: [], sort: null, size: 20 }
    const none = table(pageOf(0), { view }).wrapper
    await flushPromises()
    expect(none.text()).toContain('没有符合条件的记录')
    const queryClient = new QueryClient()
    const fresh = mount(DataTable, {
      props: { columns: COLUMNS, feature: 'households', load: pageOf(0) },
      slots,
      global: { plugins: [[VueQueryPlugin, { queryClient }]] },
    })
    await flushPromises()
    expect(fresh.text()).toContain('还没有农户')
  })

  it('says what failed and reads again on request', async () => {
    const load = vi
      .fn<(request: TableRequest) => Promise<TablePage>>()
      .mockRejectedValueOnce(new CallError({ code: 'path_missing', params: {} }))
      .mockResolvedValue({ rows: [row(7)], total: 1 })
    const { wrapper } = table(load)
    await flushPromises()
    expect(wrapper.get('.el-alert').text()).toContain('找不到这个文件或文件夹')
    await wrapper.get('.el-alert button').trigger('click')
    await flushPromises()
    expect(wrapper.text()).toContain('户主7')
  })
})
