//! Heads of households, and relations that only the household decides.

use domain::codes::{relation, sex};

use super::problems::{Problem, Rule};
use super::{Roster, RosterRow};
use crate::target::Target;
use crate::terms::{self, Relation};

// A daughter-in-law is a generation younger than the head, a wife is not.
const GENERATION: i64 = 16;

/// Finds the head of each household, and gives 媳妇, 孙 and 子女 the relation that sex, age and the others allow.
pub(super) fn settle(roster: &mut Roster) {
    for house in 0..roster.households.len() {
        let Some(household) = roster.households.get(house) else { break };
        let rows = household.rows.clone();
        let head_name = household.head_name.clone();
        let heads: Vec<usize> =
            rows.iter().copied().filter(|at| is_head(roster, *at, head_name.as_deref())).collect();
        let firsts = heads
            .iter()
            .copied()
            .filter(|at| roster.rows.get(*at).is_some_and(|row| !row.has(Rule::Duplicate)));
        let firsts: Vec<usize> = firsts.collect();
        let head = firsts.first().copied();
        if let Some(household) = roster.households.get_mut(house) {
            household.head = head;
        }
        demote_others(roster, &firsts);
        note_headless(roster, &rows, &heads, head_name.is_some());
        decide(roster, &rows, head);
    }
}

fn is_head(roster: &Roster, at: usize, head_name: Option<&str>) -> bool {
    let Some(row) = roster.rows.get(at) else { return false };
    match row.code(Target::RELATION) {
        Some(code) => matches!(code, relation::HEAD | relation::COLLECTIVE_HEAD),
        None => row.text(Target::RELATION_TEXT).is_none() && head_name.is_some() && row.name() == head_name,
    }
}

/// The first head stays; of every further one only the written word is kept.
fn demote_others(roster: &mut Roster, heads: &[usize]) {
    for (place, at) in heads.iter().enumerate() {
        let Some(row) = roster.rows.get_mut(*at) else { continue };
        if place == 0 {
            let column = column_of(row, Target::RELATION);
            if row.code(Target::RELATION).is_none() {
                row.fill(Target::RELATION, column, vec![relation::HEAD.into()]);
            }
        } else {
            row.fields.retain(|filled| filled.target != Target::RELATION);
            row.problems
                .push(Problem { field: Some(Target::RELATION.label()), ..Problem::of(Rule::TwoHeads) });
        }
    }
}

fn note_headless(roster: &mut Roster, rows: &[usize], heads: &[usize], named: bool) {
    let related =
        |at: &usize| roster.rows.get(*at).is_some_and(|row| row.text(Target::RELATION_TEXT).is_some());
    let tells = named || rows.iter().any(related);
    if let Some(row) =
        rows.first().filter(|_| heads.is_empty() && tells).and_then(|at| roster.rows.get_mut(*at))
    {
        row.problems.push(Problem::of(Rule::NoHead));
    }
}

fn decide(roster: &mut Roster, rows: &[usize], head: Option<usize>) {
    for at in rows {
        let Some(row) = roster.rows.get(*at) else { continue };
        let code = match row.text(Target::RELATION_TEXT).and_then(terms::relation) {
            Some(Relation::BySex(pair)) => by_sex(row, pair),
            Some(Relation::InDoubt(pair)) => wife_or_daughter_in_law(roster, rows, head, row, pair),
            _ => continue,
        };
        let Some(row) = roster.rows.get_mut(*at) else { continue };
        let column = column_of(row, Target::RELATION_TEXT);
        match code {
            Some(code) => row.fill(Target::RELATION, column, vec![code.into()]),
            None => {
                let text = row.text(Target::RELATION_TEXT).map(str::to_owned);
                let field = Some(Target::RELATION.label());
                row.problems.push(Problem { field, text, ..Problem::of(Rule::RelationUnclear) });
            }
        }
    }
}

fn column_of(row: &RosterRow, target: Target) -> Option<usize> {
    row.fields.iter().find(|filled| filled.target == target).and_then(|filled| filled.column)
}

/// The man's or the woman's code; without a sex the code of both, where the list has one.
fn by_sex(row: &RosterRow, [man, woman]: [u32; 2]) -> Option<u32> {
    match row.code(Target::SEX) {
        Some(sex::MALE) => Some(man),
        Some(sex::FEMALE) => Some(woman),
        _ => [40, 50, 60].into_iter().find(|both| both + 1 == man && both + 2 == woman),
    }
}

/// 媳妇 is the daughter-in-law if the head is a woman, has a spouse in the household or is a generation older.
fn wife_or_daughter_in_law(
    roster: &Roster,
    rows: &[usize],
    head: Option<usize>,
    row: &RosterRow,
    [wife, daughter]: [u32; 2],
) -> Option<u32> {
    let is_spouse = |at: &usize| {
        let code = roster.rows.get(*at).and_then(|row| row.code(Target::RELATION));
        matches!(code, Some(relation::SPOUSE | relation::HUSBAND | relation::WIFE))
    };
    let head = head.and_then(|at| roster.rows.get(at))?;
    if head.code(Target::SEX) == Some(sex::FEMALE) || rows.iter().any(is_spouse) {
        return Some(daughter);
    }
    let years = |row: &RosterRow| row.birth().map(|day| i64::from(day.parts().0));
    let younger = years(row)? - years(head)?;
    Some(if younger >= GENERATION { daughter } else { wife })
}
