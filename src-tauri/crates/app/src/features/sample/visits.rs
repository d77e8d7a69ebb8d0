//! Visits of the invented village: each linked household in its rhythm, and yard meetings.

use chrono::{Datelike, Days, NaiveDate};
use domain::kinds::visit;
use domain::{Day, Put, RecordId, Value, codes};

use super::homes::Home;
use super::members::Link;
use super::{Village, World};

/// A visit that took place.
#[derive(Clone, Copy)]
pub(super) struct Call {
    pub(super) id: RecordId,
    pub(super) day: NaiveDate,
    /// The place of the household.
    pub(super) home: usize,
    /// The place of the member.
    pub(super) member: usize,
}

/// In so many of a hundred households the last visit is too long ago.
const LATE: u64 = 6;

/// A household is due when nobody called for so many days.
const RHYTHM: u64 = crate::features::today::VISIT_DAYS;

/// About so many households come to a yard meeting.
const AT_MEETING: std::ops::RangeInclusive<u64> = 6..=14;

impl World {
    /// The visits to every linked household, in the order of their days.
    pub(super) fn visits(&mut self, village: &Village) -> Vec<Call> {
        let mut calls = Vec::new();
        for one in &village.links {
            calls.extend(self.visits_to(&village.homes[one.home], *one));
        }
        calls.sort_by_key(|call| call.day);
        for call in &mut calls {
            call.id = self.ids.on(call.day);
            let put = self.visit(call, village);
            self.script.on(call.day, put);
        }
        calls
    }

    fn visits_to(&mut self, home: &Home, link: Link) -> Vec<Call> {
        let gap = match home.tier {
            codes::visit_tier::KEY => (24, 31),
            codes::visit_tier::SPECIAL => (60, 85),
            _ => (72, RHYTHM - 2),
        };
        let late = self.dice.chance(LATE);
        let until = if late { self.days_ago(RHYTHM + 3) } else { self.today };
        let mut calls = Vec::new();
        let mut day = self.after(link.from, (1, gap.1));
        while day <= until {
            let id = RecordId::from_bytes([0; 16]);
            calls.push(Call { id, day, home: link.home, member: link.member });
            day = self.after(day, gap);
        }
        calls
    }

    /// A day that lies so many days later.
    pub(super) fn after(&mut self, day: NaiveDate, days: (u64, u64)) -> NaiveDate {
        day.checked_add_days(Days::new(self.dice.between(days.0, days.1))).unwrap_or(NaiveDate::MAX)
    }

    fn visit(&mut self, call: &Call, village: &Village) -> Put {
        use codes::visit_form::{FIELD, HOME, PHONE, VIDEO};
        let (home, member) = (&village.homes[call.home], &village.members[call.member]);
        let form = if home.is_empty() {
            self.dice.weighted(&[(5, HOME), (3, PHONE), (2, VIDEO)], HOME)
        } else {
            self.dice.weighted(&[(92, HOME), (5, FIELD), (3, PHONE)], HOME)
        };
        let put = Put::new(&visit::KIND, call.id)
            .set(visit::DATE, Day::from(call.day))
            .set_all(visit::HOUSEHOLDS, [home.id.into()])
            .set(visit::FORM, form)
            .set(visit::PURPOSE, self.purpose(call.day, home))
            .set_all(visit::VISITORS, [Value::from(member.person)])
            .set(visit::CONTENT, self.narrative(call.day, home, form));
        if home.is_empty() {
            return put.set(visit::OCCUPANCY, codes::occupancy::REGISTER_ONLY);
        }
        let put = put.set(visit::OCCUPANCY, codes::occupancy::BOTH).set(visit::MET, home.met());
        self.remarks(put, call.day)
    }

    /// Of the code list `visit_purpose`.
    fn purpose(&mut self, day: NaiveDate, home: &Home) -> u32 {
        const KEY: u32 = 2;
        const INSPECTION: u32 = 3;
        const HOLIDAY: u32 = 4;
        const POLICY: u32 = 10;
        let regular = codes::visit_purpose::REGULAR;
        match (home.tier, day.month()) {
            (codes::visit_tier::KEY, 1 | 2) => self.dice.weighted(&[(6, HOLIDAY), (4, KEY)], KEY),
            (codes::visit_tier::KEY, _) => KEY,
            (_, 6 | 7) => self.dice.weighted(&[(8, regular), (2, INSPECTION)], regular),
            (_, 9..=11) => self.dice.weighted(&[(8, regular), (2, POLICY)], regular),
            _ => regular,
        }
    }

