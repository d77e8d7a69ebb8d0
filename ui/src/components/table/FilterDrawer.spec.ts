import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { ElButton, ElInput } from 'element-plus'
import { afterEach, describe, expect, it } from 'vitest'
import type { ColumnDescriptor, Filter } from '@/api/descriptors'
import CodeInput from '@/components/form/CodeInput.vue'
import DateInput from '@/components/form/DateInput.vue'
import FilterDrawer from './FilterDrawer.vue'

const column = (name: string, label: string, type: ColumnDescriptor['type']): ColumnDescriptor => ({
  name,
  label,
  type,
  codes: 'sex',
  listed: true,
  sortable: true,
  filterable: name !== 'note',
})

const COLUMNS = [
  column('head', '户主', 'text'),
  column('sex', '性别', 'code'),
  column('visited', '最近走访', 'date'),
  column('note', '备注', 'multiline'),
]

enableAutoUnmount(afterEach)

async function drawer(filters: Filter[] = []) {
  const wrapper = mount(FilterDrawer, {
    attachTo: document.body,
    props: { columns: COLUMNS, filters, open: false },
  })
  await wrapper.setProps({ open: true })
  await flushPromises()
  const press = (text: string) =>
    wrapper
      .findAllComponents(ElButton)
      .find((button) => button.text() === text)
      ?.trigger('click')
  const applied = () => wrapper.emitted<[Filter[]]>('update:filters')?.at(-1)?.[0]
  return { wrapper, press, applied }
}

describe('FilterDrawer', () => {
  it('asks by text, by code and from a day on, and only for what was given', async () => {
    const { wrapper, press, applied } = await drawer()
    wrapper.getComponent(ElInput).vm.$emit('update:modelValue', '王')
    wrapper.getComponent(CodeInput).vm.$emit('update:modelValue', [2])
    wrapper.getComponent(DateInput).vm.$emit('update:modelValue', '2026-09')
    await press('筛选')
    expect(applied()).toEqual([
      { column: 'head', contains: '王' },
      { column: 'sex', any: [2] },
      { column: 'visited', from: '2026-09' },
    ])
    expect(wrapper.emitted('update:open')?.at(-1)).toEqual([false])
  })

  it('drops a condition that was emptied, and all at once', async () => {
    const { wrapper, press, applied } = await drawer([
      { column: 'head', contains: '王' },
      { column: 'sex', any: [2] },
    ])
    wrapper.getComponent(CodeInput).vm.$emit('update:modelValue', null)
    await press('筛选')
    expect(applied()).toEqual([{ column: 'head', contains: '王' }])
    await press('清除筛选')
    expect(applied()).toEqual([])
  })

  it('offers only columns that can be filtered', async () => {
    const { wrapper } = await drawer()
    expect(wrapper.getComponent({ name: 'ElForm' }).text()).not.toContain('备注')
  })
})
