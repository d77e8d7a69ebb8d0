//! Telephone numbers.

use crate::grid::Content;
use crate::spelling::compact;
use crate::terms::is_blank;

/// What a cell of a telephone column holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The first mobile number, 11 digits.
    pub(crate) mobile: Option<String>,
    /// The first number of a fixed line, with its area code if one is given.
    pub(crate) landline: Option<String>,
    /// Whether something in the cell is no number, or one too many.
    pub(crate) unreadable: bool,
}

/// Reads a cell; blank cells give nothing and are not unreadable.
pub(crate) fn read(content: &Content) -> Reading {
    match content {
        Content::Number(number) if number.abs() < 1e15 => read_text(&format!("{number:.0}")),
        Content::Text(text) if is_blank(text) => Reading::default(),
        Content::Text(text) => read_text(text),
        Content::Empty => Reading::default(),
        _ => Reading { unreadable: true, ..Reading::default() },
    }
}

fn read_text(text: &str) -> Reading {
    let mut reading = Reading::default();
    if take(&mut reading, &compact(text)) {
        return reading;
    }
    for part in text.split(['/', '、', ',', '，', ';', '；', '\n', '\\', '|', ' ', '或', '\u{3000}']) {
        let part = compact(part);
        reading.unreadable |= !part.is_empty() && !take(&mut reading, &part);
    }
    reading
}

/// Takes one number into its place; `false` if it is none, or its place is taken by another.
fn take(reading: &mut Reading, text: &str) -> bool {
    let shape: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
    if text.chars().any(|c| c.is_ascii_alphabetic() || c == '.' || c == '*') {
        return false;
    }
    let digits = shape.replace('-', "");
    let digits = ["0086", "86"]
        .iter()
        .find_map(|code| digits.strip_prefix(code).filter(|rest| is_mobile(rest)))
        .unwrap_or(&digits);
    let (place, number) = if is_mobile(digits) {
        (&mut reading.mobile, digits.to_owned())
    } else if is_landline(digits) {
        (&mut reading.landline, shape.trim_matches('-').to_owned())
    } else {
        return false;
    };
    match place {
        Some(there) => *there == number,
        None => {
            *place = Some(number);
            true
        }
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && !digits.starts_with("10")
}

// 7 or 8 digits, an area code of 3 or 4 before them, or a service number.
fn is_landline(digits: &str) -> bool {
    match digits.len() {
        7 | 8 => !digits.starts_with('0'),
        10 => digits.starts_with('0') || digits.starts_with("400") || digits.starts_with("800"),
        11 | 12 => digits.starts_with('0'),
        _ => false,
    }
}

/// Whether a cell looks like a mobile number.
pub(crate) fn is_like(content: &Content) -> bool {
    read(content).mobile.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Reading {
        read(&Content::Text(text.into()))
    }

    #[test]
    fn mobile_numbers_are_read_however_they_are_written() {
        for written in [
            "13800001234",
            "138-0000-1234",
            "138 0000 1234",
            "１３８００００１２３４",
            "+86 13800001234",
            "手机：13800001234",
        ] {
            assert_eq!(text(written).mobile.as_deref(), Some("13800001234"), "{written}");
            assert!(!text(written).unreadable, "{written}");
        }
        assert_eq!(read(&Content::Number(13_800_001_234.0)).mobile.as_deref(), Some("13800001234"));
    }

    #[test]
    fn two_numbers_take_two_places() {
        let both = text("13800001234/0713-1234567");
        assert_eq!(
            (both.mobile.as_deref(), both.landline.as_deref()),
            (Some("13800001234"), Some("0713-1234567"))
        );
        assert!(!both.unreadable);
        let second = text("13800001234、13800005678");
        assert_eq!(second.mobile.as_deref(), Some("13800001234"));
        assert!(second.unreadable, "the second number has no place");
    }

    #[test]
    fn what_is_no_number_is_said_to_be_none() {
        for wrong in ["1380000123", "138000012345", "1.38E+10", "138****1234", "叔叔的", "####"] {
            let reading = text(wrong);
            assert!(reading.unreadable && reading.mobile.is_none(), "{wrong}");
        }
        assert_eq!(text("无"), Reading::default());
    }
}
