//! The same person twice in the files.

use std::collections::HashMap;

use super::problems::{Problem, Rule, Severity};
use super::{Roster, RosterRow};
use crate::spelling::key;

/// Marks rows whose person stands further up: the same ID number, or the same name, birth and household. A household
/// that was told by order alone and whose first person stands in another one further up is that one.
pub(super) fn mark(roster: &mut Roster) {
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut by_name: HashMap<(String, i64, Option<usize>), usize> = HashMap::new();
    for at in 0..roster.rows.len() {
        let Some(row) = roster.rows.get(at) else { break };
        if row.severity() == Some(Severity::Refused) {
            continue;
        }
        let id = row.id_number().map(|number| number.as_str().to_owned());
        let name = name_key(row);
        let earlier = id
            .as_ref()
            .and_then(|id| by_id.get(id))
            .or_else(|| name.as_ref().and_then(|name| by_name.get(name)));
        match earlier.copied() {
            Some(earlier) => note(roster, at, earlier),
            None => {
                by_id.extend(id.map(|id| (id, at)));
                by_name.extend(name.map(|name| (name, at)));
            }
        }
    }
}

fn name_key(row: &RosterRow) -> Option<(String, i64, Option<usize>)> {
    Some((key(row.name()?), row.birth()?.number(), row.household))
}

fn note(roster: &mut Roster, at: usize, earlier: usize) {
    let Some((same_as, house)) = roster.rows.get(earlier).map(|row| (row.at.clone(), row.household)) else {
        return;
    };
    let Some(row) = roster.rows.get_mut(at) else { return };
    let unclear = row.has(Rule::HouseholdUnclear);
    row.problems.retain(|problem| problem.rule != Rule::HouseholdUnclear);
    row.problems.push(Problem { same_as: Some(same_as), ..Problem::of(Rule::Duplicate) });
    let from = row.household;
    if unclear {
        return move_rows(roster, &[at], house);
    }
    let told = from.and_then(|from| roster.households.get(from));
    if let Some(told) = told
        .filter(|told| told.number.is_none() && told.head_name.is_none() && told.rows.first() == Some(&at))
    {
        let rows = told.rows.clone();
        move_rows(roster, &rows, house);
    }
}

fn move_rows(roster: &mut Roster, rows: &[usize], to: Option<usize>) {
    for at in rows {
        let Some(row) = roster.rows.get_mut(*at) else { continue };
        let from = std::mem::replace(&mut row.household, to);
        if let Some(household) = from.and_then(|from| roster.households.get_mut(from)) {
            household.rows.retain(|row| row != at);
        }
        if let Some(household) = to.and_then(|to| roster.households.get_mut(to)) {
            household.rows.push(*at);
        }
    }
}
