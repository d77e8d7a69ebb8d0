//! Calendar days, some of which are known only to the month or the year.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

/// A calendar day; month and day may be unknown (registers say 1962年3月). Ordered by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

/// The text or number is no day between 1850 and 2100.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("not a calendar day")]
pub struct DayError;

impl Day {
    /// A day from its parts; `month` and `day` may be 0 for unknown, `day` alone or both.
    pub fn new(year: u32, month: u32, day: u32) -> Result<Day, DayError> {
        let known = match (month, day) {
            (0, 0) => true,
            (1..=12, 0) => true,
            _ => i32::try_from(year).ok().and_then(|y| NaiveDate::from_ymd_opt(y, month, day)).is_some(),
        };
        if known && (1850..=2100).contains(&year) {
            Ok(Day(year * 10_000 + month * 100 + day))
        } else {
            Err(DayError)
        }
    }

    /// The day as `YYYYMMDD`, zeros for what is unknown.
    pub fn number(self) -> i64 {
        self.0.into()
    }

    /// The day of a number as [`Day::number`] gives it.
    pub fn from_number(number: i64) -> Result<Day, DayError> {
        let number = u32::try_from(number).map_err(|_| DayError)?;
        Day::new(number / 10_000, number / 100 % 100, number % 100)
    }

    /// The year, the month (0 if unknown) and the day of the month (0 if unknown).
    pub fn parts(self) -> (u32, u32, u32) {
        (self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }

    /// The exact date, if day and month are known.
    pub fn exact(self) -> Option<NaiveDate> {
        let (year, month, day) = self.parts();
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    }

    /// Whether `other` can be the same day: equal in all parts that both know.
    pub fn agrees_with(self, other: Day) -> bool {
        let (a, b) = (self.parts(), other.parts());
        let same = |x: u32, y: u32| x == 0 || y == 0 || x == y;
        a.0 == b.0 && same(a.1, b.1) && same(a.2, b.2)
    }

    /// The completed years from this day to `on`, unknown parts counting as the first.
    pub fn years_until(self, on: NaiveDate) -> i32 {
        let (year, month, day) = self.parts();
        let (month, day) = (month.max(1), day.max(1));
        let years = on.year() - i32::try_from(year).unwrap_or(0);
        if (on.month(), on.day()) < (month, day) { years - 1 } else { years }
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Day(u32::try_from(date.year()).unwrap_or(0) * 10_000 + date.month() * 100 + date.day())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (year, 0, _) => write!(f, "{year:04}"),
            (year, month, 0) => write!(f, "{year:04}-{month:02}"),
            (year, month, day) => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

impl FromStr for Day {
    type Err = DayError;

    /// Reads the ISO forms that [`Day`] prints. Looser spellings are the importer's business.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('-');
        let mut next = |digits: usize| match parts.next() {
            None => Ok(0),
            Some(part) if part.len() == digits => part.parse().map_err(|_| DayError),
            Some(_) => Err(DayError),
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        if parts.next().is_some() {
            return Err(DayError);
        }
        Day::new(year, month, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_prints_what_it_knows_and_reads_it_back() {
        for text in ["1962-03-05", "1962-03", "1962"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        for wrong in ["1962-02-30", "1962-13", "62-03", "1962-3-5", "1700-01-01", "1962-00-05"] {
            assert_eq!(wrong.parse::<Day>(), Err(DayError), "{wrong}");
        }
    }

    #[test]
    fn a_month_agrees_with_each_of_its_days() {
        let month: Day = "1962-03".parse().unwrap();
        assert!(month.agrees_with("1962-03-05".parse().unwrap()));
        assert!(!month.agrees_with("1962-04-05".parse().unwrap()));
        assert!("1962".parse::<Day>().unwrap().agrees_with(month));
    }

    #[test]
    fn years_are_completed_years() {
        let born: Day = "1956-11-23".parse().unwrap();
        assert_eq!(born.years_until(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()), 69);
        assert_eq!(born.years_until(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()), 70);
    }
}
