// Written from the command table of the crate `app`; do not edit.
// After a change: LIANXIN_WRITE=1 cargo test -p app --test contract

export type Act = { 
/**
 * Its name, for taking it back.
 */
act: string, 
/**
 * What was done, of the code list `act`.
 */
code: number, 
/**
 * In words.
 */
what: string, 
/**
 * What the clock showed, milliseconds since 1970.
 */
wall: number, 
/**
 * Who acted, if that is known here.
 */
who: string, 
/**
 * The Chinese name of the kind that people would name it by, such as 走访; empty if it touched none.
 */
kind: string, 
/**
 * What the record of that kind is called: the household visited, the need, the person.
 */
about: string, 
/**
 * How many records of that kind it concerned.
 */
count: number, 
/**
 * How many households the visit called on, if it was about one visit.
 */
households: number, 
/**
 * How many records it touched.
 */
records: number, 
/**
 * Whether this workspace's own site acted.
 */
own: boolean, 
/**
 * The act that it takes back.
 */
undoes?: string | null, };

export type ActionForm = { 
/**
 * The action, of `step_action` or `answer_action`.
 */
action: number, 
/**
 * Its fields, in order; those that it is refused without are required.
 */
fields: Array<Column>, };

export type Acts = { 
/**
 * The acts.
 */
acts: Array<Act>, };

export type ActsRequest = { 
/**
 * Only those before this act.
 */
before?: string | null, 
/**
 * At most so many.
 */
limit: number, };

export type AddOperator = { 
/**
 * The name.
 */
name: string, 
/**
 * What the person is, of the code list `operator_role`.
 */
role?: number | null, 
/**
 * Whether the person works with it from now on.
 */
choose?: boolean, };

export type AddResident = { 
/**
 * The household.
 */
household: string, 
/**
 * A person already known; a new one is made without.
 */
person?: string | null, 
/**
 * Fields of the new person.
 */
fields?: Fields, 
/**
 * The relation to the head, of the code list `relation`.
 */
relation?: number | null, };

export type AnswerRequest = { 
/**
 * The need.
 */
need: string, 
/**
 * The village that it belongs to, by code, name or channel.
 */
village: string, 
/**
 * Fields of the answer: `action`, and what it must say; the day is today unless it is given.
 */
fields: Record<string, unknown>, };

export type Assign = { 
/**
 * The households.
 */
households: Array<string>, 
/**
 * The member.
 */
member: string, 
/**
 * From which day.
 */
from: string, 
/**
 * How it was decided, of the code list `decided_by`.
 */
decided_by: number, 
/**
 * Why more than 20 households, if they are more.
 */
overload?: string | null, 
/**
 * Why a link that stood before ends.
 */
reason?: string | null, };

export type Away = { 
/**
 * The person.
 */
person: string, 
/**
 * Where to; nothing if the person came home.
 */
to?: string | null, 
/**
 * Whether the person is away, or came home.
 */
away: boolean, 
/**
 * The day.
 */
date: string, };

export type BackedUp = { 
/**
 * The file.
 */
path: string, 
/**
 * Its size in bytes.
 */
bytes: number, 
/**
 * How many entries are in it.
 */
entries: number, 
/**
 * How many records are in it.
 */
records: number, 
/**
 * The digest of the state in it, in hexadecimal digits.
 */
digest: string, 
/**
 * When it was made, milliseconds since 1970.
 */
at: number, };

export type BackupRequest = { 
/**
 * The file, best on a stick; takes the place of an older backup of that name.
 */
path: string, };

export type BackupState = { 
/**
 * When the last backup was made, milliseconds since 1970.
 */
last?: number | null, 
/**
 * The name of its file.
 */
name?: string | null, 
/**
 * Entries since then, or all if there is none.
 */
entries_since: number, };

export type ChangeHead = { 
/**
 * The household.
 */
household: string, 
/**
 * The new head.
 */
person: string, 
/**
 * The day.
 */
date: string, 
/**
 * Why.
 */
reason?: string | null, };

export type ChangePassphrase = { 
/**
 * The present one.
 */
old: string, 
/**
 * The new one.
 */
new: string, };

export type ChooseOperator = { 
/**
 * The id.
 */
id: string, };

export type Column = { 
/**
 * Its name in rows.
 */
name: string, 
/**
 * Its Chinese label.
 */
label: string, 
/**
 * What it holds: `text`, `multiline`, `int`, `bool`, `date`, `partial_date`, `code`, `ref`, `id_number`, `phone`
 * or `division`.
 */
type: 'text' | 'multiline' | 'int' | 'bool' | 'date' | 'partial_date' | 'code' | 'ref' | 'id_number' | 'phone' | 'division', 
/**
 * Whether a record without it is refused.
 */
required: boolean, 
/**
 * Whether it holds several values.
 */
many: boolean, 
/**
 * The code list of a `code`.
 */
codes?: string, 
/**
 * The kind that a `ref` refers to.
 */
refers_to?: string, 
/**
 * Whether it is shown unless the person chose other columns.
 */
listed: boolean, 
/**
 * Whether the list can be ordered by it.
 */
sortable: boolean, 
/**
 * Whether the list can be filtered by it.
 */
filterable: boolean, 
/**
 * Whether its middle is hidden by default.
 */
masked: boolean, };

export type ColumnPreview = { 
/**
 * The column, from 0.
 */
index: number, 
/**
 * The column as a spreadsheet names it.
 */
letters: string, 
/**
 * Its header, on one line.
 */
header: string, 
/**
 * What it holds, if that is known.
 */
target?: ColumnTarget | null, 
/**
 * How sure that is, in percent.
 */
confidence: number, 
/**
 * Its first values; ID and telephone numbers masked.
 */
samples: Array<string>, };

export type ColumnTarget = string;

export type Columns = { 
/**
 * In their order.
 */
columns: Array<Column>, };

export type ColumnsRequest = { 
/**
 * `households`, `members`, `links`, `needs`, `villages`, or the name of a kind; with `bin:` before it the deleted ones.
 */
list: string, };

export type Condition = { 
/**
 * The column.
 */
column: string, 
/**
 * Its text holds this.
 */
contains?: string, 
/**
 * It is one of these.
 */
any?: (number | boolean | string)[], 
/**
 * It is at least this.
 */
from?: string | number, 
/**
 * It is at most this.
 */
to?: string | number, };

export type CountsRequest = { 
/**
 * In a township: the village; all villages without one.
 */
village?: string | null, };

export type Coverage = { 
/**
 * Registered households.
 */
households: number, 
/**
 * Those with a primary linked member.
 */
covered: number, 
/**
 * Those without one.
 */
uncovered: Array<Match>, 
/**
 * Links to a member who cannot carry them: 待调整.
 */
to_adjust: Array<ToAdjust>, 
/**
 * Members who can carry households, with how many they have.
 */
members: Array<Load>, 
/**
 * Members who are exempt.
 */
exempt: number, 
/**
 * Above this many households a warning is given.
 */
warning: number, 
/**
 * Above this many a reason is needed.
 */
limit: number, };

export type Create = { 
/**
 * The folder within the home; empty for the home itself.
 */
folder?: string, 
/**
 * `village` or `township`.
 */
kind: 'village' | 'township', 
/**
 * Its name, such as 石桥村.
 */
name: string, 
/**
 * Its division code, 12 digits or empty.
 */
code?: string, 
/**
 * Whether it only practises.
 */
practice?: boolean, 
/**
 * The passphrase, 8 characters or more.
 */
passphrase: string, 
/**
 * The recovery code that was printed.
 */
recovery: string, 
/**
 * The same code as the person typed it back from paper.
 */
recovery_typed: string, 
/**
 * Who will work with it.
 */
operator?: string | null, };

