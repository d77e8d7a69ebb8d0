//! A package that was opened and verified.

use std::collections::VecDeque;
use std::fmt;

use journal::{Entry, Hash, Place};

use crate::cbor;
use crate::package::{Letter, Section, Sections, Supplements, number, unpack};
use crate::reader::{Found, range_start};
use crate::{
    Branch, Error, Head, Introduction, Manifest, Own, Receipt, Result, Signed, SiteCert, Statement,
    Supplement,
};

/// 区间: consecutive entries of one chain that a package carries, up to a head that their site signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The number of the first entry.
    pub from: u64,
    /// The hash of the entry before it; zeros for the first.
    pub previous: Hash,
    /// The head: the last entry.
    pub head: Signed<Head>,
}

/// One entry that a package carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// Its place.
    pub place: Place,
    /// Its hash.
    pub hash: Hash,
    /// Its body.
    pub body: Vec<u8>,
}

impl Carried {
    /// The entry itself.
    pub fn entry(&self) -> Result<Entry> {
        Ok(Entry::from_body(self.place, &self.body)?)
    }
}

/// A package that was opened, with everything in it verified. Entries, supplements and own pieces are inflated again
/// while they are walked, so that no more of them than one section is in memory.
pub struct Opened {
    sender: Signed<SiteCert>,
    letter: Letter,
    found: Found,
}

impl Opened {
    pub(crate) fn new(sender: Signed<SiteCert>, letter: Letter, found: Found) -> Self {
        Self { sender, letter, found }
    }

    /// The site that sent it.
    pub fn sender(&self) -> &Signed<SiteCert> {
        &self.sender
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.letter.manifest
    }

    /// The statements in it that were not known, the sender's certificate included, in an order in which they can be
    /// added to the reader's trust. They are to be kept with the entries: without them nobody could check these.
    pub fn statements(&self) -> &[Statement] {
        &self.found.statements
    }

    /// The introduction by which the sender, not known before, was taken in. Its token is used from now on.
    pub fn introduced(&self) -> Option<&Signed<Introduction>> {
        self.found.introduced.as_ref()
    }

    /// The receipts in it: the sender's own, and others that it passes on.
    pub fn receipts(&self) -> &[Signed<Receipt>] {
        &self.found.receipts
    }

    /// The sender's own receipt: what it held when it made the file.
    pub fn receipt_of_sender(&self) -> Option<&Signed<Receipt>> {
        self.receipts().iter().find(|receipt| receipt.site == self.manifest().sender)
    }

    /// The ranges of entries in it.
    pub fn ranges(&self) -> &[Range] {
        &self.found.ranges
    }

    /// The hashes of the entries of each range, in the order of [`Opened::ranges`].
    pub fn hashes(&self) -> impl Iterator<Item = &[Hash]> {
        let mut rest = self.found.hashes.as_slice();
        self.found.ranges.iter().map(move |range| {
            let count = (range.head.seq + 1 - range.from) as usize;
            let (these, others) = rest.split_at(count.min(rest.len()));
            rest = others;
            these
        })
    }

    /// The entries in it, range by range.
    pub fn entries(&self) -> Result<Entries<'_>> {
        let sections = self.letter.sections()?;
        Ok(Entries { sections, hashes: self.found.hashes.iter(), place: None, ready: VecDeque::new() })
    }

    /// The supplements in it. Each is proved by putting it into its entry, which the reader has.
    pub fn supplements(&self) -> Result<impl Iterator<Item = Result<Supplement>> + '_> {
        let sections = self.each(number::SUPPLEMENTS)?;
        let walk = |content: Result<Vec<u8>>| content.and_then(|content| Supplements::of(&content));
        Ok(sections.flat_map(move |content| {
            let (supplements, refused) = match walk(content) {
                Ok(supplements) => (Some(supplements), None),
                Err(error) => (None, Some(Err(error))),
            };
            supplements.into_iter().flatten().chain(refused)
        }))
    }

    /// The sealed pieces in it: to be kept unread, or opened if they are one's own.
    pub fn own(&self) -> Result<impl Iterator<Item = Result<Own>> + '_> {
        Ok(self.each(number::OWN)?.map(|content| Own::from_bytes(&content?)))
    }

    /// The branches in it that do not stand with the sender: given back to the party that wrote them.
    pub fn branches(&self) -> &[Branch] {
        &self.found.branches
    }

    /// The contents of the sections with this number.
    fn each(&self, number: u64) -> Result<impl Iterator<Item = Result<Vec<u8>>> + '_> {
        let mut sections = self.letter.sections()?;
        let sections = std::iter::from_fn(move || sections.next().transpose());
        let wanted =
            move |one: &Result<Section>| one.as_ref().map_or(true, |section| section.number == number);
        Ok(sections.filter(wanted).map(|section| Ok(section?.content)))
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({})", self.manifest().file)
    }
}

/// Walks over the entries of an opened package.
pub struct Entries<'a> {
    sections: Sections<'a>,
    hashes: std::slice::Iter<'a, Hash>,
    place: Option<Place>,
    ready: VecDeque<Carried>,
}

impl Entries<'_> {
    fn advance(&mut self) -> Result<Option<Carried>> {
        loop {
            if let Some(carried) = self.ready.pop_front() {
                return Ok(Some(carried));
            }
            match self.sections.next()? {
                None => return Ok(None),
                Some(Section { number: number::RANGE, content, .. }) => {
                    self.place = Some(range_start(&content)?)
                }
                Some(Section { number: number::BODIES, content, .. }) => self.bodies(&content)?,
                Some(_) => {}
            }
        }
    }

    fn bodies(&mut self, content: &[u8]) -> Result<()> {
        let bodies = unpack(content)?;
        let mut decoder = minicbor::Decoder::new(&bodies);
        for _ in 0..decoder.array()?.ok_or(Error::Malformed)? {
            let place = self.place.ok_or(Error::BrokenChain)?;
            let hash = *self.hashes.next().ok_or(Error::Miscounted)?;
            self.ready.push_back(Carried { place, hash, body: cbor::raw(&mut decoder)?.to_vec() });
            self.place = Some(Place { seq: place.seq + 1, previous: hash, ..place });
        }
        Ok(())
    }
}

impl Iterator for Entries<'_> {
    type Item = Result<Carried>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}
