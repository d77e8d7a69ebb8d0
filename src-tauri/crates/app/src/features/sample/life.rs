//! What else happens in the invented village: old people die, young ones leave for work.

use chrono::NaiveDate;
use domain::kinds::{person, resident};
use domain::{Day, Put, RecordId, codes};

use super::{Village, World};

/// So many people in a thousand die in a year, all of them old.
const DEATHS: usize = 6;

/// So many in a thousand leave in a year.
const DEPARTURES: usize = 8;

/// Someone whose stay changes.
struct Change {
    person: RecordId,
    resident: RecordId,
    day: NaiveDate,
}

impl World {
    /// The deaths and departures of all years. Heads, members and those whom visitors meet stay.
    pub(super) fn life(&mut self, village: &Village) {
        for one in self.changes(village, DEATHS, |age| age >= 76) {
            let day = Day::from(one.day);
            self.script.on(one.day, Put::new(&person::KIND, one.person).set(person::DEATH, day));
            let put =
                Put::new(&resident::KIND, one.resident).set(resident::RESIDENCE, codes::residence::DEAD);
            self.script.on(one.day, put.set(resident::SINCE, day));
        }
        for one in self.changes(village, DEPARTURES, |age| (20..50).contains(&age)) {
            let put = Put::new(&resident::KIND, one.resident)
                .set(resident::RESIDENCE, codes::residence::AWAY)
                .set(resident::SINCE, Day::from(one.day))
                .set(resident::AWAY_TO, self.dice.word(self.words.of("far")));
            self.script.on(one.day, put);
        }
    }

    /// Some of those at home whose age fits, each with the day of the change.
    fn changes(
        &mut self,
        village: &Village,
        in_a_thousand: usize,
        fits: impl Fn(i32) -> bool,
    ) -> Vec<Change> {
        let people: usize = village.homes.iter().map(|home| home.people.len()).sum();
        let mut all = Vec::new();
        for home in &village.homes {
            let others =
                home.people.iter().skip(1).filter(|one| one.member.is_none() && one.name != home.met());
            for one in others.filter(|one| one.away.is_none() && fits(one.age(self.today))) {
                let days = u64::try_from((self.today - self.begin).num_days()).unwrap_or(0);
                let ago = self.dice.between(0, days.saturating_sub(3));
                let day = self.days_ago(ago);
                all.push(Change { person: one.id, resident: one.resident, day });
            }
        }
        self.dice.shuffle(&mut all);
        all.truncate((people * self.years * in_a_thousand).div_ceil(1000));
        all
    }
}
