//! Names of files that are written whole: another name until they are, and a name that survives a power cut.
//!
//! Deliberately not here: what is in a file, and how a person is told what went wrong with it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The path with something added to its file name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes a new name survive a power cut, where the file system can be asked to. Windows has no such call and needs none.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let synced = match path.parent().filter(|_| cfg!(unix)) {
        Some(folder) if folder.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    };
    match synced {
        // Some network folders and drivers of sticks know this call for files only.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        other => other,
    }
}
