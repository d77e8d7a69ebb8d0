//! What the commands of 导入 are asked and answer.

use serde::{Deserialize, Serialize};
use sheets::layout::{self, Mapping, SheetMapping};
use sheets::plan::{Candidate, Decision, Outcome, Plan, Reason};
use sheets::read::RowRef;
use sheets::{RosterKind, Target};
use ts_rs::TS;

/// Asks what files hold.
#[derive(Debug, Deserialize, TS)]
pub struct ImportPreviewRequest {
    /// Which roster.
    pub kind: RosterKind,
    /// The files.
    pub paths: Vec<String>,
    /// Headers that a person showed, for sheets where another row was taken for the header.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<HeaderAt>>")]
    pub headers: Vec<HeaderAt>,
}

/// Where a sheet has its header.
#[derive(Debug, Deserialize, TS)]
pub struct HeaderAt {
    /// The file, as in the request.
    pub path: String,
    /// The sheet's name.
    pub sheet: String,
    /// The header's first row, from 1; null if data begin in the first row.
    #[serde(default)]
    #[ts(optional, type = "number | null")]
    pub header_row: Option<usize>,
    /// How many rows it has, 1 or 2.
    #[ts(type = "number")]
    pub header_rows: usize,
}

/// What files hold.
#[derive(Debug, Serialize, TS)]
pub struct ImportPreview {
    /// In the order of the request.
    pub files: Vec<ImportFile>,
    /// Everything that a column of this roster can be.
    pub targets: Vec<TargetLabel>,
}

/// What one file holds.
#[derive(Debug, Serialize, TS)]
pub struct ImportFile {
    /// The file, as in the request.
    pub path: String,
    /// Its name.
    pub file: String,
    /// The roster that it seems to be.
    pub kind: RosterKind,
    /// Whether its headers leave no doubt of that.
    pub kind_sure: bool,
    /// Its sheets, read as the roster asked for.
    pub sheets: Vec<SheetPreview>,
}

/// What a sheet seems to hold, and how it would be read.
#[derive(Debug, Serialize, TS)]
pub struct SheetPreview {
    /// What it seems to hold.
    #[serde(flatten)]
    pub found: layout::SheetPreview,
    /// How it would be read.
    pub mapping: SheetMapping,
}

/// A thing that a column can be.
#[derive(Debug, Serialize, TS)]
pub struct TargetLabel {
    /// Its name in mappings.
    pub target: Target,
    /// Its Chinese label.
    pub label: String,
}

/// Asks what an import would change.
#[derive(Debug, Deserialize, TS)]
pub struct ImportPlanRequest {
    /// Which roster.
    pub kind: RosterKind,
    /// The files.
    pub paths: Vec<String>,
    /// How each file is read, in the order of the files; as suggested without.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub mappings: Option<Vec<Mapping>>,
}

/// How many rows end how.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportCounts {
    /// 新增.
    #[ts(type = "number")]
    pub new: usize,
    /// 更新.
    #[ts(type = "number")]
    pub updated: usize,
    /// 无变化.
    #[ts(type = "number")]
    pub unchanged: usize,
    /// 待确认.
    #[ts(type = "number")]
    pub doubtful: usize,
    /// 未导入.
    #[ts(type = "number")]
    pub refused: usize,
}

impl ImportCounts {
    /// The counts of a plan.
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            new: plan.count(Outcome::New),
            updated: plan.count(Outcome::Updated),
            unchanged: plan.count(Outcome::Unchanged),
            doubtful: plan.count(Outcome::Doubtful),
            refused: plan.count(Outcome::Refused),
        }
    }
}

/// What an import would change.
#[derive(Debug, Serialize, TS)]
pub struct ImportPlan {
    /// How many rows end how.
    pub counts: ImportCounts,
    /// How many rows hold a person.
    #[ts(type = "number")]
    pub total: usize,
}

/// Asks for rows of the plan.
#[derive(Debug, Deserialize, TS)]
pub struct ImportRowsRequest {
    /// Only those that end so.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub outcome: Option<Outcome>,
    /// The page, from 1.
    #[ts(type = "number")]
    pub page: usize,
    /// Rows a page; 0 for all.
    #[ts(type = "number")]
    pub size: usize,
}

