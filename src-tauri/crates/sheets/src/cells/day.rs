//! Days as registers write them: serials, `1962.3`, `1962年3月`, `19620305`, `1962/3/5`, `62.3`, 一九六二年三月.

use chrono::{Datelike, Days, NaiveDate};
use domain::Day;
use unicode_normalization::UnicodeNormalization;

use super::numerals::to_arabic;
use crate::grid::Content;
use crate::spelling::clean;

/// What a cell can mean. There is at least one meaning, the likeliest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    options: Vec<Day>,
    sure: bool,
}

impl Reading {
    fn sure(day: Day) -> Option<Reading> {
        Some(Reading { options: vec![day], sure: true })
    }

    fn of(options: impl IntoIterator<Item = Day>) -> Option<Reading> {
        let mut options: Vec<Day> = options.into_iter().collect();
        options.dedup();
        let sure = options.len() == 1;
        (!options.is_empty()).then_some(Reading { options, sure })
    }

    /// Whether one of the meanings can be this day.
    pub(crate) fn allows(&self, day: Day) -> bool {
        self.options.iter().any(|option| option.agrees_with(day))
    }

    /// The day, if the cell leaves no doubt.
    pub(crate) fn day(&self) -> Option<Day> {
        self.options.first().copied().filter(|_| self.sure)
    }

    /// What all meanings share when the day is in doubt: the month, the year or nothing.
    pub(crate) fn common(&self) -> Option<Day> {
        let first = self.options.first()?;
        let (year, month, _) = first.parts();
        let all = |day: &Day| self.options.iter().all(|option| option.agrees_with(*day));
        [Day::new(year, month, 0).ok(), Day::new(year, 0, 0).ok()].into_iter().flatten().find(all)
    }
}

/// The meanings of a cell; `None` if it is no day. Two-digit years lie in the past seen from `today`.
pub(crate) fn read(content: &Content, today: NaiveDate) -> Option<Reading> {
    match content {
        // A spreadsheet makes the first of the month of a typed 1962年3月.
        Content::Date(day) if day.day() == 1 => {
            let exact = Day::from(*day);
            let month = Day::new(exact.parts().0, exact.parts().1, 0).ok();
            Some(Reading { options: [Some(exact), month].into_iter().flatten().collect(), sure: true })
        }
        Content::Date(day) => Reading::sure((*day).into()),
        Content::Number(number) => read_number(*number, today),
        Content::Text(text) => read_text(text, today),
        _ => None,
    }
}

fn read_number(number: f64, today: NaiveDate) -> Option<Reading> {
    let text = number.to_string();
    if (10_000.0..60_000.0).contains(&number) {
        return Reading::sure(serial(number)?);
    }
    let reading = read_text(&text, today)?;
    if text.len() == 6 && text.ends_with(".1") {
        // 1962.10 loses its nought when it is a number.
        return Some(Reading { sure: false, ..reading });
    }
    if text.len() == 4 && reading.day().is_some_and(|day| day.parts().1 != 0) {
        return Reading::of(reading.options.into_iter().chain(serial(number)));
    }
    Some(reading)
}

fn serial(number: f64) -> Option<Day> {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    // Whole days; the rest is the time of day.
    epoch.checked_add_days(Days::new(number.trunc() as u64)).map(Day::from)
}

fn read_text(text: &str, today: NaiveDate) -> Option<Reading> {
    let text: String = to_arabic(&clean(text)).nfkc().collect();
    let text = without_time(&text);
    if !text
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || "年月日号./-、。,·'生出份".contains(c))
    {
        return None;
    }
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [one] => read_one(one, text.contains('年'), today),
        [first, second] => read_two(first, second, text, today),
        [first, second, third] => read_three(first, second, third, today),
        _ => None,
    }
}