export type Device = { 
/**
 * Its site, in hexadecimal digits.
 */
site: string, 
/**
 * The village or township that it writes for.
 */
party: Party, 
/**
 * Whether that is one's own.
 */
own: boolean, 
/**
 * Whether it is this one.
 */
this: boolean, 
/**
 * Its number within the village or township: 第 2 台设备.
 */
number: number, 
/**
 * Why it came to be: `first`, `restore`, `join`, `copy`, `handover` or `other`.
 */
reason: string, 
/**
 * Whether another goes on from it, so that it writes no more.
 */
retired: boolean, 
/**
 * Whether its digits were compared by telephone; true for this one.
 */
confirmed: boolean, 
/**
 * The digits to compare: the party's for its first laptop.
 */
fingerprint: string, 
/**
 * When the newest file from it was received, milliseconds since 1970.
 */
heard?: number | null, };

export type DeviceConfirm = { 
/**
 * The laptop's site, in hexadecimal digits.
 */
site: string, 
/**
 * The digits as they were typed, blanks or not.
 */
digits: string, };

export type Devices = { 
/**
 * This one first, then those of one's own party, then the others'.
 */
devices: Array<Device>, 
/**
 * How many are not confirmed and in use.
 */
waiting: number, };

export type Disclosed = { 
/**
 * The other side.
 */
party: Party, 
/**
 * The number of the statement that stands; 0 if there is none.
 */
number: number, 
/**
 * The names of the groups that the village must agree to before they are told.
 */
waiting: Array<string>, 
/**
 * Whether the village's person left that open.
 */
left_open: boolean, 
/**
 * Every closed group.
 */
groups: Array<DisclosedGroup>, 
/**
 * Records of which values are opened one by one, the first of them.
 */
opened: Array<OpenedRecord>, 
/**
 * How many there are.
 */
opened_total: number, 
/**
 * How what is asked changed, newest first; the last is what was agreed to at the beginning.
 */
changes: Array<PolicyChange>, };

export type DisclosedGroup = { 
/**
 * The group's name.
 */
group: string, 
/**
 * Whether it is told now.
 */
told: boolean, 
/**
 * When it was told, newest first.
 */
spans: Array<ToldSpan>, 
/**
 * Of how many records something was told.
 */
records: number, 
/**
 * How many of their fields were told.
 */
values: number, 
/**
 * Whether older entries still have to be supplied.
 */
underway: boolean, };

export type DisclosedRequest = { 
/**
 * By channel, division code or name.
 */
village?: string | null, };

export type Dispose = { 
/**
 * The kind's name.
 */
kind: string, 
/**
 * Its id.
 */
id: string, 
/**
 * Why.
 */
reason?: string | null, 
/**
 * In a township: the village.
 */
village?: string | null, };

export type Dispute = { 
/**
 * The name of the kind.
 */
kind: string, 
/**
 * The record.
 */
id: string, 
/**
 * Where it is found.
 */
at: Disputed, 
/**
 * The name of the village, for a township.
 */
village_name: string, 
/**
 * The field's name; empty if the record was deleted by someone who had not seen a later change.
 */
field: string, 
/**
 * What the field holds.
 */
column?: Column | null, 
/**
 * For a field that holds several values, the one whose presence is in dispute, as shown.
 */
element: unknown, 
/**
 * The same for asking; see `conflict_settle`.
 */
raw_element: unknown, 
/**
 * What stood before, as shown; null if nothing did.
 */
before: unknown, 
/**
 * What was written, the one that stands first.
 */
sides: Array<Side>, 
/**
 * Whether this side may settle it; the field may be the other side's.
 */
may_settle: boolean, };

export type Disputed = { 
/**
 * The Chinese name of its kind.
 */
kind: string, 
/**
 * Whom or what it is about, and the labels of the fields in question.
 */
record: Match, 
/**
 * The kind of the record on whose page it is found: `household`, `member`, `need`, `visit` or `unit`; empty if it is
 * on none.
 */
page_kind: string, 
/**
 * That record; empty if there is none.
 */
page: string, 
/**
 * The channel of the village, for a township; empty for what is the township's own.
 */
village: string, };

export type Disputes = { 
/**
 * Disagreements, by kind; at most 200.
 */
disputes: Array<Dispute>, 
/**
 * How many records are in conflict.
 */
records: number, 
/**
 * Broken rules.
 */
broken: Array<RuleBroken>, };

export type Division = { 
/**
 * Its code as far as it goes: 2, 4, 6 or 9 digits.
 */
code: string, 
/**
 * Its name.
 */
name: string, };

export type Divisions = { 
/**
 * Those right below the one asked for.
 */
divisions: Array<Division>, 
/**
 * Those that the one asked for lies in and itself, from the province down.
 */
path: Array<Division>, };

export type DivisionsRequest = { 
/**
 * The division that they are in: 2, 4 or 6 digits; the provinces without one.
 */
parent?: string | null, };

export type Doubt = "rolled_back" | "copied";

export type Draft = { 
/**
 * As the form wrote it; null if nothing is kept.
 */
json: unknown, };

export type DraftName = { 
/**
 * The form's name.
 */
name: string, };

export type Drive = { 
/**
 * Where its files are.
 */
path: string, 
/**
 * What it calls itself; perhaps nothing.
 */
name: string, 
/**
 * How many bytes are free.
 */
free: number, 
/**
 * How many bytes it holds.
 */
total: number, 
/**
 * Whether nothing can be written to it.
 */
read_only: boolean, };

export type Drives = { 
/**
 * By their places. USB hard disks look like built-in ones to Windows and may be missing.
 */
drives: Array<Drive>, };

export type End = { 
/**
 * The link.
 */
link: string, 
/**
 * On which day.
 */
to: string, 
/**
 * Why, of the code list `link_end`.
 */
end: number, 
/**
 * More about why.
 */
note?: string | null, };

export type Erasable = { 
/**
 * Its fields, in the form's order.
 */
fields: Array<ErasableField>, };

export type ErasableField = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its label.
 */
label: string, 
/**
 * How many times something was written to it.
 */
writes: number, };

export type Erase = { 
/**
 * The kind's name.
 */
kind: string, 
/**
 * The record.
 */
id: string, 
/**
 * The fields' names.
 */
fields: Array<string>, 
/**
 * Why.
 */
reason: string, 
/**
 * In a township: the village.
 */
village?: string | null, };

export type Erased = { 
/**
 * The id of the record that says so.
 */
id: string, 
/**
 * How many fields.
 */
fields: number, };

export type Event = { 
/**
 * The kind of the record: `visit`, `need`, `link`.
 */
kind: string, 
/**
 * The record.
 */
id: string, 
/**
 * When, `2026-11-22`.
 */
date: string, 
/**
 * In a line.
 */
title: string, 
/**
 * More of it.
 */
detail: string, 
/**
 * For a need, its state, of the code list `need_state`.
 */
state?: number | null, 
/**
 * For a link, that it ended; otherwise it began.
 */
ended: boolean, };

export type Exchange = { 
/**
 * Oneself.
 */
own: Party, 
/**
 * A village's township, or a township's villages.
 */
peers: Array<Peer>, 
/**
 * Files written here, newest first.
 */
written: Array<FileNote>, 
/**
 * Files received here, newest first.
 */
received: Array<FileNote>, 
/**
 * Invitations written here, newest first.
 */
invitations: Array<InvitationNote>, };

export type ExchangeWrite = { 
/**
 * For this party (by id, channel, division code or name); for every one without it.
 */
to?: string | null, 
/**
 * The folder to write to.
 */
folder: string, };

