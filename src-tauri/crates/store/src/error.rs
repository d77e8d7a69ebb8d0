//! What can go wrong with the store. The words for it are the matter of whoever shows it.

use std::path::PathBuf;

use domain::rules::Breach;
use rusqlite::{ErrorCode, ffi};
use thiserror::Error;

/// What can go wrong with the store.
#[derive(Debug, Error)]
pub enum Error {
    /// SQLite could not do what it was asked.
    #[error("database: {0}")]
    Sql(#[from] rusqlite::Error),
    /// A file of the workspace could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file exists but does not open with this key.
    #[error("the database does not open with this key")]
    WrongKey,
    /// The file is not encrypted: its first bytes are those of a plain database.
    #[error("the database is not encrypted")]
    NotEncrypted,
    /// A setting that safety depends on did not take.
    #[error("setting {0} did not take")]
    Setting(&'static str),
    /// Another process holds the workspace.
    #[error("the database is in use")]
    InUse,
    /// The file was written by a newer program.
    #[error("the database was written by a newer program")]
    Newer,
    /// The tables could not be brought to the present form.
    #[error("migration: {0}")]
    Migration(#[from] Box<refinery::Error>),
    /// An entry could not be read or written.
    #[error("journal: {0}")]
    Journal(#[from] journal::Error),
    /// A random number could not be had.
    #[error("vault: {0}")]
    Vault(#[from] vault::Error),
    /// A rule forbids the change.
    #[error("rule {}", .0.rule)]
    Breach(Box<Breach>),
    /// No such record.
    #[error("no such {kind}")]
    NotFound {
        /// The kind looked for.
        kind: &'static str,
    },
    /// No such channel in this workspace.
    #[error("no such channel")]
    NoChannel,
    /// The same number of a chain holds two different entries: one of the two copies was restored or cloned.
    #[error("entry {seq} of a chain exists twice")]
    Fork {
        /// The site whose chain forks.
        site: journal::SiteId,
        /// The number.
        seq: u64,
    },
    /// What is kept contradicts itself.
    #[error("damaged: {0}")]
    Damaged(&'static str),
    /// The person stopped the work; nothing was changed.
    #[error("cancelled")]
    Cancelled,
}

/// What is wrong with the disk under a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskTrouble {
    /// There is no room on it.
    Full,
    /// It, or the folder, may not be written to.
    ReadOnly,
    /// It did not do what it was asked: it is broken, or gone.
    Failed,
}

impl Error {
    /// What is wrong with the disk, if that is why SQLite could not do what it was asked.
    pub fn disk_trouble(&self) -> Option<DiskTrouble> {
        let mut cause: &(dyn std::error::Error + 'static) = self;
        loop {
            if let Some(rusqlite::Error::SqliteFailure(failure, _)) = cause.downcast_ref() {
                return of_failure(*failure);
            }
            cause = cause.source()?;
        }
    }
}

fn of_failure(failure: ffi::Error) -> Option<DiskTrouble> {
    match (failure.code, failure.extended_code) {
        // The file that readers share could not be made large enough.
        (ErrorCode::DiskFull, _) | (ErrorCode::SystemIoFailure, ffi::SQLITE_IOERR_SHMSIZE) => {
            Some(DiskTrouble::Full)
        }
        (ErrorCode::ReadOnly | ErrorCode::PermissionDenied, _) => Some(DiskTrouble::ReadOnly),
        (ErrorCode::SystemIoFailure | ErrorCode::CannotOpen, _) => Some(DiskTrouble::Failed),
        _ => None,
    }
}

impl From<Breach> for Error {
    fn from(breach: Breach) -> Self {
        Error::Breach(Box::new(breach))
    }
}

impl From<refinery::Error> for Error {
    fn from(error: refinery::Error) -> Self {
        Error::Migration(Box::new(error))
    }
}

impl From<minicbor::decode::Error> for Error {
    fn from(_: minicbor::decode::Error) -> Self {
        Error::Damaged("clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(code: i32) -> Option<DiskTrouble> {
        Error::Sql(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)).disk_trouble()
    }

    #[test]
    fn what_is_wrong_with_the_disk_is_told_from_what_is_wrong_with_the_data() {
        use DiskTrouble::{Failed, Full, ReadOnly};
        assert_eq!([ffi::SQLITE_FULL, ffi::SQLITE_IOERR_SHMSIZE].map(trouble), [Some(Full); 2]);
        assert_eq!(trouble(ffi::SQLITE_READONLY_DBMOVED), Some(ReadOnly));
        let failed = [ffi::SQLITE_IOERR_READ, ffi::SQLITE_IOERR_FSYNC, ffi::SQLITE_CANTOPEN];
        assert_eq!(failed.map(trouble), [Some(Failed); 3]);
        assert_eq!([ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB, ffi::SQLITE_BUSY].map(trouble), [None; 3]);
        assert_eq!(Error::Damaged("clock").disk_trouble(), None);
    }
}
