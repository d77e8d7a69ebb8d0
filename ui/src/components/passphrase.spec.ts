import { describe, expect, it } from 'vitest'
import { isEasy, missing } from './passphrase'

describe('a passphrase', () => {
  it('is counted in characters, Chinese ones included', () => {
    expect(missing('槐树底下')).toBe(4)
    expect(missing('槐树底下磨豆腐香')).toBe(0)
  })

  it.each(['88888888', '12345678', '87654321', '19680412', '13800000000', 'aaaaaaaab'])(
    '%s is easy',
    (easy) => {
      expect(isEasy(easy)).toBe(true)
    },
  )

  it.each(['槐树底下磨豆腐香', 'huaishu2daguai', '40718352'])('%s is not', (hard) => {
    expect(isEasy(hard)).toBe(false)
  })
})
