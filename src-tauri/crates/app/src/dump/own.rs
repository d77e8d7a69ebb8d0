//! What of a channel this side can write again: not what the other side owns, nor what only merging brought about.
//!
//! A record is given after those that it refers to, so whether a reference leads anywhere is known when it is met. What
//! was allowed when it was done and would be refused now is put in another order: that a member left comes after the
//! links that stood then.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::kinds::{household, link, member, need, person, step, visit};
use domain::need_state::Progress;
use domain::rules::{claim, died, has_left, may_come_first};
use domain::{Facts, Field, Kind, Owner, Record, RecordId, Value, codes};
use journal::ChannelId;
use store::{Query, Reader};

use crate::{Result, Session};

/// What a dump left out.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Records, by the Chinese name of their kind.
    pub records: BTreeMap<&'static str, usize>,
    /// Values of records that were given, by the same name.
    pub values: BTreeMap<&'static str, usize>,
}

impl LeftOut {
    /// Whether nothing was left out.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.values.is_empty()
    }

    pub(super) fn add(&mut self, other: &LeftOut, only: Option<&Kind>) {
        let wanted = |label: &str| only.is_none_or(|only| only.label == label);
        for (mine, theirs) in [(&mut self.records, &other.records), (&mut self.values, &other.values)] {
            for (label, count) in theirs.iter().filter(|(label, _)| wanted(label)) {
                *mine.entry(label).or_default() += count;
            }
        }
    }
}

/// What was given of one channel so far.
pub(super) struct Own<'s> {
    reader: Reader<'s>,
    side: Owner,
    /// Whether the other side writes the channel as well.
    shared: bool,
    given: HashSet<(u16, RecordId)>,
    claimed: BTreeSet<(u16, Value)>,
    /// The link of each household that counts, where it has one that lasts.
    primary: HashMap<RecordId, Record>,
    /// Members who left without a day and have links that last.
    leaving: HashSet<RecordId>,
    /// Links that need a reason because of their number: they come when the others are there.
    late: Vec<Record>,
    progress: HashMap<RecordId, Progress>,
    pub(super) left: LeftOut,
}

impl<'s> Own<'s> {
    pub(super) fn of(session: &'s Session, channel: ChannelId, shared: bool) -> Result<Self> {
        let reader = session.reader(channel)?;
        let mut own = Self {
            reader,
            side: session.side(),
            shared,
            given: HashSet::new(),
            claimed: BTreeSet::new(),
            primary: HashMap::new(),
            leaving: HashSet::new(),
            late: Vec::new(),
            progress: HashMap::new(),
            left: LeftOut::default(),
        };
        for (_, one) in session.store.page(&Query::all(&link::KIND).within(channel))?.records {
            if one.day(link::TO).is_none() {
                own.meet(&one)?;
            }
        }
        Ok(own)
    }

    /// Looks at a link that lasts before anything is given.
    fn meet(&mut self, one: &Record) -> Result<()> {
        if let Some(home) = one.id_of(link::HOUSEHOLD)
            && let Some(home) = self.reader.record(&household::KIND, home)?
            && home.id_of(household::PRIMARY_LINK) == Some(one.id)
        {
            self.primary.insert(home.id, one.clone());
        }
        if let Some(who) = one.id_of(link::MEMBER)
            && let Some(who) = self.reader.record(&member::KIND, who)?
            && has_left(&who)
            && died(&self.reader, &who)?.is_none()
        {
            self.leaving.insert(who.id);
        }
        Ok(())
    }

    /// A record as it can be written again; `None` if it cannot.
    pub(super) fn trimmed(&mut self, mut record: Record) -> Result<Option<Record>> {
        if self.shared && Kind::owner(record.kind.number) != self.side {
            return Ok(self.leave_out(&record));
        }
        if self.shared {
            let kind = record.kind.number;
            record.values.retain(|field, _| Kind::owner_of(kind, *field) == self.side);
        }
        if record.deleted {
            return Ok(Some(record));
        }
        self.drop_dangling(&mut record)?;
        if !is_whole(&record) || !self.is_sole(&mut record) || !self.may_follow(&record)? {
            return Ok(self.leave_out(&record));
        }
        self.given.insert((record.kind.number, record.id));
        if self.leaving.contains(&record.id)
            && let Some(status) = record.values.remove(&member::STATUS.number)
        {
            let mut after = Record::new(record.kind, record.id);
            after.values.insert(member::STATUS.number, status);
            self.late.push(after);
        }
        if record.kind.number == link::KIND.number && record.text(link::OVERLOAD).is_some() {
            self.late.push(record);
            return Ok(None);
        }
        Ok(Some(record))
    }

