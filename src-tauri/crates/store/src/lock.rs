//! One process per database: a file beside it that is locked as long as the store is open.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{Error, Result};

/// How long to wait for a lock that another process has.
const PATIENCE: Duration = Duration::from_millis(500);

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
        let began = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Lock { _file: file }),
                // Whoever just let go of it may have started a program, which holds on to it until it runs.
                Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => sleep(PATIENCE / 20),
                Err(TryLockError::WouldBlock) => return Err(Error::InUse),
                Err(TryLockError::Error(source)) => return Err(Error::Io { path, source }),
            }
        }
    }
}
