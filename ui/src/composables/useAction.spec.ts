import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CallError } from '@/api/failure'
import { showFailure } from './notice'
import { useAction } from './useAction'

vi.mock('./notice', () => ({ showFailure: vi.fn() }))

describe('useAction', () => {
  beforeEach(() => vi.mocked(showFailure).mockClear())

  it('ignores a second press while the first runs', async () => {
    let finish = () => {}
    const act = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)))
    const { run, running } = useAction(act)
    const first = run()
    expect(await run()).toBe(false)
    expect(running.value).toBe(true)
    finish()
    expect(await first).toBe(true)
    expect([act.mock.calls.length, running.value]).toEqual([1, false])
  })

  it('shows a failure and can run again', async () => {
    const { run, running } = useAction(() => Promise.reject(new CallError({ code: 'not_found', params: {} })))
    expect(await run()).toBe(false)
    expect(showFailure).toHaveBeenCalledWith({ code: 'not_found', params: {} })
    expect(running.value).toBe(false)
  })

  it('leaves errors of fields to the form', async () => {
    const fields = [{ field: 'date', message: '请填写走访日期' }]
    const { run, failure } = useAction(() =>
      Promise.reject(new CallError({ code: 'invalid', params: { fields } })),
    )
    await run()
    expect(showFailure).not.toHaveBeenCalled()
    expect(failure.value?.params.fields).toEqual(fields)
  })
})