export type ExportRequest = { 
/**
 * The list.
 */
list: string, 
/**
 * In a township: the village.
 */
village?: string | null, 
/**
 * The rows and columns as the person arranged them.
 */
request: TableRequest, 
/**
 * The title above the table.
 */
title: string, 
/**
 * The file to write.
 */
path: string, };

export type Exported = { 
/**
 * The file.
 */
path: string, 
/**
 * How many rows it has.
 */
rows: number, };

export type Failure = { 
/**
 * The code, such as `not_found`.
 */
code: string, 
/**
 * Values that the wording names.
 */
params: Record<string, unknown>, };

export type Fields = Record<string, unknown>;

export type FileNote = { 
/**
 * When it was written or received, milliseconds since 1970.
 */
at: number, 
/**
 * The other party's name.
 */
peer: string, 
/**
 * For a file written: whether a receipt covers all that it carries.
 */
acknowledged: boolean, 
/**
 * For a file received: what became of its entries.
 */
outcomes?: Outcomes | null, 
/**
 * Its number among the writer's files for the reader.
 */
number: number, 
/**
 * The number of the writer's file for the reader before it; nothing if it is the first.
 */
previous?: number | null, 
/**
 * Its file name.
 */
name: string, 
/**
 * How many entries it carries.
 */
entries: number, 
/**
 * For a file written: those of them that this laptop wrote itself, from–to in its own chain. There are several if
 * some between them are not lacking, or in a file for another laptop of one's own.
 */
spans: Array<Span>, 
/**
 * For a file written: how many records of each kind its entries touch. For a file received: how many changed here.
 */
records: Array<KindCount>, 
/**
 * Its length.
 */
bytes: number, 
/**
 * 核对码: 12 digits that both sides read from their screens or papers to see that it is the same file.
 */
check: string, };

export type FilePath = { 
/**
 * Where it is.
 */
path: string, };

export type FilePaths = { 
/**
 * Where they are.
 */
paths: Array<string>, };

export type FilesIncoming = { 
/**
 * One answer a file.
 */
files: Array<Incoming>, };

export type FilesReceived = { 
/**
 * One answer a file.
 */
files: Array<Taken>, 
/**
 * Over all files.
 */
outcomes: Outcomes, };

export type FilesWritten = { 
/**
 * One or more for each party.
 */
files: Array<WrittenFile>, };

export type FindRequest = { 
/**
 * The kind: `household`, `person`, `member`, `unit`.
 */
kind: string, 
/**
 * Characters of a name, pinyin, initials, a number.
 */
text: string, 
/**
 * In a township: the village.
 */
village?: string | null, };

export type Form = { 
/**
 * The kind's Chinese name.
 */
label: string, 
/**
 * The fields of its form, in order.
 */
fields: Array<Column>, };

export type FormRequest = { 
/**
 * The kind's name.
 */
kind: string, };

export type Found = { 
/**
 * The best first.
 */
found: Array<Match>, };

export type Gap = { 
/**
 * The first.
 */
from: number, 
/**
 * The last.
 */
to: number, };

export type HeaderAt = { 
/**
 * The file, as in the request.
 */
path: string, 
/**
 * The sheet's name.
 */
sheet: string, 
/**
 * The header's first row, from 1; null if data begin in the first row.
 */
header_row?: number | null, 
/**
 * How many rows it has, 1 or 2.
 */
header_rows: number, };

export type History = { 
/**
 * Newest first.
 */
writes: Array<Written>, };

export type HouseholdPage = { 
/**
 * The household itself.
 */
household: RecordView, 
/**
 * Its people, the head first.
 */
people: Array<PersonInHousehold>, 
/**
 * Its linked member.
 */
link?: RecordView | null, 
/**
 * Whether that member cannot carry it: 待调整.
 */
to_adjust: boolean, 
/**
 * Why the member is exempt, of the code list `exemption`.
 */
exempt?: number | null, 
/**
 * Everything that happened, newest first.
 */
timeline: Array<Event>, };

export type ImportCounts = { 
/**
 * 新增.
 */
new: number, 
/**
 * 更新.
 */
updated: number, 
/**
 * 无变化.
 */
unchanged: number, 
/**
 * 待确认.
 */
doubtful: number, 
/**
 * 未导入.
 */
refused: number, };

export type ImportDecideRequest = { 
/**
 * Row by row.
 */
decisions: Array<RowDecided>, };

export type ImportDone = { 
/**
 * The act, for taking it back; null if nothing had to change.
 */
act?: string | null, 
/**
 * How many rows ended how.
 */
counts: ImportCounts, 
/**
 * How many rows still wait for a decision.
 */
doubtful_left: number, };

export type ImportFile = { 
/**
 * The file, as in the request.
 */
path: string, 
/**
 * Its name.
 */
file: string, 
/**
 * The roster that it seems to be.
 */
kind: RosterKind, 
/**
 * Whether its headers leave no doubt of that.
 */
kind_sure: boolean, 
/**
 * Its sheets, read as the roster asked for.
 */
sheets: Array<SheetPreview>, };

export type ImportLogRequest = { 
/**
 * Its act.
 */
act: string, };

export type ImportLogRow = { 
/**
 * Where it stood.
 */
at: RowRef, 
/**
 * What became of it.
 */
outcome: RowOutcome, 
/**
 * The person's name.
 */
name: string, 
/**
 * Why.
 */
reasons: Array<RowReason>, };

export type ImportLogged = { 
/**
 * The rows, in the order of the files.
 */
rows: Array<ImportLogRow>, };

export type ImportNote = { 
/**
 * Its act.
 */
act: string, 
/**
 * When, milliseconds since 1970.
 */
at: number, 
/**
 * Which roster.
 */
kind: RosterKind, 
/**
 * The names of the files.
 */
files: Array<string>, 
/**
 * How many rows ended how.
 */
counts: ImportCounts, 
/**
 * Whether it was taken back.
 */
undone: boolean, };

export type ImportPlan = { 
/**
 * How many rows end how.
 */
counts: ImportCounts, 
/**
 * How many rows hold a person.
 */
total: number, };

export type ImportPlanRequest = { 
/**
 * Which roster.
 */
kind: RosterKind, 
/**
 * The files.
 */
paths: Array<string>, 
/**
 * How each file is read, in the order of the files; as suggested without.
 */
mappings?: Array<Mapping> | null, };

export type ImportPreview = { 
/**
 * In the order of the request.
 */
files: Array<ImportFile>, 
/**
 * Everything that a column of this roster can be.
 */
targets: Array<TargetLabel>, };

export type ImportPreviewRequest = { 
/**
 * Which roster.
 */
kind: RosterKind, 
/**
 * The files.
 */
paths: Array<string>, 
/**
 * Headers that a person showed, for sheets where another row was taken for the header.
 */
headers?: Array<HeaderAt>, };

export type ImportReturned = { 
/**
 * The file.
 */
path: string, 
/**
 * How many rows wait or were refused.
 */
rows: number, };

export type ImportReturnedRequest = { 
/**
 * The file to write.
 */
path: string, };

export type ImportRow = { 
/**
 * Where it stands.
 */
at: RowRef, 
/**
 * What becomes of it.
 */
outcome: RowOutcome, 
/**
 * The person's name.
 */
name: string, 
/**
 * Its cells; ID and telephone numbers masked.
 */
cells: Array<string>, 
/**
 * Why, the most serious first.
 */
reasons: Array<RowReason>, 
/**
 * Who it may be.
 */
candidates: Array<RowCandidate>, 
/**
 * What was decided about it.
 */
decision?: RowDecision | null, };

export type ImportRows = { 
/**
 * The rows of the page.
 */
rows: Array<ImportRow>, 
/**
 * How many there are on all pages.
 */
total: number, 
/**
 * The headers of the sheets that the rows stand in.
 */
headers: Array<SheetHeaders>, };

