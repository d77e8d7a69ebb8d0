//! The first walk over a package's sections, which verifies them all.

use journal::{ChannelId, Entry, Hash, Place, SiteId};
use minicbor::Decoder;

use super::Reader;
use super::admission::{Admission, admit};
use crate::cbor;
use crate::container::Header;
use crate::format::{MAX_BRANCH_ENTRIES, MAX_CHAINS, MAX_SECTION, MAX_STATEMENTS};
use crate::package::{Section, Sections, Supplements, number, unpack};
use crate::signed::take;
use crate::{
    Branch, Error, Head, Manifest, Own, PartyCard, PartyKind, Receipt, Result, Signed, Statement, Token,
    Trust,
};

/// What a walk found.
pub(crate) struct Found {
    pub(crate) statements: Vec<Statement>,
    pub(crate) introduced: Option<Signed<crate::Introduction>>,
    pub(crate) receipts: Vec<Signed<Receipt>>,
    pub(crate) ranges: Vec<crate::Range>,
    pub(crate) hashes: Vec<Hash>,
    pub(crate) branches: Vec<Branch>,
}

/// The state of the walk.
pub(crate) struct Survey<'a> {
    reader: Reader<'a>,
    me: &'a PartyCard,
    header: &'a Header,
    manifest: &'a Manifest,
    trust: Trust,
    run: Option<Place>,
    from: Place,
    supplements: u64,
    /// The bytes of the branches so far, and their entries.
    branches: (u64, u64),
    found: Found,
}

impl<'a> Survey<'a> {
    pub(crate) fn new(
        reader: Reader<'a>,
        me: &'a PartyCard,
        header: &'a Header,
        manifest: &'a Manifest,
    ) -> Self {
        let (statements, introduced, receipts, ranges, hashes, branches) = Default::default();
        let nowhere = Place {
            site: SiteId::from_bytes([0; 16]),
            channel: ChannelId::from_bytes([0; 16]),
            seq: 0,
            previous: [0; 32],
        };
        Self {
            reader,
            me,
            header,
            manifest,
            trust: Trust::new(),
            run: None,
            from: nowhere,
            supplements: 0,
            branches: (0, 0),
            found: Found { statements, introduced, receipts, ranges, hashes, branches },
        }
    }

    /// Walks to the end.
    pub(crate) fn run(
        mut self,
        mut sections: Sections<'_>,
        is_issued: impl Fn(&Token) -> bool,
    ) -> Result<Found> {
        let mut next = sections.next()?;
        let mut carried = Vec::new();
        if let Some(section) = next.take_if(|section| section.number == number::STATEMENTS) {
            carried = statements(&section.content)?;
            next = sections.next()?;
        }
        let admission = admit(self.reader.trust, self.me, &self.header.sender, carried, is_issued)?;
        let Admission { trust, statements, introduced } = admission;
        (self.trust, self.found.statements, self.found.introduced) = (trust, statements, introduced);
        for channel in &self.manifest.channels {
            self.check_channel(*channel)?;
        }
        while let Some(section) = next {
            self.section(&section)?;
            next = sections.next()?;
        }
        self.finish()
    }

    fn section(&mut self, section: &Section) -> Result<()> {
        let inside = matches!(section.number, number::BODIES | number::HEAD);
        if inside != self.run.is_some() {
            return Err(Error::BrokenChain);
        }
        match section.number {
            number::RECEIPTS => self.receipts(&section.content),
            number::RANGE => self.begin(&section.content),
            number::BODIES => self.bodies(&section.content),
            number::HEAD => self.end(&section.content),
            number::SUPPLEMENTS => self.supplements(&section.content),
            number::OWN => self.own(&section.content),
            number::BRANCH => self.branch(&section.content),
            _ => Err(Error::NewerFormat),
        }
    }

    fn receipts(&mut self, content: &[u8]) -> Result<()> {
        let receipts = cbor::whole(content, |decoder| {
            cbor::array(decoder, MAX_CHAINS, |item| {
                cbor::tuple(item, 2)?;
                let cert = |one: &Receipt| self.trust.cert(one.party, one.site).map(|cert| cert.key);
                Signed::verify(take(item)?, |one: &Receipt| cert(one).ok_or(Error::UnknownSite))
            })
        })?;
        for receipt in receipts {
            if receipt.reader != self.reader.me {
                return Err(Error::WrongRecipient);
            }
            receipt.chains.iter().try_for_each(|chain| self.check_listed(chain.channel))?;
            self.found.receipts.push(receipt);
        }
        Ok(())
    }

    fn begin(&mut self, content: &[u8]) -> Result<()> {
        let place = range_start(content)?;
        self.check_listed(place.channel)?;
        if place.seq == 0 || (place.seq == 1) != (place.previous == [0; 32]) {
            return Err(Error::BrokenChain);
        }
        if self.found.ranges.len() as u64 == MAX_CHAINS {
            return Err(Error::TooLarge { most: MAX_CHAINS });
        }
        (self.run, self.from) = (Some(place), place);
        Ok(())
    }

