//! 批量录入: many records as lines of JSON, through the same door as everything else.
//!
//! The lines that [`Session::dump`] writes are read as well. Deliberately no way around a rule: a line that breaks
//! one is refused with the rule's name, and the lines before it stay.

use std::collections::{BTreeMap, BTreeSet};

use domain::kinds::link;
use domain::{Field, Put, RecordId, codes};
use journal::ChannelId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::{Act, Moment, Store, Tx};

use crate::features::needs::STEPS;
use crate::{Failure, Result, Session, json};

/// How many lines, at least, are made sure of on the disk together. Each act is one of its own in the journal all
/// the same.
const GROUP: usize = 256;

/// One line: a record's kind, perhaps its id, and fields by name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    kind: String,
    #[serde(default)]
    id: Option<String>,
    fields: Map<String, Value>,
    /// In a township: the village that the record belongs to.
    #[serde(default)]
    village: Option<String>,
    /// Whether it lies in the recycle bin; `false` takes it out. Without this member it is left where it is.
    #[serde(default)]
    deleted: Option<bool>,
}

/// What a `put` did.
#[derive(Debug, Default, Serialize)]
pub struct PutReport {
    /// Lines read.
    pub lines: usize,
    /// Acts written; lines that changed nothing write none.
    pub acts: usize,
    /// The ids of the records, line by line.
    pub ids: Vec<String>,
}

/// A line that was understood.
struct Wanted {
    line: usize,
    channel: ChannelId,
    put: Put,
    deleted: Option<bool>,
}

