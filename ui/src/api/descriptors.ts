/** How lists and forms are described by the program, so that no page repeats the fields of a record kind. */

/** What a field holds. Days are ISO text; a partial one may lack the day, or month and day. */
export type FieldType =
  | 'text'
  | 'multiline'
  | 'int'
  | 'bool'
  | 'date'
  | 'partial_date'
  | 'code'
  | 'ref'
  | 'id_number'
  | 'phone'
  | 'division'

/** One field of a form. */
export interface FieldDescriptor {
  name: string
  label: string
  type: FieldType
  required?: boolean
  /** Whether it holds several values. */
  many?: boolean
  /** The code list of a `code`, as the words file names it. */
  codes?: string
  /** The codes offered, if not the whole list. */
  options?: number[]
  /** The kind that a `ref` refers to. */
  refers_to?: string
  /** A line below the field. */
  hint?: string
}

/** One column of a list. */
export interface ColumnDescriptor extends FieldDescriptor {
  /** Whether it is shown unless the person chose other columns. */
  listed: boolean
  sortable: boolean
  filterable: boolean
}

/** A reference as shown: the record's id and what tells it apart. */
export interface RefValue {
  id: string
  label: string
  detail?: string
}

/** One row: its id and the values of its columns. */
export type Row = { id: string } & Record<string, unknown>

/** One condition on a column. All that are given must hold; `any` holds if the value is one of them. */
export interface Filter {
  column: string
  contains?: string
  any?: (number | boolean | string)[]
  from?: string | number
  to?: string | number
}

/** The order of a list. */
export interface Sort {
  column: string
  descending: boolean
}

/** A list as the person arranged it; what a saved view keeps. */
export interface TableView {
  /** Shown columns by name. */
  columns: string[]
  search: string
  filters: Filter[]
  sort: Sort | null
  /** Rows a page. */
  size: number
}

/** Asks for one page, the first being 1. */
export interface TableRequest extends TableView {
  page: number
}

/** One page of rows and how many there are in all. */
export interface TablePage {
  rows: Row[]
  total: number
}
