/** How lists and forms are described by the program, so that no page repeats the fields of a record kind. */
import type * as contract from './contract'

/** What a field holds. Days are ISO text; a partial one may lack the day, or month and day. */
export type FieldType = contract.Column['type']

/** One field of a form: one that the program describes, or one that a page adds. */
export interface FieldDescriptor
  extends
    Pick<contract.Column, 'name' | 'label' | 'type'>,
    Partial<Pick<contract.Column, 'required' | 'many' | 'codes' | 'refers_to'>> {
  /** The codes offered, if not the whole list. */
  options?: number[]
  /** A line below the field. */
  hint?: string
}

/** One column of a list. */
export interface ColumnDescriptor
  extends FieldDescriptor, Pick<contract.Column, 'listed' | 'sortable' | 'filterable'> {}

/** A reference as shown: the record's id and what tells it apart. */
export interface RefValue {
  id: string
  label: string
  detail?: string
}

/** One page of rows and how many there are in all. */
export type TablePage = contract.TablePage

/** One row: its id and the values of its columns. */
export type Row = TablePage['rows'][number]

/** One condition on a column. All that are given must hold; `any` holds if the value is one of them. */
export type Filter = contract.Condition

/** The order of a list. */
export type Sort = contract.Order

/** Asks for one page, the first being 1. */
export interface TableRequest extends contract.TableRequest {
  sort: Sort | null
}

/** A list as the person arranged it; what a saved view keeps. */
export type TableView = Omit<TableRequest, 'page'>
