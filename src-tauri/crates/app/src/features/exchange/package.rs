//! 打包: the bytes of the files for one party, made from the state of the workspace and written nowhere yet.

use exchange::{Branch, FileId, Head, OwnDraft, PartyCard, Receipt, Sender, Signed, Statement, Writer};
use journal::{ChannelId, Dot, SiteId};
use store::{ChainHead, Moment, Store};

use super::disclose::Disclosure;
use super::invite;
use super::later::{Carrier, Later};
use super::ledger::{Carried, Ledger};
use super::marks::Told;
use super::touched::Touched;
use crate::{Failure, Result, Session};

mod branches;
mod give_back;
mod pass_on;
mod renew;

/// How many bytes of entries, as they are kept, make a file: what is carried of them and what is added sealed are no
/// more than that together, even if nothing can be compressed. With the largest entry on top, it stays below
/// [`exchange::format::MAX_FILE`].
pub(super) const FULL: usize = 40 << 20;

/// How many entries are in memory at a time.
const CHUNK: usize = 256;

/// A file that is made and not written yet.
pub(super) struct Draft {
    pub(super) id: FileId,
    pub(super) number: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) entries: u64,
    pub(super) touched: Touched,
    pub(super) carried: Vec<Carried>,
    /// The head of each range, for keeping.
    pub(super) heads: Vec<Signed<Head>>,
}

/// The files for one party, with what is to be noted once they are written.
pub(super) struct Drafts {
    pub(super) files: Vec<Draft>,
    pub(super) receipt: Signed<Receipt>,
    pub(super) later: Later,
}

/// Entries of one chain that a file shall carry.
struct Range {
    channel: ChannelId,
    site: SiteId,
    from: u64,
    to: u64,
    /// The head that the chain's site signed; without one it is this site's own chain, and any entry can be signed.
    head: Option<Signed<Head>>,
}

/// The entries that files shall carry among which one is.
fn range_of(ranges: &[Range], channel: ChannelId, dot: Dot) -> Option<&Range> {
    let mut of_chain = ranges.iter().filter(|range| (range.site, range.channel) == (dot.site, channel));
    of_chain.find(|range| (range.from..=range.to).contains(&dot.seq))
}

impl Session {
    /// Signs the heads of this site's chains and keeps them, so that what it wrote can be passed on by a workspace
    /// that was restored from a backup: the key is in none.
    pub fn sign_heads(&self) -> Result<()> {
        for head in self.store.heads()?.iter().filter(|head| head.site == self.store.site()) {
            if head.channel != self.private {
                keep_head(&self.store, &self.sign_head(head.channel, head.seq)?)?;
            }
        }
        Ok(())
    }

    fn sign_head(&self, channel: ChannelId, seq: u64) -> Result<Signed<Head>> {
        let site = self.store.site();
        let hash = self.store.hash_at(channel, site, seq)?.ok_or_else(|| Failure::of("damaged"))?;
        Ok(Head { site, channel, seq, hash }.sign(&self.site_key)?)
    }

