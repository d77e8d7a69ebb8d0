//! What can go wrong with a file, in codes that callers word.

/// Why a file could not be read or written. The words stand under `failures` in the words file, by [`Error::code`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing is written in the file.
    #[error("the file holds no cells")]
    Empty,
    /// More bytes, rows or columns than a village's roster can have.
    #[error("the file is larger than {}", crate::grid::LIMITS)]
    TooLarge,
    /// The packed file would unfold beyond all measure, or its entries point outside it.
    #[error("the packed file is built to do harm")]
    Hostile,
    /// The workbook is encrypted.
    #[error("the workbook is protected by a password")]
    Password,
    /// A web page or an XML document that only bears the name of a spreadsheet.
    #[error("the file is a web page or XML, not a spreadsheet")]
    WebPage,
    /// No `.xlsx`, `.xls` or text table.
    #[error("the file is no spreadsheet that can be read")]
    Unsupported,
    /// The workbook is cut short or altered.
    #[error("the workbook is damaged")]
    Damaged,
    /// The person stopped it.
    #[error("stopped")]
    Cancelled,
    /// A workbook could not be built.
    #[error("the workbook could not be written: {0}")]
    Write(#[from] rust_xlsxwriter::XlsxError),
}

impl Error {
    /// The code that callers word and programs match.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Empty => "sheet_empty",
            Error::TooLarge => "sheet_too_large",
            Error::Hostile => "sheet_hostile",
            Error::Password => "sheet_password",
            Error::WebPage => "sheet_web_page",
            Error::Unsupported => "sheet_unsupported",
            Error::Damaged => "sheet_damaged",
            Error::Cancelled => "cancelled",
            Error::Write(_) => "sheet_not_written",
        }
    }
}
