//! Invented households: who lives together, where, and how the family is.

use chrono::{Days, NaiveDate};
use domain::kinds::{household, resident};
use domain::{Day, Put, RecordId, codes};

use super::people::Human;
use super::{Village, World};
use codes::relation;

/// One household. The head is the first of its people.
pub(super) struct Home {
    pub(super) id: RecordId,
    /// The place of its villagers' group in the list of groups.
    pub(super) group: usize,
    pub(super) people: Vec<Human>,
    /// Of the code list `household_category`.
    pub(super) category: u32,
    /// Of the code list `visit_tier`.
    pub(super) tier: u32,
    /// Of the code list `occupancy`.
    pub(super) occupancy: u32,
}

impl Home {
    /// The head, or whoever is met instead.
    pub(super) fn met(&self) -> &str {
        let home = self.people.iter().filter(|one| one.away.is_none());
        home.chain(&self.people).next().map_or("", |one| one.name.as_str())
    }

    /// Whether everyone is away.
    pub(super) fn is_empty(&self) -> bool {
        self.occupancy == codes::occupancy::REGISTER_ONLY
    }
}

/// How a family is made up.
#[derive(Clone, Copy)]
enum Family {
    OldAlone,
    OldCouple,
    WithChildren,
    ThreeGenerations,
    GrownChild,
    Alone,
}

const FAMILIES: [(u64, Family); 6] = [
    (11, Family::OldAlone),
    (17, Family::OldCouple),
    (23, Family::WithChildren),
    (29, Family::ThreeGenerations),
    (15, Family::GrownChild),
    (5, Family::Alone),
];

/// In so many of a hundred households everyone is away.
const EMPTY: u64 = 6;

impl World {
    /// A household of one of `groups` groups.
    pub(super) fn home(&mut self, group: usize) -> Home {
        let mut people = self.family();
        let empty = people.iter().all(|one| one.age(self.today) < 62) && self.dice.chance(2 * EMPTY);
        if empty {
            self.all_leave(&mut people);
        }
        self.note_special(&mut people);
        let category = self.category(&people);
        let occupancy = if empty { codes::occupancy::REGISTER_ONLY } else { codes::occupancy::BOTH };
        let tier = tier(category, &people);
        let id = self.ids.on(self.begin);
        Home { id, group, people, category, tier, occupancy }
    }

    fn family(&mut self) -> Vec<Human> {
        let surname = self.surname();
        match self.dice.weighted(&FAMILIES, Family::ThreeGenerations) {
            Family::OldAlone => {
                let (male, age) = (self.dice.chance(45), self.dice.between(66, 88));
                vec![self.human(surname, male, age, relation::HEAD)]
            }
            Family::Alone => {
                let age = self.dice.between(36, 60);
                vec![self.human(surname, true, age, relation::HEAD)]
            }
            Family::OldCouple => {
                let age = self.dice.between(61, 81);
                self.couple(surname, age)
            }
            Family::WithChildren => self.with_children(surname),
            Family::GrownChild => self.with_grown_child(surname),
            Family::ThreeGenerations => self.three_generations(surname),
        }
    }

    /// A head and a spouse; the head is the man in nine of ten.
    fn couple(&mut self, surname: &'static str, age: u64) -> Vec<Human> {
        let man_first = self.dice.chance(90);
        let (head, other) = if man_first { (surname, self.surname()) } else { (self.surname(), surname) };
        let years = self.dice.between(0, 4);
        let spouse = if man_first { relation::WIFE } else { relation::HUSBAND };
        vec![
            self.human(head, man_first, age, relation::HEAD),
            self.human(other, !man_first, age.saturating_sub(years), spouse),
        ]
    }

    fn with_children(&mut self, surname: &'static str) -> Vec<Human> {
        let age = self.dice.between(30, 48);
        let mut people = self.couple(surname, age);
        let first = self.dice.between(1, (age - 24).min(18));
        self.children(surname, first, &mut people);
        if self.dice.chance(30)
            && let Some(one) = people.first_mut()
        {
            one.away = Some(self.far());
        }
        people
    }

    /// Up to two children of the head, the elder of an age.
    fn children(&mut self, surname: &str, first: u64, people: &mut Vec<Human>) {
        let boy = self.dice.chance(52);
        let second = self.dice.chance(45) && first > 3;
        let place = if boy {
            [relation::SON + 1, relation::SON + 2]
        } else {
            [relation::DAUGHTER + 1, relation::DAUGHTER + 2]
        };
        people.push(self.human(surname, boy, first, place[usize::from(second)]));
        if second {
            let (boy_too, age) = (self.dice.chance(50), self.dice.between(1, first - 2));
            let elder_alike = boy_too == boy;
            let base = if boy_too { relation::SON } else { relation::DAUGHTER };
            people.push(self.human(surname, boy_too, age, base + if elder_alike { 3 } else { 2 }));
        }
    }

    fn with_grown_child(&mut self, surname: &'static str) -> Vec<Human> {
        let age = self.dice.between(45, 60);
        let mut people = self.couple(surname, age);
        let (boy, years) = (self.dice.chance(60), self.dice.between(18, age - 22));
        let place = if boy { relation::SON + 1 } else { relation::DAUGHTER + 1 };
        let mut child = self.human(surname, boy, years, place);
        if self.dice.chance(65) {
            child.away = Some(self.far());
        }
        people.push(child);
        people
    }