    /// The files for a party: a receipt, and the entries that it lacks by its own newest receipt. `full` is [`FULL`];
    /// `go_on` is asked with the number of entries done and stops the work by answering false.
    pub(super) fn package(
        &self,
        peer: &PartyCard,
        ledger: &Ledger,
        moment: Moment,
        full: usize,
        go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Drafts> {
        let told = self.told_all(peer.party())?;
        let receipt = self.receipt_for(peer, ledger, moment)?;
        let channels = self.channels_with(peer)?;
        let disclosed = |channel: &ChannelId| Ok((*channel, self.disclosure(peer, *channel)?));
        let mut build = Build {
            session: self,
            peer,
            disclosures: channels.iter().map(disclosed).collect::<Result<_>>()?,
            statements: self.statements_for(peer)?,
            receipts: self.receipts_for(peer, &receipt)?,
            number: ledger.next_number(&self.store, peer.party())?,
            moment,
            full,
            done: 0,
            go_on,
            files: Vec::new(),
            part: None,
        };
        let mut later = Later::of(self, peer, &told)?;
        let ranges = self.ranges_for(peer, &told)?;
        build.all(&ranges, &told, &mut later)?;
        let files = build.files;
        Ok(Drafts { files, receipt, later })
    }

    /// How many entries a file for a party would carry now.
    pub(super) fn lacking(&self, peer: &PartyCard) -> Result<u64> {
        let ranges = self.ranges_for(peer, &self.told_all(peer.party())?)?;
        Ok(ranges.iter().map(|range| range.to - range.from + 1).sum())
    }

    fn ranges_for(&self, peer: &PartyCard, told: &Told) -> Result<Vec<Range>> {
        let mut ranges = Vec::new();
        for channel in self.channels_with(peer)? {
            for chain in self.chains(channel)? {
                let missing = self.missing_of(&chain, told)?;
                if chain.site == self.store.site() {
                    let own = |(from, to): &(u64, u64)| {
                        let (site, from, to) = (chain.site, *from, *to);
                        Range { channel, site, from, to, head: None }
                    };
                    ranges.extend(missing.iter().map(own));
                } else if let Some((from, _)) = missing.first() {
                    let theirs = self.is_foreign(peer, chain.site);
                    // Without a receipt, nobody says that a reader lost what it wrote itself.
                    if !(theirs && told.is_nothing()) {
                        ranges.extend(self.vouched(&chain, *from)?);
                    }
                }
            }
        }
        Ok(ranges)
    }

    /// Whether a site belongs to another party, and that is the reader's.
    fn is_foreign(&self, peer: &PartyCard, site: SiteId) -> bool {
        peer.party() != self.party() && self.trust.cert(peer.party(), site).is_some()
    }

    /// One's own receipt; to laptops of one's own party also those that others sent to it.
    fn receipts_for(&self, peer: &PartyCard, own: &Signed<Receipt>) -> Result<Vec<Signed<Receipt>>> {
        let mut all = vec![own.clone()];
        if peer.party() == self.party() {
            for (site, _, bytes) in self.store.receipts()? {
                let parties =
                    self.trust.cards().map(|card| card.party()).filter(|party| *party != self.party());
                let cert = parties.filter_map(|party| self.trust.cert(party, site)).next();
                let receipt =
                    cert.map(|cert| Signed::<Receipt>::from_bytes(&bytes, &cert.key)).transpose()?;
                all.extend(receipt.filter(|receipt| receipt.reader == self.party()));
            }
        }
        Ok(all)
    }

    /// Entries of another site's chain from `from` on, as far as they are held and that site signed for them.
    fn vouched(&self, chain: &ChainHead, from: u64) -> Result<Option<Range>> {
        let (site, channel) = (chain.site, chain.channel);
        let Some((seq, signature)) = self.store.signed_head(channel, site)? else { return Ok(None) };
        let Some(key) = self.trust.key_of(site, channel).filter(|_| (from..=chain.seq).contains(&seq)) else {
            return Ok(None);
        };
        let hash = self.store.hash_at(channel, site, seq)?.ok_or_else(|| Failure::of("damaged"))?;
        let head = Head { site, channel, seq, hash }.signed_with(&signature, &key)?;
        Ok(Some(Range { channel, site, from, to: seq, head: Some(head) }))
    }

    /// The statements that a reader needs to check a file, and no others: a village's files show nothing of another.
    /// Laptops of one party know the same.
    fn statements_for(&self, peer: &PartyCard) -> Result<Vec<Statement>> {
        if peer.party() == self.party() {
            return Ok(self.trust.statements().collect());
        }
        let channel = self.shared_channel(peer);
        let (village, township) = (self.trust.owner_of(channel), self.township_of(peer));
        let parties = [self.party(), peer.party()];
        let village = village.map(|card| card.party());
        let wanted = |statement: &Statement| match statement {
            Statement::Card(_) | Statement::Site(_) => parties.contains(&statement.party()),
            Statement::Grant(grant) => Some(grant.village()) == village && grant.township() == township,
            Statement::Policy(policy) => {
                policy.township() == township && policy.channel.is_none_or(|about| about == channel)
            }
            Statement::Introduction(_) => false,
        };
        let mut all: Vec<Statement> = self.trust.statements().filter(wanted).collect();
        all.extend(invite::introduction_to(&self.store, peer.party())?);
        Ok(all)
    }
}

/// Keeps a head that a site signed.
pub(super) fn keep_head(store: &Store, head: &Signed<Head>) -> Result<()> {
    Ok(store.set_signed_head(head.channel, head.site, head.seq, head.signature())?)
}

/// A file in the making.
struct Part<'a> {
    writer: Writer<'a>,
    own: OwnDraft,
    branches: Vec<Branch>,
    bytes: usize,
    entries: u64,
    touched: Touched,
    carried: Vec<Carried>,
    heads: Vec<Signed<Head>>,
}

struct Build<'a> {
    session: &'a Session,
    peer: &'a PartyCard,
    disclosures: Vec<(ChannelId, Disclosure)>,
    statements: Vec<Statement>,
    receipts: Vec<Signed<Receipt>>,
    number: u64,
    moment: Moment,
    full: usize,
    done: u64,
    go_on: &'a mut dyn FnMut(u64) -> bool,
    files: Vec<Draft>,
    part: Option<Part<'a>>,
}

