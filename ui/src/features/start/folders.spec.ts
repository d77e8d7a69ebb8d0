import { describe, expect, it } from 'vitest'
import { copyNumber, freeFolder, isSample } from './folders'

describe('the folder of a new workspace', () => {
  it('is never one that is there', () => {
    expect(freeFolder('village', [])).toBe('village')
    expect(freeFolder('village', ['', 'village', 'village-2', 'sample'])).toBe('village-3')
    expect(freeFolder('township', ['village'])).toBe('township')
  })
})

describe('workspaces of one name', () => {
  const opened = (folder: string, name: string) =>
    ({ folder, name, kind: 'village', code: '', practice: false, passphrase: null }) as const
  it('are counted, others are not', () => {
    const all = [opened('village', '石桥村'), opened('village-2', '石桥村'), opened('village-3', '柳沟村')]
    expect(all.map((one) => copyNumber(one, all))).toEqual([1, 2, 0])
  })
})

describe('示例村', () => {
  it('is known by its folder, a copy of it by its code, and nothing real is taken for it', () => {
    expect(isSample({ folder: 'sample', practice: true, code: '' })).toBe(true)
    expect(isSample({ folder: 'village-2', practice: true, code: '999001001201' })).toBe(true)
    expect(isSample({ practice: true, code: '999001101201' })).toBe(false)
    expect(isSample({ folder: 'sample', practice: false, code: '999001001201' })).toBe(false)
  })
})
