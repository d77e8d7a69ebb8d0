import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { WrittenFile } from '@/api/contract'
import WrittenDialog from './WrittenDialog.vue'

enableAutoUnmount(afterEach)
afterEach(() => (document.body.innerHTML = ''))

async function shown(proved: boolean): Promise<string> {
  const file: WrittenFile = {
    path: '/media/U盘/石桥村-交清河镇-第0001号.lxc',
    name: '石桥村-交清河镇-第0001号.lxc',
    number: 1,
    to: '清河镇',
    entries: 3,
    bytes: 2000,
    check: '082629 805000',
    proved,
  }
  mount(WrittenDialog, { attachTo: document.body, props: { files: [file], unit: '石桥村' } })
  await flushPromises()
  return document.body.textContent ?? ''
}

describe('WrittenDialog', () => {
  it('says that the stick can be pulled out when the stick itself was read', async () => {
    expect(await shown(true)).toContain('已写好并核对，可以拔出')
  })

  it('says 未验证 where the system may have answered from memory', async () => {
    const text = await shown(false)
    expect(text).toContain('已写好，未验证')
    expect(text).toContain('请先在系统里“弹出”U 盘')
    expect(text).not.toContain('可以拔出')
  })
})
