//! 公民身份号码, GB 11643: 18 characters with a check character, and the 15 digits that were issued before 1999.

use thiserror::Error;

use crate::{Day, codes};

/// Why a number is none.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum IdNumberError {
    /// Not 18 (or 15) characters.
    #[error("wrong length")]
    Length,
    /// Something other than digits and a final X.
    #[error("not digits")]
    Characters,
    /// The check character does not fit.
    #[error("check character wrong")]
    Checksum,
    /// Digits 7 to 14 are no day.
    #[error("no day of birth")]
    Birth,
}

/// A valid 18-character number. Whether its area exists is not asked: areas change, and first issue stays.
#[derive(Clone, PartialEq, Eq)]
pub struct IdNumber(String);

impl IdNumber {
    /// Reads 18 characters (a final `x` becomes `X`), or 15 digits, which are completed to 18.
    pub fn parse(text: &str) -> Result<IdNumber, IdNumberError> {
        let text = text.to_ascii_uppercase();
        match text.chars().count() {
            18 => Self::parse_18(text),
            15 => Self::complete_15(&text),
            _ => Err(IdNumberError::Length),
        }
    }

    fn parse_18(text: String) -> Result<IdNumber, IdNumberError> {
        let body = text.get(..17).ok_or(IdNumberError::Characters)?;
        let check = check_character(body).ok_or(IdNumberError::Characters)?;
        let last = text.chars().last().ok_or(IdNumberError::Length)?;
        if !last.is_ascii_digit() && last != 'X' {
            return Err(IdNumberError::Characters);
        }
        let number = IdNumber(text);
        number.day_of_birth().ok_or(IdNumberError::Birth)?;
        if last == check { Ok(number) } else { Err(IdNumberError::Checksum) }
    }

    fn complete_15(text: &str) -> Result<IdNumber, IdNumberError> {
        let (area, rest) = text.split_at_checked(6).ok_or(IdNumberError::Characters)?;
        let body = format!("{area}19{rest}");
        let check = check_character(&body).ok_or(IdNumberError::Characters)?;
        let number = IdNumber(format!("{body}{check}"));
        number.day_of_birth().ok_or(IdNumberError::Birth)?;
        Ok(number)
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day of birth, digits 7 to 14.
    pub fn birth(&self) -> Day {
        // A parsed number always has a day of birth.
        self.day_of_birth().unwrap_or_else(|| chrono::NaiveDate::default().into())
    }

    /// The sex (GB/T 2261.1): male if digit 17 is odd.
    pub fn sex(&self) -> u32 {
        match self.0.as_bytes()[16] % 2 {
            1 => codes::sex::MALE,
            _ => codes::sex::FEMALE,
        }
    }

    fn day_of_birth(&self) -> Option<Day> {
        let digits = |from: usize, to: usize| self.0.get(from..to)?.parse().ok();
        let day = Day::new(digits(6, 10)?, digits(10, 12)?, digits(12, 14)?).ok()?;
        day.exact().map(Day::from)
    }
}

/// The check character of 17 digits: the weighted sum modulo 11 (GB 11643, ISO 7064 MOD 11-2).
pub fn check_character(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    if body.len() != 17 {
        return None;
    }
    let mut sum = 0;
    for (digit, weight) in body.chars().zip(WEIGHTS) {
        sum += digit.to_digit(10)? * weight;
    }
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_number_tells_birth_and_sex() {
        let number = IdNumber::parse("99900119880508074x").unwrap();
        assert_eq!(number.as_str(), "99900119880508074X");
        assert_eq!(number.birth().to_string(), "1988-05-08");
        assert_eq!(number.sex(), codes::sex::FEMALE);
        assert_eq!(IdNumber::parse("999001197801030257").unwrap().sex(), codes::sex::MALE);
    }

    #[test]
    fn what_is_wrong_with_a_number_is_named() {
        use IdNumberError::*;
        for (text, error) in [
            ("999001197801030258", Checksum),
            ("99900119780103025", Length),
            ("99900119780230025X", Birth),
            ("99900119780103O257", Characters),
            ("九九九〇〇一一九七八〇一〇三〇二五七", Characters),
            ("", Length),
        ] {
            assert_eq!(IdNumber::parse(text).err(), Some(error), "{text}");
        }
    }

    #[test]
    fn fifteen_digits_are_completed() {
        let number = IdNumber::parse("999001780103025").unwrap();
        assert_eq!(number.as_str(), "999001197801030257");
    }

    #[test]
    fn every_changed_digit_is_noticed() {
        let sound = "999001197801030257";
        for place in 0..17 {
            for digit in '0'..='9' {
                let mut chars: Vec<char> = sound.chars().collect();
                if chars[place] == digit {
                    continue;
                }
                chars[place] = digit;
                let changed: String = chars.into_iter().collect();
                assert!(IdNumber::parse(&changed).is_err(), "{changed}");
            }
        }
    }
}
