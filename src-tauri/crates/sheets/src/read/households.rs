//! What the rows of a household say about the household itself.

use std::collections::HashSet;

use domain::kinds::household;

use super::problems::{Problem, Rule, Severity};
use super::{Filled, Roster};
use crate::target::Target;

/// Moves the fields of the household from its rows to it: as the head's row says, else the first row that says
/// something. A row that says otherwise is noted; rows that are refused say nothing.
pub(super) fn gather(roster: &mut Roster) {
    let mut taken: Vec<(usize, Filled)> = Vec::new();
    for (at, row) in roster.rows.iter_mut().enumerate() {
        let is_household = |filled: &Filled| filled.target.kind_number() == Some(household::KIND.number);
        let (own, rest) = std::mem::take(&mut row.fields).into_iter().partition(is_household);
        row.fields = rest;
        if row.severity() != Some(Severity::Refused) {
            taken.extend(own.into_iter().map(|filled: Filled| (at, filled)));
        }
    }
    let heads: HashSet<usize> = roster.households.iter().filter_map(|household| household.head).collect();
    // A stable sort: the head's row first, the others in their order.
    taken.sort_by_key(|(at, _)| !heads.contains(at));
    for (at, filled) in taken {
        take(roster, at, filled);
    }
    for household in &mut roster.households {
        name_itself(household);
    }
}

fn take(roster: &mut Roster, at: usize, filled: Filled) {
    let Some(row) = roster.rows.get_mut(at) else { return };
    let Some(household) = row.household.and_then(|house| roster.households.get_mut(house)) else { return };
    match household.fields.iter().find(|known| known.target == filled.target) {
        None => household.fields.push(filled),
        Some(known) if known.values == filled.values => {}
        Some(_) => {
            let field = Some(filled.target.label());
            row.problems.push(Problem { field, ..Problem::of(Rule::HouseholdDiffers) });
        }
    }
}

fn name_itself(household: &mut super::RosterHousehold) {
    let own = [(Target::NUMBER, &household.number), (Target::GROUP, &household.group)];
    let named = own.into_iter().filter_map(|(target, text)| {
        let text = text.as_deref()?;
        Some(Filled { target, column: None, values: vec![text.into()] })
    });
    let named: Vec<Filled> = named.collect();
    household.fields.extend(named);
}
