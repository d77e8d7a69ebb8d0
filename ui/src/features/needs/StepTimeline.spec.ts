import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { NeedPage, RecordView } from '@/api/contract'
import NextSteps from './NextSteps.vue'
import StepTimeline from './StepTimeline.vue'

const view = (kind: string, id: string, values: Record<string, unknown>): RecordView => ({
  kind,
  id,
  label: '',
  values,
  base: '',
  conflicts: [],
  deleted: false,
})

const STEPS = [
  view('step', 's1', { action: 2, date: '2026-11-20', by: '李书记' }),
  view('step', 's2', { action: 6, date: '2026-11-20', text: '要县里的资金', tell_contact: true }),
  view('answer', 'a1', { action: 3, date: '2026-11-22', by: '周敏', text: '列入计划', result: 1 }),
]

const page = (part: Partial<NeedPage> = {}): NeedPage => ({
  need: view('need', 'n1', { date: '2026-11-19', channel: 1 }),
  state: 8,
  due: null,
  overdue: false,
  redone: 0,
  steps: STEPS,
  misfits: [],
  village_actions: [8, 10],
  township_actions: [],
  forms: [],
  answered: false,
  lacking: [],
  operator: '',
  village: '',
  village_name: '',
  ...part,
})

describe('StepTimeline', () => {
  it('tells the township from the village, and says what each step said', () => {
    const wrapper = mount(StepTimeline, { props: { page: page(), last: null } })
    const [registered, accepted, escalated, answered] = wrapper.findAll('li').map((item) => item.text())
    expect(registered).toContain('入户走访')
    expect(accepted).toContain('村里')
    expect(escalated).toContain('已同时告知镇里姓名和电话')
    expect(answered).toContain('镇里')
    expect(answered).toContain('办理结果：解决')
    expect(wrapper.findAll('li.answer')).toHaveLength(1)
  })

  it('marks a step that did not fit, in words', () => {
    const wrapper = mount(StepTimeline, { props: { page: page({ misfits: ['s2'] }), last: null } })
    expect(wrapper.findAll('li')[2]?.text()).toContain('没有计入')
  })

  it('offers to change only the last step of this side', async () => {
    const last = STEPS[1]!
    const wrapper = mount(StepTimeline, { props: { page: page({ steps: STEPS.slice(0, 2) }), last } })
    const buttons = wrapper.findAll('button')
    expect(buttons.map((button) => button.text())).toEqual(['修改', '删除'])
    await buttons[1]!.trigger('click')
    expect(wrapper.emitted('remove')).toEqual([[last]])
  })
})

describe('NextSteps', () => {
  it('offers the actions in words, the usual one first', async () => {
    const wrapper = mount(NextSteps, { props: { page: page(), side: 'village' } })
    expect(wrapper.findAll('button').map((button) => button.text())).toEqual(['回访', '重办'])
    await wrapper.get('button').trigger('click')
    expect(wrapper.emitted('act')).toEqual([[8]])
  })

  it('says in plain words why a need cannot be closed yet', () => {
    const part = { state: 9, village_actions: [9, 10], lacking: ['答复方式'] }
    const wrapper = mount(NextSteps, { props: { page: page(part), side: 'village' } })
    expect(wrapper.text()).toContain('还不能闭环，缺：答复方式')
  })

  it('says whose turn it is', () => {
    const away = mount(NextSteps, {
      props: { page: page({ state: 6, village_actions: [15] }), side: 'village' },
    })
    expect(away.text()).toContain('等镇里办理')
    const idle = mount(NextSteps, {
      props: { page: page({ state: 4, village_actions: [] }), side: 'township' },
    })
    expect(idle.text()).toContain('由村里办理')
  })
})
