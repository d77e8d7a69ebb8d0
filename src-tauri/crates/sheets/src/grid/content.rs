//! One cell.

use chrono::NaiveDate;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// Text as it was written.
    Text(String),
    /// A number; spreadsheets keep them all as floating point.
    Number(f64),
    /// A day, which the spreadsheet keeps as a serial number.
    Date(NaiveDate),
    /// A truth value.
    Bool(bool),
    /// The result of a formula that failed.
    Error,
}

/// A cell of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it holds, or what the merged cell over it holds.
    pub content: Content,
    /// For a cell under a merged one: the row and the column, from 0, where the content really stands.
    pub merged_from: Option<(usize, usize)>,
}

impl Cell {
    /// A cell that holds nothing.
    pub const EMPTY: Cell = Cell { content: Content::Empty, merged_from: None };

    /// Whether nothing can be read in it.
    pub fn is_blank(&self) -> bool {
        match &self.content {
            Content::Empty => true,
            Content::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The text that a person would see: days as `1962-03-05`, whole numbers without a point, huge ones as a
    /// spreadsheet shows them.
    pub fn text(&self) -> String {
        match &self.content {
            Content::Empty => String::new(),
            Content::Text(text) => text.clone(),
            Content::Number(number) if number.abs() >= 1e15 => format!("{number:E}"),
            Content::Number(number) => number.to_string(),
            Content::Date(day) => day.format("%Y-%m-%d").to_string(),
            Content::Bool(true) => "TRUE".to_owned(),
            Content::Bool(false) => "FALSE".to_owned(),
            Content::Error => "#N/A".to_owned(),
        }
    }
}

impl From<Content> for Cell {
    fn from(content: Content) -> Self {
        Cell { content, merged_from: None }
    }
}

/// The letters of a column counted from 0: `A`, `Z`, `AA`.
pub fn column_letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The name of a cell, its row counted from 1 and its column from 0: `H14`.
pub fn cell_name(row: usize, column: usize) -> String {
    format!("{}{row}", column_letters(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters_as_in_a_spreadsheet() {
        let letters: Vec<String> = [0, 25, 26, 51, 701, 702].map(column_letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
        assert_eq!(cell_name(14, 7), "H14");
    }

    #[test]
    fn a_number_reads_as_a_person_sees_it() {
        let text = |number| Cell::from(Content::Number(number)).text();
        assert_eq!(text(13_967_712_942.0), "13967712942");
        assert_eq!(text(1962.3), "1962.3");
        assert_eq!(text(999_001_200_003_271_400.0), "9.990012000032714E17");
    }
}
