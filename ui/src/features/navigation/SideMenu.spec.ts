import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { MENUS } from './menu'
import SideMenu from './SideMenu.vue'

async function menu(items = MENUS.township) {
  const routes = [...items.map(({ route }) => route), 'households/h1'].map((route) => ({
    path: `/${route}`,
    name: route,
    component: { template: '<p />' },
  }))
  const router = createRouter({ history: createMemoryHistory(), routes })
  const wrapper = mount(SideMenu, { props: { items }, global: { plugins: [router] } })
  await router.push('/today')
  return { wrapper, router }
}

describe('SideMenu', () => {
  it('offers a township its villages and not the records of one', async () => {
    const { wrapper } = await menu()
    expect(wrapper.findAll('a').map((link) => link.text().slice(0, 2))).toEqual([
      '今日',
      '各村',
      '诉求',
      '交接',
      '设置',
    ])
    wrapper.unmount()
  })

  it('opens pages with Alt and their place', async () => {
    const { wrapper, router } = await menu()
    window.dispatchEvent(new KeyboardEvent('keydown', { key: '3', altKey: true }))
    await flushPromises()
    expect(router.currentRoute.value.name).toBe('needs')
    window.dispatchEvent(new KeyboardEvent('keydown', { key: '9', altKey: true }))
    await flushPromises()
    expect(router.currentRoute.value.name).toBe('needs')
    wrapper.unmount()
  })

  it('marks 各村 in a township while a list or a record of a village is open', async () => {
    const { wrapper, router } = await menu()
    const marked = () =>
      wrapper.findAll('a.within, a.router-link-active').map((link) => link.text().slice(0, 2))
    await router.push('/households/h1?village=c1')
    expect(marked()).toEqual(['各村'])
    await router.push('/needs?village=c1')
    expect(marked()).toEqual(['诉求'])
    wrapper.unmount()
  })
})
