import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FieldDescriptor } from '@/api/descriptors'
import type { Changes } from './changes'
import RecordForm from './RecordForm.vue'

const FIELDS: FieldDescriptor[] = [
  { name: 'date', label: '走访日期', type: 'date', required: true },
  { name: 'met', label: '受访人', type: 'text' },
  { name: 'phone', label: '电话', type: 'phone' },
  { name: 'content', label: '走访内容', type: 'multiline' },
  { name: 'dispute', label: '发现矛盾苗头', type: 'bool' },
  { name: 'household', label: '农户', type: 'ref', refers_to: 'household' },
]

const RECORD = {
  date: '2026-11-02',
  met: '王小明',
  phone: '138****1234',
  household: { id: 'h1', label: '王大山户' },
}

enableAutoUnmount(afterEach)

async function form(props: object = {}, initial: Changes = {}) {
  const wrapper = mount(RecordForm, {
    attachTo: document.body,
    props: {
      fields: FIELDS,
      record: RECORD,
      changed: initial,
      'onUpdate:changed': (changed: Changes) => void wrapper.setProps({ changed }),
      ...props,
    },
  })
  await flushPromises()
  const field = (name: string) => wrapper.get<HTMLInputElement>(`[id$="-${name}"]`)
  const save = async (init: KeyboardEventInit = {}) => {
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true, cancelable: true, ...init }))
    await flushPromises()
    return wrapper.emitted<[Changes]>('submit')?.at(-1)?.[0]
  }
  return { wrapper, field, save }
}

describe('RecordForm', () => {
  it('reports only what was changed', async () => {
    const { field, save } = await form()
    await field('met').setValue('王大山')
    expect(await save()).toEqual({ met: '王大山' })
  })

  it('takes back a change that restores the loaded value', async () => {
    const { field, save } = await form()
    await field('met').setValue('王大山')
    await field('met').setValue('王小明')
    expect(await save()).toEqual({})
  })

  it('unsets what was emptied', async () => {
    const { field, save } = await form()
    await field('met').setValue('')
    expect(await save()).toEqual({ met: null })
  })

  it('reads a day typed without separators before it saves', async () => {
    const { field, save } = await form()
    const date = field('date')
    date.element.focus()
    await date.setValue('20261122')
    expect(await save()).toEqual({ date: '2026-11-22' })
    expect(date.element.value).toBe('2026年11月22日')
  })

  it('hands on a day that it cannot read, to be refused rather than dropped', async () => {
    const { field, save } = await form()
    await field('date').setValue('下周')
    expect(await save()).toEqual({ date: '下周' })
  })

  it('never edits around the stars of a masked number', async () => {
    const { wrapper, field, save } = await form()
    expect(field('phone').element.value).toBe('')
    expect(field('phone').element.placeholder).toBe('138****1234')
    await field('phone').setValue('13900005678')
    expect(await save()).toEqual({ phone: '13900005678' })
    await field('phone').setValue('')
    expect(await save()).toEqual({})
    await wrapper
      .findAll('button')
      .find((button) => button.text() === '清空')
      ?.trigger('click')
    expect(await save()).toEqual({ phone: null })
  })

  it('sends a reference by its id', async () => {
    const { save } = await form({}, { household: { id: 'h2', label: '李秀英户' } })
    expect(await save()).toEqual({ household: 'h2' })
  })

  it('does not save while an input method composes, nor when disabled', async () => {
    const { save } = await form()
    expect(await save({ keyCode: 229 })).toBeUndefined()
    expect(await (await form({ disabled: true })).save()).toBeUndefined()
  })

  it('shows what was refused at its field and puts the cursor there', async () => {
    const { wrapper, field } = await form()
    await wrapper.setProps({
      errors: [
        { field: 'met', message: '请填写受访人' },
        { field: 'primary', message: '这户已有主要联系人' },
      ],
    })
    await vi.waitFor(() => expect(wrapper.get('.el-form-item__error').text()).toBe('请填写受访人'))
    await flushPromises()
    expect(document.activeElement).toBe(field('met').element)
    expect(wrapper.get('.el-alert').text()).toContain('这户已有主要联系人')
  })

  it('goes to the next field with Enter', async () => {
    const { field } = await form()
    field('met').element.focus()
    await field('met').trigger('keydown', { key: 'Enter' })
    expect(document.activeElement).toBe(field('phone').element)
    await field('phone').trigger('keydown', { key: 'Enter', isComposing: true })
    expect(document.activeElement).toBe(field('phone').element)
  })
})
