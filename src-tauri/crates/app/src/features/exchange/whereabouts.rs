//! 去向: where what a record says has come to, and what the other side refused.
//!
//! Three marks: 已保存 on this laptop, 已写出 in a file, 镇里已收到 by a receipt. A receipt speaks of entries, so a
//! record is as far as the entry of its that is furthest behind.

use std::collections::BTreeSet;

use domain::{Kind, RecordId, codes, words};
use exchange::{Mark, PartyCard, Receipt, Standing};
use journal::{ChannelId, Dot, Entry, Refusal};
use serde::{Deserialize, Serialize};
use store::Moment;
use ts_rs::TS;

use super::ledger::{Ledger, site_of};
use crate::features::conflicts::page_of;
use crate::features::erase::WrittenErasure;
use crate::features::lists::Match;
use crate::features::records::{Name, Saved};
use crate::labels::Labels;
use crate::{Failure, Result, Session, json};

/// How far something has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// 未采纳: arrived, and refused.
    Refused,
    /// 已保存: here and in no file.
    Saved,
    /// 已写出: in a file that no receipt covers.
    Written,
    /// 等前件: arrived, and waits there for others.
    Waiting,
    /// 有分歧: arrived, and contradicts what is there.
    Conflict,
    /// 已收到.
    Received,
}

/// One thing that was done to a record, and how far that has come.
#[derive(Debug, Serialize, TS)]
pub struct Trace {
    /// What was done, in words.
    pub what: String,
    /// Who.
    pub who: String,
    /// When, by the writer's clock, milliseconds since 1970.
    #[ts(type = "number")]
    pub wall: i64,
    /// Whether it came from the other side; then `reached` says nothing more.
    pub theirs: bool,
    /// How far it has come.
    pub reached: Reached,
    /// The number of the first file that carried it.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub file: Option<u64>,
    /// When that file was written, milliseconds since 1970.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub written: Option<i64>,
    /// Why it was refused, in words.
    #[ts(optional = nullable)]
    pub why: Option<String>,
}

/// Where what a record says has come to.
#[derive(Debug, Serialize, TS)]
pub struct Whereabouts {
    /// The other side's name; empty if there is none yet.
    pub peer: String,
    /// How far the record as a whole has come; nothing if there is nobody to send to.
    #[ts(optional = nullable)]
    pub reached: Option<Reached>,
    /// When the first receipt that says so was made, by the other side's clock, milliseconds since 1970.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub receipt_at: Option<i64>,
    /// What was done to it that still stands, newest first.
    pub traces: Vec<Trace>,
}

/// An entry written here that the other side refused.
#[derive(Debug, Serialize, TS)]
pub struct Refusals {
    /// The refused ones, oldest first.
    pub refused: Vec<RefusedEntry>,
}

/// One entry that the other side refused.
#[derive(Debug, Serialize, TS)]
pub struct RefusedEntry {
    /// Names it for sending it again.
    pub entry: String,
    /// What was done, in words.
    pub what: String,
    /// When, milliseconds since 1970.
    #[ts(type = "number")]
    pub wall: i64,
    /// The other side's name.
    pub peer: String,
    /// The channel of the village, for a township.
    pub village: String,
    /// Why, in words.
    pub why: String,
    /// The records that it concerns, with the names of their kinds.
    pub records: Vec<RefusedRecord>,
}

/// A record of a refused entry.
#[derive(Debug, Serialize, TS)]
pub struct RefusedRecord {
    /// The name of its kind.
    pub kind: String,
    /// The record.
    pub record: Match,
    /// The kind of the record on whose page it is found; empty if there is none.
    pub page_kind: String,
    /// That record.
    pub page: String,
}

/// Sends the contents of a refused entry again.
#[derive(Debug, Deserialize, TS)]
pub struct Resend {
    /// The entry.
    pub entry: String,
}

/// Why an entry was refused, in words.
pub(super) fn why(reason: Option<Refusal>) -> Failure {
    Failure::of(match reason {
        Some(Refusal::NotCertified) | None => "refused_not_certified",
        Some(Refusal::NotYours) => "refused_not_yours",
        Some(Refusal::FarFuture) => "refused_far_future",
    })
}

fn named(channel: ChannelId, dot: Dot) -> String {
    format!("{channel}.{}.{}", dot.site, dot.seq)
}

