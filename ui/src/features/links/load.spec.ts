import { describe, expect, it } from 'vitest'
import { loadMark, loadSentence } from './load'

describe('loadMark', () => {
  it('marks nothing up to the warning', () => {
    expect(loadMark(15)).toBeNull()
  })

  it('tells many from too many, as colour and word', () => {
    expect(loadMark(16)).toEqual({ urgency: 'orange', text: '偏多' })
    expect(loadMark(20)?.text).toBe('偏多')
    expect(loadMark(21)).toEqual({ urgency: 'red', text: '超户数' })
  })
})

describe('loadSentence', () => {
  it('adds up what a member would have', () => {
    expect(loadSentence('李四', 4, 3)).toBe('李四现有 4 户，加上这 3 户共 7 户。')
  })

  it('warns above the warning and asks for a reason above the limit', () => {
    expect(loadSentence('李四', 12, 5)).toContain('超过 15 户，怕照顾不过来')
    expect(loadSentence('李四', 12, 9)).toContain('超过 20 户，要写明理由')
  })
})
