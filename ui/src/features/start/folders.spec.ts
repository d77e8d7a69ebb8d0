import { describe, expect, it } from 'vitest'
import { copyNumber, freeFolder } from './folders'

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
