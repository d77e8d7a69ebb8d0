//! 收发记录: the files written and received, with what was in them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use exchange::{PartyId, Receipt, TakenFile};
use journal::{ChannelId, SiteId};
use serde::{Deserialize, Serialize};
use store::{Direction, Parcel, Store};

use super::{FileNote, KindCount, Outcomes, Slip, Span};
use crate::{Failure, Result, Session};

/// Entries from–to of one chain, by the hexadecimal digits of its site.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Carried {
    pub(super) site: String,
    pub(super) from: u64,
    pub(super) to: u64,
}

/// What the ledger keeps of a file. Only this module reads it back, so members may be added.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Contents {
    /// The site that wrote the file.
    pub(super) site: String,
    pub(super) entries: u64,
    pub(super) bytes: u64,
    /// For a file written: what it carries.
    pub(super) carried: Vec<Carried>,
    /// For a file received: how far the receipts known by then said that one's own chains are held there, and when the
    /// newest of them was made.
    pub(super) held: Vec<Carried>,
    pub(super) held_at: Option<i64>,
    /// For a file received: what became of it.
    pub(super) outcomes: Option<Outcomes>,
    /// See [`Slip::records`]; older notes of files written have none.
    pub(super) records: Vec<KindCount>,
    pub(super) acknowledges: u64,
    /// 核对码 of the file.
    pub(super) check: String,
}

impl Contents {
    pub(super) fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|_| Failure::of("internal"))
    }

    /// What the 交接单 of the file of this number and name says.
    pub(super) fn slip(&self, number: u64, name: &str) -> Slip {
        let own = self.carried.iter().filter(|span| span.site == self.site);
        Slip {
            number,
            previous: number.checked_sub(1).filter(|number| *number > 0),
            name: name.to_owned(),
            entries: self.entries,
            spans: own.map(|span| Span { from: span.from, to: span.to }).collect(),
            records: self.records.clone(),
            bytes: self.bytes,
            check: self.check.clone(),
        }
    }
}

/// One file.
pub(super) struct Noted {
    pub(super) parcel: Parcel,
    pub(super) contents: Contents,
}

/// The files exchanged with one party or with all, newest first.
pub(super) struct Ledger {
    pub(super) written: Vec<Noted>,
    pub(super) received: Vec<Noted>,
}

impl Ledger {
    /// The files exchanged with `peer`, or with everybody.
    pub(super) fn of(session: &Session, peer: Option<PartyId>) -> Result<Ledger> {
        let noted = |direction| -> Result<Vec<Noted>> {
            let parcels = session.store.parcels(direction, peer.as_ref().map(PartyId::as_bytes))?.into_iter();
            let read = |parcel: Parcel| Noted {
                contents: serde_json::from_str(&parcel.summary).unwrap_or_default(),
                parcel,
            };
            Ok(parcels.map(read).collect())
        };
        Ok(Ledger { written: noted(Direction::Written)?, received: noted(Direction::Received)? })
    }

    /// The files written for a party, newest first.
    pub(super) fn written_for(&self, peer: PartyId) -> impl Iterator<Item = &Noted> {
        self.written.iter().filter(move |one| &one.parcel.peer == peer.as_bytes())
    }

    /// The files received from a party, newest first.
    pub(super) fn received_from(&self, peer: PartyId) -> impl Iterator<Item = &Noted> {
        self.received.iter().filter(move |one| &one.parcel.peer == peer.as_bytes())
    }

    /// The number of the next file for a party: one that no file had before, not even one whose writing a power cut
    /// ended between the stick and the ledger.
    pub(super) fn next_number(&self, store: &Store, peer: PartyId) -> Result<u64> {
        let noted = self.written_for(peer).map(|one| one.parcel.number).max().unwrap_or(0);
        let begun = store.meta(&begun(peer))?.and_then(|bytes| bytes.try_into().ok());
        Ok(noted.max(begun.map_or(0, u64::from_be_bytes)) + 1)
    }

    /// The number of the first file for a party that carried an entry, and when it was written.
    pub(super) fn first_with(&self, peer: PartyId, dot: journal::Dot) -> Option<(u64, i64)> {
        let site = dot.site.to_string();
        let holds = |one: &&Noted| {
            let mut carried = one.contents.carried.iter();
            carried.any(|span| span.site == site && (span.from..=span.to).contains(&dot.seq))
        };
        let first = self.written_for(peer).filter(holds).last()?;
        Some((first.parcel.number, first.parcel.at))
    }