fn entry_named(text: &str) -> Result<(ChannelId, Dot)> {
    let wrong = || Failure::of("bad_request").with("detail", "entry");
    let mut parts = text.split('.');
    let channel = parts.next().and_then(|part| ChannelId::from_slice(&hex::decode(part).ok()?));
    let site = parts.next().and_then(site_of);
    let seq = parts.next().and_then(|part| part.parse().ok());
    match (channel, site, seq) {
        (Some(channel), Some(site), Some(seq)) => Ok((channel, Dot { site, seq })),
        _ => Err(wrong()),
    }
}

impl Session {
    /// The other side of a channel.
    fn peer_of(&self, channel: ChannelId) -> Result<Option<exchange::Signed<PartyCard>>> {
        Ok(self.peers()?.into_iter().find(|peer| self.shared_channel(peer) == channel))
    }

    /// Where what a record says has come to.
    pub(super) fn whereabouts(&self, request: &Name) -> Result<Whereabouts> {
        let kind = self.kind(&request.kind)?;
        let channel = self.channel(kind, request.village.as_deref())?;
        let id = json::id(&request.id)?;
        let state = self.store.state(channel, kind.number, id)?;
        let peer = self.peer_of(channel)?;
        let told = peer.as_ref().map(|peer| self.told_by(peer.party())).transpose()?.flatten();
        let ledger = peer.as_ref().map(|peer| Ledger::of(self, Some(peer.party()))).transpose()?;
        let (mut traces, mut first_told) = (Vec::new(), None);
        let erasures = WrittenErasure::of(&self.store, channel, kind, id)?;
        for dot in &state.dots() | &erasures.iter().map(WrittenErasure::dot).collect() {
            let held = self.store.entry(channel, dot)?;
            let carried = ledger
                .as_ref()
                .zip(peer.as_ref())
                .and_then(|(ledger, peer)| ledger.first_with(peer.party(), dot));
            let trace = self.trace(channel, &held.entry, told.as_deref(), carried)?;
            if let Some((ledger, peer)) = ledger.as_ref().zip(peer.as_ref()).filter(|_| !trace.theirs) {
                first_told = first_told.max(ledger.first_told(peer.party(), dot));
            }
            traces.push(trace);
        }
        traces.sort_by_key(|one| std::cmp::Reverse(one.wall));
        let own = traces.iter().filter(|one| !one.theirs).map(|one| one.reached).min();
        Ok(Whereabouts {
            reached: peer.as_ref().and(own.or(Some(Reached::Received))),
            peer: peer.map(|peer| peer.name.clone()).unwrap_or_default(),
            receipt_at: first_told.or(told.map(|told| told.wall)),
            traces,
        })
    }

    fn trace(
        &self,
        channel: ChannelId,
        entry: &Entry,
        told: Option<&Receipt>,
        carried: Option<(u64, i64)>,
    ) -> Result<Trace> {
        let dot = entry.dot();
        let labels = Labels::new(self.reader(self.own_channel())?);
        let mark = self.mark_of(channel, dot, told)?;
        let (reached, why) = match mark {
            Mark::Received => (Reached::Received, None),
            Mark::Conflict => (Reached::Conflict, None),
            Mark::Waiting => (Reached::Waiting, None),
            Mark::Refused(reason) => (Reached::Refused, Some(why(Refusal::from_number(reason)).sentence())),
            Mark::Missing if carried.is_some() => (Reached::Written, None),
            Mark::Missing => (Reached::Saved, None),
        };
        Ok(Trace {
            what: words::code(&codes::act::LIST, entry.header.act).unwrap_or_default().to_owned(),
            who: self.author(&labels, entry.header.author, dot.site)?,
            wall: entry.header.wall,
            theirs: !self.is_own_site(dot.site),
            reached,
            file: carried.map(|(number, _)| number),
            written: carried.map(|(_, at)| at),
            why,
        })
    }

    /// What a receipt says of one entry. Of a chain of which it holds another branch it says nothing.
    fn mark_of(&self, channel: ChannelId, dot: Dot, told: Option<&Receipt>) -> Result<Mark> {
        let Some(told) = told.and_then(|told| told.chain(dot.site, channel)) else {
            return Ok(Mark::Missing);
        };
        let mut chains = self.chains(channel)?.into_iter();
        let Some(chain) = chains.find(|chain| chain.site == dot.site) else { return Ok(Mark::Missing) };
        Ok(match self.standing(&chain, told)? {
            Standing::Forked { .. } => Mark::Missing,
            Standing::Agrees { .. } | Standing::Ahead { .. } => told.mark(dot.seq),
        })
    }