    fn bodies(&mut self, content: &[u8]) -> Result<()> {
        let mut place = self.run.ok_or(Error::BrokenChain)?;
        let bodies = unpack(content)?;
        let mut decoder = Decoder::new(&bodies);
        for _ in 0..decoder.array()?.ok_or(Error::Malformed)? {
            let hash = Entry::from_body(place, cbor::raw(&mut decoder)?)?.hash()?;
            place = Place { seq: place.seq + 1, previous: hash, ..place };
            self.found.hashes.push(hash);
            if self.found.hashes.len() as u64 > self.manifest.entries {
                return Err(Error::Miscounted);
            }
        }
        self.run = Some(place);
        Ok(())
    }

    /// The head must be signed by a site that may write the channel, and be where the chain has led.
    fn end(&mut self, content: &[u8]) -> Result<()> {
        let head = cbor::whole(content, |decoder| {
            cbor::tuple(decoder, 2)?;
            let key = |head: &Head| self.key_of(head.site, head.channel).ok_or(Error::UnknownSite);
            Signed::verify(take(decoder)?, key)
        })?;
        let place = self.run.take().ok_or(Error::BrokenChain)?;
        let reached =
            Head { site: place.site, channel: place.channel, seq: place.seq - 1, hash: place.previous };
        if *head != reached || place.seq == self.from.seq {
            return Err(Error::BrokenChain);
        }
        let (from, previous) = (self.from.seq, self.from.previous);
        self.found.ranges.push(crate::Range { from, previous, head });
        Ok(())
    }

    fn supplements(&mut self, content: &[u8]) -> Result<()> {
        for supplement in Supplements::of(content)? {
            self.check_listed(supplement?.channel())?;
            self.supplements += 1;
            if self.supplements > self.manifest.supplements {
                return Err(Error::Miscounted);
            }
        }
        Ok(())
    }

    /// A village sends what is its own, a township gives back what is the reader's; sites of one party pass on all.
    fn own(&mut self, content: &[u8]) -> Result<()> {
        self.check_own(&Own::from_bytes(content)?)
    }

    fn check_own(&self, own: &Own) -> Result<()> {
        own.covers.iter().try_for_each(|span| self.check_listed(span.channel))?;
        let sender = self.header.sender.party();
        let fits = own.owner == sender || own.owner == self.reader.me || sender == self.reader.me;
        if fits { Ok(()) } else { Err(Error::ForeignChannel) }
    }

    fn branch(&mut self, content: &[u8]) -> Result<()> {
        self.branches.0 += content.len() as u64;
        if self.branches.0 > MAX_SECTION {
            return Err(Error::TooLarge { most: MAX_SECTION });
        }
        let branch = Branch::from_bytes(content, |head| self.key_of(head.site, head.channel))?;
        self.branches.1 += branch.count();
        if self.branches.1 > MAX_BRANCH_ENTRIES {
            return Err(Error::TooLarge { most: MAX_BRANCH_ENTRIES });
        }
        self.check_listed(branch.channel())?;
        branch.pieces.iter().try_for_each(|piece| self.check_own(piece))?;
        self.found.branches.push(branch);
        Ok(())
    }

    fn finish(self) -> Result<Found> {
        if self.run.is_some() {
            return Err(Error::BrokenChain);
        }
        let counted = (self.found.ranges.len() as u64, self.found.hashes.len() as u64, self.supplements);
        let said = (self.manifest.ranges, self.manifest.entries, self.manifest.supplements);
        if counted == said { Ok(self.found) } else { Err(Error::Miscounted) }
    }

    fn key_of(&self, site: SiteId, channel: ChannelId) -> Option<vault::VerifyingKey> {
        self.trust.key_of(site, channel)
    }

    fn check_listed(&self, channel: ChannelId) -> Result<()> {
        match self.manifest.channels.binary_search(&channel) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::ForeignChannel),
        }
    }

    /// Between a village and a township only the village's channel travels; between sites of one party, every channel
    /// that the party writes.
    fn check_channel(&self, channel: ChannelId) -> Result<()> {
        let owner = self.trust.owner_of(channel).ok_or(Error::ForeignChannel)?.party();
        let (sender, me) = (self.header.sender.party(), self.reader.me);
        let fits = match (self.me.kind, sender == me) {
            (_, true) => owner == me || self.trust.is_granted(owner, me),
            (PartyKind::Village, false) => owner == me && self.trust.is_granted(me, sender),
            (PartyKind::Township, false) => owner == sender,
        };
        if fits { Ok(()) } else { Err(Error::ForeignChannel) }
    }
}

fn statements(content: &[u8]) -> Result<Vec<Statement>> {
    let all = cbor::whole(content, |decoder| cbor::array(decoder, MAX_STATEMENTS, Statement::take))?;
    Ok(all.into_iter().flatten().collect())
}

/// Where a range begins.
pub(crate) fn range_start(content: &[u8]) -> Result<Place> {
    cbor::whole(content, |decoder: &mut Decoder<'_>| {
        cbor::tuple(decoder, 4)?;
        Ok(Place {
            site: SiteId::from_bytes(cbor::fixed(decoder)?),
            channel: ChannelId::from_bytes(cbor::fixed(decoder)?),
            seq: cbor::number(decoder)?,
            previous: cbor::fixed(decoder)?,
        })
    })
}
