//! 退回表: the rows that wait or were refused, as a workbook to be corrected and imported again.
//!
//! The columns are the file's own; two more say what is wrong and where. A row stands alone there: number and group
//! of its household are written out. Where only the order of rows tells households apart, the whole household is
//! there, with the rows that were taken marked as such.

use std::collections::BTreeSet;

use domain::Value;
use rust_xlsxwriter::Workbook;

use crate::Error;
use crate::cells::group;
use crate::list_out::{Column, sheet_name, write_table};
use crate::plan::{Outcome, Plan, Planned};
use crate::progress::Progress;
use crate::read::{Roster, RosterRow, RosterSheet, Rule, Severity};
use crate::target::{RosterKind, Target};
use crate::terms;

/// Writes the rows that wait or were refused as the bytes of an `.xlsx` file, a sheet for each sheet of the files.
/// `None` if there are none. Rows that a person left out are not among them.
pub fn returned(roster: &Roster, plan: &Plan, progress: Progress<'_>) -> Result<Option<Vec<u8>>, Error> {
    let mut book = Workbook::new();
    let mut names = BTreeSet::new();
    for sheet in &roster.sheets {
        let rows = rows_of(roster, plan, sheet);
        if rows.is_empty() {
            continue;
        }
        let form = Form::of(roster, sheet, &rows);
        let texts = rows.iter().map(|(row, planned)| form.texts(roster, row, planned)).collect::<Vec<_>>();
        let page = book.add_worksheet();
        page.set_name(free_name(&sheet.sheet, &mut names))?;
        write_table(page, 0, &form.columns(roster.kind), &texts, &mut *progress)?;
    }
    Ok(if names.is_empty() { None } else { Some(book.save_to_buffer()?) })
}

type Row<'a> = (&'a RosterRow, &'a Planned);

fn rows_of<'a>(roster: &'a Roster, plan: &'a Plan, sheet: &RosterSheet) -> Vec<Row<'a>> {
    let pairs = roster.rows.iter().zip(&plan.rows);
    let here: Vec<Row<'a>> =
        pairs.filter(|(row, _)| row.at.file == sheet.file && row.at.sheet == sheet.sheet).collect();
    let back: Vec<&Row<'a>> = here.iter().filter(|(_, planned)| goes_back(planned)).collect();
    let houses: BTreeSet<usize> =
        back.iter().filter_map(|(row, _)| row.household).filter(|_| sheet.by_order).collect();
    let with = |(row, _): &&Row<'a>| row.household.is_some_and(|house| houses.contains(&house));
    let wanted = |pair: &&Row<'a>| goes_back(pair.1) || with(pair);
    here.iter().filter(wanted).copied().collect()
}

fn goes_back(planned: &Planned) -> bool {
    let skipped = planned.reasons.first().is_some_and(|reason| reason.code == Rule::Skipped.name());
    matches!(planned.outcome, Outcome::Doubtful | Outcome::Refused) && !skipped
}

/// The columns of a sheet that goes back.
struct Form<'a> {
    sheet: &'a RosterSheet,
    /// Those of the file's columns that hold something.
    own: Vec<usize>,
    /// What no column of the file tells and lines, names of sheets or order told.
    added: Vec<Target>,
}

