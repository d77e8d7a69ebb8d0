//! Which rows hold a person, and which hold titles, sums, signatures and headers.

use std::cell::OnceCell;

use domain::kinds::{household, person, resident};

use super::SheetMapping;
use super::cards::{self, Card};
use crate::cells::{group, id_number, name};
use crate::grid::{Cell, Sheet};
use crate::spelling::{compact, key};
use crate::target::Target;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Nothing, or no more than a running number.
    Blank,
    /// A person.
    Data,
    /// The header again, or the numbers of its columns.
    Header,
    /// A villagers' group that the rows below belong to.
    Banner(String),
    /// What a line over the rows of one household says of it.
    Card(Card),
    /// A title, a sum, a signature, an explanation.
    Note,
}

/// Sorts the rows of one sheet.
pub(crate) struct Sorter<'a> {
    sheet: &'a Sheet,
    mapping: &'a SheetMapping,
    header: Vec<Vec<String>>,
    personal: OnceCell<Vec<usize>>,
}

/// Whether a cell stands for itself and not under a merged one.
pub(crate) fn own(cell: &Cell) -> bool {
    cell.merged_from.is_none()
}

impl<'a> Sorter<'a> {
    /// A sorter of a sheet read this way.
    pub(crate) fn new(sheet: &'a Sheet, mapping: &'a SheetMapping) -> Self {
        let first = mapping.header_row.map(|row| row.saturating_sub(1));
        let rows = first.into_iter().flat_map(|first| first..first + mapping.header_rows);
        let header =
            rows.map(|row| sheet.rows.get(row).map(|cells| keys(cells)).unwrap_or_default()).collect();
        Self { sheet, mapping, header, personal: OnceCell::new() }
    }

    /// What a row, counted from 0, is.
    pub(crate) fn sort(&self, row: usize) -> Sort {
        let cells = self.own_cells(row);
        let Some((_, first)) = cells.first() else { return Sort::Blank };
        if let Some(card) = cards::read(self.sheet, row).filter(Card::names_a_household) {
            return Sort::Card(card);
        }
        if self.holds_id_number(row) {
            return Sort::Data;
        }
        if self.is_header_again(&cells) || is_numbering(&cells) {
            return Sort::Header;
        }
        if is_footer(&first.text(), cells.len())
            || cells.iter().any(|(_, cell)| is_signature(&cell.text(), cells.len()))
        {
            return Sort::Note;
        }
        if cells.len() == 1 {
            return self.sort_single(row, cells.first().map_or(0, |(column, _)| *column), &first.text());
        }
        let personal = self.personal();
        let said = cells.iter().filter(|(column, _)| personal.contains(column)).count();
        if said > 0 { Sort::Data } else { Sort::Blank }
    }

    /// One cell alone is a banner, a title, a bare number, or a name whose row says nothing else.
    fn sort_single(&self, row: usize, column: usize, text: &str) -> Sort {
        let wide = self.sheet.cell(row, column + 1).merged_from == Some((row, column));
        let length = compact(text).chars().count();
        match self.mapping.columns.get(&column) {
            Some(&Target::NAME) if !wide && name::is_like(text) && group::find(text).is_none() => Sort::Data,
            _ if length <= 40 && group::find(text).is_some() => {
                group::find(text).map_or(Sort::Note, Sort::Banner)
            }
            Some(target) if !wide && self.personal().contains(&column) && *target != Target::NAME => {
                Sort::Data
            }
            Some(_) if !wide => Sort::Blank,
            _ => Sort::Note,
        }
    }

    /// Whether the cells say what the header says: pages that were printed repeat it.
    fn is_header_again(&self, cells: &[(usize, &Cell)]) -> bool {
        self.header.iter().any(|header| {
            let says = |(column, cell): &&(usize, &Cell)| {
                header.get(*column).is_some_and(|said| !said.is_empty() && *said == key(&cell.text()))
            };
            let same = cells.iter().filter(says).count();
            same >= 2 && same * 2 >= cells.len()
        })
    }

    fn own_cells(&self, row: usize) -> Vec<(usize, &Cell)> {
        let cells = self.sheet.rows.get(row).into_iter().flatten().enumerate();
        cells.filter(|(_, cell)| own(cell) && !cell.is_blank()).collect()
    }

    fn holds_id_number(&self, row: usize) -> bool {
        let column = self.mapping.column(Target::ID_NUMBER);
        column.is_some_and(|column| {
            let cell = self.sheet.cell(row, column);
            own(cell) && id_number::is_like(&cell.content)
        })
    }

    /// The columns that speak of one person and not of a household.
    fn personal(&self) -> &[usize] {
        self.personal.get_or_init(|| {
            let head_names = self.mapping.column(Target::NAME).is_none();
            let speaks = |target: Target| match target {
                Target::HEAD => head_names,
                Target::Field { kind, .. } => {
                    kind != household::KIND.number
                        && target != Target::of(resident::KIND.number, resident::NOTE)
                        && target != Target::of(person::KIND.number, person::NOTE)
                }
                _ => false,
            };
            self.mapping
                .columns
                .iter()
                .filter(|(_, target)| speaks(**target))
                .map(|(column, _)| *column)
                .collect()
        })
    }
}

fn keys(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(|cell| key(&cell.text())).collect()
}

/// 1 2 3 4 … or 甲 乙 1 2 …: the numbers of columns below a printed header.
fn is_numbering(cells: &[(usize, &Cell)]) -> bool {
    let texts: Vec<String> = cells.iter().map(|(_, cell)| key(&cell.text())).collect();
    let counted = texts.iter().filter_map(|text| text.trim_matches(['(', ')']).parse::<usize>().ok());
    let numbers: Vec<usize> = counted.collect();
    let others = texts.iter().filter(|text| ["甲", "乙", "丙", "丁"].contains(&text.as_str())).count();
    let rising = numbers.windows(2).all(|pair| matches!(pair, [a, b] if *b == a + 1));
    cells.len() >= 3 && rising && numbers.first() == Some(&1) && numbers.len() + others == cells.len()
}

// Sums, and 以下空白, begin or end with their word; explanations begin with theirs.
fn is_footer(first: &str, cells: usize) -> bool {
    const SUMS: [&str; 7] = ["合计", "小计", "总计", "共计", "累计", "本页", "以下空白"];
    const NOTES: [&str; 11] =
        ["说明", "注", "备注", "填报", "填表", "制表", "注意", "示例", "例", "单位", "村民委员会(盖章)"];
    let text = compact(first);
    let followed = |word: &str| {
        let rest = text.strip_prefix(word);
        rest.is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with([':', '(', ')', '.', '、'])
                || rest.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    let sums = SUMS.iter().any(|word| followed(word) || text.ends_with(word));
    sums || (NOTES.iter().any(|word| followed(word)) && (cells <= 3 || text.contains(':')))
}

fn is_signature(text: &str, cells: usize) -> bool {
    const SIGNERS: [&str; 12] = [
        "填表人",
        "制表人",
        "审核人",
        "审批人",
        "填报人",
        "经办人",
        "负责人",
        "填报单位",
        "填表单位",
        "填报日期",
        "填表日期",
        "打印日期",
    ];
    let text = compact(text);
    SIGNERS.iter().any(|word| {
        let at = text.find(word);
        at.is_some_and(|at| {
            text.get(at + word.len()..)
                .is_some_and(|rest| (rest.is_empty() && cells <= 4) || rest.starts_with([':', '(', '签']))
        })
    })
}
