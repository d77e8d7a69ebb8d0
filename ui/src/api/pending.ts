/* eslint-disable */
import type { Failure } from './failure'
import { call as plain } from './call'
import type { TablePage, TableRequest, ColumnDescriptor, FieldDescriptor, RefValue } from './descriptors'

export interface Opened {
  folder: string
  kind: 'village' | 'township'
  name: string
  code: string
  practice: boolean
  passphrase?: string | null
}
export interface Workspaces {
  all: Opened[]
  open?: Opened | null
}
export interface Create {
  folder?: string
  kind: 'village' | 'township'
  name: string
  code?: string
  practice?: boolean
  passphrase: string
  recovery: string
  recovery_typed: string
  operator?: string | null
}
export interface Proof {
  entries: number
  records: number
  digest: string
}
export interface Division {
  code: string
  name: string
}
export interface RestorePreview {
  kind: 'village' | 'township'
  name: string
  code: string
  practice: boolean
  at: number
}
export interface BackedUp {
  path: string
  bytes: number
  entries: number
  records: number
  digest: string
  at: number
}
export interface BackupState {
  last?: number | null
  name?: string | null
  entries_since: number
}
export interface SampleDone {
  households: number
  people: number
  members: number
  links: number
  visits: number
  needs: number
}

export interface Party {
  party: string
  kind: 'village' | 'township'
  name: string
  code: string
  channel: string
  practice: boolean
  confirmed: boolean
  fingerprint: string
}
export interface Outcomes {
  applied: number
  same: number
  conflict: number
  refused: number
  waiting: number
}
export interface FileNote {
  number: number
  name: string
  at: number
  peer: string
  entries: number
  bytes: number
  acknowledged: boolean
  outcomes?: Outcomes | null
}
export interface Peer {
  remarks: { code: string; message: string }[]
  party: Party
  total: number
  unsent: number
  sent: number
  acknowledged: number
  refused: number
  conflicts: number
  waiting: number
  receipt_at?: number | null
  receipt_number?: number | null
  last_written?: FileNote | null
  last_received?: FileNote | null
}
export interface InvitationNote {
  whom: string
  at: number
  used_by?: string | null
}
export interface Exchange {
  own: Party
  peers: Peer[]
  written: FileNote[]
  received: FileNote[]
  invitations: InvitationNote[]
}
export interface InvitationView {
  fits: boolean
  township: Party
  groups: string[]
  own: boolean
  created: number
  name: string
  code: string
}
export interface WrittenFile {
  path: string
  name: string
  number: number
  to: string
  entries: number
  bytes: number
}
export interface KindCount {
  kind: string
  label: string
  count: number
}
export interface Incoming {
  path: string
  name: string
  ok: boolean
  failure?: Failure | null
  message?: string | null
  sender?: string | null
  number?: number | null
  created?: number | null
  stranger: boolean
  entries: number
  fresh: number
  records: KindCount[]
  already: boolean
  acknowledges: number
}
export interface Refused {
  kind: string
  label: string
  id: string
  why: string
}
export interface Taken {
  remarks: { code: string; message: string }[]
  path: string
  name: string
  ok: boolean
  failure?: Failure | null
  message?: string | null
  already: boolean
  sender?: string | null
  number?: number | null
  outcomes: Outcomes
  records: KindCount[]
  acknowledges: number
  refusals: Refused[]
}

export type RosterKind = 'households' | 'members'
export interface TargetLabel {
  target: string
  label: string
}
export interface ColumnPreview {
  index: number
  letters: string
  header: string
  target: string | null
  confidence: number
  samples: string[]
}
export interface SheetMapping {
  name: string
  chosen: boolean
  header_row: number | null
  header_rows: number
  columns: Record<string, string>
  group: string | null
}
export interface Mapping {
  kind: RosterKind
  sheets: SheetMapping[]
}
export interface SheetPreview {
  name: string
  hidden: boolean
  chosen: boolean
  header_row: number | null
  header_rows: number
  columns: ColumnPreview[]
  data_rows: number
  other_rows: number
  group: string | null
  warnings: { code: string; message: string }[]
  mapping: SheetMapping
}
export interface ImportFile {
  path: string
  file: string
  kind_sure: boolean
  kind: RosterKind
  sheets: SheetPreview[]
}
export interface ImportPreview {
  files: ImportFile[]
  targets: TargetLabel[]
}
export interface ImportCounts {
  new: number
  updated: number
  unchanged: number
  doubtful: number
  refused: number
}
export interface ImportPlan {
  counts: ImportCounts
  total: number
}
export interface RowRef {
  file: string
  sheet: string
  row: number
}
export type RowOutcome = keyof ImportCounts
export interface RowReason {
  code: string
  severity: string
  cell?: string | null
  sentence: string
}
export interface RowCandidate {
  person?: string | null
  row?: RowRef | null
  name: string
  id_number?: string | null
  household?: string | null
}
export interface SheetHeaders {
  file: string
  sheet: string
  headers: string[]
}
export interface HeaderAt {
  path: string
  sheet: string
  header_row?: number | null
  header_rows: number
}
export interface ImportRow {
  decision?: RowDecision | null
  at: RowRef
  outcome: RowOutcome
  name: string
  cells: string[]
  reasons: RowReason[]
  candidates: RowCandidate[]
}
export type RowDecision = 'take_as_new' | 'skip' | { take_as: string } | { take_as_row: RowRef }
export interface ImportDone {
  act?: string | null
  counts: ImportCounts
  doubtful_left: number
}
export interface ImportNote {
  act: string
  at: number
  kind: RosterKind
  files: string[]
  counts: ImportCounts
  undone: boolean
}
export interface ImportLogRow {
  at: RowRef
  outcome: RowOutcome
  name: string
  reasons: RowReason[]
}

