//! Writing a package: fed piece by piece, so that no more than the compressed bytes are in memory.

use std::collections::BTreeSet;
use std::io::Write;

use journal::{ChannelId, Hash, SiteId};
use vault::{SigningKey, seal};
use zstd::stream::write::Encoder as Deflater;

use crate::cbor::{self, Out, Written};
use crate::container::{Frame, Header};
use crate::format::{CHUNK, LEVEL, MAX_ENTRIES, MAX_INFLATED, MAX_SECTION, VERSION};
use crate::package::{Gathered, Letter, Section, is_skippable, number, pack};
use crate::{
    Branch, Error, FileId, FileKind, Head, Manifest, Own, PartyCard, Receipt, Result, Signed, SiteCert,
    Statement, Supplement,
};

/// Who writes.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// The site's certificate.
    pub cert: &'a Signed<SiteCert>,
    /// The site's key.
    pub key: &'a SigningKey,
    /// The revision of the record declarations that the sender knows ([`domain::Registry::schema`]).
    pub schema: u32,
}

/// A range that is being written.
struct Run {
    site: SiteId,
    channel: ChannelId,
    next: u64,
}

/// Writes one package. The parts must come in this order: statements, receipts, ranges (each begun, fed with bodies
/// and ended), supplements, own pieces, branches; each may be left out. Nothing is checked here that the reader checks anyway:
/// what is fed comes out of a journal that was verified when it came in.
pub struct Writer<'a> {
    sender: Sender<'a>,
    to: &'a PartyCard,
    manifest: Manifest,
    channels: BTreeSet<ChannelId>,
    output: Deflater<'static, Vec<u8>>,
    run: Option<Run>,
    bodies: Vec<u8>,
    count: u64,
    supplements: Gathered,
}

impl<'a> Writer<'a> {
    /// Begins file `number` of the sender for the party of the card `to`; `created` is what the clock shows,
    /// milliseconds since 1970.
    pub fn new(sender: Sender<'a>, to: &'a PartyCard, number: u64, created: i64) -> Result<Self> {
        if sender.key.verifying_key() != sender.cert.key {
            return Err(Error::BadSignature);
        }
        if sender.cert.practice != to.practice {
            return Err(Error::PracticeMismatch);
        }
        let manifest = Manifest {
            file: FileId::random()?,
            sender: sender.cert.site,
            party: sender.cert.party(),
            recipient: to.party(),
            practice: to.practice,
            number,
            created,
            channels: Vec::new(),
            ranges: 0,
            entries: 0,
            supplements: 0,
            inflated: 0,
            schema: sender.schema,
            reads: VERSION,
        };
        Ok(Self {
            sender,
            to,
            manifest,
            channels: BTreeSet::new(),
            output: Deflater::new(Vec::new(), LEVEL).map_err(|_| Error::NotMade)?,
            run: None,
            bodies: Vec::new(),
            count: 0,
            supplements: Gathered::default(),
        })
    }

    /// The id of the file.
    pub fn file(&self) -> FileId {
        self.manifest.file
    }

    /// How many compressed bytes are written so far, by and large. A caller that nears [`crate::format::MAX_FILE`]
    /// ends the range and goes on in a next file.
    pub fn written(&self) -> usize {
        self.output.get_ref().len()
    }

