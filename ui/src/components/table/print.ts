/** Puts a whole list on paper, not only the page of it that the window shows. */
import type { ColumnDescriptor, Row } from '@/api/descriptors'
import { formatDay } from '@/components/form/days'
import { fill, words } from '@/words'
import { cellText } from './cell'

/** A list as it is printed. */
export interface Sheet {
  title: string
  /** The village or township. */
  unit: string
  /** The day, ISO text. */
  day: string
  columns: ColumnDescriptor[]
  rows: Row[]
}

const PLACE = 'print-sheet'

function element(name: string, text = '', children: Node[] = []): HTMLElement {
  const made = document.createElement(name)
  if (text) made.textContent = text
  made.append(...children)
  return made
}

/** The sheet as a plain table whose header repeats on every page. */
export function sheetElement({ title, unit, day, columns, rows }: Sheet): HTMLElement {
  const { number, printedBy, printedRows } = words.window.table
  const header = [number, ...columns.map(({ label }) => label)].map((label) => element('th', label))
  const line = (row: Row, index: number) =>
    element('tr', '', [
      element('td', String(index + 1)),
      ...columns.map((column) => element('td', cellText(column, row[column.name]))),
    ])
  const sheet = element('section', '', [
    element('h1', title),
    element('p', fill(printedBy, { unit, day: formatDay(day) })),
    element('table', '', [
      element('thead', '', [element('tr', '', header)]),
      element('tbody', '', rows.map(line)),
    ]),
    element('p', fill(printedRows, { total: rows.length })),
  ])
  sheet.className = PLACE
  return sheet
}

/** Opens the printing dialog for the sheet; the window itself stays off the paper. */
export function printSheet(sheet: Sheet) {
  document.querySelectorAll(`body > .${PLACE}`).forEach((old) => old.remove())
  const paper = sheetElement(sheet)
  document.body.append(paper)
  document.body.classList.add('prints-sheet')
  const clear = () => {
    paper.remove()
    document.body.classList.remove('prints-sheet')
  }
  window.addEventListener('afterprint', clear, { once: true })
  window.print()
}