export type ImportRowsRequest = { 
/**
 * Only those that end so.
 */
outcome?: RowOutcome | null, 
/**
 * The page, from 1.
 */
page: number, 
/**
 * Rows a page; 0 for all.
 */
size: number, };

export type ImportTemplate = { 
/**
 * The file.
 */
path: string, };

export type ImportTemplateRequest = { 
/**
 * Which roster.
 */
kind: RosterKind, 
/**
 * The file to write.
 */
path: string, };

export type Imports = { 
/**
 * The imports.
 */
imports: Array<ImportNote>, };

export type InFolder = { 
/**
 * Where it is.
 */
folder: string, };

export type Incoming = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Its file name.
 */
name: string, 
/**
 * Whether it can be taken in.
 */
ok: boolean, 
/**
 * Why not.
 */
failure?: Failure | null, 
/**
 * Why not, in words.
 */
message?: string | null, 
/**
 * Who sent it.
 */
sender?: string | null, 
/**
 * Its number among the sender's files.
 */
number?: number | null, 
/**
 * When it was written by the sender's clock, milliseconds since 1970.
 */
created?: number | null, 
/**
 * Whether the sender is not known yet and comes in by an invitation: 未电话核对.
 */
stranger: boolean, 
/**
 * 核对码; see [`Slip::check`].
 */
check: string, 
/**
 * How many entries it carries.
 */
entries: number, 
/**
 * How many of them are not here yet.
 */
fresh: number, 
/**
 * How many records of each kind these touch.
 */
records: Array<KindCount>, 
/**
 * Whether this very file was received before.
 */
already: boolean, 
/**
 * How many of our own entries its receipt newly says arrived.
 */
acknowledges: number, };

export type InvitationFile = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Its file name.
 */
name: string, };

export type InvitationNote = { 
/**
 * The name of the village that it was written for.
 */
whom: string, 
/**
 * When, milliseconds since 1970.
 */
at: number, 
/**
 * The name of the village that came in with it.
 */
used_by?: string | null, };

export type InvitationView = { 
/**
 * Who invites.
 */
township: Party, 
/**
 * The names of the disclosure groups that it wants to be told, beside what is always open.
 */
groups: Array<string>, 
/**
 * Whether it keeps what it is not told, sealed to the village.
 */
own: boolean, 
/**
 * When it was written, milliseconds since 1970.
 */
created: number, 
/**
 * The village that it is written for.
 */
name: string, 
/**
 * That village's division code, perhaps empty.
 */
code: string, 
/**
 * Whether that name or code is this village's.
 */
fits: boolean, };

export type InvitationWrite = { 
/**
 * The village's name.
 */
name: string, 
/**
 * Its division code.
 */
code?: string | null, 
/**
 * The folder to write to.
 */
folder: string, };

export type Item = { 
/**
 * The record to open.
 */
record: Match, 
/**
 * The day that matters: the last visit, or the day that passed.
 */
day?: string | null, 
/**
 * The channel of the village, for a township.
 */
village: string, 
/**
 * The name of that village.
 */
village_name: string, };

export type Items = { 
/**
 * How many there are.
 */
total: number, 
/**
 * The first of them.
 */
first: Array<Item>, };

export type Joined = { 
/**
 * Who invited.
 */
township: Party, };

export type KindCount = { 
/**
 * The kind's name.
 */
kind: string, 
/**
 * Its Chinese name.
 */
label: string, 
/**
 * How many.
 */
count: number, };

export type Left = { 
/**
 * The kind's Chinese name.
 */
kind: string, 
/**
 * The record.
 */
id: string, 
/**
 * How it is called.
 */
label: string, 
/**
 * The field's label; 整条记录 for a whole record.
 */
field: string, 
/**
 * Why, in words.
 */
why: string, };

export type ListRequest = { 
/**
 * The list.
 */
list: string, 
/**
 * In a township: the village; all villages without one.
 */
village?: string | null, 
/**
 * The page.
 */
request: TableRequest, };

export type Load = { 
/**
 * The member.
 */
member: string, 
/**
 * The name.
 */
name: string, 
/**
 * The Party group; empty if none is known.
 */
group: string, 
/**
 * Households linked now.
 */
households: number, };

export type Mapping = { 
/**
 * Which roster the file is.
 */
kind: RosterKind, 
/**
 * The sheets, found by name.
 */
sheets: Array<SheetMapping>, };

export type Match = { 
/**
 * Its id.
 */
id: string, 
/**
 * How it is called.
 */
label: string, 
/**
 * What tells it from others of the name.
 */
detail: string, };

export type MemberLink = { 
/**
 * The link.
 */
link: RecordView, 
/**
 * The household.
 */
household: Match, 
/**
 * Whether the link lasts.
 */
lasts: boolean, 
/**
 * The last visit to the household, by anyone.
 */
last_visit?: string | null, };

export type MemberPage = { 
/**
 * The member: the items of the national form and what the branch adds.
 */
member: RecordView, 
/**
 * The person.
 */
person: RecordView, 
/**
 * The household that the member lives in.
 */
home?: Match | null, 
/**
 * The age in completed years today.
 */
age?: number | null, 
/**
 * Whether the member can carry households: `able`, `exempt` or `gone`.
 */
standing: 'able' | 'exempt' | 'gone', 
/**
 * Why not, of the code list `exemption`.
 */
exempt?: number | null, 
/**
 * The households, those linked now first.
 */
links: Array<MemberLink>, };

export type MoveOut = { 
/**
 * The household.
 */
household: string, 
/**
 * The person who leaves; the whole household without one.
 */
person?: string | null, 
/**
 * The day.
 */
date: string, 
/**
 * Why.
 */
reason?: string | null, };

export type Name = { 
/**
 * The kind's name.
 */
kind?: string, 
/**
 * Its id.
 */
id: string, 
/**
 * In a township: the village, by code, name or channel.
 */
village?: string | null, };

export type NeedCounts = { 
/**
 * By code of the list `need_state`, those without a need left out.
 */
states: Array<StateCount>, 
/**
 * How many are past their day.
 */
overdue: number, 
/**
 * How many there are.
 */
total: number, };

export type NeedPage = { 
/**
 * The need.
 */
need: RecordView, 
/**
 * Its state, of the code list `need_state`.
 */
state: number, 
/**
 * The day by which it should be settled.
 */
due?: string | null, 
/**
 * Whether that day has passed.
 */
overdue: boolean, 
/**
 * How often it was taken up again.
 */
redone: number, 
/**
 * What was done, oldest first; `kind` is `step` or `answer`.
 */
steps: Array<RecordView>, 
/**
 * The steps that did not fit the state they met.
 */
misfits: Array<string>, 
/**
 * What the village may do next, of the code list `step_action`; empty on the other side.
 */
village_actions: Array<number>, 
/**
 * What the township may do next, of the code list `answer_action`; empty on the other side.
 */
township_actions: Array<number>, 
/**
 * The form of each of these actions.
 */
forms: Array<ActionForm>, 
/**
 * Whether the person who raised it was told.
 */
answered: boolean, 
/**
 * What 闭环 still lacks, as labels of fields.
 */
lacking: Array<string>, 
/**
 * Who works with this workspace, for the 经办人 of the next step; empty if that is not known.
 */
operator: string, 
/**
 * The channel of the need's village.
 */
village: string, 
/**
 * The name of that village.
 */
village_name: string, };

export type Nothing = Record<string, never>;

export type Opened = { 
/**
 * Its folder within the home; empty for the home itself.
 */
folder: string, 
/**
 * `village` or `township`.
 */
kind: 'village' | 'township', 
/**
 * Its name.
 */
name: string, 
/**
 * Its division code.
 */
code: string, 
/**
 * Whether it only practises.
 */
practice: boolean, 
/**
 * The passphrase of 示例村, which is no secret.
 */
passphrase?: string | null, 
/**
 * Why it must take a new name before anything else; see `workspace_renew`.
 */
doubt?: Doubt | null, };