    /// When the first receipt of a party that covers an entry was made, by the issuer's clock, as far as that was noted.
    pub(super) fn first_told(&self, peer: PartyId, dot: journal::Dot) -> Option<i64> {
        let site = dot.site.to_string();
        let holds =
            |one: &&Noted| one.contents.held.iter().any(|span| span.site == site && dot.seq <= span.to);
        self.received_from(peer).filter(holds).last()?.contents.held_at
    }

    /// The numbers of files of a party that did not come, by site, from–to. A laptop that took another's place goes on
    /// with its numbers, so only the party's first laptop begins with 1.
    pub(super) fn gaps(&self, session: &Session, peer: PartyId) -> Vec<(u64, u64)> {
        let mut of_site: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        for one in self.received_from(peer) {
            of_site.entry(&one.contents.site).or_default().insert(one.parcel.number);
        }
        let mut gaps = Vec::new();
        for (site, numbers) in of_site {
            let cert = site_of(site).and_then(|site| session.trust.cert(peer, site));
            let first = cert.is_some_and(|cert| cert.reason == exchange::Reason::First);
            let mut next = if first { Some(1) } else { numbers.first().copied() };
            for number in numbers {
                if let Some(from) = next.filter(|from| *from < number) {
                    gaps.push((from, number - 1));
                }
                next = Some(number + 1);
            }
        }
        gaps
    }

    /// Up to which entry of each chain files for a party went.
    pub(super) fn sent(&self, peer: PartyId) -> HashMap<String, u64> {
        let mut sent = HashMap::new();
        for carried in self.written_for(peer).flat_map(|one| &one.contents.carried) {
            let upto: &mut u64 = sent.entry(carried.site.clone()).or_default();
            *upto = (*upto).max(carried.to);
        }
        sent
    }

    /// The newest file of each of a party's sites, as a receipt names them.
    pub(super) fn taken(&self, peer: PartyId) -> Vec<TakenFile> {
        let mut newest: BTreeMap<SiteId, TakenFile> = BTreeMap::new();
        for one in self.received_from(peer) {
            let Some(site) = site_of(&one.contents.site) else { continue };
            let file = TakenFile { site, number: one.parcel.number, wall: one.parcel.at };
            let known = newest.entry(site).or_insert(file);
            if file.number > known.number {
                *known = file;
            }
        }
        newest.into_values().collect()
    }
}

fn begun(peer: PartyId) -> String {
    format!("file_number:{peer}")
}

/// Notes that a file of this number is about to be written for a party, or that nothing of it was left.
pub(super) fn begin_number(store: &Store, peer: PartyId, number: u64) -> Result<()> {
    Ok(store.set_meta(&begun(peer), &number.to_be_bytes())?)
}

/// The site of hexadecimal digits.
pub(super) fn site_of(digits: &str) -> Option<SiteId> {
    SiteId::from_slice(&hex::decode(digits).ok()?)
}

impl Noted {
    /// Whether a receipt covers all that a written file carries: each entry is there, or for a file without entries a
    /// file of that number or a later one.
    fn is_covered(&self, channel: ChannelId, receipt: &Receipt) -> bool {
        let carried = &self.contents.carried;
        if carried.is_empty() {
            return site_of(&self.contents.site)
                .and_then(|site| receipt.files.iter().find(|file| file.site == site))
                .is_some_and(|file| file.number >= self.parcel.number);
        }
        carried.iter().all(|span| {
            let chain = site_of(&span.site).and_then(|site| receipt.chain(site, channel));
            chain.is_some_and(|chain| chain.missing(span.to).iter().all(|(_, to)| *to < span.from))
        })
    }

    /// The file as answers show it.
    pub(super) fn note(&self, session: &Session, receipt: Option<(ChannelId, &Receipt)>) -> FileNote {
        let peer = PartyId::from_bytes(self.parcel.peer);
        FileNote {
            slip: self.contents.slip(self.parcel.number, &self.parcel.name),
            at: self.parcel.at,
            peer: session.trust.card(peer).map(|card| card.name.clone()).unwrap_or_default(),
            acknowledged: receipt.is_some_and(|(channel, receipt)| self.is_covered(channel, receipt)),
            outcomes: self.contents.outcomes,
        }
    }
}
