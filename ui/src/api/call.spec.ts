import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { call, onChanged } from './call'
import { createQueryClient } from './queries'

describe('call', () => {
  afterEach(clearMocks)

  it('passes command and request through the one Tauri command', async () => {
    const heard = vi.fn<(command: string, request?: unknown) => unknown>(() => ({ total: 3 }))
    mockIPC(heard)
    expect(await call('draft', { name: 'visit' })).toEqual({ total: 3 })
    expect(heard.mock.calls[0]?.slice(0, 2)).toEqual([
      'call',
      { command: 'draft', request: { name: 'visit' } },
    ])
  })

  it('rejects with the failure that the program answered', async () => {
    mockIPC(() => Promise.reject({ code: 'not_found', params: { kind: 'visit' } }))
    await expect(call('visit', { id: 'x' })).rejects.toMatchObject({
      failure: { code: 'not_found', params: { kind: 'visit' } },
    })
  })

  it('tells which features an answer changed', async () => {
    const changed = vi.fn()
    const stop = onChanged(changed)
    mockIPC(() => ({ id: 'a', changed: ['visits', 'today'] }))
    await call('visit_register', { visit: {}, needs: [] })
    stop()
    await call('visit_register', { visit: {}, needs: [] })
    expect(changed.mock.calls).toEqual([[['visits', 'today']]])
  })

  it('refreshes the cached answers of the changed features only', async () => {
    const client = createQueryClient()
    client.setQueryData(['visits', 'list'], [])
    client.setQueryData(['members', 'list'], [])
    mockIPC(() => ({ changed: ['visits'] }))
    await call('visit_register', { visit: {}, needs: [] })
    expect(client.getQueryState(['visits', 'list'])?.isInvalidated).toBe(true)
    expect(client.getQueryState(['members', 'list'])?.isInvalidated).toBe(false)
  })
})
