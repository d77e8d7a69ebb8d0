import { describe, expect, it } from 'vitest'
import type { NeedPage, RecordView } from '@/api/contract'
import { actionWord, fieldsOf, lastAnswer, lastOwn, nextActions, presetOf } from './actions'

const view = (kind: string, values: Record<string, unknown> = {}): RecordView => ({
  kind,
  id: kind,
  label: '',
  values,
  base: '',
  conflicts: [],
  deleted: false,
})

const column = (name: string, required = false) => ({
  name,
  label: name,
  type: 'text' as const,
  required,
  many: false,
  listed: true,
  sortable: true,
  filterable: true,
  masked: false,
})

const page = (part: Partial<NeedPage>): NeedPage => ({
  need: view('need'),
  state: 2,
  due: null,
  overdue: false,
  redone: 0,
  steps: [],
  misfits: [],
  village_actions: [],
  township_actions: [],
  forms: [],
  answered: false,
  lacking: [],
  operator: '李书记',
  village: '',
  village_name: '',
  ...part,
})

describe('nextActions', () => {
  it('offers the usual step first', () => {
    expect(nextActions(page({ state: 2, village_actions: [2, 3, 7, 14] }), 'village')).toEqual({
      first: 2,
      others: [3, 7, 14],
    })
    expect(nextActions(page({ state: 5, township_actions: [1, 4] }), 'township')).toEqual({
      first: 1,
      others: [4],
    })
  })

  it('offers nothing first while the township works on it', () => {
    expect(nextActions(page({ state: 6, village_actions: [15] }), 'village').first).toBeNull()
  })

  it('takes it up again after a dissatisfied answer, and closes it after a satisfied one', () => {
    const asked = (satisfaction: number) =>
      page({ state: 9, village_actions: [8, 9, 10], steps: [view('step', { action: 8, satisfaction })] })
    expect(nextActions(asked(3), 'village').first).toBe(10)
    expect(nextActions(asked(1), 'village').first).toBe(9)
  })

  it('never offers what the program does not allow', () => {
    expect(nextActions(page({ state: 9, village_actions: [] }), 'village').first).toBeNull()
  })
})

describe('the form of an action', () => {
  const forms = [
    { action: 5, fields: [column('date', true), column('result', true), column('answer_way')] },
    { action: 9, fields: [column('date', true), column('answer_way', true), column('text')] },
  ]

  it('has just the fields that the action asks for', () => {
    const names = (action: number) => fieldsOf(page({ forms }), action).map(({ name }) => name)
    expect(names(5)).toEqual(['date', 'result', 'answer_way'])
    expect(names(8)).toEqual([])
  })

  it('says more of a field where it is not needed yet than where it is', () => {
    const hint = (action: number) =>
      fieldsOf(page({ forms }), action).find(({ name }) => name === 'answer_way')?.hint
    expect(hint(5)).toContain('先不填')
    expect(hint(9)).not.toContain('先不填')
  })

  it('begins with today and who works here, as far as it asks for them', () => {
    const fields = [column('date'), column('text')] as never
    expect(presetOf(fields, '2026-11-22', '李书记')).toEqual({ date: '2026-11-22' })
    expect(presetOf([column('by')] as never, '2026-11-22', '')).toEqual({})
  })
})

describe('lastOwn', () => {
  it('is the last step of this side only', () => {
    const steps = [view('step'), view('answer')]
    expect(lastOwn(page({ steps }), 'village')).toBeNull()
    expect(lastOwn(page({ steps: steps.slice(0, 1) }), 'village')?.kind).toBe('step')
    expect(lastOwn(page({ steps }), 'township')?.kind).toBe('answer')
  })
})

describe('actionWord', () => {
  it('speaks for each side', () => {
    expect(actionWord('village', 6)).toBe('上报乡镇')
    expect(actionWord('township', 3)).toBe('答复')
  })
})

describe('lastAnswer', () => {
  it('is owed once the need was escalated, and then what was replied last', () => {
    const escalated = view('step', { action: 6 })
    const reply = view('answer', { action: 3, date: '2026-03-02', text: '本周修好' })
    expect(lastAnswer(page({ steps: [view('step', { action: 2 })] }))).toBeUndefined()
    expect(lastAnswer(page({ steps: [escalated, view('answer', { action: 1 })] }))).toBe('')
    expect(lastAnswer(page({ steps: [escalated, reply] }))).toBe('2026年3月2日 本周修好')
  })
})