    fn three_generations(&mut self, surname: &'static str) -> Vec<Human> {
        let age = self.dice.between(54, 72);
        let mut people = self.couple(surname, age);
        if age > 68 && self.dice.chance(15) {
            people.truncate(1);
        }
        let sons = age - self.dice.between(23, 27);
        people.push(self.human(surname, true, sons, relation::SON + 2));
        let wife = self.surname();
        let younger = sons.saturating_sub(self.dice.between(0, 3));
        people.push(self.human(wife, false, younger, relation::DAUGHTER_IN_LAW));
        if self.dice.chance(55) {
            let far = self.far();
            people
                .iter_mut()
                .skip_while(|one| one.relation != relation::SON + 2)
                .for_each(|one| one.away = Some(far));
        }
        let eldest = (sons.saturating_sub(24)).clamp(1, 20);
        for _ in 0..self.dice.between(1, 2) {
            let (boy, years) = (self.dice.chance(52), self.dice.between(1, eldest));
            people.push(self.human(surname, boy, years, if boy { 41 } else { 42 }));
        }
        people
    }

    /// Since when and where to.
    fn far(&mut self) -> (NaiveDate, &'static str) {
        let since = self.begin.checked_sub_days(Days::new(self.dice.between(20, 900))).unwrap_or(self.begin);
        (since, self.dice.word(self.words.of("far")))
    }

    fn all_leave(&mut self, people: &mut [Human]) {
        let far = self.far();
        people.iter_mut().for_each(|one| one.away = Some(far));
    }

    /// Who needs to be looked after, of the code list `special_group`.
    fn note_special(&mut self, people: &mut [Human]) {
        const ALONE: u32 = 1;
        const EMPTY_NEST: u32 = 2;
        const LEFT_OLD: u32 = 3;
        const LEFT_CHILD: u32 = 4;
        const DISABLED: u32 = 6;
        const VETERAN: u32 = 10;
        let today = self.today;
        let ages: Vec<i32> = people.iter().map(|one| one.age(today)).collect();
        let all_old = ages.iter().all(|age| *age >= 60);
        let middle_away =
            people.iter().any(|one| one.away.is_some()) && !people.iter().all(|one| one.away.is_some());
        let alone = people.len() == 1;
        for (one, age) in people.iter_mut().zip(ages) {
            let old = age >= 60;
            one.special.extend((old && alone).then_some(ALONE));
            one.special.extend((old && !alone && all_old).then_some(EMPTY_NEST));
            one.special.extend((old && !all_old && middle_away && one.away.is_none()).then_some(LEFT_OLD));
            one.special.extend((age < 16 && middle_away && one.away.is_none()).then_some(LEFT_CHILD));
            one.special.extend(self.dice.chance(2).then_some(DISABLED));
            one.special
                .extend((one.male && (22..70).contains(&age) && self.dice.chance(3)).then_some(VETERAN));
        }
    }

    fn category(&mut self, people: &[Human]) -> u32 {
        use codes::household_category::{
            DESTITUTE, LIFTED, LOW_INCOME, MARGINAL, MONITORED, ORDINARY, UNSTABLE,
        };
        let alone = people.len() == 1 && people.iter().all(|one| one.age(self.today) >= 66);
        let weights = if alone {
            [(62, ORDINARY), (12, LIFTED), (10, LOW_INCOME), (14, DESTITUTE), (1, MONITORED), (1, MARGINAL)]
        } else {
            [(86, ORDINARY), (7, LIFTED), (3, LOW_INCOME), (2, MONITORED), (1, MARGINAL), (1, UNSTABLE)]
        };
        self.dice.weighted(&weights, ORDINARY)
    }

    /// The records of one household.
    pub(super) fn household(&mut self, home: &Home, number: usize, village: &Village) -> Vec<Put> {
        let group = village.groups.get(home.group);
        let address = format!("{}{}号", self.dice.word(self.words.of("lanes")), self.dice.between(1, 99));
        let mut puts = Vec::new();
        let mut put = Put::new(&household::KIND, home.id)
            .set(household::NUMBER, format!("{number:04}"))
            .set_some(household::HEAD, home.people.first().map(|one| one.id))
            .set_some(household::GROUP, group.map(|group| group.id))
            .set_some(household::GRID, group.map(|group| group.grid))
            .set(household::ADDRESS, format!("{}{address}", group.map_or("", |group| group.name)))
            .set(household::CATEGORY, home.category)
            .set(household::OCCUPANCY, home.occupancy)
            .set(household::TIER, home.tier)
            .set(household::STATE, codes::household_state::REGISTERED);
        if self.dice.chance(12) {
            put = put.set(household::FAMILY, "以种植和务工为主，收入稳定。");
        }
        for one in &home.people {
            puts.push(self.person(one));
            puts.push(Self::resident(one, home.id));
        }
        puts.push(put);
        puts
    }

    fn resident(one: &Human, home: RecordId) -> Put {
        let put = Put::new(&resident::KIND, one.resident)
            .set(resident::PERSON, one.id)
            .set(resident::HOUSEHOLD, home)
            .set(resident::RELATION, one.relation);
        match one.away {
            Some((since, to)) => put
                .set(resident::RESIDENCE, codes::residence::AWAY)
                .set(resident::SINCE, Day::from(since))
                .set(resident::AWAY_TO, to),
            None => put.set(resident::RESIDENCE, codes::residence::HOME),
        }
    }
}

/// How often it should be called on, of the code list `visit_tier`.
fn tier(category: u32, people: &[Human]) -> u32 {
    use codes::household_category::{DESTITUTE, MARGINAL, MONITORED, SUDDEN, UNSTABLE};
    use codes::visit_tier::{KEY, ORDINARY, SPECIAL};
    match category {
        MONITORED | UNSTABLE | MARGINAL | SUDDEN | DESTITUTE => KEY,
        _ if people.iter().any(|one| !one.special.is_empty()) => SPECIAL,
        _ => ORDINARY,
    }
}