export type OpenedRecord = { 
/**
 * The kind's name.
 */
kind: string, 
/**
 * The record.
 */
id: string, 
/**
 * How it is called.
 */
label: string, 
/**
 * The Chinese labels of the fields.
 */
fields: Array<string>, 
/**
 * Why: `member` for the items of the national member form, `need` for someone whose need was escalated so.
 */
why: 'member' | 'need', };

export type Operator = { 
/**
 * The id.
 */
id: string, 
/**
 * The name.
 */
name: string, 
/**
 * What the person is, of the code list `operator_role`.
 */
role?: number | null, };

export type Operators = { 
/**
 * All of them, in the order in which they were added.
 */
operators: Array<Operator>, 
/**
 * The one who works with it now.
 */
current?: string | null, };

export type Order = { 
/**
 * By this column.
 */
column: string, 
/**
 * Greatest first.
 */
descending: boolean, };

export type Outcomes = { 
/**
 * Taken in.
 */
applied: number, 
/**
 * Here already.
 */
same: number, 
/**
 * Taken in, and contradicting what is here.
 */
conflict: number, 
/**
 * Refused.
 */
refused: number, 
/**
 * Kept until what they build on arrives.
 */
waiting: number, };

export type PackagesFound = { 
/**
 * Those for this workspace that were not received yet, and those that cannot be read as packages, by name.
 */
paths: Array<string>, 
/**
 * How many for this workspace were received before.
 */
received: number, 
/**
 * How many are for others.
 */
others: number, };

export type Party = { 
/**
 * Its id, in hexadecimal digits.
 */
party: string, 
/**
 * What it is.
 */
kind: 'village' | 'township', 
/**
 * Its name.
 */
name: string, 
/**
 * Its division code, perhaps empty.
 */
code: string, 
/**
 * Its channel.
 */
channel: string, 
/**
 * Whether it only practises.
 */
practice: boolean, 
/**
 * Whether its digits were compared by telephone; false is shown as 未电话核对. True for oneself.
 */
confirmed: boolean, 
/**
 * The digits to compare.
 */
fingerprint: string, };

export type Peer = { 
/**
 * Who it is.
 */
party: Party, 
/**
 * Entries written here for it.
 */
total: number, 
/**
 * Those that are in no file for it yet.
 */
unsent: number, 
/**
 * Those that are in a file which no receipt covers yet.
 */
sent: number, 
/**
 * Those that a receipt says arrived.
 */
acknowledged: number, 
/**
 * Of these, the ones refused there.
 */
refused: number, 
/**
 * Of these, the ones that another's write contradicts.
 */
conflicts: number, 
/**
 * Of these, the ones that wait there for others.
 */
waiting: number, 
/**
 * When its newest receipt was made, by its clock, milliseconds since 1970.
 */
receipt_at?: number | null, 
/**
 * The number of that receipt.
 */
receipt_number?: number | null, 
/**
 * The newest file for it.
 */
last_written?: FileNote | null, 
/**
 * The newest file from it.
 */
last_received?: FileNote | null, 
/**
 * Files of its that did not come, from–to: 缺第 12–15 号.
 */
gaps: Array<Gap>, 
/**
 * How many entries wait here for what may be in those files; without any, later files made up for them.
 */
waiting_here: number, 
/**
 * What a person should know of: `peer_rolled_back` if the other side lacks entries that it wrote itself,
 * `own_behind` if it holds entries of one's own laptops that are not here.
 */
remarks: Array<Warning>, };

export type PersonEvent = { 
/**
 * The person.
 */
person: string, 
/**
 * The day.
 */
date: string, 
/**
 * Why, or how it is known.
 */
reason?: string | null, };

export type PersonInHousehold = { 
/**
 * That the person belongs to the household.
 */
resident: RecordView, 
/**
 * The person.
 */
person: RecordView, 
/**
 * The member record, if the person is a Party member.
 */
member?: string | null, 
/**
 * The age in completed years today.
 */
age?: number | null, 
/**
 * Whether the person is the head.
 */
head: boolean, };

export type Policies = { 
/**
 * The number of the statement for all villages; 0 before the first invitation.
 */
number: number, 
/**
 * The names of the groups asked of every village that nothing else is asked of.
 */
groups: Array<string>, 
/**
 * Since when these are asked, milliseconds since 1970, if it is known here.
 */
since?: number | null, 
/**
 * Every village.
 */
villages: Array<VillagePolicy>, };

export type PolicyAnswer = { 
/**
 * The number of the statement that was read.
 */
number: number, 
/**
 * Whether the village agrees; otherwise it leaves the question open.
 */
agree: boolean, };

export type PolicyChange = { 
/**
 * Its number.
 */
number: number, 
/**
 * When it was signed or taken in here, milliseconds since 1970.
 */
at: number, 
/**
 * The names of the groups that it asks for beyond the one before.
 */
added: Array<string>, 
/**
 * The names of those that it asks for no more.
 */
removed: Array<string>, 
/**
 * When the village agreed to those added, or the township heard of that; at once if nothing was to be agreed to.
 */
agreed_at?: number | null, };

export type PolicySet = { 
/**
 * The names of the groups; without them the village is asked for what all are.
 */
groups?: Array<string> | null, 
/**
 * The village, by channel, division code or name; every village without it.
 */
village?: string | null, };

export type Proof = { 
/**
 * Entries whose hashes chain.
 */
entries: number, 
/**
 * Records whose rows equal the journal.
 */
records: number, 
/**
 * The digest of the state, in hexadecimal digits.
 */
digest: string, };

export type PutRequest = { 
/**
 * The kind's name.
 */
kind: string, 
/**
 * Its id; a new record gets one.
 */
id?: string | null, 
/**
 * Fields by name; null unsets one.
 */
fields: Record<string, unknown>, 
/**
 * The `base` of the view that the form was filled from.
 */
base?: string | null, 
/**
 * Why.
 */
reason?: string | null, 
/**
 * In a township: the village.
 */
village?: string | null, };

export type RaisedNeed = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Its state, of the code list `need_state`.
 */
state: number, };

export type Reached = "refused" | "saved" | "written" | "waiting" | "conflict" | "received";

export type Rebuilt = { 
/**
 * Entries that were replayed.
 */
entries: number, 
/**
 * Records that stand.
 */
records: number, 
/**
 * The digest of the state, in hexadecimal digits.
 */
digest: string, };

export type RecordView = { 
/**
 * The kind's name.
 */
kind: string, 
/**
 * Its id.
 */
id: string, 
/**
 * How it is called.
 */
label: string, 
/**
 * Its values as shown: masked, references with their name.
 */
values: Record<string, unknown>, 
/**
 * What a change must give back, so that edits that come in between are seen.
 */
base: string, 
/**
 * Fields on which sites disagree.
 */
conflicts: Array<string>, 
/**
 * Whether it is in the recycle bin.
 */
deleted: boolean, };

export type Recover = { 
/**
 * The folder within the home.
 */
folder?: string, 
/**
 * The recovery code from paper.
 */
recovery: string, 
/**
 * The new passphrase.
 */
passphrase: string, };

export type RecoveryPaper = { 
/**
 * Groups of digits.
 */
code: string, };

export type Refusals = { 
/**
 * The refused ones, oldest first.
 */
refused: Array<RefusedEntry>, };

export type Refused = { 
/**
 * The kind's name.
 */
kind: string, 
/**
 * Its Chinese name.
 */
label: string, 
/**
 * The record.
 */
id: string, 
/**
 * Why, in words.
 */
why: string, };

