import { describe, expect, it } from 'vitest'
import { candidateText, decisionFor, decisionText, firstToSee } from './outcomes'

const counts = { new: 3, updated: 0, unchanged: 9, doubtful: 0, refused: 0 }
const at = { file: '花名册.xlsx', sheet: '一组', row: 7 }
const person = { person: '0192', name: '王秀兰', id_number: '999001********0021', household: '3' }

describe('the outcomes', () => {
  it('show first what needs a decision, then what was refused', () => {
    expect(firstToSee(counts)).toBe('new')
    expect(firstToSee({ ...counts, refused: 1 })).toBe('refused')
    expect(firstToSee({ ...counts, refused: 1, doubtful: 1 })).toBe('doubtful')
  })

  it('name candidates so that they can be told apart', () => {
    expect(candidateText(person)).toEqual({ label: '就是在册的 王秀兰', detail: '999001********0021，3 户' })
    expect(candidateText({ row: at, name: '王秀兰' }).label).toBe('与“一组”第 7 行是同一人')
  })

  it('put decisions into words', () => {
    expect(decisionFor(person)).toEqual({ take_as: '0192' })
    expect(decisionText({ take_as: '0192' }, [person])).toBe('就是在册的 王秀兰')
    expect(decisionText({ take_as_row: at }, [])).toBe('与“一组”第 7 行是同一人')
    expect(decisionText('skip', [])).toBe('不导入')
  })
})