export interface Saved {
  id: string
  act?: string | null
  warnings: { code: string; message: string }[]
}
export interface RecordView {
  kind: string
  id: string
  label: string
  values: Record<string, unknown>
  base: string
  conflicts: string[]
  deleted: boolean
}
export interface Match {
  id: string
  label: string
  detail: string
}
export interface TodayItem {
  record: Match
  day?: string | null
  village: string
}
export interface TodayItems {
  total: number
  first: TodayItem[]
}

export interface Commands {
  workspaces: { request: {}; answer: Workspaces }
  recovery_code: { request: {}; answer: { code: string } }
  workspace_create: { request: Create; answer: Opened }
  workspace_unlock: { request: { folder?: string; passphrase: string }; answer: Opened }
  workspace_recover: { request: { folder?: string; recovery: string; passphrase: string }; answer: Opened }
  workspace_lock: { request: {}; answer: {} }
  passphrase_change: { request: { old: string; new: string }; answer: {} }
  workspace_verify: { request: {}; answer: Proof }
  sample_open: { request: {}; answer: Opened }
  backup: { request: { path: string }; answer: BackedUp }
  backup_state: { request: {}; answer: BackupState }
  restore: { request: { file: string; folder: string; passphrase: string }; answer: Opened }
  restore_preview: { request: { file: string }; answer: RestorePreview }
  divisions: { request: { parent?: string }; answer: { divisions: Division[] } }
  exchange: { request: {}; answer: Exchange }
  invitation_write: {
    request: { name: string; code?: string; folder: string }
    answer: { path: string; name: string }
  }
  invitation_open: { request: { path: string }; answer: InvitationView }
  invitation_accept: { request: { path: string }; answer: { township: Party } }
  exchange_write: { request: { to?: string; folder: string }; answer: { files: WrittenFile[] } }
  exchange_preview: { request: { paths: string[] }; answer: { files: Incoming[] } }
  exchange_receive: { request: { paths: string[] }; answer: { files: Taken[]; outcomes: Outcomes } }
  import_preview: {
    request: { kind: RosterKind; paths: string[]; headers?: HeaderAt[] }
    answer: ImportPreview
  }
  import_plan: { request: { kind: RosterKind; paths: string[]; mappings?: Mapping[] }; answer: ImportPlan }
  import_rows: {
    request: { outcome?: string; page: number; size: number }
    answer: { rows: ImportRow[]; total: number; headers: SheetHeaders[] }
  }
  import_decide: {
    request: { decisions: { at: RowRef; decision: RowDecision | null }[] }
    answer: ImportPlan
  }
  import_confirm: { request: {}; answer: ImportDone }
  import_returned: { request: { path: string }; answer: { path: string; rows: number } }
  import_template: { request: { kind: RosterKind; path: string }; answer: { path: string } }
  imports: { request: {}; answer: { imports: ImportNote[] } }
  import_log: { request: { act: string }; answer: { rows: ImportLogRow[] } }
  undo: {
    request: { act: string; reason?: string | null }
    answer: { act?: string | null; left: { kind: string; id: string; field: string }[] }
  }
  today: { request: {}; answer: { waiting: TodayItems; unsent: number } }
  list_columns: { request: { list: string }; answer: { columns: ColumnDescriptor[] } }
  list: { request: { list: string; village?: string | null; request: TableRequest }; answer: TablePage }
  form: { request: { kind: string }; answer: { label: string; fields: FieldDescriptor[] } }
  record: { request: { kind: string; id: string }; answer: RecordView }
  record_put: {
    request: { kind: string; id?: string | null; fields: Record<string, unknown>; base?: string | null }
    answer: Saved
  }
  record_delete: { request: { kind: string; id: string; reason: string }; answer: Saved }
  find: { request: { kind: string; text: string }; answer: { found: RefValue[] } }
  cancel: { request: {}; answer: {} }
}

export function call<K extends keyof Commands>(
  command: K,
  request: Commands[K]['request'] = {} as never,
): Promise<Commands[K]['answer']> {
  return plain(command as never, request as never)
}
