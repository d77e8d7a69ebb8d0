//! What names, titles and telling columns say about a sheet.

use domain::kinds::{household, member, resident};

use crate::cells::group;
use crate::grid::{Sheet, Workbook};
use crate::target::Target;

/// The villagers' group that the sheet's name, its title rows or the file's name tell.
pub(super) fn group(workbook: &Workbook, sheet: &Sheet, first_data_row: usize) -> Option<String> {
    let named = Some(sheet.name.as_str()).filter(|name| !is_default_name(name)).and_then(group::read);
    named.or_else(|| titled(sheet, first_data_row)).or_else(|| group::find(stem(&workbook.file)))
}

// The rows above the header, the header's own last.
fn titled(sheet: &Sheet, first_data_row: usize) -> Option<String> {
    let rows = sheet.rows.iter().take(first_data_row.saturating_sub(1));
    let single =
        rows.filter(|row| row.iter().filter(|cell| super::own(cell) && !cell.is_blank()).count() <= 3);
    single.flatten().filter(|cell| super::own(cell)).find_map(|cell| group::find(&cell.text()))
}

fn is_default_name(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("sheet") || name.starts_with("工作表")
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// Columns that only a roster of members has.
pub(super) fn tells_members(target: Target) -> bool {
    const TELLING: [Target; 8] = [
        Target::of(5, member::CATEGORY),
        Target::of(5, member::JOINED),
        Target::of(5, member::CONFIRMED),
        Target::of(5, member::BRANCH),
        Target::of(5, member::STATUS),
        Target::of(5, member::LOST),
        Target::of(5, member::MOBILE),
        Target::of(5, member::PARTY_GROUP),
    ];
    TELLING.contains(&target)
}

/// Columns that only a register of households has.
pub(super) fn tells_households(target: Target) -> bool {
    const TELLING: [Target; 7] = [
        Target::NUMBER,
        Target::HEAD,
        Target::GROUP,
        Target::RELATION,
        Target::HeadIdNumber,
        Target::of(3, household::OCCUPANCY),
        Target::of(4, resident::RESIDENCE),
    ];
    TELLING.contains(&target)
}