impl<'a> Build<'a> {
    fn all(&mut self, ranges: &[Range], told: &Told, later: &mut Later) -> Result<()> {
        for range in ranges {
            self.range(range)?;
        }
        self.renew(ranges, later)?;
        let is_open = later.is_open(&self.session.store)?;
        if self.part.as_ref().is_some_and(|part| part.bytes > self.full / 2) && is_open {
            self.finish()?;
        }
        // In the last file, which alone is noted for them.
        let mut part = self.part()?;
        let file = (self.session.store.site(), self.number);
        for (channel, disclosure) in &self.disclosures {
            let carried = |dot| range_of(ranges, *channel, dot).is_some();
            let carrier = Carrier { channel: *channel, disclosure, file, full: self.full / 2 };
            for supplement in self.session.later(later, &carrier, carried)? {
                part.writer.supplement(&supplement)?;
            }
        }
        self.part = Some(part);
        self.pass_on(ranges, told, later)?;
        self.give_back(ranges, told, later)?;
        self.give_branches()?;
        self.finish()
    }

    /// The file that is being made; begins one if there is none.
    fn part(&mut self) -> Result<Part<'a>> {
        if let Some(part) = self.part.take() {
            return Ok(part);
        }
        let session = self.session;
        let sender = Sender {
            cert: session.cert()?,
            key: &session.site_key,
            schema: session.store.registry().schema(),
        };
        let mut writer = Writer::new(sender, self.peer, self.number, self.moment.wall)?;
        // Each file opens by itself, since any may come first or alone.
        writer.statements(&self.statements)?;
        writer.receipts(&self.receipts)?;
        let own = OwnDraft::new(session.card()?);
        let (touched, carried, heads, branches) = Default::default();
        Ok(Part { writer, own, branches, bytes: 0, entries: 0, touched, carried, heads })
    }

    fn range(&mut self, range: &Range) -> Result<()> {
        let session = self.session;
        if self.part.as_ref().is_some_and(|part| part.bytes >= self.full) {
            self.finish()?;
        }
        let mut part = self.part()?;
        let mut first = range.from;
        self.begin(&mut part, range, first)?;
        let mut next = range.from;
        while next <= range.to {
            let limit = CHUNK.min((range.to - next + 1) as usize);
            let held = session.store.entries(range.channel, range.site, next, limit)?;
            if held.is_empty() {
                return Err(Failure::of("damaged"));
            }
            for one in held {
                let full = part.bytes > 0 && part.bytes + one.length > self.full;
                if full && range.head.is_none() && next > first {
                    self.end(&mut part, range, first, next - 1)?;
                    self.part = Some(part);
                    self.finish()?;
                    part = self.part()?;
                    first = next;
                    self.begin(&mut part, range, first)?;
                }
                self.entry(&mut part, &one)?;
                next += 1;
            }
            if !(self.go_on)(self.done) {
                return Err(Failure::of("cancelled"));
            }
        }
        self.end(&mut part, range, first, range.to)?;
        self.part = Some(part);
        Ok(())
    }

    fn begin(&self, part: &mut Part<'a>, range: &Range, from: u64) -> Result<()> {
        let previous = match from {
            1 => [0; 32],
            _ => {
                let before = self.session.store.hash_at(range.channel, range.site, from - 1)?;
                before.ok_or_else(|| Failure::of("damaged"))?
            }
        };
        Ok(part.writer.begin(range.site, range.channel, from, &previous)?)
    }

    fn entry(&mut self, part: &mut Part<'a>, held: &store::Held) -> Result<()> {
        let place = held.entry.header.place;
        let found = self.disclosures.iter().find(|(channel, _)| *channel == place.channel);
        let (_, disclosure) = found.ok_or_else(|| Failure::of("damaged"))?;
        // What the township wrote is its own and goes back to it whole.
        let foreign = self.session.is_foreign(self.peer, place.site);
        if foreign || disclosure.tells_all_of(&held.entry) {
            part.writer.body(&held.entry.body()?)?;
        } else {
            part.writer.body(&disclosure.told(&held.entry)?.body()?)?;
        }
        if disclosure.own && !foreign && self.session.seals(held.extent)? {
            part.own.add(&held.entry, |group| disclosure.carries(group))?;
        }
        part.bytes += held.length;
        part.entries += 1;
        part.touched.add(&held.entry);
        self.done += 1;
        Ok(())
    }

    fn end(&self, part: &mut Part<'a>, range: &Range, from: u64, to: u64) -> Result<()> {
        let head = match &range.head {
            Some(head) => head.clone(),
            None => self.session.sign_head(range.channel, to)?,
        };
        part.writer.end(&head)?;
        part.carried.push(Carried { site: range.site.to_string(), from, to });
        part.heads.push(head);
        Ok(())
    }

    /// Ends the file that is being made.
    fn finish(&mut self) -> Result<()> {
        let Some(mut part) = self.part.take() else { return Ok(()) };
        for piece in part.own.finish()? {
            part.writer.own(&piece)?;
        }
        part.branches.iter().try_for_each(|branch| part.writer.branch(branch))?;
        self.files.push(Draft {
            id: part.writer.file(),
            number: self.number,
            bytes: part.writer.finish()?,
            entries: part.entries,
            touched: part.touched,
            carried: part.carried,
            heads: part.heads,
        });
        self.number += 1;
        Ok(())
    }
}
