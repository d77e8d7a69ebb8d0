//! The digest: one number that names a state.

use domain::RecordId;
use sha2::{Digest as _, Sha256};

use crate::cbor::{bytes, put_value};
use crate::{ChannelId, Error, Hash, State};

/// SHA-256 over the registers of records fed to it in the order of channel, kind and id, known to the program or not.
#[derive(Debug, Default)]
pub struct Digest {
    hasher: Sha256,
    records: u64,
}

impl Digest {
    /// Adds one record. Survivors that came in a group which `carried` (by field and group) refuses are left out, so
    /// that two sites that share some groups can compare what they share.
    pub fn add(
        &mut self,
        channel: ChannelId,
        kind: u16,
        id: RecordId,
        state: &State,
        carried: impl Fn(u16, u8) -> bool,
    ) -> Result<(), Error> {
        for ((field, element), register) in &state.registers {
            let shared: Vec<_> = register.0.iter().filter(|one| carried(*field, one.group)).collect();
            if shared.is_empty() {
                continue;
            }
            let line = bytes(|out| {
                out.array(6)?.bytes(channel.as_bytes())?.u16(kind)?.bytes(id.as_bytes())?.u16(*field)?;
                put_value(out, element.as_ref())?;
                out.array(3 * shared.len() as u64)?;
                for one in &shared {
                    out.bytes(one.dot.site.as_bytes())?.u64(one.dot.seq)?;
                    put_value(out, one.value.as_ref())?;
                }
                Ok(())
            })?;
            self.hasher.update(line);
        }
        self.records += 1;
        Ok(())
    }

    /// How many records were added.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// The digest.
    pub fn finish(self) -> Hash {
        self.hasher.finalize().into()
    }
}
