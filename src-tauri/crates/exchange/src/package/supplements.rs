//! Walking over packed supplements one by one: what they hold takes many times their bytes, and nobody needs all at once.

use journal::{ChannelId, SiteId};
use minicbor::Decoder;

use super::{Supplement, unpack};
use crate::{Error, Result, cbor};

/// The supplements of a packed array of `[site, channel, [[seq, body]…]]`. It ends at the first that is refused.
pub(crate) struct Supplements {
    item: Vec<u8>,
    at: usize,
    chains: u64,
    chain: Option<(SiteId, ChannelId)>,
    rest: u64,
}

impl Supplements {
    /// Those of a section, or of an own piece.
    pub(crate) fn of(packed: &[u8]) -> Result<Self> {
        let item = unpack(packed)?;
        let mut decoder = Decoder::new(&item);
        let chains = decoder.array()?.ok_or(Error::Malformed)?;
        let at = decoder.position();
        Ok(Self { item, at, chains, chain: None, rest: 0 })
    }

    fn advance(&mut self) -> Result<Option<Supplement>> {
        let mut decoder = Decoder::new(&self.item);
        decoder.set_position(self.at);
        while self.rest == 0 {
            let Some(left) = self.chains.checked_sub(1) else { return Ok(None) };
            cbor::tuple(&mut decoder, 3)?;
            let site = SiteId::from_bytes(cbor::fixed(&mut decoder)?);
            self.chain = Some((site, ChannelId::from_bytes(cbor::fixed(&mut decoder)?)));
            (self.chains, self.rest) = (left, decoder.array()?.ok_or(Error::Malformed)?);
        }
        let (site, channel) = self.chain.ok_or(Error::Malformed)?;
        cbor::tuple(&mut decoder, 2)?;
        let (seq, body) = (cbor::number(&mut decoder)?, cbor::raw(&mut decoder)?);
        (self.at, self.rest) = (decoder.position(), self.rest - 1);
        Supplement::from_body(site, channel, seq, body).map(Some)
    }
}

impl Iterator for Supplements {
    type Item = Result<Supplement>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.advance().transpose();
        if next.as_ref().is_none_or(|one| one.is_err()) {
            (self.chains, self.rest) = (0, 0);
        }
        next
    }
}
