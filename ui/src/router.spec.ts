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

  it('lead an address that nothing stands at to 今日', async () => {
    enter({ kind: 'village', name: '青石村', practice: true })
    const router = createPages()
    for (const address of ['/import', '/settings/nothing', '/visits/v1/more']) {
      await router.push(address)
      expect(router.currentRoute.value.name).toBe('today')
    }
  })
})