impl Wanted {
    fn ask(&self, tx: &mut Tx<'_>) -> store::Result<()> {
        let (kind, id) = (self.put.kind.number, self.put.id);
        if self.deleted.is_some() {
            // Fields of a deleted record change only while it is out of the bin; a new record is in none.
            match tx.restore(self.channel, kind, id) {
                Ok(()) | Err(store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        tx.put(self.channel, &self.put, None)?;
        if self.deleted == Some(true) { tx.delete(self.channel, kind, id) } else { Ok(()) }
    }

    fn record(&self) -> (u16, RecordId) {
        (self.put.kind.number, self.put.id)
    }

    /// Whether it is about a link and sets this field.
    fn gives(&self, field: Field) -> bool {
        let sets = |(set, values): &(Field, Vec<_>)| set.number == field.number && !values.is_empty();
        self.put.kind.number == link::KIND.number && self.put.set.iter().any(sets)
    }

    /// The need that a step or an answer is about: their order counts.
    fn need(&self) -> Option<&domain::Value> {
        let (_, field) = STEPS.iter().find(|(kind, _)| kind.number == self.put.kind.number)?;
        let (_, values) = self.put.set.iter().find(|(set, _)| set.number == field.number)?;
        values.first()
    }
}

/// Lines that become one act.
#[derive(Default)]
struct Batch {
    lines: Vec<Wanted>,
    /// By need, the latest step or answer.
    steps: BTreeMap<domain::Value, RecordId>,
    /// The records that the lines are about.
    records: BTreeSet<(u16, RecordId)>,
    /// Whether there is a link among them that gives no reason for their number.
    plain_link: bool,
}

impl Batch {
    /// Whether a line would stand in its place here. Within an act ids decide the order of steps, what is said of a
    /// record twice is said at once, and so are links that need a reason because of those before them.
    fn keeps_order(&self, wanted: &Wanted) -> bool {
        let earlier = wanted.need().and_then(|need| self.steps.get(need));
        earlier.is_none_or(|earlier| *earlier < wanted.put.id)
            && !self.records.contains(&wanted.record())
            && !(self.plain_link && wanted.gives(link::OVERLOAD))
    }

    fn add(&mut self, wanted: Wanted) {
        self.records.insert(wanted.record());
        self.plain_link |= wanted.put.kind.number == link::KIND.number && !wanted.gives(link::OVERLOAD);
        if let Some(need) = wanted.need() {
            self.steps.insert(need.clone(), wanted.put.id);
        }
        self.lines.push(wanted);
    }

    fn first_line(&self) -> usize {
        self.lines.first().map_or(0, |one| one.line)
    }
}

impl Session {
    /// Puts lines through the door, `batch` lines an act (fewer where their order counts).
    /// Stops at the first line that is refused; the acts before it stay. The failure names the line in `line`, and
    /// in `written` and `acts` what was written before it. While more lines come, `kept` is told how many of them are
    /// on the disk to stay, each time that it is more.
    pub fn put_lines(
        &mut self,
        lines: impl IntoIterator<Item = std::io::Result<String>>,
        batch: usize,
        moment: Moment,
        kept: impl FnMut(usize),
    ) -> Result<PutReport> {
        let mut report = PutReport::default();
        let done = self.put_all(lines, batch.max(1), moment, &mut report, kept);
        // The records may have said who works here.
        self.find_operator()?;
        match done {
            Ok(()) => Ok(report),
            Err(failure) => Err(failure.with("written", report.lines).with("acts", report.acts)),
        }
    }

    fn put_all(
        &mut self,
        lines: impl IntoIterator<Item = std::io::Result<String>>,
        batch: usize,
        moment: Moment,
        report: &mut PutReport,
        mut kept: impl FnMut(usize),
    ) -> Result<()> {
        let (mut acts, mut held): (Vec<Batch>, usize) = Default::default();
        let mut unreadable = None;
        for (index, line) in lines.into_iter().enumerate() {
            let wanted = match self.understand(index + 1, line) {
                Ok(Some(wanted)) => wanted,
                Ok(None) => continue,
                Err(failure) => {
                    unreadable = Some(failure.with("line", index + 1));
                    // Its act is not whole.
                    acts.pop_if(|act| act.lines.len() < batch);
                    break;
                }
            };
            if !acts.last().is_some_and(|act| act.lines.len() < batch && act.keeps_order(&wanted)) {
                if held >= GROUP {
                    self.put_group(&acts, moment, report)?;
                    kept(report.lines);
                    (acts, held) = Default::default();
                }
                acts.push(Batch::default());
            }
            held += 1;
            if let Some(act) = acts.last_mut() {
                act.add(wanted);
            }
        }
        self.put_group(&acts, moment, report)?;
        unreadable.map_or(Ok(()), Err)
    }

    fn understand(&self, number: usize, line: std::io::Result<String>) -> Result<Option<Wanted>> {
        let malformed = |detail: String| Failure::of("line_malformed").with("detail", detail);
        let line = line.map_err(|error| malformed(error.to_string()))?;
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            return Ok(None);
        }
        let line: Line = serde_json::from_str(line).map_err(|error| malformed(error.to_string()))?;
        let kind = self.kind(&line.kind)?;
        let id = line.id.as_deref().map_or_else(|| Ok(RecordId::new()), json::id)?;
        let channel = self.channel(kind, line.village.as_deref())?;
        let put = json::put(kind, id, &line.fields)?;
        Ok(Some(Wanted { line: number, channel, put, deleted: line.deleted }))
    }

    /// Writes acts in one transaction, up to the first that is refused.
    fn put_group(&mut self, acts: &[Batch], moment: Moment, report: &mut PutReport) -> Result<()> {
        let act = self.act(codes::act::PUT, moment, None);
        let mut written = PutReport::default();
        let refused = self.store.together(|store| {
            for batch in acts {
                let lines = &batch.lines;
                match put_act(store, act.clone(), lines) {
                    Ok(changed) => {
                        written.lines += lines.len();
                        written.acts += usize::from(changed);
                        written.ids.extend(lines.iter().map(|one| one.put.id.to_string()));
                    }
                    Err(store::Error::Breach(breach)) => {
                        let line = culprit(store, &act, batch, &breach);
                        return Ok(Some(Failure::from(store::Error::Breach(breach)).with("line", line)));
                    }
                    Err(error @ store::Error::NotFound { .. }) => {
                        return Ok(Some(Failure::from(error).with("line", batch.first_line())));
                    }
                    Err(error) => return Err(Failure::from(error)),
                }
            }
            Ok(None)
        })?;
        report.lines += written.lines;
        report.acts += written.acts;
        report.ids.append(&mut written.ids);
        refused.map_or(Ok(()), Err)
    }
}

fn put_act(store: &mut Store, act: Act, lines: &[Wanted]) -> store::Result<bool> {
    let done = store.write(act, |tx| lines.iter().try_for_each(|one| one.ask(tx)))?;
    Ok(done.act.is_some())
}

/// The line of an act that breaks the rule: the first that breaks it on its own, after those before it.
fn culprit(store: &mut Store, act: &Act, batch: &Batch, breach: &domain::rules::Breach) -> usize {
    let first = batch.first_line();
    if batch.lines.len() == 1 {
        return first;
    }
    // An error takes back what was tried: that is how this ends, found or not.
    let tried: store::Result<()> = store.together(|store| {
        for one in &batch.lines {
            match put_act(store, act.clone(), std::slice::from_ref(one)) {
                Err(store::Error::Breach(other))
                    if other.rule == breach.rule && other.field == breach.field =>
                {
                    return Err(store::Error::Breach(Box::new(other.with("line", one.line))));
                }
                _ => {}
            }
        }
        Err(store::Error::Cancelled)
    });
    match tried {
        Err(store::Error::Breach(found)) => {
            let line = found.params.iter().rev().find(|(name, _)| *name == "line");
            line.and_then(|(_, number)| number.parse().ok()).unwrap_or(first)
        }
        _ => first,
    }
}