export type RefusedEntry = { 
/**
 * Names it for sending it again.
 */
entry: string, 
/**
 * What was done, in words.
 */
what: string, 
/**
 * When, milliseconds since 1970.
 */
wall: number, 
/**
 * The other side's name.
 */
peer: string, 
/**
 * The channel of the village, for a township.
 */
village: string, 
/**
 * Why, in words.
 */
why: string, 
/**
 * The records that it concerns, with the names of their kinds.
 */
records: Array<RefusedRecord>, };

export type RefusedRecord = { 
/**
 * The name of its kind.
 */
kind: string, 
/**
 * The record.
 */
record: Match, 
/**
 * The kind of the record on whose page it is found; empty if there is none.
 */
page_kind: string, 
/**
 * That record.
 */
page: string, };

export type Register = { 
/**
 * Fields of the visit.
 */
visit: Record<string, unknown>, 
/**
 * Fields of needs raised in it; date, channel and household come from the visit where they are not given.
 */
needs: Record<string, unknown>[], };

export type RegisterHousehold = { 
/**
 * Fields of the household, without its head.
 */
fields: Record<string, unknown>, 
/**
 * The head, if already known; a new person is made without.
 */
head?: string | null, 
/**
 * Fields of the new person.
 */
head_fields?: Fields, };

export type RegisterMember = { 
/**
 * A person already known; a new one is made without.
 */
person?: string | null, 
/**
 * Fields of the person: all of a new one, or what changes.
 */
person_fields?: Fields, 
/**
 * Fields of the member.
 */
fields: Record<string, unknown>, };

export type Registered = { 
/**
 * The visit.
 */
visit: string, 
/**
 * The needs.
 */
needs: Array<string>, 
/**
 * The act, for taking it back.
 */
act?: string | null, 
/**
 * What a person should know of.
 */
warnings: Array<Warning>, };

export type Renew = { 
/**
 * Whether the workspace that this one is a copy of goes on being used.
 */
in_use: boolean, };

export type RenewRecovery = { 
/**
 * The present passphrase.
 */
passphrase: string, 
/**
 * The new recovery code that was printed; see `recovery_code`.
 */
recovery: string, 
/**
 * The same code as the person typed it back from paper.
 */
recovery_typed: string, };

export type Renewed = { 
/**
 * How many entries were written again under it.
 */
again: number, };

export type Resend = { 
/**
 * The entry.
 */
entry: string, };

export type Restore = { 
/**
 * The file.
 */
file: string, 
/**
 * The folder within the home; nothing may be in it. Empty for the home itself.
 */
folder?: string, 
/**
 * The passphrase that the workspace had when the backup was made; with a recovery code the new passphrase.
 */
passphrase?: string, 
/**
 * The recovery code from paper, if the passphrase is forgotten.
 */
recovery?: string | null, 
/**
 * Whether the computer that the backup is of goes on working as well: this becomes another laptop of the village
 * or township instead of taking that one's place.
 */
join?: boolean, };

export type RestorePreview = { 
/**
 * `village` or `township`.
 */
kind: 'village' | 'township', 
/**
 * The name of the workspace.
 */
name: string, 
/**
 * Its division code.
 */
code: string, 
/**
 * Whether it only practises.
 */
practice: boolean, 
/**
 * When the backup was made, milliseconds since 1970.
 */
at: number, 
/**
 * How many records are in it.
 */
records: number, };

export type RestorePreviewRequest = { 
/**
 * The file.
 */
file: string, };

export type Reveal = { 
/**
 * The kind's name.
 */
kind: string, 
/**
 * The record.
 */
id: string, 
/**
 * The field.
 */
field: string, 
/**
 * Why.
 */
reason: string, 
/**
 * In a township: the village.
 */
village?: string | null, };

export type Revealed = { 
/**
 * The value.
 */
value: unknown, };

export type RosterKind = "households" | "members";

export type RowCandidate = { 
/**
 * A person of the register.
 */
person?: string | null, 
/**
 * Another row of the files.
 */
row?: RowRef | null, 
/**
 * The name.
 */
name: string, 
/**
 * The ID number, masked.
 */
id_number?: string | null, 
/**
 * Number of the household that the person lives in.
 */
household?: string | null, };

export type RowDecided = { 
/**
 * The row.
 */
at: RowRef, 
/**
 * What it is; null takes the decision back.
 */
decision?: RowDecision | null, };

export type RowDecision = "take_as_new" | { "take_as": string } | { "take_as_row": RowRef } | "skip";

export type RowOutcome = "new" | "updated" | "unchanged" | "doubtful" | "refused";

export type RowReason = { 
/**
 * The rule's name: of `import` or of `failures` in the words file.
 */
code: string, 
/**
 * How serious.
 */
severity: Severity, 
/**
 * The cell at fault, such as `H14`.
 */
cell?: string | null, 
/**
 * The sentence that a person reads.
 */
sentence: string, };

export type RowRef = { 
/**
 * The file's name.
 */
file: string, 
/**
 * The sheet's name.
 */
sheet: string, 
/**
 * The row.
 */
row: number, };

export type RuleBroken = { 
/**
 * The rule.
 */
rule: string, 
/**
 * The record that breaks it.
 */
id: string, 
/**
 * Where it is found and mended.
 */
at: Disputed, 
/**
 * The name of the village, for a township.
 */
village_name: string, };

export type SampleDone = { 
/**
 * Households.
 */
households: number, 
/**
 * People.
 */
people: number, 
/**
 * Party members.
 */
members: number, 
/**
 * Households linked to a member.
 */
links: number, 
/**
 * Visits, yard meetings among them.
 */
visits: number, 
/**
 * Needs.
 */
needs: number, };

export type SampleRequest = { 
/**
 * How many households, 1 to 3000.
 */
households: number, 
/**
 * Over how many years up to today, 1 to 10.
 */
years: number, 
/**
 * Which village: the same seed gives the same one.
 */
seed: number, };

export type SaveDraft = { 
/**
 * The form's name.
 */
name: string, 
/**
 * What to keep; null drops it.
 */
json: unknown, };

export type Saved = { 
/**
 * The id of the record.
 */
id: string, 
/**
 * The act, for taking it back; null if nothing had to change.
 */
act?: string | null, 
/**
 * What a person should know of.
 */
warnings: Array<Warning>, };

export type Settle = { 
/**
 * The kind's name.
 */
kind: string, 
/**
 * The record.
 */
id: string, 
/**
 * The field's name; empty for the deletion of the record.
 */
field: string, 
/**
 * The `raw_element` of the dispute.
 */
element: unknown, 
/**
 * One of the sides by its `choice`; `keep` or `delete` for a deletion.
 */
choice?: string | null, 
/**
 * Without a choice, a third value.
 */
value: unknown, 
/**
 * Why.
 */
reason: string, 
/**
 * In a township: the village.
 */
village?: string | null, };

export type Severity = "warning" | "doubtful" | "refused";

export type SheetHeaders = { 
/**
 * The file's name.
 */
file: string, 
/**
 * The sheet's name.
 */
sheet: string, 
/**
 * One a column.
 */
headers: Array<string>, };

export type SheetMapping = { 
/**
 * Its name.
 */
name: string, 
/**
 * Whether it is read at all.
 */
chosen: boolean, 
/**
 * The first row of the header; `None` if data begin in the first row.
 */
header_row?: number | null, 
/**
 * How many rows the header has.
 */
header_rows: number, 
/**
 * What the columns hold; others are not read.
 */
columns: Record<number, string>, 
/**
 * The villagers' group of all rows that do not tell theirs.
 */
group?: string | null, };

