//! 退回表: the rows that wait or were refused, as a workbook to be corrected and imported again.
//!
//! The columns are the file's own; two more say what is wrong and where. A row stands alone there: number and group
//! of its household are written out. Where only the order of rows tells households apart, the whole household is
//! there, with the rows that were taken marked as such.

use std::collections::BTreeSet;

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
        let grouped = needs_group(roster, sheet, &rows);
        let texts =
            rows.iter().map(|(row, planned)| texts(roster, sheet, row, planned, grouped)).collect::<Vec<_>>();
        let page = book.add_worksheet();
        page.set_name(free_name(&sheet.sheet, &mut names))?;
        write_table(page, 0, &columns(roster.kind, sheet, grouped), &texts, &mut *progress)?;
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

/// Whether the group of the rows is told neither by a column nor by the sheet's name, so that it must be added.
fn needs_group(roster: &Roster, sheet: &RosterSheet, rows: &[Row<'_>]) -> bool {
    let column = sheet.columns.iter().any(|(_, target)| *target == Some(Target::GROUP));
    let named = group::read(&sheet.sheet).map(|name| group::key(&name));
    let other =
        |(row, _): &Row<'_>| group_of(roster, row).is_some_and(|name| Some(group::key(name)) != named);
    roster.kind == RosterKind::Households && !column && rows.iter().any(other)
}

fn group_of<'a>(roster: &'a Roster, row: &RosterRow) -> Option<&'a str> {
    row.household.and_then(|house| roster.households.get(house))?.group.as_deref()
}

fn columns(kind: RosterKind, sheet: &RosterSheet, grouped: bool) -> Vec<Column> {
    let own = sheet
        .columns
        .iter()
        .map(|(header, target)| Column { label: label(kind, header, *target), width: width(*target) });
    let mut columns: Vec<Column> = own.collect();
    if grouped {
        columns.push(Column { label: Target::GROUP.label().to_owned(), width: 12.0 });
    }
    for (code, width) in [("reason_column", 60.0), ("cell_column", 10.0)] {
        columns.push(Column { label: terms::sentence(code), width });
    }
    columns
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

fn texts(
    roster: &Roster,
    sheet: &RosterSheet,
    row: &RosterRow,
    planned: &Planned,
    grouped: bool,
) -> Vec<String> {
    let mut texts: Vec<String> =
        (0..sheet.columns.len()).map(|at| row.cells.get(at).cloned().unwrap_or_default()).collect();
    let told = !row.has(Rule::HouseholdUnclear);
    let house = row.household.and_then(|house| roster.households.get(house)).filter(|_| told);
    for (text, (_, target)) in texts.iter_mut().zip(&sheet.columns).filter(|(text, _)| text.is_empty()) {
        let known = match *target {
            Some(Target::NUMBER) => house.and_then(|house| house.number.as_ref()),
            Some(Target::HEAD) => house.and_then(|house| house.head_name.as_ref()),
            Some(Target::GROUP) => house.and_then(|house| house.group.as_ref()),
            _ => None,
        };
        *text = known.cloned().unwrap_or_default();
    }
    if grouped {
        texts.push(group_of(roster, row).unwrap_or_default().to_owned());
    }
    texts.extend(reason(planned));
    texts
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
