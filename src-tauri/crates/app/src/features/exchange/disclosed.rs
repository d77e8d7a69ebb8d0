//! 已报送: what a township was told of a village's records, since when, and how that came to change.
//!
//! Told is told: what is asked no more stays with the township, and in this list. A township counts what it holds; a
//! village counts what its files carried, a lost file's contents included.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::disclosure::{Policy, Why};
use domain::{Facts, Group, RecordId};
use exchange::{PartyCard, PartyKind};
use journal::{ChannelId, Dot, Entry, Part};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Party;
use super::agreement::{Stage, named};
use super::later::Later;
use super::ledger::Ledger;
use crate::labels::Labels;
use crate::{Failure, Result, Session};

/// How many entries are in memory at a time.
const CHUNK: usize = 256;
/// The most opened records that an answer lists.
const MOST_OPENED: usize = 500;

/// Names the village whose records are meant; a village need not.
#[derive(Debug, Deserialize, TS)]
pub struct DisclosedRequest {
    /// By channel, division code or name.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

/// What a township is told of a village's records.
#[derive(Debug, Serialize, TS)]
pub struct Disclosed {
    /// The other side.
    pub party: Party,
    /// The number of the statement that stands; 0 if there is none.
    #[ts(type = "number")]
    pub number: u64,
    /// The names of the groups that the village must agree to before they are told.
    pub waiting: Vec<String>,
    /// Whether the village's person left that open.
    pub left_open: bool,
    /// Every closed group.
    pub groups: Vec<DisclosedGroup>,
    /// Records of which values are opened one by one, the first of them.
    pub opened: Vec<OpenedRecord>,
    /// How many there are.
    #[ts(type = "number")]
    pub opened_total: usize,
    /// How what is asked changed, newest first; the last is what was agreed to at the beginning.
    pub changes: Vec<PolicyChange>,
}

/// What was told of one group.
#[derive(Debug, Serialize, TS)]
pub struct DisclosedGroup {
    /// The group's name.
    pub group: String,
    /// Whether it is told now.
    pub told: bool,
    /// When it was told, newest first.
    pub spans: Vec<ToldSpan>,
    /// Of how many records something was told.
    #[ts(type = "number")]
    pub records: usize,
    /// How many of their fields were told.
    #[ts(type = "number")]
    pub values: usize,
    /// Whether older entries still have to be supplied.
    pub underway: bool,
}

/// A time in which a group was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ToldSpan {
    /// Since when, milliseconds since 1970.
    #[ts(type = "number")]
    pub from: i64,
    /// Until when; nothing if it is told now.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub to: Option<i64>,
}

/// A record of which values are told although their groups are not.
#[derive(Debug, Serialize, TS)]
pub struct OpenedRecord {
    /// The kind's name.
    pub kind: String,
    /// The record.
    pub id: String,
    /// How it is called.
    pub label: String,
    /// The Chinese labels of the fields.
    pub fields: Vec<String>,
    /// Why: `member` for the items of the national member form, `need` for someone whose need was escalated so.
    #[ts(type = "'member' | 'need'")]
    pub why: String,
}

/// A statement that changed what is asked.
#[derive(Debug, Serialize, TS)]
pub struct PolicyChange {
    /// Its number.
    #[ts(type = "number")]
    pub number: u64,
    /// When it was signed or taken in here, milliseconds since 1970.
    #[ts(type = "number")]
    pub at: i64,
    /// The names of the groups that it asks for beyond the one before.
    pub added: Vec<String>,
    /// The names of those that it asks for no more.
    pub removed: Vec<String>,
    /// When the village agreed to those added, or the township heard of that; at once if nothing was to be agreed to.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub agreed_at: Option<i64>,
}

/// How far files had gone, by site.
type Reach = BTreeMap<String, u64>;

/// A span with how far files had gone when it began and ended.
struct Spanned {
    span: ToldSpan,
    from: Reach,
    to: Reach,
}