/// The text before a time of day: `1962-03-05T00:00:00`, `1962/3/5 0:00`.
fn without_time(text: &str) -> &str {
    let before = |colon| text.get(..colon).and_then(|head: &str| head.rfind(['T', ' ']));
    let end = text.find(':').and_then(before);
    end.and_then(|end| text.get(..end)).unwrap_or(text).trim()
}

fn read_one(digits: &str, is_year: bool, today: NaiveDate) -> Option<Reading> {
    let cut = |from: usize, to: usize| number(digits.get(from..to)?);
    match digits.len() {
        8 | 14 => Reading::sure(Day::new(cut(0, 4)?, cut(4, 6)?, cut(6, 8)?).ok()?),
        6 => match Day::new(cut(0, 4)?, cut(4, 6)?, 0).ok().filter(|day| day.parts().1 > 0) {
            Some(month) => Reading::sure(month),
            None => Reading::of(centuries(cut(0, 2)?, cut(2, 4)?, cut(4, 6)?, today)),
        },
        5 if !is_year => {
            Reading::sure(serial(digits.parse().ok().filter(|n| (10_000.0..60_000.0).contains(n))?)?)
        }
        4 => match Day::new(cut(0, 4)?, 0, 0) {
            Ok(year) => Reading::sure(year),
            Err(_) => Reading::of(centuries(cut(0, 2)?, cut(2, 4)?, 0, today)),
        },
        2 if is_year => Reading::of(centuries(cut(0, 2)?, 0, 0, today)),
        _ => None,
    }
}

fn read_two(first: &str, second: &str, text: &str, today: NaiveDate) -> Option<Reading> {
    let month =
        |year: &str, month: &str| Day::new(number(year)?, number(month).filter(|month| *month > 0)?, 0).ok();
    match (first.len(), second.len()) {
        (4, 1) if second == "1" && text.contains('.') => Some(Reading {
            options: [month(first, "1"), month(first, "10")].into_iter().flatten().collect(),
            sure: true,
        }),
        (4, 1 | 2) => Reading::sure(month(first, second)?),
        (4, 4) => {
            let (month, day) = second.split_at_checked(2)?;
            Reading::sure(Day::new(number(first)?, number(month)?, number(day)?).ok()?)
        }
        (1 | 2, 4) => Reading::sure(month(second, first)?),
        (2, 1 | 2) => {
            Reading::of(centuries(number(first)?, number(second).filter(|month| *month > 0)?, 0, today))
        }
        _ => None,
    }
}

fn read_three(first: &str, second: &str, third: &str, today: NaiveDate) -> Option<Reading> {
    let (a, b, c) = (number(first)?, number(second)?, number(third)?);
    match (first.len(), second.len(), third.len()) {
        (4, 1 | 2, 1 | 2) => Reading::sure(Day::new(a, b, c).ok()?),
        // 3/5/1962 is the fifth of March in one country and the third of May in the next.
        (1 | 2, 1 | 2, 4) => {
            Reading::of([Day::new(c, a, b), Day::new(c, b, a)].into_iter().flatten().filter(is_exact))
        }
        (1 | 2, 1 | 2, 1 | 2) => {
            let chinese = if first.len() == 2 { centuries(a, b, c, today) } else { Vec::new() };
            let american = if third.len() == 2 { centuries(c, a, b, today) } else { Vec::new() };
            Reading::of(chinese.into_iter().chain(american).filter(is_exact))
        }
        _ => None,
    }
}

fn is_exact(day: &Day) -> bool {
    day.exact().is_some()
}

/// The days of a two-digit year that are not in the future, this century's first.
fn centuries(year: u32, month: u32, day: u32, today: NaiveDate) -> Vec<Day> {
    let made = [2000, 1900].map(|century| Day::new(century + year, month, day));
    made.into_iter().flatten().filter(|day| *day <= Day::from(today)).collect()
}

fn number(digits: &str) -> Option<u32> {
    digits.parse().ok()
}

#[cfg(test)]
mod tests;
