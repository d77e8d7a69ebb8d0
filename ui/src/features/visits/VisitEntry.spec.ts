import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FieldDescriptor } from '@/api/descriptors'
import VisitEntry from './VisitEntry.vue'

const field = (
  name: string,
  label: string,
  type: FieldDescriptor['type'],
  part: Partial<FieldDescriptor> = {},
) => ({
  name,
  label,
  type,
  ...part,
})

const VISIT = [
  field('date', '走访日期', 'date', { required: true }),
  field('households', '农户', 'ref', { refers_to: 'household', many: true }),
  field('form', '走访形式', 'code', { codes: 'visit_form', required: true }),
  field('visitors', '走访人', 'ref', { refers_to: 'person', many: true }),
  field('content', '走访内容', 'multiline'),
  field('hazard', '安全隐患', 'multiline'),
]
const NEED = [
  field('date', '登记日期', 'date'),
  field('title', '标题', 'text', { required: true }),
  field('urgency', '紧急程度', 'code', { codes: 'urgency' }),
  field('household', '农户', 'ref', { refers_to: 'household' }),
  field('person', '诉求人', 'ref', { refers_to: 'person' }),
]
const HOME = { id: 'h1', label: '王大山（01-001）' }
const view = (kind: string, id: string, label: string, values: object = {}) => ({ kind, id, label, values })
const PAGE = {
  household: view('household', 'h1', HOME.label),
  people: [{ head: true, person: view('person', 'p1', '王大山'), resident: view('resident', 'r1', '') }],
  link: view('link', 'l1', '李建国', { member: { id: 'm1', label: '李建国' } }),
  timeline: [],
}

enableAutoUnmount(afterEach)

async function entry(kept: Record<string, unknown> = {}, props: object = {}) {
  const stored = new Map(Object.entries(kept))
  const register = vi.fn<(request: unknown) => unknown>(() => ({
    visit: 'v1',
    needs: [],
    act: 's.1',
    warnings: [],
  }))
  mockIPC((_, args) => {
    const { command, request } = args as { command: string; request: Record<string, unknown> }
    const name = String(request.name)
    if (command === 'draft') return { json: stored.get(name) ?? null }
    if (command === 'draft_save') return void stored.set(name, request.json)
    if (command === 'household') return PAGE
    if (command === 'record') return view('member', 'm1', '李建国', { person: { id: 'p9', label: '李建国' } })
    if (command === 'visit_register') return register(request)
    return { found: [] }
  })
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const wrapper = mount(VisitEntry, {
    attachTo: document.body,
    props: { visitFields: VISIT, needFields: NEED, household: HOME, ...props },
    global: { plugins: [[VueQueryPlugin, { queryClient }]] },
  })
  await flushPromises()
  const press = async (key: string, init: KeyboardEventInit = {}) => {
    window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, ...init }))
    await flushPromises()
  }
  return { wrapper, stored, register, press, save: (init = {}) => press('s', { ctrlKey: true, ...init }) }
}

describe('VisitEntry', () => {
  afterEach(clearMocks)

  it('saves with Ctrl+S what was typed, and whom it already knows', async () => {
    const { wrapper, register, save, stored } = await entry()
    await wrapper.get('#visit-content').setValue('屋顶漏水')
    await save()
    expect(register.mock.calls[0]?.[0]).toMatchObject({
      visit: { households: ['h1'], form: 1, visitors: ['p9'], content: '屋顶漏水' },
      needs: [],
    })
    expect(wrapper.text()).toContain('已保存：王大山（01-001）')
    expect(stored.get('visit_kept')).toEqual({ form: 1, visitors: [{ id: 'p9', label: '李建国' }] })
    expect(stored.get('visit')).toBeNull()
    expect(wrapper.get<HTMLTextAreaElement>('#visit-content').element.value).toBe('')
  })

  it('does not save while an input method composes', async () => {
    const { wrapper, register, save } = await entry()
    await wrapper.get('#visit-content').setValue('屋')
    await save({ isComposing: true })
    await save({ keyCode: 229 })
    expect(register).not.toHaveBeenCalled()
  })

  it('raises a need in the same act, with the head of the household as the one who asks', async () => {
    const { wrapper, register, press, save } = await entry()
    await press('F4')
    expect(document.activeElement?.id).toBe('need-title')
    await wrapper.get('#need-title').setValue('修屋顶')
    await save()
    expect(register.mock.calls[0]?.[0]).toMatchObject({
      needs: [{ title: '修屋顶', urgency: 3, person: 'p1' }],
    })
  })

  it('asks first what becomes of a visit that was half typed', async () => {
    const draft = { visit: { content: '说到一半', households: [HOME], form: 2 }, raised: false, need: {} }
    const { wrapper } = await entry({ visit: draft })
    expect(wrapper.text()).toContain('上次没写完的走访：王大山（01-001）')
    expect(wrapper.find('#visit-content').exists()).toBe(false)
    await wrapper
      .findAll('button')
      .find((button) => button.text() === '继续写')!
      .trigger('click')
    await flushPromises()
    expect(wrapper.get<HTMLTextAreaElement>('#visit-content').element.value).toBe('说到一半')
  })

  it('goes on at once when it was asked to', async () => {
    const draft = { visit: { content: '说到一半' }, raised: false, need: {} }
    const { wrapper } = await entry({ visit: draft }, { resume: true, household: null })
    expect(wrapper.get<HTMLTextAreaElement>('#visit-content').element.value).toBe('说到一半')
  })

  it('opens the part of the form that holds what was refused', async () => {
    const { wrapper, register, save } = await entry()
    register.mockImplementationOnce(() => {
      const fields = [{ field: 'hazard', message: '“安全隐患”太长。' }]
      throw { code: 'text_long', params: { kind: 'visit', fields } }
    })
    await wrapper.get('#visit-content').setValue('屋顶漏水')
    expect(wrapper.find('#visit-hazard').exists()).toBe(false)
    await save()
    expect(wrapper.find('#visit-hazard').exists()).toBe(true)
    await vi.waitFor(() => expect(wrapper.text()).toContain('太长'))
    expect(wrapper.get<HTMLTextAreaElement>('#visit-content').element.value).toBe('屋顶漏水')
  })
})
