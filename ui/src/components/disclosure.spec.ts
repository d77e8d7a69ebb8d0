import { describe, expect, it } from 'vitest'
import { disclosed, groupWords, GROUPS, holds } from './disclosure'

describe('disclosure', () => {
  it('says what is told and what is not, and hides nothing that it does not know', () => {
    const { told, kept } = disclosed(['name', 'member_form', 'need_text', 'assets'])
    expect(told).toEqual(['姓名、户主姓名', '党员基本信息表的内容', '诉求的标题和内容', 'assets'])
    expect(kept).toContain('健康状况')
    expect(kept).toHaveLength(5)
  })

  it('says of every group what it holds', () => {
    for (const group of GROUPS) expect(holds(group)).not.toBe('')
    expect(groupWords(['health', 'assets'])).toBe('健康状况、assets')
  })
})
