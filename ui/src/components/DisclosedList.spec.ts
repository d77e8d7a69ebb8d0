import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { Disclosed } from '@/api/contract'
import DisclosedList from './DisclosedList.vue'

const day = (date: number) => Date.UTC(2026, 2, date, 4)
const DISCLOSED = {
  groups: [
    { group: 'name', told: true, underway: false, spans: [{ from: day(2) }], records: 3, values: 5 },
    { group: 'health', told: false, underway: false, spans: [], records: 0, values: 0 },
    {
      group: 'contact',
      told: false,
      underway: false,
      spans: [{ from: day(2), to: day(9) }],
      records: 1,
      values: 2,
    },
  ],
  waiting: ['health'],
  opened: [{ kind: 'person', id: 'p1', label: '王大山', fields: ['手机号', '住址'], why: 'need' }],
  opened_total: 2,
  changes: [
    { number: 3, at: day(9), added: ['health'], removed: ['contact'] },
    { number: 2, at: day(2), added: ['name', 'contact'], removed: [], agreed_at: day(2) },
  ],
} as unknown as Disclosed

enableAutoUnmount(afterEach)

describe('DisclosedList', () => {
  const text = async () => {
    const wrapper = mount(DisclosedList, { props: { disclosed: DISCLOSED } })
    await flushPromises()
    return wrapper.text()
  }

  it('says of every group whether it is told, since when, and how much', async () => {
    const shown = await text()
    expect(shown).toContain('2026年3月2日起')
    expect(shown).toContain('3 条记录的 5 项')
    expect(shown).toContain('2026年3月2日至2026年3月9日')
    expect(shown).toContain('等村里同意')
    expect(shown).toContain('没有报送过')
  })

  it('lists what was opened one by one, and that there is more', async () => {
    const shown = await text()
    expect(shown).toContain('王大山')
    expect(shown).toContain('手机号、住址')
    expect(shown).toContain('只列出前 1 条')
  })

  it('tells how it began and what changed, and what still waits for an answer', async () => {
    const shown = await text()
    expect(shown).toContain('开始时：姓名、户主姓名、电话、住址')
    expect(shown).toContain('取消：电话、住址')
    expect(shown).toContain('村里还没有同意')
    expect(shown).not.toContain('增加：姓名')
  })
})
