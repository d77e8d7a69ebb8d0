//! Rows of people out of sheets, cleaned, housed and checked; what stands in the register is not asked here.

mod checks;
mod draft;
mod duplicates;
mod fields;
mod grouping;
mod households;
mod problems;
mod relations;
mod strategy;

use chrono::NaiveDate;
use domain::id_number::IdNumber;
use domain::{Day, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Error;
use crate::grid::{Sheet, Workbook};
use crate::layout::{Card, Mapping, SheetMapping, Sort, Sorter, column_header, read_card};
use crate::progress::{Progress, Stopped, tick};
use crate::target::{RosterKind, Target};
use draft::{Draft, Reader};
use grouping::Grouper;

pub use problems::{Problem, Rule, Severity};

/// A row of a file. Rows are counted from 1, as spreadsheets show them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct RowRef {
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The row.
    #[ts(type = "number")]
    pub row: usize,
}

/// One file to read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its cells.
    pub workbook: &'a Workbook,
    /// What shall be read from it.
    pub mapping: &'a Mapping,
}

/// Everything that files of one kind say.
#[derive(Debug, Clone)]
pub struct Roster {
    /// Which roster.
    pub kind: RosterKind,
    /// The rows that hold a person, in order.
    pub rows: Vec<RosterRow>,
    /// The households that the rows belong to, in order of their first rows; a few may have lost all their rows to
    /// others.
    pub households: Vec<RosterHousehold>,
    /// The sheets read, with their headers.
    pub sheets: Vec<RosterSheet>,
}

/// A row that holds a person.
#[derive(Debug, Clone)]
pub struct RosterRow {
    /// Where it stands.
    pub at: RowRef,
    /// The texts of its cells as a person sees them, those of merged cells above included.
    pub cells: Vec<String>,
    /// Its household, an index into [`Roster::households`].
    pub household: Option<usize>,
    /// What it says about the person, the resident and the member.
    pub fields: Vec<Filled>,
    /// What is wrong with it, the worst first.
    pub problems: Vec<Problem>,
}

/// A field that a row fills.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// Which field.
    pub target: Target,
    /// The column that says so; `None` if it follows from the ID number or the household.
    pub column: Option<usize>,
    /// Its values; a field that refers to a unit has the unit's name as text.
    pub values: Vec<Value>,
}

/// A household as a file tells it.
#[derive(Debug, Clone, Default)]
pub struct RosterHousehold {
    /// 户编号.
    pub number: Option<String>,
    /// 村民小组.
    pub group: Option<String>,
    /// 户主姓名, if a column tells it.
    pub head_name: Option<String>,
    /// The head's row, an index into [`Roster::rows`].
    pub head: Option<usize>,
    /// Its rows, as indexes into [`Roster::rows`].
    pub rows: Vec<usize>,
    /// What its rows say about the household itself.
    pub fields: Vec<Filled>,
}

/// A sheet that was read.
#[derive(Debug, Clone)]
pub struct RosterSheet {
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The headers of its columns, with what they hold.
    pub columns: Vec<(String, Option<Target>)>,
    /// Whether its households can be told apart only by the order of their rows.
    pub by_order: bool,
}

impl RosterRow {
    /// The first value of a field.
    pub fn value(&self, target: Target) -> Option<&Value> {
        self.fields.iter().find(|filled| filled.target == target).and_then(|filled| filled.values.first())
    }

