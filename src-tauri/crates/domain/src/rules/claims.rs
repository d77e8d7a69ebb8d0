//! What only one record may hold.

use super::links::lasts;
use super::people::belongs;
use crate::codes::link_type;
use crate::kinds::{link, member, person, resident};
use crate::{Field, Record, Value};

/// What no other record of the kind may hold beside this one: an ID number, a membership, a place in a household, the
/// general link of a household. Two of them stand only where two sites wrote one each.
pub fn claim(record: &Record) -> Option<(Field, &Value)> {
    let field = match record.kind.number {
        n if n == person::KIND.number => person::ID_NUMBER,
        n if n == member::KIND.number => member::PERSON,
        n if n == resident::KIND.number && belongs(record) => resident::PERSON,
        n if n == link::KIND.number
            && lasts(record)
            && record.code(link::TYPE) == Some(link_type::GENERAL) =>
        {
            link::HOUSEHOLD
        }
        _ => return None,
    };
    Some((field, record.value(field)?))
}
