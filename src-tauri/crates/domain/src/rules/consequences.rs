//! What follows of itself from a change and belongs to the same act.

use std::collections::BTreeSet;

use super::Touched;
use crate::codes::link_type;
use crate::id_number::IdNumber;
use crate::kinds::{household, link, person};
use crate::{Facts, Field, Kind, Record, RecordId, Value};

/// A field that an act must set besides those that were asked for.
#[derive(Debug, Clone)]
pub struct Consequence {
    /// The kind of the record.
    pub kind: &'static Kind,
    /// The record.
    pub id: RecordId,
    /// The field to set.
    pub field: Field,
    /// Its new value; `None` unsets it.
    pub value: Option<Value>,
}

/// What follows of itself from the records that an act touched: the primary links of households, and what an ID
/// number says about its holder.
pub fn consequences<F: Facts>(facts: &F, touched: &[Touched]) -> Result<Vec<Consequence>, F::Error> {
    let mut all = primary_links(facts, touched)?;
    all.extend(
        touched.iter().filter(|one| one.after.kind.number == person::KIND.number).flat_map(told_by_number),
    );
    Ok(all)
}

/// Sex and day of birth stand in an ID number (GB 11643); what is not known otherwise is taken from there.
fn told_by_number(one: &Touched) -> Vec<Consequence> {
    let number = one.after.text(person::ID_NUMBER).filter(|_| one.wrote(person::ID_NUMBER));
    let Some(number) = number.and_then(|text| IdNumber::parse(text).ok()) else {
        return Vec::new();
    };
    let told = [(person::SEX, Value::from(number.sex())), (person::BIRTH, Value::from(number.birth()))];
    let unknown = told.into_iter().filter(|(field, _)| one.after.value(*field).is_none());
    let id = one.after.id;
    unknown.map(|(field, value)| Consequence { kind: &person::KIND, id, field, value: Some(value) }).collect()
}

/// The first general link of a household becomes its primary link. A primary link that ends, is deleted or goes to
/// another household is one no longer; a general link that begins in the same act takes its place.
fn primary_links<F: Facts>(facts: &F, touched: &[Touched]) -> Result<Vec<Consequence>, F::Error> {
    let links: Vec<&Touched> =
        touched.iter().filter(|one| one.after.kind.number == link::KIND.number).collect();
    let homes: BTreeSet<RecordId> = links
        .iter()
        .flat_map(|one| one.before.iter().chain([&one.after]))
        .filter_map(|one| one.id_of(link::HOUSEHOLD))
        .collect();
    let mut all = Vec::new();
    for home in homes {
        let Some(home) = facts.record(&household::KIND, home)? else {
            continue;
        };
        let standing = home.id_of(household::PRIMARY_LINK);
        let over = |id: RecordId| links.iter().any(|one| one.after.id == id && !serves(&one.after, home.id));
        let begun = links.iter().find(|one| is_general(&one.after) && serves(&one.after, home.id));
        let primary = standing.filter(|id| !over(*id)).or(begun.map(|one| one.after.id));
        if primary != standing {
            let (field, value) = (household::PRIMARY_LINK, primary.map(Value::from));
            all.push(Consequence { kind: &household::KIND, id: home.id, field, value });
        }
    }
    Ok(all)
}

fn is_general(one: &Record) -> bool {
    one.code(link::TYPE) == Some(link_type::GENERAL)
}

/// Whether a link lasts and is one of this household.
fn serves(one: &Record, home: RecordId) -> bool {
    !one.deleted && one.day(link::TO).is_none() && one.id_of(link::HOUSEHOLD) == Some(home)
}