export type SheetPreview = { 
/**
 * How it would be read.
 */
mapping: SheetMapping, 
/**
 * Its name.
 */
name: string, 
/**
 * Whether the file hides it.
 */
hidden: boolean, 
/**
 * Whether it should be imported: it is visible, has a header and rows.
 */
chosen: boolean, 
/**
 * The first row of the header; `None` if the sheet has none.
 */
header_row?: number | null, 
/**
 * How many rows the header has, 0 to 2.
 */
header_rows: number, 
/**
 * Its columns up to the last that holds something.
 */
columns: Array<ColumnPreview>, 
/**
 * How many rows hold a person.
 */
data_rows: number, 
/**
 * How many rows hold titles, sums, signatures or repeated headers.
 */
other_rows: number, 
/**
 * The villagers' group that its name or title tells.
 */
group?: string | null, 
/**
 * What a person should look at: `no_header`, `no_name`, `no_id_number`, `no_household`. In JSON each with its
 * sentence.
 */
warnings: { code: string; message: string }[], };

export type Side = { 
/**
 * Names it when settling.
 */
choice: string, 
/**
 * The value as shown; null if it was unset. True or false for the presence of an element.
 */
value: unknown, 
/**
 * Who wrote it, as far as that is known here.
 */
who: string, 
/**
 * When, by the writer's clock, milliseconds since 1970.
 */
wall: number, 
/**
 * Whether it was written on this laptop.
 */
own: boolean, };

export type Span = { 
/**
 * The first.
 */
from: number, 
/**
 * The last.
 */
to: number, };

export type StateCount = { 
/**
 * The state, of the code list `need_state`.
 */
state: number, 
/**
 * How many.
 */
count: number, };

export type StateDigest = { 
/**
 * In hexadecimal digits.
 */
digest: string, };

export type StepRequest = { 
/**
 * The need.
 */
need: string, 
/**
 * Fields of the step: `action`, and what it must say; the day is today unless it is given. For 并案 also
 * `main`, the need that this one is merged into.
 */
fields: Record<string, unknown>, };

export type TablePage = { 
/**
 * The rows.
 */
rows: ({ id: string } & Record<string, unknown>)[], 
/**
 * How many there are on all pages.
 */
total: number, };

export type TableRequest = { 
/**
 * Shown columns, which an export writes; all listed ones if there are none.
 */
columns: Array<string>, 
/**
 * Text to look for: characters, pinyin or its initials.
 */
search: string, 
/**
 * Conditions, all of which hold.
 */
filters: Array<Condition>, 
/**
 * The order.
 */
sort?: Order | null, 
/**
 * Rows a page; 0 for all.
 */
size: number, 
/**
 * The page, from 1.
 */
page: number, };

export type Taken = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Its file name.
 */
name: string, 
/**
 * Whether it was taken in, now or before.
 */
ok: boolean, 
/**
 * Why not.
 */
failure?: Failure | null, 
/**
 * Why not, in words.
 */
message?: string | null, 
/**
 * 核对码; see [`Slip::check`].
 */
check: string, 
/**
 * Whether this very file was received before.
 */
already: boolean, 
/**
 * Who sent it.
 */
sender?: string | null, 
/**
 * Its number among the sender's files.
 */
number?: number | null, 
/**
 * What became of its entries.
 */
outcomes: Outcomes, 
/**
 * How many records of each kind changed.
 */
records: Array<KindCount>, 
/**
 * How many of our own entries its receipt newly says arrived.
 */
acknowledges: number, 
/**
 * What was refused, and why.
 */
refusals: Array<Refused>, 
/**
 * Files of its that did not come, from–to: 缺第 12–15 号.
 */
gaps: Array<Gap>, 
/**
 * How many entries wait here for what may be in those files; without any, later files made up for them.
 */
waiting_here: number, 
/**
 * What a person should know of: `peer_rolled_back` as in [`Peer::remarks`]; `fork_ours` and `fork_theirs` if a chain
 * turned out to have two branches; `site_renewed` if this workspace had to take a new name;
 * `branch_given_back` if entries of a copy of one's own came back and were written again (`branch_given_back_own` if they
 * came from another laptop of one's own, or were kept here);
 * `waiting_gave_way` if what waited here is of a branch that gave way; `held_in_part` if entries of one's own came back
 * without what the other party may not see; `waits_for_own` if something waits for what came in no file of one's
 * own other laptop.
 */
remarks: Array<Warning>, };

export type TargetLabel = { 
/**
 * Its name in mappings.
 */
target: ColumnTarget, 
/**
 * Its Chinese label.
 */
label: string, };

export type ToAdjust = { 
/**
 * The link.
 */
link: string, 
/**
 * The household.
 */
household: Match, 
/**
 * The name of the member who cannot carry it.
 */
member: string, 
/**
 * The member.
 */
member_id: string, 
/**
 * Whether the member is gone for good, not only exempt.
 */
gone: boolean, 
/**
 * Why the member is exempt, of the code list `exemption`.
 */
exempt?: number | null, };

export type Today = { 
/**
 * Linked households without a visit for too long.
 */
due_visits: Items, 
/**
 * Needs past their day.
 */
overdue_needs: Items, 
/**
 * Needs whose people must be asked whether they are content.
 */
follow_ups: Items, 
/**
 * Answers of the township that arrived and wait for the village.
 */
answers: Items, 
/**
 * In a township: needs that wait for it.
 */
waiting: Items, 
/**
 * Households without a linked member.
 */
uncovered: number, 
/**
 * Links that must be adjusted.
 */
to_adjust: number, 
/**
 * Records on which sites disagree.
 */
conflicts: number, 
/**
 * The first of them.
 */
disputed: Array<Disputed>, 
/**
 * Records that break a rule since those of several laptops were brought together.
 */
broken: number, 
/**
 * In a village: registered households, of which there are none at the very beginning.
 */
households: number, 
/**
 * Entries that no receipt covers yet.
 */
unsent: number, 
/**
 * Laptops whose digits were not compared by telephone yet.
 */
unconfirmed: number, 
/**
 * In a village: groups that its township asks for and nobody decided about yet.
 */
undecided: number, 
/**
 * What a person should know of.
 */
remarks: Array<Warning>, };

export type ToldSpan = { 
/**
 * Since when, milliseconds since 1970.
 */
from: number, 
/**
 * Until when; nothing if it is told now.
 */
to?: number | null, };

export type Trace = { 
/**
 * What was done, in words.
 */
what: string, 
/**
 * Who.
 */
who: string, 
/**
 * When, by the writer's clock, milliseconds since 1970.
 */
wall: number, 
/**
 * Whether it came from the other side; then `reached` says nothing more.
 */
theirs: boolean, 
/**
 * How far it has come.
 */
reached: Reached, 
/**
 * The number of the first file that carried it.
 */
file?: number | null, 
/**
 * When that file was written, milliseconds since 1970.
 */
written?: number | null, 
/**
 * Why it was refused, in words.
 */
why?: string | null, };

export type UndoRequest = { 
/**
 * The act.
 */
act: string, 
/**
 * Why.
 */
reason?: string | null, };

export type Undone = { 
/**
 * The act that took it back; null if there was nothing left to take back.
 */
act?: string | null, 
/**
 * What was left, because it was changed since or something refers to it by now.
 */
left: Array<Left>, };

export type Unlock = { 
/**
 * The folder within the home.
 */
folder?: string, 
/**
 * The passphrase.
 */
passphrase: string, };

export type VillagePolicy = { 
/**
 * The village.
 */
party: Party, 
/**
 * The number of the statement that stands for it.
 */
number: number, 
/**
 * The names of the groups asked of it.
 */
groups: Array<string>, 
/**
 * Whether they are asked of this village alone.
 */
apart: boolean, 
/**
 * Since when these are asked, milliseconds since 1970, if it is known here.
 */
since?: number | null, 
/**
 * Those of them that the village did not agree to yet, as far as it is known here.
 */
waiting: Array<string>, };

