//! Copies of the whole file.

use std::path::Path;

use domain::Registry;
use journal::Hash;
use vault::DataKey;

use crate::open::assert_encrypted;
use crate::{Error, Result, Store};

/// A copy that was opened again and found equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackedUp {
    /// The digest of the state in it.
    pub digest: Hash,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Store {
    /// Writes a copy of the file, opens it and compares its state with this one. The copy is encrypted with the same
    /// key. Refuses a path where a file already is.
    pub fn back_up(&self, to: &Path, key: &DataKey, registry: Registry) -> Result<BackedUp> {
        let io = |source| Error::Io { path: to.to_owned(), source };
        if to.try_exists().map_err(io)? {
            return Err(io(std::io::ErrorKind::AlreadyExists.into()));
        }
        let name = to.to_str().ok_or_else(|| io(std::io::ErrorKind::InvalidInput.into()))?;
        self.conn.execute("vacuum into ?1", [name])?;
        assert_encrypted(to)?;
        let bytes = std::fs::metadata(to).map_err(io)?.len();
        let copy = Store::open(to, key, registry)?;
        let digest = copy.digest()?;
        copy.close()?;
        if digest == self.digest()? {
            Ok(BackedUp { digest, bytes })
        } else {
            Err(Error::Damaged("the copy differs"))
        }
    }

    /// Writes what is still beside the file into it and closes it, so that one file holds everything.
    pub fn close(self) -> Result<()> {
        self.conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        self.conn.close().map_err(|(_, error)| error.into())
    }
}