    /// What the other side refused of what was written here.
    pub(super) fn refusals(&self) -> Result<Refusals> {
        let mut refused = Vec::new();
        for peer in self.peers()? {
            let channel = self.shared_channel(&peer);
            let Some(told) = self.told_by(peer.party())? else { continue };
            for chain in self.chains(channel)?.iter().filter(|chain| self.is_own_site(chain.site)) {
                let Some(of_chain) = told.chain(chain.site, channel) else { continue };
                for (seq, reason) in &of_chain.refused {
                    let dot = Dot { site: chain.site, seq: *seq };
                    let mark = self.mark_of(channel, dot, Some(&told))?;
                    if matches!(mark, Mark::Refused(_)) && self.stands(channel, dot)? {
                        refused.push(self.refused_entry(channel, dot, &peer, *reason)?);
                    }
                }
            }
        }
        Ok(Refusals { refused })
    }

    /// Whether anything that an entry wrote still stands: what was written again since needs no more attention.
    fn stands(&self, channel: ChannelId, dot: Dot) -> Result<bool> {
        for change in &self.store.entry(channel, dot)?.entry.changes {
            if self.store.state(channel, change.kind, change.id)?.dots().contains(&dot) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn refused_entry(
        &self,
        channel: ChannelId,
        dot: Dot,
        peer: &PartyCard,
        reason: u8,
    ) -> Result<RefusedEntry> {
        let entry = self.store.entry(channel, dot)?.entry;
        let reader = self.reader(channel)?;
        let labels = Labels::new(reader);
        let mut records = Vec::new();
        for (kind, id) in concerned(self, &entry) {
            let label = labels.of(kind, id)?;
            let page = match reader.record_or_deleted(kind, id)? {
                Some(record) => page_of(&reader, &record)?,
                None => None,
            };
            let (page_kind, page) =
                page.map_or_else(Default::default, |(kind, id)| (kind.name.to_owned(), id.to_string()));
            let record = Match { id: id.to_string(), label, detail: kind.label.to_owned() };
            records.push(RefusedRecord { kind: kind.name.to_owned(), record, page_kind, page });
        }
        Ok(RefusedEntry {
            entry: named(channel, dot),
            what: words::code(&codes::act::LIST, entry.header.act).unwrap_or_default().to_owned(),
            wall: entry.header.wall,
            peer: peer.name.clone(),
            village: channel.to_string(),
            why: why(Refusal::from_number(reason)).sentence(),
            records,
        })
    }

    /// Writes what stands of a refused entry once more, so that the next file carries it anew.
    pub(super) fn resend(&mut self, request: &Resend, moment: Moment) -> Result<Saved> {
        let (channel, dot) = entry_named(&request.entry)?;
        let entry = self.store.entry(channel, dot)?.entry;
        let mut again = Vec::new();
        for (index, change) in entry.changes.iter().enumerate() {
            let state = self.store.state(channel, change.kind, change.id)?;
            for (_, write) in entry.writes_of(index) {
                if state.dots_of(write.field, write.element.as_ref()).contains(&dot) {
                    again.push((change.kind, change.id, write.clone()));
                }
            }
        }
        let first = again.first().map(|(_, id, _)| *id).ok_or_else(|| Failure::of("not_found"))?;
        let act = self.act(codes::act::EDIT, moment, None);
        let done = self.write(act, |tx| {
            for (kind, id, write) in again {
                tx.write_anew(channel, kind, id, (write.field, write.element), write.value)?;
            }
            Ok(())
        })?;
        Ok(Saved::of(first, &done))
    }
}

/// The records of the known kinds that an entry concerns.
fn concerned(session: &Session, entry: &Entry) -> Vec<(&'static Kind, RecordId)> {
    let registry = session.store.registry();
    let all = entry.changes.iter().filter_map(|change| Some((registry.kind(change.kind)?, change.id)));
    let mut met = BTreeSet::new();
    all.filter(|(kind, id)| met.insert((kind.number, *id))).collect()
}
