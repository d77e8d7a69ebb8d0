import { describe, expect, it } from 'vitest'
import type { FieldDescriptor } from '@/api/descriptors'
import { arrange, entryOf, following, fresh, isBlank, lasting, requestOf } from './entry'

const HOME = { id: 'h1', label: '王大山（01-001）' }
const LI = { id: 'p1', label: '李建国' }
const TODAY = '2026-11-22'

describe('entry', () => {
  it('begins with today, the last form and visitors, and what the caller knows', () => {
    const kept = { form: 2, visitors: [LI], content: '上一户的话' }
    expect(fresh(TODAY, kept, { households: [HOME] })).toEqual({
      visit: { form: 2, visitors: [LI], date: TODAY, households: [HOME] },
      raised: false,
      need: { urgency: 3 },
    })
    expect(fresh(TODAY).visit.form).toBe(1)
  })

  it('is no draft until something was typed', () => {
    const entry = fresh(TODAY, { visitors: [LI] }, { households: [HOME] })
    expect(isBlank(entry)).toBe(true)
    expect(isBlank({ ...entry, need: { urgency: 2, person: LI } })).toBe(true)
    expect(isBlank({ ...entry, need: { title: '路' } })).toBe(false)
    expect(isBlank({ ...entry, visit: { ...entry.visit, content: '屋' } })).toBe(false)
    expect(isBlank({ ...entry, visit: { ...entry.visit, content: null, dispute: false } })).toBe(true)
  })

  it('keeps day, form and visitors for the next one of the sitting, and all but the day for later', () => {
    const entry = {
      visit: { date: '2026-11-20', form: 7, visitors: [LI], households: [HOME], content: '说了路的事' },
      raised: true,
      need: { title: '修路', urgency: 2 },
    }
    expect(following(entry)).toEqual({
      visit: { date: '2026-11-20', form: 7, visitors: [LI] },
      raised: false,
      need: { urgency: 3 },
    })
    expect(lasting(entry)).toEqual({ form: 7, visitors: [LI] })
  })

  it('sends references by id and leaves out what is empty', () => {
    const entry = fresh(TODAY, { visitors: [LI] }, { households: [HOME], content: null, met: '' })
    expect(requestOf(entry)).toEqual({
      visit: { date: TODAY, form: 1, visitors: ['p1'], households: ['h1'] },
      needs: [],
    })
    const raised = { ...entry, raised: true, need: { title: '修路', urgency: 2, person: LI } }
    expect(requestOf(raised).needs).toEqual([{ title: '修路', urgency: 2, person: 'p1' }])
  })

  it('drops a need that was unticked, although it stays in the draft', () => {
    const entry = { ...fresh(TODAY), need: { title: '修路' } }
    expect(requestOf(entry).needs).toEqual([])
    expect(isBlank(entry)).toBe(false)
  })

  it('takes back a draft of any shape', () => {
    expect(entryOf(null)).toBeNull()
    expect(entryOf({ visit: { content: '屋' } })).toEqual({
      visit: { content: '屋' },
      raised: false,
      need: {},
    })
  })

  it('shows new fields among the rest without being told', () => {
    const field = (name: string): FieldDescriptor => ({ name, label: name, type: 'text' })
    const fields = ['date', 'households', 'content', 'weather', 'number'].map(field)
    const { main, rest } = arrange(fields, ['households', 'date', 'content'], ['number'])
    expect(main.map(({ name }) => name)).toEqual(['households', 'date', 'content'])
    expect(rest.map(({ name }) => name)).toEqual(['weather'])
  })
})