impl<'a> Form<'a> {
    fn of(roster: &Roster, sheet: &'a RosterSheet, rows: &[Row<'_>]) -> Self {
        let used = |at: &usize| {
            let told =
                sheet.columns.get(*at).is_some_and(|(header, target)| !header.is_empty() || target.is_some());
            told || rows.iter().any(|(row, _)| row.cells.get(*at).is_some_and(|text| !text.is_empty()))
        };
        let named = group::read(&sheet.sheet).map(|name| group::key(&name));
        let missing = |target: &Target| {
            let column = sheet.columns.iter().any(|(_, held)| held.as_ref() == Some(target));
            let by_name = |text: &str| *target == Target::GROUP && Some(group::key(text)) == named;
            let told = |(row, _): &Row<'_>| known(roster, row, *target).is_some_and(|text| !by_name(text));
            roster.kind == RosterKind::Households && !column && rows.iter().any(told)
        };
        Self {
            sheet,
            own: (0..sheet.columns.len()).filter(used).collect(),
            added: HOUSEHOLD.iter().copied().filter(missing).collect(),
        }
    }

    fn columns(&self, kind: RosterKind) -> Vec<Column> {
        let own = self
            .own
            .iter()
            .filter_map(|at| self.sheet.columns.get(*at))
            .map(|(header, target)| Column { label: label(kind, header, *target), width: width(*target) });
        let added = self
            .added
            .iter()
            .map(|target| Column { label: target.label().to_owned(), width: width(Some(*target)) });
        let reason = [("reason_column", 60.0), ("cell_column", 10.0)];
        let reason = reason.map(|(code, width)| Column { label: terms::sentence(code), width });
        own.chain(added).chain(reason).collect()
    }

    fn texts(&self, roster: &Roster, row: &RosterRow, planned: &Planned) -> Vec<String> {
        let own = self.own.iter().map(|at| {
            let text = row.cells.get(*at).map_or("", String::as_str);
            let target = self.sheet.columns.get(*at).and_then(|(_, target)| *target);
            let filled = target.filter(|_| text.is_empty()).and_then(|target| known(roster, row, target));
            filled.unwrap_or(text).to_owned()
        });
        let added =
            self.added.iter().map(|target| known(roster, row, *target).unwrap_or_default().to_owned());
        own.chain(added).chain(reason(planned)).collect()
    }
}

/// What the rows of a household share and one row alone may not tell.
const HOUSEHOLD: [Target; 4] = [Target::NUMBER, Target::HEAD, Target::GROUP, Target::ADDRESS_OF_HOUSEHOLD];

/// What is known of the household of a row.
fn known<'r>(roster: &'r Roster, row: &'r RosterRow, target: Target) -> Option<&'r str> {
    let house = row.household.and_then(|house| roster.households.get(house));
    let house = house.filter(|_| target == Target::GROUP || !row.has(Rule::HouseholdUnclear))?;
    match target {
        Target::NUMBER => house.number.as_deref(),
        Target::HEAD => house.head_name.as_deref(),
        Target::GROUP => house.group.as_deref(),
        Target::ADDRESS_OF_HOUSEHOLD => {
            let filled = house.fields.iter().find(|filled| filled.target == target)?;
            match filled.values.first() {
                Some(Value::Text(text)) => Some(text),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The file's own header, unless the importer would not know it again: then the label of what the column holds.
fn label(kind: RosterKind, header: &str, target: Option<Target>) -> String {
    match target {
        Some(target) if terms::header(kind, header).map(|(known, _)| known) != Some(target) => {
            target.label().to_owned()
        }
        _ => header.to_owned(),
    }
}

fn width(target: Option<Target>) -> f64 {
    target.and_then(Target::field).map_or(12.0, |(_, field)| Column::of(field).width)
}

/// What is wrong, and the cells where.
fn reason(planned: &Planned) -> [String; 2] {
    if !goes_back(planned) {
        return [terms::sentence("reference_row"), String::new()];
    }
    let serious = planned.reasons.iter().filter(|reason| reason.severity > Severity::Warning);
    let sentences: Vec<&str> = serious.clone().map(|reason| reason.sentence.as_str()).collect();
    let cells: Vec<&str> = serious.filter_map(|reason| reason.cell.as_deref()).collect();
    [sentences.join("\n"), cells.join("、")]
}

fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let name = sheet_name(name);
    let numbered = (2..).map(|number| format!("{} ({number})", name.chars().take(25).collect::<String>()));
    let free =
        std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(&name.to_lowercase()));
    let free = free.unwrap_or(name);
    taken.insert(free.to_lowercase());
    free
}
