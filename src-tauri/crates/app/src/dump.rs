//! 批量导出: the merged state as lines of JSON, unmasked, in an order in which they can be put again.
//!
//! A record comes after those that it refers to, and the steps of a need in their order, so that the rules that let
//! them in once let them in again, line by line. Beyond that ids decide: equal states give equal lines. Deliberately no
//! history: only what stands.

use std::collections::{BTreeMap, HashSet};

use domain::rules::may_come_first;
use domain::{Field, Kind, REASON, Record, RecordId, Registry, Scope};
use journal::ChannelId;
use serde::Serialize;
use serde_json::{Value, json as object};
use store::{ChannelScope, Query, Reader};

use self::own::Own;
use crate::features::needs::STEPS;
use crate::{Result, Session, json};

mod own;

pub use self::own::LeftOut;

/// One record of a dump.
#[derive(Debug, Serialize)]
pub struct Dumped(pub Value);

impl Session {
    /// Every record that stands, in the shape that [`Session::put_lines`] reads; of one kind or of all, with those
    /// in the recycle bin if `deleted`. `each` gets one at a time. What is the other side's, or what only merging brought
    /// about, cannot be put again: for that there is [`Session::dump_own`].
    pub fn dump(
        &self,
        kind: Option<&str>,
        deleted: bool,
        mut each: impl FnMut(Dumped) -> Result<()>,
    ) -> Result<()> {
        let only = kind.map(|name| self.kind(name)).transpose()?;
        let wanted = |kind: &Kind| only.is_none_or(|only| only.number == kind.number);
        let ranks = ranks(self.store.registry());
        for (channel, _) in self.store.channels()? {
            for kinds in &ranks {
                let kinds: Vec<&'static Kind> = kinds.iter().copied().filter(|kind| wanted(kind)).collect();
                self.dump_rank(channel, &kinds, deleted, &mut |record| {
                    each(Dumped(self.dumped(&record, channel)))
                })?;
            }
        }
        Ok(())
    }

    /// The same without what this side could not put into a new workspace of its own, so that all of it can. Tells what
    /// was left out.
    pub fn dump_own(
        &self,
        kind: Option<&str>,
        deleted: bool,
        mut each: impl FnMut(Dumped) -> Result<()>,
    ) -> Result<LeftOut> {
        let only = kind.map(|name| self.kind(name)).transpose()?;
        let ranks = ranks(self.store.registry());
        let mut left = LeftOut::default();
        for (channel, scope) in self.store.channels()? {
            if scope == ChannelScope::Village && channel != self.own_channel() {
                // A new workspace of the township knows no village yet.
                continue;
            }
            let mut own = Own::of(self, channel, scope == ChannelScope::Village)?;
            let mut give = |record: &Record| match only.is_none_or(|only| only.number == record.kind.number) {
                true => each(Dumped(self.dumped(record, channel))),
                false => Ok(()),
            };
            // Whatever is asked for, what it refers to must have been met.
            for kinds in &ranks {
                self.dump_rank(channel, kinds, deleted, &mut |record| match own.trimmed(record)? {
                    Some(record) => give(&record),
                    None => Ok(()),
                })?;
            }
            own.late().iter().try_for_each(&mut give)?;
            left.add(&own.left, only);
        }
        Ok(left)
    }

    fn dump_rank(
        &self,
        channel: ChannelId,
        kinds: &[&'static Kind],
        deleted: bool,
        each: &mut impl FnMut(Record) -> Result<()>,
    ) -> Result<()> {
        let reader = self.reader(channel)?;
        let mut order = Vec::new();
        let steps = STEPS.into_iter().filter(|(kind, _)| kinds.iter().any(|one| one.number == kind.number));
        for events in self.store.histories(channel, &steps.collect::<Vec<_>>())?.into_values() {
            order.extend(events.iter().map(|event| (event.kind, event.id)));
        }
        for kind in kinds {
            let mut ids = self.store.ids(kind, channel)?;
            if deleted {
                let query = Query { deleted: true, ..Query::all(kind).within(channel) };
                ids.extend(self.store.page(&query)?.records.into_iter().map(|(_, record)| record.id));
            }
            ids.sort();
            order.extend(ids.into_iter().map(|id| (*kind, id)));
        }
        let mut rank = Rank { reader, deleted, met: HashSet::new(), given: HashSet::new() };
        for (kind, id) in order {
            rank.with_those_before(kind, id, each)?;
        }
        Ok(())
    }

    fn dumped(&self, record: &Record, channel: ChannelId) -> Value {
        let mut fields = json::of_record(record);
        fields.extend(json::of_field(record, &REASON).map(|reason| (REASON.name.to_owned(), reason)));
        let mut line = object!({ "kind": record.kind.name, "id": record.id.to_string(), "fields": fields });
        let foreign = record.kind.scope != Scope::Private && channel != self.own_channel();
        if let Value::Object(members) = &mut line {
            if foreign {
                members.insert("village".to_owned(), channel.to_string().into());
            }
            if record.deleted {
                members.insert("deleted".to_owned(), true.into());
            }
        }
        line
    }
}

/// The records of kinds that do not refer to one another.
struct Rank<'s> {
    reader: Reader<'s>,
    deleted: bool,
    /// Met, and given unless those before it are still to come.
    met: HashSet<(u16, RecordId)>,
    given: HashSet<(u16, RecordId)>,
}

impl Rank<'_> {
    /// Gives a record after those of its own kind that it refers to: units have parents, needs are merged.
    fn with_those_before(
        &mut self,
        kind: &'static Kind,
        id: RecordId,
        each: &mut impl FnMut(Record) -> Result<()>,
    ) -> Result<()> {
        let mut stack = vec![id];
        while let Some(id) = stack.last().copied() {
            let key = (kind.number, id);
            let record = match self.given.contains(&key) {
                true => None,
                false => self.reader.record_or_deleted(kind, id)?.filter(|one| self.deleted || !one.deleted),
            };
            let Some(record) = record else {
                stack.pop();
                continue;
            };
            let first_time = self.met.insert(key);
            let before = own_references(kind).flat_map(|field| record.ids_of(*field));
            let before: Vec<RecordId> = before.filter(|id| !self.met.contains(&(kind.number, *id))).collect();
            if first_time && !before.is_empty() {
                stack.extend(before);
                continue;
            }
            stack.pop();
            self.given.insert(key);
            each(record)?;
        }
        Ok(())
    }
}

fn own_references(kind: &'static Kind) -> impl Iterator<Item = &'static Field> {
    kind.fields.iter().filter(|field| field.refers_to() == Some(kind.name))
}

/// The kinds in an order in which each comes after those that it refers to; kinds of one rank do not refer to one
/// another.
fn ranks(registry: &Registry) -> Vec<Vec<&'static Kind>> {
    let mut ranks: BTreeMap<usize, Vec<&'static Kind>> = BTreeMap::new();
    for kind in registry.kinds() {
        ranks.entry(rank_of(registry, kind, &mut Vec::new())).or_default().push(kind);
    }
    ranks.into_values().collect()
}

fn rank_of(registry: &Registry, kind: &'static Kind, above: &mut Vec<u16>) -> usize {
    above.push(kind.number);
    let referred = kind.fields.iter().filter(|field| !may_come_first(kind, field));
    let kinds: Vec<&'static Kind> = referred.filter_map(|field| registry.named(field.refers_to()?)).collect();
    let mut rank = 0;
    for other in kinds {
        if !above.contains(&other.number) {
            rank = rank.max(1 + rank_of(registry, other, above));
        }
    }
    above.pop();
    rank
}
