import { describe, expect, it } from 'vitest'
import type { Item, Today } from '@/api/contract'
import { daysBetween, sectionsOf } from './sections'

const NOW = '2026-11-25'
const none = { total: 0, first: [] }

const item = (part: Partial<Item> = {}): Item => ({
  record: { id: 'a1', label: '修水渠', detail: '王大山（01-001）' },
  day: '2026-11-20',
  village: 'channel',
  village_name: '石桥村',
  ...part,
})

const today = (part: Partial<Today>): Today => ({
  due_visits: none,
  overdue_needs: none,
  follow_ups: none,
  answers: none,
  waiting: none,
  uncovered: 0,
  to_adjust: 0,
  conflicts: 0,
  disputed: [],
  broken: 0,
  households: 12,
  unsent: 0,
  unconfirmed: 0,
  undecided: 0,
  remarks: [],
  ...part,
})

describe('sectionsOf', () => {
  it('leaves out what there is nothing of', () => {
    expect(sectionsOf(today({}), NOW, false)).toEqual([])
  })

  it('puts the most urgent first', () => {
    const items = { total: 1, first: [item()] }
    const all = sectionsOf(
      today({ due_visits: items, overdue_needs: items, follow_ups: items, uncovered: 3, unsent: 9 }),
      NOW,
      false,
    )
    expect(all.map(({ name }) => name)).toEqual(['overdue', 'followUps', 'visits', 'uncovered', 'unsent'])
    expect(all.map(({ urgency }) => urgency)).toEqual(['red', 'orange', 'yellow', 'yellow', 'blue'])
  })

  it('says how long a need is overdue and leads to its page', () => {
    const [overdue] = sectionsOf(today({ overdue_needs: { total: 1, first: [item()] } }), NOW, false)
    expect(overdue?.lines).toEqual([
      {
        id: 'a1',
        title: '修水渠',
        detail: '王大山（01-001）',
        when: '2026年11月20日到期，已超 5 天',
        to: { name: 'need', params: { id: 'a1' }, query: undefined },
      },
    ])
  })

  it('says of a household that nobody ever called on it', () => {
    const [visits] = sectionsOf(today({ due_visits: { total: 1, first: [item({ day: null })] } }), NOW, false)
    expect(visits?.lines[0]).toMatchObject({
      when: '从未走访',
      to: { name: 'household', params: { id: 'a1' } },
    })
  })

  it('names the village of what waits in a township', () => {
    const [waiting] = sectionsOf(today({ waiting: { total: 1, first: [item()] } }), NOW, true)
    expect(waiting?.lines[0]).toMatchObject({
      detail: '石桥村 王大山（01-001）',
      to: { name: 'need', params: { id: 'a1' }, query: { village: 'channel' } },
    })
  })

  it('leads from a disputed record to the page that shows it', () => {
    const record = { id: 'p1', label: '王大山', detail: '手机号' }
    const disputed = [
      { kind: '人员', record, page_kind: 'household', page: 'h1', village: 'channel' },
      { kind: '组织', record, page_kind: 'unit', page: 'u1', village: 'channel' },
      { kind: '人员', record, page_kind: '', page: '', village: 'channel' },
    ]
    const pages = (township: boolean) => {
      const [conflicts] = sectionsOf(today({ conflicts: 3, disputed }), NOW, township)
      return conflicts?.lines.map(({ to, detail }) => [to?.name, detail])
    }
    expect(pages(false)).toEqual([
      ['household', '人员：手机号'],
      ['units', '组织：手机号'],
      ['conflicts', '人员：手机号'],
    ])
    // A township has no page of a village's units.
    expect(pages(true)?.[1]).toEqual(['conflicts', '组织：手机号'])
  })
})

describe('what breaks a rule', () => {
  it('leads to the desk although nothing is in dispute', () => {
    const [broken, ...rest] = sectionsOf(today({ broken: 2 }), NOW, false)
    expect([broken?.name, broken?.total, broken?.all.name, rest]).toEqual(['broken', 2, 'conflicts', []])
  })
})

describe('daysBetween', () => {
  it('counts whole days over months', () => {
    expect(daysBetween('2026-08-27', NOW)).toBe(90)
  })
})
