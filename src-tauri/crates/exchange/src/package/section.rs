//! The sections of a letter: numbered items, of which a reader may not know all.

use std::io::{Read, Take};

use zstd::stream::read::Decoder as Inflater;

use crate::cbor::{self, FALSE, TRUE, head, major};
use crate::format::{MAX_SECTION, MAX_SECTIONS, WINDOW_LOG_MAX};
use crate::{Error, Result};

/// The numbers of the sections. They are frozen.
pub(crate) mod number {
    pub(crate) const STATEMENTS: u64 = 1;
    pub(crate) const RECEIPTS: u64 = 2;
    pub(crate) const RANGE: u64 = 3;
    pub(crate) const BODIES: u64 = 4;
    pub(crate) const HEAD: u64 = 5;
    pub(crate) const SUPPLEMENTS: u64 = 6;
    pub(crate) const OWN: u64 = 7;
    pub(crate) const BRANCH: u64 = 9;
}

/// One section. Blobs will be number 8.
pub(crate) struct Section {
    pub(crate) number: u64,
    pub(crate) skippable: bool,
    pub(crate) content: Vec<u8>,
}

impl Section {
    /// Known sections stand in the order of their numbers. Statements and receipts stand there once; a range, its
    /// bodies and its head alternate.
    fn stage(&self) -> Option<Stage> {
        match self.number {
            number::STATEMENTS | number::RECEIPTS => Some(Stage { at: self.number, once: true }),
            number::RANGE | number::BODIES | number::HEAD => Some(Stage { at: number::RANGE, once: false }),
            number::SUPPLEMENTS | number::OWN | number::BRANCH => {
                Some(Stage { at: self.number, once: false })
            }
            _ => None,
        }
    }

    /// The section's bytes before its content: `[number, skippable, content]`.
    pub(crate) fn lead(number: u64, skippable: bool, length: usize) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.array(3)?.u64(number)?.bool(skippable)?.bytes_len(length as u64)?;
            Ok(())
        })
    }
}

/// Whether a known section may be passed over by programs that do not know it.
pub(crate) fn is_skippable(number: u64) -> bool {
    number == number::BRANCH
}

struct Stage {
    at: u64,
    once: bool,
}

/// Reads sections one by one; no more than one is in memory, and none is larger than it truly is.
pub(crate) struct Sections<'a> {
    input: Take<Inflater<'a, &'a [u8]>>,
    inflated: u64,
    count: u64,
    stage: u64,
}

impl<'a> Sections<'a> {
    /// Sections that must be one frame and inflate to exactly `inflated` bytes.
    pub(crate) fn new(compressed: &'a [u8], inflated: u64) -> Result<Self> {
        let mut inflater = Inflater::with_buffer(compressed).map_err(|_| Error::NotMade)?.single_frame();
        inflater.window_log_max(WINDOW_LOG_MAX).map_err(|_| Error::NotMade)?;
        // One byte more than announced, to see whether there is more than announced.
        Ok(Self { input: inflater.take(inflated + 1), inflated, count: 0, stage: 0 })
    }

    /// The next section that this program knows; `None` after the last. Sections of a newer program are passed over,
    /// or refused with [`Error::NewerFormat`] if they may not be.
    pub(crate) fn next(&mut self) -> Result<Option<Section>> {
        while let Some(section) = self.read()? {
            match section.stage() {
                // What an older program could not pass over it is never told that it may.
                Some(_) if section.skippable != is_skippable(section.number) => return Err(Error::Malformed),
                Some(Stage { at, once }) if at < self.stage || (once && at == self.stage) => {
                    return Err(Error::Malformed);
                }
                Some(Stage { at, .. }) => {
                    self.stage = at;
                    return Ok(Some(section));
                }
                None if section.skippable => {}
                None => return Err(Error::NewerFormat),
            }
        }
        Ok(None)
    }

    fn read(&mut self) -> Result<Option<Section>> {
        match head(&mut self.input)? {
            Some((major::ARRAY, 3)) => {}
            // The frame is read to its end by now.
            None if !self.input.get_ref().get_ref().is_empty() => return Err(Error::Malformed),
            None if self.input.limit() == 1 => return Ok(None),
            None => return Err(Error::Miscounted),
            Some(_) => return Err(Error::Malformed),
        }
        self.count += 1;
        if self.count > MAX_SECTIONS {
            return Err(Error::TooLarge { most: MAX_SECTIONS });
        }
        let Some((0, number)) = head(&mut self.input)? else {
            return Err(Error::Malformed);
        };
        let skippable = match head(&mut self.input)? {
            Some((major::SIMPLE, FALSE)) => false,
            Some((major::SIMPLE, TRUE)) => true,
            _ => return Err(Error::Malformed),
        };
        let Some((major::BYTES, length)) = head(&mut self.input)? else {
            return Err(Error::Malformed);
        };
        Ok(Some(Section { number, skippable, content: self.content(length)? }))
    }

    fn content(&mut self, length: u64) -> Result<Vec<u8>> {
        if length > MAX_SECTION {
            return Err(Error::TooLarge { most: MAX_SECTION });
        }
        if length > self.inflated {
            return Err(Error::Miscounted);
        }
        let mut content = Vec::new();
        let read = self.input.by_ref().take(length).read_to_end(&mut content).map_err(|_| Error::Damaged)?;
        if read as u64 == length { Ok(content) } else { Err(Error::Miscounted) }
    }
}
