//! 抹除: which values are gone for ever.
//!
//! An erasure takes away every value that a field of one record held up to a stamp, older ones and those of other
//! laptops too, wherever it is known. What is written later stays. So what is left is the same everywhere, whatever the
//! order in which erasures and values arrive. Deliberately only of closed groups: what is open is part of the chain.

use std::collections::BTreeSet;

use crate::kinds::erasure;
use crate::{Group, Kind, Owner, Record, RecordId, Registry, Value};

/// 抹除: what one record of the kind `erasure` takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The number of the subject's kind.
    pub kind: u16,
    /// The subject.
    pub id: RecordId,
    /// The numbers of the fields.
    pub fields: BTreeSet<u16>,
    /// The last stamp whose values are gone.
    pub until: u64,
}

impl Erasure {
    /// What a record says; `None` if it is no erasure or not a whole one.
    pub fn of(record: &Record) -> Option<Self> {
        if record.kind.number != erasure::KIND.number {
            return None;
        }
        let number = |value: &Value| match value {
            Value::Int(number) => u16::try_from(*number).ok(),
            _ => None,
        };
        Some(Self {
            kind: record.all(erasure::SUBJECT_KIND).first().and_then(number)?,
            id: record.text(erasure::SUBJECT)?.parse().ok()?,
            fields: record.all(erasure::FIELDS).iter().filter_map(number).collect(),
            until: record.int(erasure::UNTIL).and_then(|stamp| u64::try_from(stamp).ok())?,
        })
    }

    /// Whether a write of a field, made at this stamp, is gone. In a channel that village and township share, a village
    /// erases only what it owns.
    pub fn takes(&self, kind: u16, id: RecordId, field: u16, stamp: u64, shared: bool) -> bool {
        let owned = !shared || Kind::owner_of(kind, field) == Owner::Village;
        owned && stamp <= self.until && (kind, id) == (self.kind, self.id) && self.fields.contains(&field)
    }
}

/// Whether values of a field can be erased: it is in a closed group, and the side may write it.
pub fn may_erase(registry: &Registry, kind: u16, field: u16, side: Owner, shared: bool) -> bool {
    let declared = registry.kind(kind).and_then(|kind| kind.field(field));
    let owned = !shared || Kind::owner_of(kind, field) == side;
    owned && declared.is_some_and(|field| field.group != Group::Open)
}
