//! What happened when: records in the order of their days, bundled into acts.

use chrono::{Datelike, Days, NaiveDate};
use domain::{Put, RecordId};

use super::dice::Dice;

/// What was entered in one go.
pub(super) struct Act {
    /// The day on which it was entered.
    pub(super) day: NaiveDate,
    pub(super) puts: Vec<Put>,
}

/// All that happens, as it is thought out.
#[derive(Default)]
pub(super) struct Script {
    set_up: Vec<Act>,
    later: Vec<(NaiveDate, Put)>,
}

impl Script {
    /// Something that is entered at the beginning, as an act of its own.
    pub(super) fn begin(&mut self, day: NaiveDate, puts: Vec<Put>) {
        self.set_up.push(Act { day, puts });
    }

    /// Something that happens on a day. What happens to one record must be told in its order.
    pub(super) fn on(&mut self, day: NaiveDate, put: Put) {
        self.later.push((day, put));
    }

    /// Everything in order: what was set up, then week by week what was entered at the end of each.
    pub(super) fn acts(mut self, today: NaiveDate) -> Vec<Act> {
        self.later.sort_by_key(|(day, _)| *day);
        let mut acts = self.set_up;
        let mut week = None;
        for (day, put) in self.later {
            let friday = friday_of(day).min(today);
            match acts.last_mut().filter(|_| week == Some(friday)) {
                Some(act) => act.puts.push(put),
                None => acts.push(Act { day: friday, puts: vec![put] }),
            }
            week = Some(friday);
        }
        acts
    }
}

/// The Friday of the week that a day belongs to, weeks being from Saturday on.
fn friday_of(day: NaiveDate) -> NaiveDate {
    let ahead = (4 + 7 - u64::from(day.weekday().num_days_from_monday())) % 7;
    day.checked_add_days(Days::new(ahead)).unwrap_or(day)
}

/// Ids that begin with their day and rise in the order in which they were given out that day.
pub(super) struct Ids {
    dice: Dice,
    given: u64,
}

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        Self { dice: Dice::new(seed), given: 0 }
    }

    /// An id of version 7 (RFC 9562), made on that day.
    pub(super) fn on(&mut self, day: NaiveDate) -> RecordId {
        let morning = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        let ms = u64::try_from(morning).unwrap_or(0) + self.given;
        self.given += 1;
        let high = (ms << 16) | 0x7000 | (self.dice.next() & 0x0fff);
        let low = (0b10 << 62) | (self.dice.next() >> 2);
        RecordId::from_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_week_ends_on_friday() {
        let day = |of: u32| NaiveDate::from_ymd_opt(2026, 3, of).unwrap();
        assert_eq!(friday_of(day(6)), day(6));
        assert_eq!(friday_of(day(7)), day(13));
        assert_eq!(friday_of(day(12)), day(13));
    }

    #[test]
    fn ids_rise_and_are_of_version_7() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 6).unwrap();
        let mut ids = Ids::new(1);
        let all: Vec<RecordId> = (0..1000).map(|_| ids.on(day)).collect();
        assert!(all.is_sorted());
        let text = all[0].to_string();
        assert_eq!((text.as_bytes()[14], matches!(text.as_bytes()[19], b'8'..=b'b')), (b'7', true), "{text}");
    }
}
