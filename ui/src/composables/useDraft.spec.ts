import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useDraft, type DraftKeep } from './useDraft'

type Visit = { content?: string }

function draft(kept: Map<string, unknown>, save?: DraftKeep['save']) {
  const value = ref<Visit>({})
  const scope = effectScope()
  const keep: DraftKeep = {
    load: async (key) => kept.get(key) ?? null,
    save: save ?? (async (key, json) => void (json === null ? kept.delete(key) : kept.set(key, json))),
  }
  const isEmpty = (visit: Visit) => Object.keys(visit).length === 0
  const handle = scope.run(() => useDraft('visit', value, isEmpty, keep))!
  return { value, scope, ...handle }
}

describe('useDraft', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('keeps what was typed after a moment of quiet', async () => {
    const kept = new Map<string, unknown>()
    const { value, restore } = draft(kept)
    await restore()
    value.value.content = '家里'
    await nextTick()
    await vi.advanceTimersByTimeAsync(500)
    value.value.content = '家里屋顶漏水'
    await nextTick()
    await vi.advanceTimersByTimeAsync(500)
    expect(kept.size).toBe(0)
    await vi.advanceTimersByTimeAsync(400)
    expect(kept.get('visit')).toEqual({ content: '家里屋顶漏水' })
  })

  it('takes back what a crash interrupted', async () => {
    const { value, restored, restore } = draft(new Map([['visit', { content: '屋顶' }]]))
    await restore()
    expect([value.value.content, restored.value]).toEqual(['屋顶', true])
  })

  it('drops the draft when the form is empty again', async () => {
    const kept = new Map([['visit', { content: '屋顶' }]])
    const { value, restore } = draft(kept)
    await restore()
    value.value = {}
    await nextTick()
    await vi.advanceTimersByTimeAsync(1000)
    expect(kept.size).toBe(0)
  })

  it('writes what waits when the form is left', async () => {
    const kept = new Map<string, unknown>()
    const { value, scope, restore } = draft(kept)
    await restore()
    value.value.content = '屋'
    await nextTick()
    scope.stop()
    await vi.advanceTimersByTimeAsync(0)
    expect(kept.get('visit')).toEqual({ content: '屋' })
  })

  it('says when it could not be kept, and tries again with the next change', async () => {
    const save = vi.fn<DraftKeep['save']>().mockRejectedValueOnce(new Error('full')).mockResolvedValue()
    const { value, failed, restore, flush } = draft(new Map(), save)
    await restore()
    value.value.content = '屋'
    await nextTick()
    await flush()
    expect(failed.value).toBe(true)
    value.value.content = '屋顶'
    await nextTick()
    await flush()
    expect(failed.value).toBe(false)
  })
})
