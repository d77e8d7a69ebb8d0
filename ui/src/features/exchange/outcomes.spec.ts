import { describe, expect, it } from 'vitest'
import { outcomesText, recordsText } from './outcomes'

describe('summaries', () => {
  it('name only what occurs', () => {
    expect(outcomesText({ applied: 12, same: 0, conflict: 1, refused: 0, waiting: 0 })).toBe(
      '已收下 12、不一致 1',
    )
    expect(outcomesText(null)).toBe('')
    expect(recordsText([{ kind: 'visit', label: '走访', count: 3 }])).toBe('走访 3')
  })
})
