import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { call, onChanged } from './call'
import { createQueryClient } from './queries'

describe('call', () => {
  afterEach(clearMocks)

  it('passes command and request through the one Tauri command', async () => {
    const heard = vi.fn<(command: string, request?: unknown) => unknown>(() => ({ total: 3 }))
    mockIPC(heard)
    expect(await call('list_visits', { page: 1 })).toEqual({ total: 3 })
    expect(heard.mock.calls[0]?.slice(0, 2)).toEqual([
      'call',
      { command: 'list_visits', request: { page: 1 } },
    ])
  })

  it('rejects with the failure that the program answered', async () => {
    mockIPC(() => Promise.reject({ code: 'not_found', params: { kind: 'visit' } }))
    await expect(call('get_visit')).rejects.toMatchObject({
      failure: { code: 'not_found', params: { kind: 'visit' } },
    })
  })

  it('tells which features an answer changed', async () => {
    const changed = vi.fn()
    const stop = onChanged(changed)
    mockIPC(() => ({ id: 'a', changed: ['visits', 'today'] }))
    await call('register_visit')
    stop()
    await call('register_visit')
    expect(changed.mock.calls).toEqual([[['visits', 'today']]])
  })

  it('refreshes the cached answers of the changed features only', async () => {
    const client = createQueryClient()
    client.setQueryData(['visits', 'list'], [])
    client.setQueryData(['members', 'list'], [])
    mockIPC(() => ({ changed: ['visits'] }))
    await call('register_visit')
    expect(client.getQueryState(['visits', 'list'])?.isInvalidated).toBe(true)
    expect(client.getQueryState(['members', 'list'])?.isInvalidated).toBe(false)
  })
})