/// Rows of the plan.
#[derive(Debug, Serialize, TS)]
pub struct ImportRows {
    /// The rows of the page.
    pub rows: Vec<ImportRow>,
    /// How many there are on all pages.
    #[ts(type = "number")]
    pub total: usize,
    /// The headers of the sheets that the rows stand in.
    pub headers: Vec<SheetHeaders>,
}

/// The headers over the cells of a sheet's rows.
#[derive(Debug, Serialize, TS)]
pub struct SheetHeaders {
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// One a column.
    pub headers: Vec<String>,
}

/// One row of the plan.
#[derive(Debug, Serialize, TS)]
pub struct ImportRow {
    /// Where it stands.
    pub at: RowRef,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The person's name.
    pub name: String,
    /// Its cells; ID and telephone numbers masked.
    pub cells: Vec<String>,
    /// Why, the most serious first.
    pub reasons: Vec<Reason>,
    /// Who it may be.
    pub candidates: Vec<Candidate>,
    /// What was decided about it.
    #[ts(optional = nullable)]
    pub decision: Option<Decision>,
}

/// Decides about rows that wait.
#[derive(Debug, Deserialize, TS)]
pub struct ImportDecideRequest {
    /// Row by row.
    pub decisions: Vec<RowDecided>,
}

/// A decision about one row.
#[derive(Debug, Deserialize, TS)]
pub struct RowDecided {
    /// The row.
    pub at: RowRef,
    /// What it is; null takes the decision back.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub decision: Option<Decision>,
}

/// What an import did.
#[derive(Debug, Serialize, TS)]
pub struct ImportDone {
    /// The act, for taking it back; null if nothing had to change.
    #[ts(optional = nullable)]
    pub act: Option<String>,
    /// How many rows ended how.
    pub counts: ImportCounts,
    /// How many rows still wait for a decision.
    #[ts(type = "number")]
    pub doubtful_left: usize,
}

/// Asks for the rows that were not taken, as a sheet.
#[derive(Debug, Deserialize, TS)]
pub struct ImportReturnedRequest {
    /// The file to write.
    pub path: String,
}

/// The sheet of rows that were not taken.
#[derive(Debug, Serialize, TS)]
pub struct ImportReturned {
    /// The file.
    pub path: String,
    /// How many rows wait or were refused.
    #[ts(type = "number")]
    pub rows: usize,
}

/// Asks for a blank roster.
#[derive(Debug, Deserialize, TS)]
pub struct ImportTemplateRequest {
    /// Which roster.
    pub kind: RosterKind,
    /// The file to write.
    pub path: String,
}

/// A blank roster that was written.
#[derive(Debug, Serialize, TS)]
pub struct ImportTemplate {
    /// The file.
    pub path: String,
}

/// Imports done, newest first.
#[derive(Debug, Serialize, TS)]
pub struct Imports {
    /// The imports.
    pub imports: Vec<ImportNote>,
}

/// One import.
#[derive(Debug, Serialize, TS)]
pub struct ImportNote {
    /// Its act.
    pub act: String,
    /// When, milliseconds since 1970.
    #[ts(type = "number")]
    pub at: i64,
    /// Which roster.
    pub kind: RosterKind,
    /// The names of the files.
    pub files: Vec<String>,
    /// How many rows ended how.
    pub counts: ImportCounts,
    /// Whether it was taken back.
    pub undone: bool,
}

/// Names an import.
#[derive(Debug, Deserialize, TS)]
pub struct ImportLogRequest {
    /// Its act.
    pub act: String,
}

/// What an import did, row by row.
#[derive(Debug, Serialize, TS)]
pub struct ImportLogged {
    /// The rows, in the order of the files.
    pub rows: Vec<ImportLogRow>,
}

/// What became of one row.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ImportLogRow {
    /// Where it stood.
    pub at: RowRef,
    /// What became of it.
    pub outcome: Outcome,
    /// The person's name.
    pub name: String,
    /// Why.
    pub reasons: Vec<Reason>,
}