    /// What comes after everything else: links that are many, and then that members left.
    pub(super) fn late(&mut self) -> Vec<Record> {
        let mut all = std::mem::take(&mut self.late);
        all.sort_by_key(|one| one.kind.number != link::KIND.number);
        all
    }

    fn leave_out(&mut self, record: &Record) -> Option<Record> {
        *self.left.records.entry(record.kind.label).or_default() += 1;
        None
    }

    /// Takes away references to what is not there.
    fn drop_dangling(&mut self, record: &mut Record) -> Result<()> {
        for field in record.kind.fields {
            let Some(target) = field.refers_to().and_then(|name| self.reader.registry().named(name)) else {
                continue;
            };
            let Some(values) = record.values.get(&field.number) else { continue };
            let mut kept = Vec::new();
            for value in values {
                if self.leads_on(record, field, target, value)? {
                    kept.push(value.clone());
                }
            }
            let lost = values.len() - kept.len();
            if lost > 0 {
                *self.left.values.entry(record.kind.label).or_default() += lost;
                record.values.insert(field.number, kept);
            }
        }
        record.values.retain(|_, values| !values.is_empty());
        Ok(())
    }

    fn leads_on(&self, record: &Record, field: &Field, target: &'static Kind, value: &Value) -> Result<bool> {
        let Value::Bytes(bytes) = value else { return Ok(false) };
        let Some(id) = RecordId::from_slice(bytes) else { return Ok(false) };
        if !may_come_first(record.kind, field) {
            return Ok(self.given.contains(&(target.number, id)));
        }
        // It will come, unless its member does not.
        let Some(primary) = self.primary.get(&record.id).filter(|primary| primary.id == id) else {
            return Ok(false);
        };
        let who =
            primary.id_of(link::MEMBER).map(|who| self.reader.exists(&member::KIND, who)).transpose()?;
        Ok(who.unwrap_or(false))
    }

    /// Whether nobody before it holds what only one may hold. An ID number is left to the first one.
    fn is_sole(&mut self, record: &mut Record) -> bool {
        let Some((field, value)) = claim(record) else { return true };
        let key = (record.kind.number, value.clone());
        if record.kind.number == link::KIND.number {
            let home = record.id_of(link::HOUSEHOLD);
            let primary = home.and_then(|home| self.primary.get(&home));
            if primary.is_some_and(|primary| primary.id != record.id && claim(primary).is_some()) {
                return false;
            }
        }
        let sole = self.claimed.insert(key);
        if !sole && field.number == person::ID_NUMBER.number && record.kind.number == person::KIND.number {
            record.values.remove(&field.number);
            *self.left.values.entry(record.kind.label).or_default() += 1;
            return true;
        }
        sole
    }

    /// Whether a step follows from those given before it, and a link does not begin after a death.
    fn may_follow(&mut self, record: &Record) -> Result<bool> {
        if record.kind.number == link::KIND.number && record.day(link::TO).is_none() {
            let who =
                record.id_of(link::MEMBER).map(|id| self.reader.record(&member::KIND, id)).transpose()?;
            let death = who.flatten().map(|who| died(&self.reader, &who)).transpose()?.flatten();
            return Ok(death.zip(record.day(link::FROM)).is_none_or(|(death, from)| from <= death));
        }
        if record.kind.number != step::KIND.number {
            return Ok(true);
        }
        let Some(need) = record.id_of(step::NEED) else { return Ok(false) };
        if record.code(step::ACTION) == Some(codes::step_action::MERGE) {
            let main = self.reader.record(&need::KIND, need)?.and_then(|need| need.id_of(need::MAIN));
            if main.is_none_or(|main| main == need || !self.given.contains(&(need::KIND.number, main))) {
                return Ok(false);
            }
        }
        let progress = self.progress.entry(need).or_insert_with(Progress::registered);
        Ok(progress.take(record).is_ok())
    }
}

/// Whether a record says what it must say.
fn is_whole(record: &Record) -> bool {
    let needed = record.kind.fields.iter().filter(|field| field.required);
    let calls = record.kind.number != visit::KIND.number || !record.all(visit::HOUSEHOLDS).is_empty();
    calls && needed.into_iter().all(|field| !record.all(*field).is_empty())
}
