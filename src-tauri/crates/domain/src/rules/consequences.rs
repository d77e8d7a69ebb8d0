//! What follows of itself from a change and belongs to the same act.

use super::Touched;
use crate::codes::link_type;
use crate::kinds::{household, link};
use crate::{Facts, Field, Kind, RecordId, Value};

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

/// The first general link of a household becomes its primary link, and a primary link that ends or is deleted is
/// one no longer.
pub fn consequences<F: Facts>(facts: &F, touched: &[Touched]) -> Result<Vec<Consequence>, F::Error> {
    let mut all = Vec::new();
    for one in touched.iter().filter(|one| one.after.kind.number == link::KIND.number) {
        let Some(home) = one.after.id_of(link::HOUSEHOLD) else {
            continue;
        };
        let Some(home) = facts.record(&household::KIND, home)? else {
            continue;
        };
        let primary = home.id_of(household::PRIMARY_LINK);
        let over = one.after.deleted || one.after.day(link::TO).is_some();
        let general = one.after.code(link::TYPE) == Some(link_type::GENERAL);
        let value = match primary {
            None if general && !over => Some(one.after.id.into()),
            Some(id) if id == one.after.id && over => None,
            _ => continue,
        };
        // Two links of one household in one act: the later one stands.
        all.retain(|other: &Consequence| other.id != home.id);
        all.push(Consequence { kind: &household::KIND, id: home.id, field: household::PRIMARY_LINK, value });
    }
    Ok(all)
}