    fn narrative(&mut self, day: NaiveDate, home: &Home, form: u32) -> String {
        let today = self.today;
        let (words, dice) = (&self.words, &mut self.dice);
        let fitting = |section: &str| -> Vec<&'static str> {
            words.of(section).iter().copied().filter(|line| fits(line, home, today)).collect()
        };
        let text = if matches!(form, codes::visit_form::PHONE | codes::visit_form::VIDEO) {
            dice.word(words.of("phone")).to_owned()
        } else if home.is_empty() {
            dice.word(words.of("nobody")).to_owned()
        } else {
            let season = match day.month() {
                3..=5 => "spring",
                6..=8 => "summer",
                9..=11 => "autumn",
                _ => "winter",
            };
            let in_the_field = form == codes::visit_form::FIELD;
            let mut text = String::new();
            if !in_the_field {
                text.push_str(dice.word(&fitting("family")));
            }
            if in_the_field || dice.chance(85) {
                text.push_str(dice.word(&fitting(season)));
            }
            if dice.chance(80) {
                text.push_str(dice.word(&fitting("end")));
            }
            text
        };
        text.replace("{户主}", home.met()).replace("{人数}", &home.people.len().to_string())
    }

    /// What is noted beside the narrative now and then.
    fn remarks(&mut self, mut put: Put, day: NaiveDate) -> Put {
        if self.dice.chance(6) {
            put = put.set(visit::DIFFICULTY, self.dice.word(self.words.of("difficulty")));
        }
        if self.dice.chance(5) {
            put = put.set(visit::HAZARD, self.dice.word(self.words.of("hazard")));
        }
        if self.dice.chance(8) {
            put = put
                .set(visit::SUGGESTION, self.dice.word(self.words.of("suggestion")))
                .set(visit::ANSWER, self.dice.word(self.words.of("answer")));
        }
        if self.dice.chance(4) {
            let change = u32::try_from(self.dice.between(1, 7)).unwrap_or(1);
            put = put.set_all(visit::CHANGES, [Value::from(change)]);
        }
        if self.dice.chance(35) {
            let said = self
                .dice
                .weighted(&[(8, codes::satisfaction::SATISFIED), (2, codes::satisfaction::FAIRLY)], 1);
            put = put.set(visit::SATISFACTION, said);
        }
        if self.dice.chance(10) {
            let next = self.after(day, (30, 80));
            put = put.set(visit::NEXT, Day::from(next));
        }
        put
    }

    /// 屋场会: each group meets once in a quarter.
    pub(super) fn yard_meetings(&mut self, village: &Village) -> usize {
        let mut count = 0;
        for group in 0..village.groups.len() {
            let mut day = self.after(self.begin, (20, 80));
            while day <= self.today {
                count += usize::from(self.meeting(village, group, day));
                day = self.after(day, (80, 100));
            }
        }
        count
    }

    fn meeting(&mut self, village: &Village, group: usize, day: NaiveDate) -> bool {
        let mut homes: Vec<&Home> =
            village.homes.iter().filter(|home| home.group == group && !home.is_empty()).collect();
        let hosts = village.members.iter().filter(|one| one.able);
        let mut hosts: Vec<&super::members::Member> =
            hosts.filter(|one| one.group == group || one.duty == 1).collect();
        hosts.sort_by_key(|one| one.duty);
        if homes.is_empty() || hosts.is_empty() {
            return false;
        }
        self.dice.shuffle(&mut homes);
        let count = usize::try_from(self.dice.between(*AT_MEETING.start(), *AT_MEETING.end())).unwrap_or(10);
        let there = homes.iter().take(count).map(|home| Value::from(home.id));
        let visitors = hosts.iter().take(2).map(|one| Value::from(one.person));
        let put = Put::new(&visit::KIND, self.ids.on(day))
            .set(visit::DATE, Day::from(day))
            .set_all(visit::HOUSEHOLDS, there)
            .set(visit::FORM, codes::visit_form::YARD_MEETING)
            .set(visit::PURPOSE, 10u32)
            .set_all(visit::VISITORS, visitors)
            .set(visit::PLACE, self.dice.word(self.words.of("yards")))
            .set(visit::CONTENT, self.dice.word(self.words.of("yard")));
        self.script.on(day, put);
        true
    }
}

/// Whether a sentence can be said of a household: whom it speaks of must live there.
fn fits(line: &str, home: &Home, today: NaiveDate) -> bool {
    let ages: Vec<i32> = home.people.iter().map(|one| one.age(today)).collect();
    let away = home.people.iter().any(|one| one.away.is_some());
    let old = ages.iter().filter(|age| **age >= 60).count();
    let child = home.people.iter().any(|one| one.age(today) < 18 && one.away.is_none());
    let needed = [
        ("老两口", old == 2 && ages.len() == 2),
        ("一个人在", ages.len() > 1),
        ("全家", ages.len() > 1),
        ("老人", old > 0),
        ("外出的", away),
        ("孩子", child || (away && line.contains("外出的孩子"))),
    ];
    needed.iter().all(|(word, there)| *there || !line.contains(word))
}
