import { describe, expect, it } from 'vitest'
import { freeFolder } from './folders'

describe('the folder of a new workspace', () => {
  it('is never one that is there', () => {
    expect(freeFolder('village', [])).toBe('village')
    expect(freeFolder('village', ['', 'village', 'village-2', 'sample'])).toBe('village-3')
    expect(freeFolder('township', ['village'])).toBe('township')
  })
})