    /// The text of a field.
    pub fn text(&self, target: Target) -> Option<&str> {
        match self.value(target) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The code of a field.
    pub fn code(&self, target: Target) -> Option<u32> {
        match self.value(target) {
            Some(Value::Int(code)) => u32::try_from(*code).ok(),
            _ => None,
        }
    }

    /// The name.
    pub fn name(&self) -> Option<&str> {
        self.text(Target::NAME)
    }

    /// The ID number, if it is sound.
    pub fn id_number(&self) -> Option<IdNumber> {
        self.text(Target::ID_NUMBER).and_then(|text| IdNumber::parse(text).ok())
    }

    /// The day of birth.
    pub fn birth(&self) -> Option<Day> {
        match self.value(Target::BIRTH) {
            Some(Value::Int(number)) => Day::from_number(*number).ok(),
            _ => None,
        }
    }

    /// The worst of its problems; `None` if it has none.
    pub fn severity(&self) -> Option<Severity> {
        self.problems.iter().map(|problem| problem.rule.severity()).max()
    }

    pub(crate) fn has(&self, rule: Rule) -> bool {
        self.problems.iter().any(|problem| problem.rule == rule)
    }

    pub(crate) fn fill(&mut self, target: Target, column: Option<usize>, values: Vec<Value>) {
        self.fields.retain(|filled| filled.target != target);
        self.fields.push(Filled { target, column, values });
    }
}

/// Reads files of one kind. `today` is the day on the laptop's calendar. Reports its progress in rows.
pub fn read(
    sources: &[Source<'_>],
    kind: RosterKind,
    today: NaiveDate,
    progress: Progress<'_>,
) -> Result<Roster, Error> {
    let chosen = chosen(sources);
    let total = chosen.iter().map(|(_, sheet, _)| sheet.rows.len()).sum();
    let mut done = 0;
    let mut grouper = Grouper::default();
    let mut roster = Roster { kind, rows: Vec::new(), households: Vec::new(), sheets: Vec::new() };
    for (file, sheet, mapping) in chosen {
        let reader = Reader { file: &file, sheet, mapping, kind, today };
        let drafts = read_rows(&reader, |row| tick(&mut *progress, done + row, total))?;
        done += sheet.rows.len();
        take_sheet(&mut roster, &mut grouper, &file, sheet, mapping, drafts);
    }
    duplicates::mark(&mut roster);
    if kind == RosterKind::Households {
        relations::settle(&mut roster);
        households::gather(&mut roster);
    }
    for row in &mut roster.rows {
        row.problems.sort_by_key(|problem| std::cmp::Reverse(problem.rule.severity()));
    }
    tick(progress, total, total)?;
    Ok(roster)
}

/// The rows of a sheet that hold a person. A line with a group's name, and a group in the first row of many, speak
/// for the rows below that do not tell theirs.
fn read_rows(
    reader: &Reader<'_>,
    mut done: impl FnMut(usize) -> Result<(), Stopped>,
) -> Result<Vec<Draft>, Stopped> {
    let mapping = reader.mapping;
    let sorter = Sorter::new(reader.sheet, mapping);
    let mut group = mapping.group.clone();
    let mut card = card_above(reader.sheet, mapping);
    let mut drafts = Vec::new();
    for row in mapping.first_data_row()..reader.sheet.rows.len() {
        match sorter.sort(row) {
            Sort::Data => {
                let told = card.as_ref().and_then(|card| card.group.as_deref()).or(group.as_deref());
                let mut draft = reader.draft(row, told);
                if let Some(card) = &card {
                    draft.take_card(card);
                }
                if mapping.column(Target::GROUP).is_some() {
                    group = draft.group.clone();
                }
                drafts.push(draft);
            }
            Sort::Banner(banner) => group = Some(banner),
            Sort::Card(found) => card = Some(found),
            _ => {}
        }
        done(row)?;
    }
    Ok(drafts)
}

/// What the line just above the header says of the one household below it.
fn card_above(sheet: &Sheet, mapping: &SheetMapping) -> Option<Card> {
    let above = mapping.header_row?.checked_sub(2)?;
    read_card(sheet, above).filter(Card::names_a_household)
}

/// The sheets to read, with a name for each file that no other has.
fn chosen<'a>(sources: &[Source<'a>]) -> Vec<(String, &'a Sheet, &'a SheetMapping)> {
    let mut chosen = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let name = &source.workbook.file;
        let before = sources.iter().take(at).filter(|other| other.workbook.file == *name).count();
        let file = if before == 0 { name.clone() } else { format!("{name} ({})", before + 1) };
        for mapping in source.mapping.sheets.iter().filter(|mapping| mapping.chosen) {
            if let Some(sheet) = source.workbook.sheets.iter().find(|sheet| sheet.name == mapping.name) {
                chosen.push((file.clone(), sheet, mapping));
            }
        }
    }
    chosen
}

fn take_sheet(
    roster: &mut Roster,
    grouper: &mut Grouper,
    file: &str,
    sheet: &Sheet,
    mapping: &SheetMapping,
    mut drafts: Vec<Draft>,
) {
    let mut by_order = false;
    if roster.kind == RosterKind::Households {
        let how = strategy::choose(sheet, mapping, &mut drafts);
        by_order = how.is_by_order();
        grouper.group(how, &mut drafts, roster);
    }
    let header_row = mapping.header_row.map(|row| row.saturating_sub(1));
    let header =
        |column| header_row.map(|row| column_header(sheet, roster.kind, row, mapping.header_rows, column));
    let columns = (0..sheet.width())
        .map(|column| (header(column).unwrap_or_default(), mapping.columns.get(&column).copied()));
    roster.sheets.push(RosterSheet {
        file: file.to_owned(),
        sheet: sheet.name.clone(),
        columns: columns.collect(),
        by_order,
    });
    roster.rows.extend(drafts.into_iter().map(|draft| draft.row));
}
