import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { CallError } from '@/api/failure'
import * as notice from './notice'
import { useJob } from './useJob'

vi.mock('@/api/shell', () => ({ run: vi.fn(), onProgress: vi.fn(async () => () => {}) }))

describe('useJob', () => {
  beforeEach(() => {
    vi.spyOn(notice, 'showFailure').mockResolvedValue()
    vi.spyOn(notice, 'showDone').mockReturnValue()
  })
  const job = (act: () => Promise<unknown>) => effectScope().run(() => useJob('backup', act))!

  it('takes a stop for no failure, and does not count it as done', async () => {
    const { run } = job(async () => {
      throw new CallError({ code: 'cancelled', params: {} })
    })
    expect(await run()).toBe(false)
    expect(notice.showFailure).not.toHaveBeenCalled()
    expect(notice.showDone).toHaveBeenCalledOnce()
  })

  it('shows other failures', async () => {
    const { run } = job(async () => {
      throw new CallError({ code: 'disk_full', params: {} })
    })
    expect(await run()).toBe(false)
    expect(notice.showFailure).toHaveBeenCalledOnce()
  })

  it('shows itself only when it takes a while', async () => {
    vi.useFakeTimers()
    let finish = () => {}
    const { run, shown } = job(() => new Promise<void>((resolve) => (finish = resolve)))
    const ran = run()
    await vi.advanceTimersByTimeAsync(100)
    expect(shown.value).toBe(false)
    await vi.advanceTimersByTimeAsync(400)
    expect(shown.value).toBe(true)
    finish()
    expect(await ran).toBe(true)
    await flushPromises()
    expect(shown.value).toBe(false)
    vi.useRealTimers()
  })
})
