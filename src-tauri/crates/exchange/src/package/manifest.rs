//! 清单: the table of contents of a package. Deliberately no entries; those stand in the sections.

use journal::{ChannelId, SiteId};
use minicbor::Decoder;

use crate::format::{MAX_CHAINS, MAX_ENTRIES, MAX_INFLATED};
use crate::{Error, FileId, PartyId, Result, cbor};

/// 清单: what a package says of itself inside the seal. It binds sender, reader and channels to the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The file, as in the header.
    pub file: FileId,
    /// The site that wrote it, as in the header.
    pub sender: SiteId,
    /// The party of that site, as in the header.
    pub party: PartyId,
    /// The reader, as in the header.
    pub recipient: PartyId,
    /// Whether it is a practice file, as in the header.
    pub practice: bool,
    /// 第几号: the number of the file among the sender's files for this reader, from 1 without gaps.
    pub number: u64,
    /// What the sender's clock showed, milliseconds since 1970, for display only.
    pub created: i64,
    /// The channels that anything in the file is about, ascending.
    pub channels: Vec<ChannelId>,
    /// How many ranges of entries there are.
    pub ranges: u64,
    /// How many entries there are in them: the five outcomes sum up to it.
    pub entries: u64,
    /// How many supplements there are.
    pub supplements: u64,
    /// How many bytes the sections have before compression.
    pub inflated: u64,
    /// The revision of the record declarations that the sender knows ([`domain::Registry::schema`]).
    pub schema: u32,
    /// The newest version of the container that the sender reads.
    pub reads: u16,
}

impl Manifest {
    pub(crate) fn encode(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.map(14)?.u8(1)?.bytes(self.file.as_bytes())?.u8(2)?.bytes(self.sender.as_bytes())?;
            out.u8(3)?.bytes(self.party.as_bytes())?.u8(4)?.bytes(self.recipient.as_bytes())?;
            out.u8(5)?.bool(self.practice)?.u8(6)?.u64(self.number)?.u8(7)?.i64(self.created)?;
            out.u8(8)?.array(self.channels.len() as u64)?;
            for channel in &self.channels {
                out.bytes(channel.as_bytes())?;
            }
            out.u8(9)?.u64(self.ranges)?.u8(10)?.u64(self.entries)?.u8(11)?.u64(self.supplements)?;
            out.u8(12)?.u64(self.inflated)?.u8(13)?.u32(self.schema)?.u8(14)?.u16(self.reads)?;
            Ok(())
        })
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let manifest = cbor::whole(bytes, manifest)?;
        let Manifest { inflated, entries, supplements, .. } = manifest;
        for (value, most) in [(inflated, MAX_INFLATED), (entries, MAX_ENTRIES), (supplements, MAX_ENTRIES)] {
            if value > most {
                return Err(Error::TooLarge { most });
            }
        }
        if manifest.channels.is_sorted_by(|a, b| a < b) { Ok(manifest) } else { Err(Error::Malformed) }
    }
}

fn manifest(decoder: &mut Decoder<'_>) -> Result<Manifest> {
    let (mut file, mut sender, mut party, mut recipient, mut practice) = (None, None, None, None, None);
    let (mut number, mut created, mut channels, mut ranges, mut entries) = (None, None, None, None, None);
    let (mut supplements, mut inflated, mut schema, mut reads) = (None, None, None, None);
    cbor::map(decoder, |key, value| {
        match key {
            1 => file = Some(FileId::from_bytes(cbor::fixed(value)?)),
            2 => sender = Some(SiteId::from_bytes(cbor::fixed(value)?)),
            3 => party = Some(PartyId::from_bytes(cbor::fixed(value)?)),
            4 => recipient = Some(PartyId::from_bytes(cbor::fixed(value)?)),
            5 => practice = Some(value.bool()?),
            6 => number = Some(cbor::number(value)?),
            7 => created = Some(value.i64()?),
            8 => {
                let channel = |item: &mut Decoder<'_>| Ok(ChannelId::from_bytes(cbor::fixed(item)?));
                channels = Some(cbor::array(value, MAX_CHAINS, channel)?);
            }
            9 => ranges = Some(cbor::number(value)?),
            10 => entries = Some(cbor::number(value)?),
            11 => supplements = Some(cbor::number(value)?),
            12 => inflated = Some(cbor::number(value)?),
            13 => schema = Some(value.u32()?),
            14 => reads = Some(value.u16()?),
            _ => {}
        }
        Ok(())
    })?;
    let read = || {
        Some(Manifest {
            file: file?,
            sender: sender?,
            party: party?,
            recipient: recipient?,
            practice: practice?,
            number: number?,
            created: created?,
            channels: channels?,
            ranges: ranges?,
            entries: entries?,
            supplements: supplements?,
            inflated: inflated?,
            schema: schema?,
            reads: reads?,
        })
    };
    read().ok_or(Error::Malformed)
}
