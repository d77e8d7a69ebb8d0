import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ColumnDescriptor } from '@/api/descriptors'
import { printSheet, sheetElement } from './print'

const column = (part: Partial<ColumnDescriptor>): ColumnDescriptor => ({
  name: 'head',
  label: '户主',
  type: 'text',
  listed: true,
  sortable: true,
  filterable: true,
  ...part,
})
const sheet = {
  title: '农户名单',
  unit: '石桥村',
  day: '2026-11-25',
  columns: [column({}), column({ name: 'sex', label: '性别', type: 'code', codes: 'sex' })],
  rows: [
    { id: 'a', head: '王大山<b>', sex: 1 },
    { id: 'b', head: '李秀英', sex: 2 },
  ],
}
const cells = (of: Element, selector: string) =>
  [...of.querySelectorAll(selector)].map((one) => one.textContent)

afterEach(() => {
  document.body.replaceChildren()
  document.body.className = ''
})

describe('a list on paper', () => {
  it('has every row in words, numbered, under a header', () => {
    const paper = sheetElement(sheet)
    expect(cells(paper, 'th')).toEqual(['序号', '户主', '性别'])
    expect(cells(paper, 'td')).toEqual(['1', '王大山<b>', '男', '2', '李秀英', '女'])
    expect(cells(paper, 'p')).toEqual(['石桥村　　2026年11月25日', '共 2 条'])
  })

  it('covers the window while it is printed and is gone afterwards', () => {
    const print = vi.fn()
    window.print = print
    printSheet(sheet)
    expect(print).toHaveBeenCalledOnce()
    expect(document.body.classList.contains('prints-sheet')).toBe(true)
    window.dispatchEvent(new Event('afterprint'))
    expect(document.querySelector('.print-sheet')).toBeNull()
    expect(document.body.classList.contains('prints-sheet')).toBe(false)
  })
})
