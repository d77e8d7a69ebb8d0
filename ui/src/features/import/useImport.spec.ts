import { clearMocks, mockIPC } from '@tauri-apps/api/mocks'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useImport } from './useImport'

const PLAN = { counts: { new: 2, updated: 0, unchanged: 0, doubtful: 1, refused: 0 }, total: 3 }
const DONE = { act: 's.1', counts: PLAN.counts, doubtful_left: 1 }
const ANSWERS: Record<string, unknown> = { import_plan: PLAN, import_confirm: DONE }

describe('useImport', () => {
  let scope: EffectScope
  beforeEach(() => {
    scope = effectScope()
    mockIPC((_, args) => ANSWERS[(args as { command: string }).command], { shouldMockEvents: true })
  })
  afterEach(async () => {
    scope.stop()
    // The listeners of progress are taken off in a while.
    await flushPromises()
    clearMocks()
  })

  /** The import as the page finds it when it is entered in the workspace `session`. */
  function enter(session: object) {
    const wizard = scope.run(() => useImport())!
    wizard.keepFor(session)
    return wizard
  }

  it('is taken up where it was left', async () => {
    const session = {}
    const first = enter(session)
    await first.check.run()
    expect(enter(session).state).toMatchObject({ step: 2, plan: PLAN })
    expect(enter({}).state).toMatchObject({ step: 0, plan: null })
  })

  it('begins anew after its summary was shown', async () => {
    const session = {}
    const first = enter(session)
    await first.check.run()
    await first.confirm.run()
    expect(first.state).toMatchObject({ step: 3, done: DONE })
    expect(enter(session).state).toMatchObject({ step: 0, plan: null, done: null, paths: [] })
  })

  it('keeps decisions that are made after going back from the summary', async () => {
    const session = {}
    const first = enter(session)
    await first.check.run()
    await first.confirm.run()
    first.state.step = 2
    expect(enter(session).state).toMatchObject({ step: 2, plan: PLAN })
  })
})
