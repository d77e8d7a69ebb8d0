//! ID numbers as spreadsheets keep, spoil and shorten them.

use domain::Day;
use domain::id_number::{IdNumber, IdNumberError};

use crate::grid::Content;
use crate::spelling::key;
use crate::terms::is_blank;

/// What a cell of an ID column is. A number that is not whole is never guessed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Nothing.
    Blank,
    /// A number whose check character fits.
    Sound(IdNumber),
    /// The 15 digits of old numbers, completed to 18.
    Completed(IdNumber),
    /// A spreadsheet made a floating-point number or `####` of it: the last digits are gone.
    Destroyed,
    /// Not 18 or 15 characters.
    Length,
    /// The check character does not fit.
    Checksum,
    /// Letters inside, a day of birth that is none, or a mask.
    Invalid,
}

/// Reads a cell.
pub(crate) fn read(content: &Content) -> Reading {
    match content {
        Content::Empty => Reading::Blank,
        Content::Number(number) if number.abs() >= 1e15 => Reading::Destroyed,
        Content::Number(number) => read_text(&number.to_string()),
        Content::Text(text) => read_text(text),
        Content::Error => Reading::Destroyed,
        Content::Date(_) | Content::Bool(_) => Reading::Length,
    }
}

fn read_text(text: &str) -> Reading {
    if is_blank(text) {
        return Reading::Blank;
    }
    let text = tidy(text);
    if is_scientific(&text) || (text.starts_with('#') && text.trim_matches('#').is_empty()) {
        return Reading::Destroyed;
    }
    match IdNumber::parse(&text) {
        Ok(_) if is_cut_off(&text) => Reading::Length,
        Ok(number) if text.len() == 15 => Reading::Completed(number),
        Ok(number) => Reading::Sound(number),
        Err(_) if is_rounded(&text) => Reading::Destroyed,
        Err(_) if text.chars().count() != 18 => Reading::Length,
        Err(IdNumberError::Length) => Reading::Length,
        Err(IdNumberError::Checksum) => Reading::Checksum,
        Err(IdNumberError::Characters | IdNumberError::Birth) => Reading::Invalid,
    }
}

/// The text without spaces and hyphens, half-width, its final X a Latin one.
fn tidy(text: &str) -> String {
    let mut tidy: String = key(text).chars().filter(|c| !"-_'’‘`\"“”".contains(*c)).collect();
    if let Some(end) = tidy.strip_suffix(['×', 'Х', '✕', 'Ⅹ', 'Χ']) {
        tidy = format!("{end}X");
    }
    tidy
}

fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once('E') else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits(exponent.trim_start_matches('+')) && mantissa.split('.').all(digits)
}

// 15 significant digits are what a spreadsheet keeps; it shows noughts for the rest.
fn is_rounded(text: &str) -> bool {
    text.len() == 18 && text.ends_with("000") && text.bytes().all(|b| b.is_ascii_digit())
}

// The first 15 of 18 digits read like an old number of someone born in 1919 or 1920. It is far likelier cut off.
fn is_cut_off(text: &str) -> bool {
    let day = text.get(6..14).filter(|_| text.len() == 15).and_then(|digits| digits.parse().ok());
    day.is_some_and(|day| Day::from_number(day).is_ok_and(|day| day.exact().is_some()))
}

/// Whether a cell looks like an ID number, sound or not: 15 digits or more.
pub(crate) fn is_like(content: &Content) -> bool {
    match content {
        Content::Number(number) => *number >= 1e14,
        Content::Text(text) => {
            let text = tidy(text);
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            is_scientific(&text) || (digits >= 14 && text.len() <= 20 && digits + 4 >= text.len())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(text: &str) -> Option<String> {
        match read(&Content::Text(text.into())) {
            Reading::Sound(number) | Reading::Completed(number) => Some(number.as_str().to_owned()),
            _ => None,
        }
    }

    #[test]
    fn a_sound_number_is_read_however_it_is_written() {
        for text in [
            "99900119880508074x",
            "９９９００１１９８８０５０８０７４Ｘ",
            " 999001 19880508 074X",
            "'999001-19880508-074X",
            "99900119880508074×",
        ] {
            assert_eq!(sound(text).as_deref(), Some("99900119880508074X"), "{text}");
        }
        assert_eq!(sound("999001780103025").as_deref(), Some("999001197801030257"));
        let fifteen = read(&Content::Number(999_001_780_103_025.0));
        assert_eq!(sound("999001197609216000").as_deref(), Some("999001197609216000"), "noughts may be true");
        assert!(matches!(fifteen, Reading::Completed(number) if number.as_str() == "999001197801030257"));
    }

    #[test]
    fn a_destroyed_number_is_named_so_and_never_guessed() {
        for content in [
            Content::Number(9.990_012_000_032_714e17),
            Content::Text("9.99001E+17".into()),
            Content::Text("999001197801030000".into()),
            Content::Text("9.990011977022516e+17".into()),
            Content::Text("##########".into()),
            Content::Error,
        ] {
            assert!(read(&content) == Reading::Destroyed, "{content:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let is =
            |text: &str, expected: Reading| assert!(read(&Content::Text(text.into())) == expected, "{text}");
        is("999001197801030258", Reading::Checksum);
        is("99900119780103025", Reading::Length);
        is("999001********0257", Reading::Invalid);
        is("99900119781303025X", Reading::Invalid);
        is("999001200207266", Reading::Length);
        is("999001197102071", Reading::Length);
        is("无", Reading::Blank);
        is("—", Reading::Blank);
    }

    #[test]
    fn telephone_numbers_do_not_look_like_id_numbers() {
        assert!(!is_like(&Content::Number(13_800_001_234.0)));
        assert!(!is_like(&Content::Text("0713-1234567".into())));
        assert!(
            is_like(&Content::Text("9.99E+17".into())) && is_like(&Content::Text("99900119780103025".into()))
        );
    }
}
