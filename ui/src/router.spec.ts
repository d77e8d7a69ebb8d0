import { afterEach, describe, expect, it } from 'vitest'
import { useSession } from '@/features/session/session'
import { MENUS } from '@/features/navigation/menu'
import { createPages } from './router'

describe('pages', () => {
  const { enter, leave } = useSession()
  afterEach(leave)

  it('are closed while no workspace is open', async () => {
    const router = createPages()
    await router.push('/households')
    expect(router.currentRoute.value.name).toBe('start')
  })

  it('have one for each place of both menus', async () => {
    enter({ kind: 'village', name: '青石村', practice: true })
    const router = createPages()
    for (const { route } of [...MENUS.village, ...MENUS.township]) {
      await router.push({ name: route })
      expect(router.currentRoute.value.name).toBe(route)
    }
  })
})
