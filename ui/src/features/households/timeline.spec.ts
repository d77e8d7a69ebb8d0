import { describe, expect, it } from 'vitest'
import type { Event } from '@/api/contract'
import { byYear, eventState, eventTitle, ofKind } from './timeline'

const event = (part: Partial<Event>): Event => ({
  kind: 'visit',
  id: 'v',
  date: '2026-03-01',
  title: '入户 李四',
  detail: '',
  ended: false,
  ...part,
})

const events = [
  event({ date: '2026-05-02' }),
  event({ kind: 'need', id: 'n', date: '2026-01-09', title: '修路', state: 4 }),
  event({ kind: 'link', id: 'l', date: '2025-07-01', title: '李四' }),
]

describe('byYear', () => {
  it('gathers events under their year, newest first as given', () => {
    expect(byYear(events, '', 9).map(({ year, events }) => [year, events.length])).toEqual([
      ['2026', 2],
      ['2025', 1],
    ])
  })

  it('shows one kind and no more than asked', () => {
    expect(byYear(events, 'need', 9).flatMap((one) => one.events.map(({ id }) => id))).toEqual(['n'])
    expect(byYear(events, '', 1).flatMap((one) => one.events)).toHaveLength(1)
    expect(ofKind(events, 'link')).toHaveLength(1)
  })
})

describe('an event in a line', () => {
  it('tells the beginning of a link from its end', () => {
    expect(eventTitle(event({ kind: 'link', title: '李四' }))).toBe('李四开始联系')
    expect(eventTitle(event({ kind: 'link', title: '李四', ended: true }))).toBe('李四终止联系')
  })

  it('shows the state of a need only', () => {
    expect(events.map(eventState)).toEqual(['', '办理中', ''])
  })
})
