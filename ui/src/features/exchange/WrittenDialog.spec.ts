import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { WrittenFile } from '@/api/contract'
import WrittenDialog from './WrittenDialog.vue'

enableAutoUnmount(afterEach)
beforeEach(() => vi.useFakeTimers({ now: new Date(2026, 10, 22, 9), toFake: ['Date'] }))
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const first: WrittenFile = {
  path: '/media/U盘/石桥村-交清河镇-第0001号.lxc',
  name: '石桥村-交清河镇-第0001号.lxc',
  number: 1,
  to: '清河镇',
  entries: 3,
  spans: [{ from: 1, to: 3 }],
  records: [
    { kind: 'person', label: '人员', count: 2 },
    { kind: 'household', label: '农户', count: 1 },
  ],
  bytes: 2000,
  check: '082629 805000',
  proved: true,
}
const receipt: WrittenFile = {
  ...first,
  name: '石桥村-交清河镇-第0007号.lxc',
  number: 7,
  previous: 6,
  entries: 0,
  spans: [],
  records: [],
  check: '111111 222222',
}

async function shown(...files: WrittenFile[]): Promise<string> {
  mount(WrittenDialog, { attachTo: document.body, props: { files, unit: '石桥村' } })
  await flushPromises()
  return document.body.textContent ?? ''
}

/** The texts of the cells of the slip on paper, after 打印交接单 was clicked. */
function printed(selector: string): (string | null)[] {
  window.print = vi.fn()
  const buttons = [...document.body.querySelectorAll('button')]
  buttons.find((one) => one.textContent?.trim() === '打印交接单')?.click()
  expect(window.print).toHaveBeenCalledOnce()
  return [...document.querySelectorAll(`.print-sheet ${selector}`)].map((one) => one.textContent)
}

describe('WrittenDialog', () => {
  it('says that the stick can be pulled out when the stick itself was read', async () => {
    expect(await shown(first)).toContain('已写好并核对，可以拔出')
  })

  it('says 未验证 where the system may have answered from memory', async () => {
    const text = await shown({ ...first, proved: false })
    expect(text).toContain('已写好，未验证')
    expect(text).toContain('请先在系统里“弹出”U 盘')
    expect(text).not.toContain('可以拔出')
  })

  it('shows what the slip says', async () => {
    const text = await shown(first)
    const told = ['3 条操作', '本机操作起止：第 1 至 3 条', '人员 2、农户 1', '082629 805000']
    for (const one of told) expect(text).toContain(one)
    expect(text).toContain('上一份：没有，这是第一份')
  })

  it('shows the number of the file before, and nothing of entries where there are none', async () => {
    const text = await shown(receipt)
    expect(text).toContain('上一份：第 6 号')
    expect(text).toContain('没有新记录，只带回执')
    expect(text).not.toContain('本机操作起止')
  })

  it('prints a slip with the same, one line a file', async () => {
    await shown(first, receipt)
    const cells = printed('td')
    expect(printed('th')).toEqual([
      ...['序号', '交给', '第几号', '上一份是第几号', '操作条数'],
      ...['本机操作起止', '涉及的记录', '核对码', '文件名'],
    ])
    expect(cells).toEqual([
      ...['1', '清河镇', '第 1 号', '没有，这是第一份', '3 条操作'],
      ...['第 1 至 3 条', '人员 2、农户 1', '082629 805000', first.name],
      ...['2', '清河镇', '第 7 号', '第 6 号', '没有新记录，只带回执'],
      ...['没有', '', '111111 222222', receipt.name],
    ])
    expect(printed('p')[0]).toBe('石桥村　　2026年11月22日')
  })
})
