//! Giving each row its household.

use std::collections::HashMap;

use super::draft::Draft;
use super::problems::{Problem, Rule};
use super::strategy::{How, is_head};
use super::{Roster, RosterHousehold};
use crate::cells::group;
use crate::spelling::key;

/// Remembers the households of all files, so that one listed in two places is one.
#[derive(Default)]
pub(super) struct Grouper {
    by_number: HashMap<(String, String), usize>,
    by_head: HashMap<(usize, Option<String>), Namesakes>,
    sheet: usize,
    current: Option<usize>,
    // By household, the key of the head's name, from the head's own row.
    heads: HashMap<usize, String>,
    // Name and ID number of the head of the current household, as its rows tell them.
    told_head: HeadKey,
    // Whether the current household has its head.
    headed: bool,
}

/// Heads of one name: the ID number, and the household.
type Namesakes = Vec<(Option<String>, usize)>;

/// A head as a row tells it: the key of the name, and the ID number.
type HeadKey = (Option<String>, Option<String>);

/// Whether two rows can speak of one head: nothing that both tell differs.
fn may_be_one(one: &HeadKey, other: &HeadKey) -> bool {
    let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    agree(&one.0, &other.0) && agree(&one.1, &other.1)
}

impl Grouper {
    /// Houses the rows of one sheet, in order.
    pub(super) fn group(&mut self, how: How, drafts: &mut [Draft], roster: &mut Roster) {
        self.sheet += 1;
        self.current = None;
        let first = roster.rows.len();
        for (at, draft) in drafts.iter_mut().enumerate() {
            let house = match how {
                How::Number { blank_says_nothing } => Some(self.by_number(draft, blank_says_nothing, roster)),
                How::Head { blank_says_nothing } => Some(self.by_head(draft, blank_says_nothing, roster)),
                How::Block => Some(self.start_if(draft.starts_block, draft, roster)),
                How::Relation => Some(self.start_if(is_head(draft), draft, roster)),
                How::Row => Some(self.start_if(true, draft, roster)),
                How::Untold => None,
            };
            if house.is_none() {
                draft.row.problems.push(Problem::of(Rule::HouseholdUnclear));
            }
            self.settle(house, first + at, draft, roster);
        }
    }

    fn settle(&mut self, house: Option<usize>, row: usize, draft: &mut Draft, roster: &mut Roster) {
        self.headed = (self.headed && self.current == house) || is_head(draft);
        self.current = house;
        draft.row.household = house;
        if let (Some(house), true, Some(name)) = (house, is_head(draft), draft.row.name()) {
            self.heads.entry(house).or_insert_with(|| key(name));
        }
        let Some(household) = house.and_then(|house| roster.households.get_mut(house)) else { return };
        household.rows.push(row);
        if household.group.is_none() {
            household.group = draft.group.clone();
        }
        if household.head_name.is_none() {
            household.head_name = draft.head_name.clone();
        }
    }

    fn start(&mut self, draft: &Draft, roster: &mut Roster) -> usize {
        roster
            .households
            .push(RosterHousehold { number: draft.number.clone(), ..RosterHousehold::default() });
        self.headed = false;
        self.told_head = HeadKey::default();
        roster.households.len() - 1
    }

    fn start_if(&mut self, starts: bool, draft: &Draft, roster: &mut Roster) -> usize {
        match self.current.filter(|_| !starts) {
            Some(current) => current,
            None => self.start(draft, roster),
        }
    }

    fn by_number(&mut self, draft: &mut Draft, silent: bool, roster: &mut Roster) -> usize {
        let Some(number) = &draft.number else {
            return self.without_word(draft, silent, roster);
        };
        // Numbers begin anew in each group, and in each sheet that tells none.
        let place = draft.group.as_deref().map_or_else(|| format!("#{}", self.sheet), group::key);
        let found = self.by_number.get(&(place.clone(), key(number))).copied();
        // A number that comes again further down with a head of its own is another family's: it was counted anew.
        let other = |house: &usize| {
            let heads = self.heads.get(house).zip(draft.row.name().map(key)).filter(|_| is_head(draft));
            self.current != Some(*house) && heads.is_some_and(|(known, name)| *known != name)
        };
        found.filter(|house| !other(house)).unwrap_or_else(|| {
            let key = (place, key(number));
            let house = self.start(draft, roster);
            self.by_number.insert(key, house);
            house
        })
    }

    /// A number or name in the first row of a household speaks for the blank cells below, unless those are `silent`.
    fn without_word(&mut self, draft: &mut Draft, silent: bool, roster: &mut Roster) -> usize {
        let head = is_head(draft);
        match self.current.filter(|_| !head || !(self.headed || silent)) {
            Some(current) => {
                if silent {
                    draft.row.problems.push(Problem::of(Rule::HouseholdUnclear));
                }
                current
            }
            None => self.start(draft, roster),
        }
    }

    fn by_head(&mut self, draft: &mut Draft, silent: bool, roster: &mut Roster) -> usize {
        let told: HeadKey = (draft.head_name.as_deref().map(key), draft.head_id.clone());
        if told == (None, None) {
            return self.without_word(draft, silent, roster);
        }
        // A second head of one name is a namesake, unless the number says that it is the same.
        let again = is_head(draft) && self.headed && told.1.is_none();
        let current = self.current.is_some() && self.told_head != HeadKey::default();
        if current && may_be_one(&told, &self.told_head) && !again {
            self.told_head.1 = self.told_head.1.take().or(told.1);
            return self.start_if(false, draft, roster);
        }
        let namesakes = self.by_head.get(&(self.sheet, told.0.clone()));
        let same = |(number, _): &&(Option<String>, usize)| may_be_one(&(None, number.clone()), &told);
        let earlier = namesakes.and_then(|all| all.iter().rev().find(same)).map(|(_, house)| *house);
        let earlier = earlier.filter(|_| !is_head(draft) || told.1.is_some());
        let house = earlier.unwrap_or_else(|| self.start(draft, roster));
        if earlier.is_none() {
            self.by_head.entry((self.sheet, told.0.clone())).or_default().push((told.1.clone(), house));
        }
        self.told_head = told;
        house
    }
}
