//! Copies of the whole file.

use std::fs::{self, File};
use std::path::Path;

use domain::Registry;
use journal::Hash;
use vault::DataKey;

use crate::lock::beside;
use crate::open::{discard, sync_folder};
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
    /// key. Refuses a path where a file already is; on any error no file is left.
    pub fn back_up(&self, to: &Path, key: &DataKey, registry: Registry) -> Result<BackedUp> {
        let io = |source| Error::Io { path: to.to_owned(), source };
        if to.try_exists().map_err(io)? {
            return Err(io(std::io::ErrorKind::AlreadyExists.into()));
        }
        // It gets its name when it is known to be good.
        let unfinished = beside(to, ".part");
        discard(&unfinished);
        let done = self.copy_to(&unfinished, key, registry).and_then(|done| {
            fs::rename(&unfinished, to).map_err(io)?;
            sync_folder(to)?;
            Ok(done)
        });
        if done.is_err() {
            discard(&unfinished);
        }
        done
    }

    fn copy_to(&self, to: &Path, key: &DataKey, registry: Registry) -> Result<BackedUp> {
        let io = |source| Error::Io { path: to.to_owned(), source };
        let name = to.to_str().ok_or_else(|| io(std::io::ErrorKind::InvalidInput.into()))?;
        self.conn.execute("vacuum into ?1", [name])?;
        // Windows flushes only what was opened for writing.
        let file = File::options().write(true).open(to).map_err(io)?;
        file.sync_all().map_err(io)?;
        let bytes = file.metadata().map_err(io)?.len();
        drop(file);
        let digest = Store::open_to_read(to, key, registry)?.digest()?;
        if digest == self.digest()? {
            Ok(BackedUp { digest, bytes })
        } else {
            Err(Error::Damaged("the copy differs"))
        }
    }
}
