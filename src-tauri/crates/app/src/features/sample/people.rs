//! Invented people: names, ages, numbers.

use std::collections::HashSet;

use chrono::{Datelike, Days, NaiveDate};
use domain::id_number::check_character;
use domain::kinds::person;
use domain::{Day, Put, RecordId, Value, codes};

use super::World;

/// One person.
pub(super) struct Human {
    pub(super) id: RecordId,
    /// The record that the person belongs to the household.
    pub(super) resident: RecordId,
    pub(super) name: String,
    pub(super) male: bool,
    pub(super) birth: NaiveDate,
    /// To the head, of the code list `relation`.
    pub(super) relation: u32,
    /// Since when and where the person is away.
    pub(super) away: Option<(NaiveDate, &'static str)>,
    /// Of the code list `member_category`, if the person is a Party member.
    pub(super) member: Option<u32>,
    /// Of the code list `special_group`.
    pub(super) special: Vec<u32>,
}

impl Human {
    /// Completed years.
    pub(super) fn age(&self, on: NaiveDate) -> i32 {
        Day::from(self.birth).years_until(on)
    }
}

/// What is unique in the village.
#[derive(Default)]
pub(super) struct Register {
    numbers: HashSet<String>,
    names: HashSet<String>,
    phones: u32,
}

impl World {
    /// A new person of an age in years.
    pub(super) fn human(&mut self, surname: &str, male: bool, age: u64, relation: u32) -> Human {
        let days = age * 1461 / 4 + self.dice.between(1, 364);
        let birth = self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today);
        let name = self.name(surname, male, age);
        Human {
            id: self.ids.on(self.begin),
            resident: self.ids.on(self.begin),
            name,
            male,
            birth,
            relation,
            away: None,
            member: None,
            special: Vec::new(),
        }
    }

    /// A name that is rare in the village.
    fn name(&mut self, surname: &str, male: bool, age: u64) -> String {
        let section = match (male, age) {
            (true, 55..) => "men-old",
            (true, 26..) => "men-middle",
            (true, _) => "men-young",
            (false, 55..) => "women-old",
            (false, 26..) => "women-middle",
            (false, _) => "women-young",
        };
        let mut name = String::new();
        for _ in 0..8 {
            name = format!("{surname}{}", self.dice.word(self.words.of(section)));
            if self.register.names.insert(name.clone()) {
                break;
            }
        }
        name
    }

    /// A surname: most families of a village share a few.
    pub(super) fn surname(&mut self) -> &'static str {
        if self.dice.chance(65) {
            let few = self.surnames;
            few[self.dice.place(few.len())]
        } else {
            self.dice.word(self.words.of("surnames"))
        }
    }

    /// A number of the invented area 999001 (GB 11643).
    fn id_number(&mut self, one: &Human) -> Option<String> {
        for _ in 0..50 {
            let order = 2 * self.dice.between(1, 499) - u64::from(one.male);
            let body = format!("999001{}{order:03}", one.birth.format("%Y%m%d"));
            let number = format!("{body}{}", check_character(&body)?);
            if self.register.numbers.insert(number.clone()) {
                return Some(number);
            }
        }
        None
    }

    /// A mobile number of an invented form.
    fn phone(&mut self) -> String {
        let count = self.register.phones;
        self.register.phones += 1;
        // 7919 has no divisor in common with 10,000, so that all endings come once.
        format!("{}0000{:04}", 138 + count / 10_000, (count * 7919 + 1234) % 10_000)
    }

    /// The record of a person.
    pub(super) fn person(&mut self, one: &Human) -> Put {
        let age = one.age(self.today);
        let mut put = Put::new(&person::KIND, one.id)
            .set(person::NAME, one.name.as_str())
            .set_some(person::ID_NUMBER, self.id_number(one))
            .set(person::SEX, if one.male { codes::sex::MALE } else { codes::sex::FEMALE })
            .set(person::BIRTH, Day::from(one.birth))
            .set(person::NATION, codes::nation::HAN)
            .set_some(person::EDUCATION, self.education(one, age))
            .set_some(person::POLITICS, politics(one, age))
            .set_some(person::MARRIAGE, marriage(one, age));
        if age >= 14 && self.dice.chance(if age < 75 { 88 } else { 45 }) {
            put = put.set(person::PHONE, self.phone());
        }
        if (25..65).contains(&age) && self.dice.chance(8) {
            put = put.set(person::SKILL, self.dice.word(self.words.of("skills")));
        }
        if age >= 60 {
            let health = [(70, "良好"), (20, "高血压"), (6, "腰腿痛"), (4, "行动不便")];
            put = put.set(person::HEALTH, self.dice.weighted(&health, "良好"));
        }
        if one.special.is_empty() {
            return put;
        }
        put.set_all(person::SPECIAL, one.special.iter().map(|code| Value::from(*code)))
    }

    /// Of the code list `education`.
    fn education(&mut self, one: &Human, age: i32) -> Option<u32> {
        match age {
            ..7 => None,
            7..13 => Some(80),
            13..16 => Some(70),
            16..19 => Some(60),
            19..40 if one.member.is_some() => Some(self.dice.weighted(&[(4, 21), (4, 31), (2, 61)], 31)),
            19..40 => Some(self.dice.weighted(&[(2, 21), (3, 31), (3, 61), (4, 71)], 71)),
            40..60 => Some(self.dice.weighted(&[(1, 31), (3, 61), (6, 71), (2, 81)], 71)),
            60..75 => Some(self.dice.weighted(&[(2, 61), (4, 71), (4, 81)], 81)),
            _ => Some(self.dice.weighted(&[(2, 71), (5, 81), (3, 91)], 81)),
        }
    }

    /// A day before today.
    pub(super) fn days_ago(&self, days: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today)
    }
}

/// Of the code list `politics`.
fn politics(one: &Human, age: i32) -> Option<u32> {
    match one.member {
        Some(codes::member_category::PROBATIONARY) => Some(codes::politics::PROBATIONARY),
        Some(_) => Some(codes::politics::MEMBER),
        None => (age >= 18).then_some(codes::politics::MASSES),
    }
}

/// Of the code list `marriage`.
fn marriage(one: &Human, age: i32) -> Option<u32> {
    use codes::relation;
    const UNMARRIED: u32 = 10;
    const MARRIED: u32 = 20;
    match one.relation {
        relation::WIFE | relation::HUSBAND | relation::DAUGHTER_IN_LAW => Some(MARRIED),
        relation::HEAD => None,
        _ if age < 22 => Some(UNMARRIED),
        _ => None,
    }
}

/// The year in which somebody was so old.
pub(super) fn year_at(birth: NaiveDate, age: u64) -> u32 {
    u32::try_from(birth.year()).unwrap_or(1950) + u32::try_from(age).unwrap_or(0)
}
