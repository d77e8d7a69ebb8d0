import { clearMocks, mockIPC, mockWindows } from '@tauri-apps/api/mocks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useZoom } from './useZoom'

describe('useZoom', () => {
  let kept = 'large'
  const factors: unknown[] = []

  beforeEach(() => {
    factors.length = 0
    mockWindows('main')
    mockIPC((command, request) => {
      const args = request as Record<string, unknown>
      if (command === 'load_zoom') return kept
      if (command === 'save_zoom') kept = String(args.level)
      if (command === 'plugin:webview|set_webview_zoom') factors.push(args.value)
      return null
    })
  })
  afterEach(clearMocks)

  it('shows the size that was chosen last', async () => {
    const { level, restore } = useZoom()
    await restore()
    expect(level.value).toBe('large')
    expect(factors).toEqual([1.2])
  })

  it('applies and keeps a new size', async () => {
    const { level, choose } = useZoom()
    await choose('largest')
    expect([level.value, kept]).toEqual(['largest', 'largest'])
    expect(factors).toEqual([1.45])
  })
})