    /// Carries statements.
    pub fn statements<'s>(&mut self, statements: impl IntoIterator<Item = &'s Statement>) -> Result<()> {
        let statements: Vec<&Statement> = statements.into_iter().collect();
        let content = cbor::bytes(|out| list(out, &statements, |out, one| one.put(out)))?;
        self.section(number::STATEMENTS, &content)
    }

    /// Carries receipts: the sender's own for this reader, and others' that are passed on.
    pub fn receipts(&mut self, receipts: &[Signed<Receipt>]) -> Result<()> {
        for receipt in receipts {
            self.channels.extend(receipt.chains.iter().map(|chain| chain.channel));
        }
        let pair = |out: &mut Out<'_>, one: &Signed<Receipt>| one.put(out.array(2)?);
        let content = cbor::bytes(|out| list(out, receipts, pair))?;
        self.section(number::RECEIPTS, &content)
    }

    /// Begins a range of a chain with entry `from`, whose predecessor has the hash `previous` (zeros for the first).
    pub fn begin(&mut self, site: SiteId, channel: ChannelId, from: u64, previous: &Hash) -> Result<()> {
        if self.run.is_some() {
            return Err(Error::OutOfOrder);
        }
        let content = cbor::bytes(|out| {
            out.array(4)?.bytes(site.as_bytes())?.bytes(channel.as_bytes())?.u64(from)?.bytes(previous)?;
            Ok(())
        })?;
        self.section(number::RANGE, &content)?;
        self.channels.insert(channel);
        self.run = Some(Run { site, channel, next: from });
        self.manifest.ranges += 1;
        Ok(())
    }

    /// Carries the next entry of the range: its body, as far as the reader may have it.
    pub fn body(&mut self, body: &[u8]) -> Result<()> {
        self.run.as_mut().ok_or(Error::OutOfOrder)?.next += 1;
        self.bodies.extend_from_slice(body);
        self.count += 1;
        self.manifest.entries += 1;
        if self.manifest.entries > MAX_ENTRIES {
            return Err(Error::TooLarge { most: MAX_ENTRIES });
        }
        if self.bodies.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    /// Ends the range with a head that the chain's site signed for the last entry carried.
    pub fn end(&mut self, head: &Signed<Head>) -> Result<()> {
        self.flush()?;
        let run = self.run.take().ok_or(Error::OutOfOrder)?;
        if (run.site, run.channel, run.next.checked_sub(1)) != (head.site, head.channel, Some(head.seq)) {
            return Err(Error::OutOfOrder);
        }
        let content = cbor::bytes(|out| head.put(out.array(2)?))?;
        self.section(number::HEAD, &content)
    }

    /// Carries what is opened later of an entry that the reader has, or that stands in this file. What came out of an
    /// own piece is refused with [`Error::OutOfOrder`]: it holds more than was opened.
    pub fn supplement(&mut self, supplement: &Supplement) -> Result<()> {
        if supplement.is_own() {
            return Err(Error::OutOfOrder);
        }
        self.channels.insert(supplement.channel());
        self.manifest.supplements += 1;
        if self.manifest.supplements > MAX_ENTRIES {
            return Err(Error::TooLarge { most: MAX_ENTRIES });
        }
        self.supplements.add(supplement)?;
        if self.supplements.bytes >= CHUNK { self.flush_supplements() } else { Ok(()) }
    }

    /// Carries a sealed piece of what a party withholds: to be kept unread, or given back to its owner.
    pub fn own(&mut self, own: &Own) -> Result<()> {
        self.flush_supplements()?;
        self.channels.extend(own.covers.iter().map(|span| span.channel));
        self.section(number::OWN, &own.to_bytes()?)
    }

    /// Gives a branch that does not stand here back to the party that wrote it. Of all in one file the reader takes no
    /// more than [`MAX_SECTION`] bytes.
    pub fn branch(&mut self, branch: &Branch) -> Result<()> {
        self.flush_supplements()?;
        self.channels.insert(branch.channel());
        self.channels.extend(branch.pieces.iter().flat_map(|piece| &piece.covers).map(|span| span.channel));
        self.section(number::BRANCH, &branch.to_bytes()?)
    }

    /// The file. [`Error::TooLarge`] if it is above a limit.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.flush_supplements()?;
        if self.run.is_some() {
            return Err(Error::OutOfOrder);
        }
        let sections = self.output.finish().map_err(|_| Error::NotMade)?;
        self.manifest.channels = self.channels.into_iter().collect();
        let letter = Letter::build(&self.manifest, &sections, self.sender.key)?;
        drop(sections);
        let body = seal::seal(std::slice::from_ref(&self.to.seal), &letter)?;
        drop(letter);
        let header = Header {
            kind: FileKind::Package,
            file: self.manifest.file,
            sender: self.sender.cert.clone(),
            recipient: Some(self.manifest.recipient),
            practice: self.manifest.practice,
            body_length: 0,
        };
        Frame::build(header, &body, self.sender.key)
    }

    fn flush(&mut self) -> Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        let mut item = cbor::bytes(|out| {
            out.array(self.count)?;
            Ok(())
        })?;
        item.append(&mut self.bodies);
        self.count = 0;
        self.section(number::BODIES, &pack(&item)?)
    }

    fn flush_supplements(&mut self) -> Result<()> {
        if self.supplements.bytes == 0 {
            return Ok(());
        }
        let content = std::mem::take(&mut self.supplements).finish()?;
        self.section(number::SUPPLEMENTS, &content)
    }

    fn section(&mut self, number: u64, content: &[u8]) -> Result<()> {
        if content.len() as u64 > MAX_SECTION {
            return Err(Error::TooLarge { most: MAX_SECTION });
        }
        let lead = Section::lead(number, is_skippable(number), content.len())?;
        self.manifest.inflated += (lead.len() + content.len()) as u64;
        if self.manifest.inflated > MAX_INFLATED {
            return Err(Error::TooLarge { most: MAX_INFLATED });
        }
        for part in [&lead, content] {
            self.output.write_all(part).map_err(|_| Error::NotMade)?;
        }
        Ok(())
    }
}

fn list<T>(out: &mut Out<'_>, items: &[T], put: impl Fn(&mut Out<'_>, &T) -> Written) -> Written {
    out.array(items.len() as u64)?;
    items.iter().try_for_each(|item| put(out, item))
}
