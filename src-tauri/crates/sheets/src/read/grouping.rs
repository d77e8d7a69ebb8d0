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
    by_head: HashMap<(usize, String), usize>,
    sheet: usize,
    current: Option<usize>,
    // Whether the current household has its head.
    headed: bool,
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
                How::HeadName { blank_says_nothing } => {
                    Some(self.by_head_name(draft, blank_says_nothing, roster))
                }
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
        found.unwrap_or_else(|| {
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

    fn by_head_name(&mut self, draft: &mut Draft, silent: bool, roster: &mut Roster) -> usize {
        let again = is_head(draft) && self.headed;
        let Some(name) = draft.head_name.as_deref().map(key) else {
            return self.without_word(draft, silent, roster);
        };
        let of_current =
            self.current.and_then(|house| roster.households.get(house)?.head_name.as_deref().map(key));
        if of_current.as_ref() == Some(&name) && !again {
            return self.start_if(false, draft, roster);
        }
        let earlier = self.by_head.get(&(self.sheet, name.clone())).copied().filter(|_| !is_head(draft));
        let house = earlier.unwrap_or_else(|| self.start(draft, roster));
        self.by_head.insert((self.sheet, name), house);
        house
    }
}