/// The times in which a group was told, oldest first. `reach` is how far files went until now.
fn spans(stages: &[Stage], group: u8, reach: &Reach) -> Vec<Spanned> {
    let mut all: Vec<Spanned> = Vec::new();
    let mut open = false;
    for (index, stage) in stages.iter().enumerate() {
        let told = stage.told().contains(&group);
        if told && !open {
            let from = if index == 0 { Reach::new() } else { stage.sent.clone() };
            all.push(Spanned { span: ToldSpan { from: stage.at, to: None }, from, to: reach.clone() });
        } else if let Some(last) = all.last_mut().filter(|_| !told && open) {
            (last.span.to, last.to) = (Some(stage.at), stage.sent.clone());
        }
        open = told;
    }
    all
}

/// How what is asked changed, newest first.
fn changes(stages: &[Stage]) -> Vec<PolicyChange> {
    let mut all: Vec<PolicyChange> = Vec::new();
    let mut asked = BTreeSet::new();
    for stage in stages {
        let agreed = stage.asked.is_subset(&stage.agreed).then_some(stage.at);
        if all.is_empty() || stage.asked != asked {
            all.push(PolicyChange {
                number: stage.number,
                at: stage.at,
                added: named(&(&stage.asked - &asked)),
                removed: named(&(&asked - &stage.asked)),
                agreed_at: agreed,
            });
        } else if let Some(last) = all.last_mut() {
            last.agreed_at = last.agreed_at.or(agreed);
        }
        asked = stage.asked.clone();
    }
    all.reverse();
    all
}

/// What was told of each group: of how many records, and how many fields.
#[derive(Default)]
struct Counts(HashMap<u8, Vec<(u16, RecordId, u16)>>);

impl Counts {
    fn add(&mut self, entry: &Entry, told: impl Fn(u8, Dot) -> bool) {
        for (group, part) in &entry.parts {
            let Part::Whole { leaves, .. } = part else { continue };
            if !told(*group, entry.dot()) {
                continue;
            }
            let values = leaves.iter().filter(|leaf| leaf.write.value.is_some());
            let fields = values.filter_map(|leaf| {
                let change = entry.change_of(leaf)?;
                Some((change.kind, change.id, leaf.write.field))
            });
            self.0.entry(*group).or_default().extend(fields);
        }
    }

    /// Records and fields.
    fn of(&mut self, group: u8) -> (usize, usize) {
        let fields = self.0.entry(group).or_default();
        fields.sort_unstable();
        fields.dedup();
        (fields.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).count(), fields.len())
    }
}

impl Session {
    /// What a township is told of the records of a village: of this one, or in the township of the one named.
    pub(super) fn disclosed(&self, request: &DisclosedRequest) -> Result<Disclosed> {
        let peer = match (self.info.kind, &request.village) {
            (PartyKind::Township, Some(named)) => self.peer(named)?,
            (PartyKind::Township, None) => return Err(Failure::of("no_village")),
            (PartyKind::Village, _) => {
                self.peers()?.into_iter().next().ok_or_else(|| Failure::of("no_peer"))?
            }
        };
        let standing = self.agreement_with(&peer);
        let told = standing.terms.told();
        let stages = self.stages(peer.party())?;
        let reach = self.reach(&peer)?;
        let underway = match self.info.kind {
            PartyKind::Village => Later::of(self, &peer, &self.told_all(peer.party())?)?.open_groups(),
            PartyKind::Township => BTreeSet::new(),
        };
        let of_group = |group: Group| (group as u8, spans(&stages, group as u8, &reach));
        let all: BTreeMap<u8, Vec<Spanned>> = Group::CLOSED.into_iter().map(of_group).collect();
        let mut counts = self.counts(&peer, |group, dot| {
            let site = dot.site.to_string();
            let up_to = |reach: &Reach| dot.seq <= reach.get(&site).copied().unwrap_or(0);
            let in_span = |one: &Spanned| {
                let older = one.span.to.is_some() || !underway.contains(&group);
                up_to(&one.to) && (older || !up_to(&one.from))
            };
            all.get(&group).is_some_and(|spans| spans.iter().any(in_span))
        })?;
        let groups = Group::CLOSED.into_iter().map(|group| {
            let (records, values) = counts.of(group as u8);
            let spans = all.get(&(group as u8)).into_iter().flatten().rev();
            DisclosedGroup {
                group: group.name().to_owned(),
                told: told.contains(&(group as u8)),
                spans: spans.map(|one| one.span.clone()).collect(),
                records,
                values,
                underway: underway.contains(&(group as u8)),
            }
        });
        let groups = groups.collect();
        let opened = self.opened_records(&told, self.shared_channel(&peer))?;
        Ok(Disclosed {
            party: self.shown(&peer)?,
            number: standing.number,
            waiting: named(&standing.terms.waiting()),
            left_open: self.has_left_open(&peer, standing.number)?,
            groups,
            opened_total: opened.len(),
            opened: opened.into_iter().take(MOST_OPENED).collect(),
            changes: changes(&stages),
        })
    }

