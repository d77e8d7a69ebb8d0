import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { ImportRow } from '@/api/contract'
import DecisionCell from './DecisionCell.vue'

const row: ImportRow = {
  at: { file: '花名册.xlsx', sheet: '一组', row: 7 },
  outcome: 'doubtful',
  name: '王秀兰',
  cells: [],
  reasons: [],
  candidates: [{ person: 'p1', row: null, name: '王秀兰', id_number: '999001********0021', household: '3' }],
}
const cell = (part: Partial<ImportRow> = {}) => mount(DecisionCell, { props: { row: { ...row, ...part } } })
const press = (wrapper: ReturnType<typeof cell>, text: string) =>
  wrapper
    .findAll('button')
    .find((button) => button.text() === text)!
    .trigger('click')

describe('DecisionCell', () => {
  it('offers who it may be, a new person, and leaving the row out', async () => {
    const wrapper = cell()
    await press(wrapper, '就是在册的 王秀兰')
    await press(wrapper, '当作新增')
    await press(wrapper, '不导入')
    expect(wrapper.emitted('decide')).toEqual([[{ take_as: 'p1' }], ['take_as_new'], ['skip']])
  })

  it('lets a decision be changed, wherever the row has gone', async () => {
    const wrapper = cell({ outcome: 'updated', decision: { take_as: 'p1' } })
    expect(wrapper.text()).toContain('已定：就是在册的 王秀兰')
    await press(wrapper, '改')
    expect(wrapper.emitted('decide')).toEqual([[null]])
  })

  it('asks nothing about rows that need no decision', () => {
    expect(cell({ outcome: 'new' }).find('button').exists()).toBe(false)
  })
})
