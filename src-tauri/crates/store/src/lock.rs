//! One process per database: a file beside it that is locked as long as the store is open.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The hold on a database. The system lets go of it when the process ends, however it ends.
pub(crate) struct Lock {
    _file: File,
}

/// The path with something added to its file name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

impl Lock {
    /// Takes hold of a database, or says that another process has it.
    pub(crate) fn take(database: &Path) -> Result<Lock> {
        let path = beside(database, ".lock");
        // Never removed: whoever removes it while another opens it would leave each with a lock of its own.
        let opened = OpenOptions::new().create(true).write(true).truncate(false).open(&path);
        let file = opened.map_err(|source| Error::Io { path: path.clone(), source })?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse),
            Err(TryLockError::Error(source)) => Err(Error::Io { path, source }),
        }
    }
}