    /// How far files for a township went, or its receipts say that they did.
    fn reach(&self, peer: &PartyCard) -> Result<Reach> {
        let mut reach: Reach = Ledger::of(self, Some(peer.party()))?.sent(peer.party()).into_iter().collect();
        let (receipt, channel) = (self.told_by(peer.party())?, self.shared_channel(peer));
        for chain in receipt.iter().flat_map(|receipt| &receipt.chains).filter(|one| one.channel == channel) {
            let upto = reach.entry(chain.site.to_string()).or_default();
            *upto = (*upto).max(chain.upto);
        }
        Ok(reach)
    }

    /// Counts what was told of each group in the village's own entries; in the township, what it holds.
    fn counts(&self, peer: &PartyCard, told: impl Fn(u8, Dot) -> bool) -> Result<Counts> {
        let channel = self.shared_channel(peer);
        let owner = self.trust.owner_of(channel).map(|card| card.party());
        let holds = self.info.kind == PartyKind::Township;
        let mut counts = Counts::default();
        for chain in self.chains(channel)? {
            if self.trust.party_of(chain.site, channel) != owner {
                continue;
            }
            let mut next = 1;
            while next <= chain.seq {
                let held = self.store.entries(channel, chain.site, next, CHUNK)?;
                if held.is_empty() {
                    return Err(Failure::of("damaged"));
                }
                next += held.len() as u64;
                held.iter().for_each(|one| counts.add(&one.entry, |group, dot| holds || told(group, dot)));
            }
        }
        Ok(counts)
    }

    /// The records of which values are opened one by one beside these groups, with those that hold a value here.
    fn opened_records(&self, told: &BTreeSet<u8>, channel: ChannelId) -> Result<Vec<OpenedRecord>> {
        let reader = self.reader(channel)?;
        let labels = Labels::new(reader);
        let mut all = Vec::new();
        for ((kind, id), opening) in self.opened_by(&Policy::of_numbers(told), channel)? {
            let Some(kind) = self.store.registry().kind(kind) else { continue };
            let Some(record) = reader.record(kind, id)? else { continue };
            let closed = opening.fields.iter().filter(|field| !told.contains(&(field.group as u8)));
            let held = closed.filter(|field| !record.all(**field).is_empty());
            let fields: Vec<String> = held.map(|field| field.label.to_owned()).collect();
            if !fields.is_empty() {
                let why = match opening.why {
                    Why::Member => "member",
                    Why::Need => "need",
                };
                let (kind, label) = (kind.name.to_owned(), labels.of_record(&record)?);
                all.push(OpenedRecord { kind, id: id.to_string(), label, fields, why: why.to_owned() });
            }
        }
        all.sort_by(|a, b| (&a.why, &a.label, &a.id).cmp(&(&b.why, &b.label, &b.id)));
        Ok(all)
    }
}