export type VillageRequest = { 
/**
 * The village, by code, name or channel.
 */
village?: string | null, };

export type VisitPage = { 
/**
 * The visit.
 */
visit: RecordView, 
/**
 * The needs raised in it.
 */
needs: Array<RaisedNeed>, };

export type Warning = { 
/**
 * The rule's name.
 */
code: string, 
/**
 * In words.
 */
message: string, };

export type Whereabouts = { 
/**
 * The other side's name; empty if there is none yet.
 */
peer: string, 
/**
 * How far the record as a whole has come; nothing if there is nobody to send to.
 */
reached?: Reached | null, 
/**
 * When the first receipt that says so was made, by the other side's clock, milliseconds since 1970.
 */
receipt_at?: number | null, 
/**
 * What was done to it that still stands, newest first.
 */
traces: Array<Trace>, };

export type Workspaces = { 
/**
 * All of them.
 */
all: Array<Opened>, 
/**
 * The one that is open.
 */
open?: Opened | null, };

export type Written = { 
/**
 * The field's label.
 */
field: string, 
/**
 * What the field holds, so that its values can be worded.
 */
column: Column, 
/**
 * The value as shown; null if it was unset.
 */
value: unknown, 
/**
 * What was done, in words.
 */
what: string, 
/**
 * What the clock showed, milliseconds since 1970.
 */
wall: number, 
/**
 * Who.
 */
who: string, };

export type WrittenFile = { 
/**
 * Where it is.
 */
path: string, 
/**
 * The name of the party that it is for.
 */
to: string, 
/**
 * Whether the drive itself was read; otherwise the file counts as 未验证.
 */
proved: boolean, 
/**
 * Its number among the writer's files for the reader.
 */
number: number, 
/**
 * The number of the writer's file for the reader before it; nothing if it is the first.
 */
previous?: number | null, 
/**
 * Its file name.
 */
name: string, 
/**
 * How many entries it carries.
 */
entries: number, 
/**
 * For a file written: those of them that this laptop wrote itself, from–to in its own chain. There are several if
 * some between them are not lacking, or in a file for another laptop of one's own.
 */
spans: Array<Span>, 
/**
 * For a file written: how many records of each kind its entries touch. For a file received: how many changed here.
 */
records: Array<KindCount>, 
/**
 * Its length.
 */
bytes: number, 
/**
 * 核对码: 12 digits that both sides read from their screens or papers to see that it is the same file.
 */
check: string, };

export interface Commands {
  workspaces: { request: Nothing; answer: Workspaces }
  recovery_code: { request: Nothing; answer: RecoveryPaper }
  workspace_create: { request: Create; answer: Opened }
  workspace_unlock: { request: Unlock; answer: Opened }
  workspace_recover: { request: Recover; answer: Opened }
  workspace_renew: { request: Renew; answer: Renewed }
  workspace_lock: { request: Nothing; answer: Nothing }
  passphrase_change: { request: ChangePassphrase; answer: Nothing }
  recovery_renew: { request: RenewRecovery; answer: Nothing }
  operators: { request: Nothing; answer: Operators }
  operator_add: { request: AddOperator; answer: Operators }
  operator_choose: { request: ChooseOperator; answer: Operators }
  workspace_verify: { request: Nothing; answer: Proof }
  workspace_digest: { request: Nothing; answer: StateDigest }
  workspace_rebuild: { request: Nothing; answer: Rebuilt }
  backup: { request: BackupRequest; answer: BackedUp }
  backup_state: { request: Nothing; answer: BackupState }
  restore_preview: { request: RestorePreviewRequest; answer: RestorePreview }
  restore: { request: Restore; answer: Opened }
  divisions: { request: DivisionsRequest; answer: Divisions }
  sample_open: { request: Nothing; answer: Opened }
  sample: { request: SampleRequest; answer: SampleDone }
  list_columns: { request: ColumnsRequest; answer: Columns }
  list: { request: ListRequest; answer: TablePage }
  list_export: { request: ExportRequest; answer: Exported }
  find: { request: FindRequest; answer: Found }
  form: { request: FormRequest; answer: Form }
  record: { request: Name; answer: RecordView }
  record_put: { request: PutRequest; answer: Saved }
  record_delete: { request: Dispose; answer: Saved }
  record_restore: { request: Dispose; answer: Saved }
  reveal: { request: Reveal; answer: Revealed }
  erasable: { request: Name; answer: Erasable }
  erase: { request: Erase; answer: Erased }
  record_history: { request: Name; answer: History }
  acts: { request: ActsRequest; answer: Acts }
  undo: { request: UndoRequest; answer: Undone }
  today: { request: Nothing; answer: Today }
  household: { request: Name; answer: HouseholdPage }
  household_register: { request: RegisterHousehold; answer: Saved }
  resident_add: { request: AddResident; answer: Saved }
  move_out: { request: MoveOut; answer: Saved }
  record_death: { request: PersonEvent; answer: Saved }
  record_away: { request: Away; answer: Saved }
  change_head: { request: ChangeHead; answer: Saved }
  member: { request: Name; answer: MemberPage }
  member_register: { request: RegisterMember; answer: Saved }
  coverage: { request: VillageRequest; answer: Coverage }
  link_assign: { request: Assign; answer: Saved }
  link_end: { request: End; answer: Saved }
  visit_register: { request: Register; answer: Registered }
  visit: { request: Name; answer: VisitPage }
  need_counts: { request: CountsRequest; answer: NeedCounts }
  need: { request: Name; answer: NeedPage }
  need_step: { request: StepRequest; answer: Saved }
  need_answer: { request: AnswerRequest; answer: Saved }
  exchange: { request: Nothing; answer: Exchange }
  invitation_write: { request: InvitationWrite; answer: InvitationFile }
  invitation_open: { request: FilePath; answer: InvitationView }
  invitation_accept: { request: FilePath; answer: Joined }
  conflicts: { request: VillageRequest; answer: Disputes }
  conflict_settle: { request: Settle; answer: Saved }
  whereabouts: { request: Name; answer: Whereabouts }
  refusals: { request: Nothing; answer: Refusals }
  refusal_resend: { request: Resend; answer: Saved }
  drives: { request: Nothing; answer: Drives }
  exchange_find: { request: InFolder; answer: PackagesFound }
  devices: { request: Nothing; answer: Devices }
  device_confirm: { request: DeviceConfirm; answer: Devices }
  policy: { request: Nothing; answer: Policies }
  policy_set: { request: PolicySet; answer: Policies }
  policy_accept: { request: PolicyAnswer; answer: Nothing }
  disclosed: { request: DisclosedRequest; answer: Disclosed }
  exchange_write: { request: ExchangeWrite; answer: FilesWritten }
  exchange_preview: { request: FilePaths; answer: FilesIncoming }
  exchange_receive: { request: FilePaths; answer: FilesReceived }
  import_preview: { request: ImportPreviewRequest; answer: ImportPreview }
  import_plan: { request: ImportPlanRequest; answer: ImportPlan }
  import_rows: { request: ImportRowsRequest; answer: ImportRows }
  import_decide: { request: ImportDecideRequest; answer: ImportPlan }
  import_confirm: { request: Nothing; answer: ImportDone }
  import_returned: { request: ImportReturnedRequest; answer: ImportReturned }
  import_template: { request: ImportTemplateRequest; answer: ImportTemplate }
  imports: { request: Nothing; answer: Imports }
  import_log: { request: ImportLogRequest; answer: ImportLogged }
  draft: { request: DraftName; answer: Draft }
  draft_save: { request: SaveDraft; answer: Nothing }
}
