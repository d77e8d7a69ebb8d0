import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { ElMessageBox } from 'element-plus'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { FieldDescriptor } from '@/api/descriptors'
import { drafts } from '@/api/drafts'
import FormDialog from './FormDialog.vue'

const FIELDS: FieldDescriptor[] = [{ name: 'note', label: '备注', type: 'text' }]

enableAutoUnmount(afterEach)

const kept: Record<string, unknown> = {}

beforeEach(() => {
  Object.keys(kept).forEach((key) => delete kept[key])
  vi.spyOn(drafts, 'load').mockImplementation(async (name) => kept[name] ?? null)
  vi.spyOn(drafts, 'save').mockImplementation(async (name, json) => void (kept[name] = json))
})

afterEach(() => {
  vi.restoreAllMocks()
  document.body.replaceChildren()
})

async function dialog(...fields: FieldDescriptor[]) {
  const wrapper = mount(FormDialog, {
    attachTo: document.body,
    props: {
      open: true,
      title: '修改备注',
      fields: fields.length > 0 ? fields : FIELDS,
      draft: 'form:test',
      'onUpdate:open': (open: boolean) => wrapper.setProps({ open }),
    },
  })
  await flushPromises()
  await vi.waitFor(() => expect(document.querySelector('.form-dialog input')).not.toBeNull())
  const input = () => document.querySelector<HTMLInputElement>('.form-dialog input')!
  const type = async (text: string) => {
    input().value = text
    input().dispatchEvent(new Event('input'))
    await nextTick()
  }
  const press = async (word: string) => {
    const buttons = [...document.querySelectorAll<HTMLElement>('.form-dialog button')]
    buttons.find((button) => button.textContent?.includes(word))?.click()
    await flushPromises()
  }
  return { wrapper, input, type, press }
}

describe('FormDialog', () => {
  it('hands on what was changed', async () => {
    const { wrapper, type, press } = await dialog()
    await type('低保已停')
    await press('保存')
    expect(wrapper.emitted('submit')).toEqual([[{ note: '低保已停' }]])
  })

  it('names the required fields that are empty instead of asking the program', async () => {
    const { wrapper, type, press } = await dialog({ ...FIELDS[0]!, required: true })
    await press('保存')
    expect(wrapper.emitted('submit')).toBeUndefined()
    await vi.waitFor(() => expect(document.body.textContent).toContain('“备注”还没有填'))
    await type('补上了')
    await press('保存')
    expect(wrapper.emitted('submit')).toEqual([[{ note: '补上了' }]])
  })

  it('closes at once when nothing was typed', async () => {
    const confirm = vi.spyOn(ElMessageBox, 'confirm')
    const { wrapper, press } = await dialog()
    await press('返回')
    expect(confirm).not.toHaveBeenCalled()
    expect(wrapper.emitted('update:open')).toEqual([[false]])
  })

  it('asks before what was typed is lost, and keeps it when the person goes on', async () => {
    vi.spyOn(ElMessageBox, 'confirm').mockRejectedValue('close')
    const { wrapper, type, input, press } = await dialog()
    await type('半句话')
    await press('返回')
    expect(wrapper.emitted('update:open')).toBeUndefined()
    expect(input().value).toBe('半句话')
  })

  it('forgets the draft of what is not wanted', async () => {
    kept['form:test'] = { note: '上次写的' }
    vi.spyOn(ElMessageBox, 'confirm').mockRejectedValue('cancel')
    const { wrapper, input, press } = await dialog()
    await vi.waitFor(() => expect(input().value).toBe('上次写的'))
    expect(document.body.textContent).toContain('上次没有保存的内容已经填上')
    await press('返回')
    expect(wrapper.emitted('update:open')).toEqual([[false]])
    expect(kept['form:test']).toBeNull()
  })
})
