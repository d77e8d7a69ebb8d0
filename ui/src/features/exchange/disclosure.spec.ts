import { describe, expect, it } from 'vitest'
import { disclosed } from './disclosure'
import { outcomesText, recordsText } from './outcomes'

describe('disclosure', () => {
  it('says what is told and what is not, and hides nothing that it does not know', () => {
    const { told, kept } = disclosed(['name', 'member_form', 'need_text', 'assets'])
    expect(told).toEqual(['姓名、户主姓名', '党员基本信息表的内容', '诉求的标题和内容', 'assets'])
    expect(kept).toContain('健康状况')
    expect(kept).toHaveLength(5)
  })
})

describe('summaries', () => {
  it('name only what occurs', () => {
    expect(outcomesText({ applied: 12, same: 0, conflict: 1, refused: 0, waiting: 0 })).toBe(
      '已收下 12、不一致 1',
    )
    expect(outcomesText(null)).toBe('')
    expect(recordsText([{ kind: 'visit', label: '走访', count: 3 }])).toBe('走访 3')
  })
})
