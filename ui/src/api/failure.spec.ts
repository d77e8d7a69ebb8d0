import { describe, expect, it } from 'vitest'
import { CallError, failureOf, fieldErrors, wordFailure } from './failure'

describe('failure', () => {
  it('is the code that the program answered', () => {
    expect(failureOf({ code: 'not_found', params: { id: 1 } })).toEqual({
      code: 'not_found',
      params: { id: 1 },
    })
    expect(failureOf(new CallError({ code: 'locked', params: {} })).code).toBe('locked')
  })

  it('is internal for anything else', () => {
    expect(failureOf('boom').code).toBe('internal')
    expect(failureOf(new TypeError('boom')).code).toBe('internal')
    expect(failureOf(null).code).toBe('internal')
  })

  it('says what happened and what to do', () => {
    const { what, next } = wordFailure({ code: 'unknown_command', params: { name: 'visits' } })
    expect(what).toMatch(/visits.*。$/)
    expect(next.length).toBeGreaterThan(0)
  })

  it('words a code that it does not know as an internal failure', () => {
    expect(wordFailure({ code: 'from_the_future', params: {} })).toEqual(
      wordFailure({ code: 'internal', params: {} }),
    )
  })

  it('knows the fields that it is about', () => {
    const fields = [{ field: 'date', message: '请填写走访日期' }, { nonsense: true }]
    expect(fieldErrors({ code: 'invalid', params: { fields } })).toEqual([fields[0]])
    expect(fieldErrors(null)).toEqual([])
  })
})
