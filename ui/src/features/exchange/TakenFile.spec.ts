import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Taken } from '@/api/contract'
import TakenFile from './TakenFile.vue'

const taken: Taken = {
  path: '/media/U盘/石桥村-交清河镇-第0001号.lxc',
  name: '石桥村-交清河镇-第0001号.lxc',
  ok: true,
  check: '082629 805000',
  already: false,
  sender: '石桥村',
  number: 1,
  outcomes: { applied: 3, same: 0, conflict: 0, refused: 0, waiting: 0 },
  records: [{ kind: 'person', label: '人员', count: 2 }],
  acknowledges: 0,
  refusals: [],
  gaps: [],
  waiting_here: 0,
  remarks: [],
}
const text = (file: Taken) => mount(TakenFile, { props: { file } }).text()

describe('TakenFile', () => {
  it('shows the check code of what was taken in, now or before', () => {
    expect(text(taken)).toContain('核对码 082629 805000')
    expect(text({ ...taken, already: true })).toContain('核对码 082629 805000')
  })

  it('shows none of what was not, but why', () => {
    const shown = text({ ...taken, ok: false, check: '', message: '文件坏了' })
    expect(shown).toContain('文件坏了')
    expect(shown).not.toContain('核对码')
  })
})
