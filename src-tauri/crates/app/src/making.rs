//! An unfinished workspace: how one whose making a power cut ended is told from a finished one, and removed.
//!
//! While a workspace is made, what it will say openly lies under another name, the mark. The last step of the making is to
//! give it its own name, at once, so a folder has the mark or is finished and never both. Whoever clears takes the
//! mark away first in the same manner: a making that still goes on then cannot come to its end. So nothing of a
//! finished workspace is ever removed, not even if its `workspace.json` was lost.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::failure::io;
use crate::naming::{beside, sync_folder};
use crate::workspace::Folder;
use crate::{Failure, Result};

/// What an unfinished workspace may consist of, beside its database.
const SMALL: [&str; 6] =
    ["keys.json", "keys.new", "site.key", "site.new", "workspace.new", "journal.db.lock"];

/// What SQLite keeps beside a database.
const BESIDE: [&str; 4] = ["", "-wal", "-shm", "-journal"];

impl Folder<'_> {
    fn mark(&self) -> std::path::PathBuf {
        self.0.join("workspace.making")
    }

    fn clearing(&self) -> std::path::PathBuf {
        self.0.join("workspace.clearing")
    }

    /// Marks a folder as one in which a workspace is being made; `info` is what it will say openly.
    pub(crate) fn begin(&self, info: &[u8]) -> Result<()> {
        crate::workspace::write(&self.mark(), info)
    }

    /// The workspace is whole: from now on it is one.
    pub(crate) fn finish(&self) -> Result<()> {
        let info = self.info();
        fs::rename(self.mark(), &info).map_err(|error| io(&info, &error))?;
        sync_folder(&info).map_err(|error| io(self.0, &error))
    }

    /// Removes a workspace whose making was interrupted, if one is here.
    pub(crate) fn clear_unfinished(&self) -> Result<()> {
        if self.info().exists() {
            return Ok(());
        }
        let clearing = self.clearing();
        match fs::rename(self.mark(), &clearing) {
            Ok(()) => sync_folder(&clearing).map_err(|error| io(self.0, &error))?,
            // Nothing unfinished is here, unless a clearing was interrupted itself.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if !clearing.exists() {
                    return Ok(());
                }
            }
            Err(error) => return Err(io(&clearing, &error)),
        }
        for database in [self.database(), beside(&self.database(), ".new")] {
            BESIDE.iter().try_for_each(|suffix| remove(&beside(&database, suffix)))?;
        }
        SMALL.iter().try_for_each(|name| remove(&self.0.join(name)))?;
        sync_folder(&clearing).map_err(|error| io(self.0, &error))?;
        // Last: without it the rest would be taken for somebody's files.
        remove(&clearing)
    }

    /// Refuses a folder in which a workspace is, or what looks like a part of one.
    pub(crate) fn refuse_taken(&self) -> Result<()> {
        let parts = [self.info(), self.database(), self.keys()];
        if parts.iter().any(|part| part.exists()) { Err(Failure::of("workspace_exists")) } else { Ok(()) }
    }
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io(path, &error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut all: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        all.sort();
        all
    }

    /// A folder with every file that a workspace can have, and one that is not its own.
    fn full(dir: &Path, mark: &str) {
        for name in SMALL.iter().chain(&["journal.db", "journal.db-wal", "journal.db.new", "别的.txt", mark])
        {
            fs::write(dir.join(name), "x").unwrap();
        }
    }

    #[test]
    fn only_what_has_the_mark_is_cleared_and_other_files_stay() {
        for mark in ["workspace.making", "workspace.clearing"] {
            let dir = tempfile::tempdir().unwrap();
            full(dir.path(), mark);
            let folder = Folder(dir.path());
            folder.clear_unfinished().unwrap();
            assert_eq!(names(dir.path()), ["别的.txt"], "{mark}");
            folder.refuse_taken().unwrap();
        }
    }

    #[test]
    fn a_finished_workspace_is_never_cleared_even_if_it_does_not_say_what_it_is() {
        for mark in ["workspace.json", "别的"] {
            let dir = tempfile::tempdir().unwrap();
            full(dir.path(), mark);
            let before = names(dir.path());
            let folder = Folder(dir.path());
            folder.clear_unfinished().unwrap();
            assert_eq!(names(dir.path()), before, "{mark}");
            assert_eq!(folder.refuse_taken().unwrap_err().code, "workspace_exists");
        }
    }

    #[test]
    fn a_making_that_was_cleared_away_cannot_come_to_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder(dir.path());
        folder.begin(b"{}").unwrap();
        folder.clear_unfinished().unwrap();
        assert_eq!(folder.finish().unwrap_err().code, "path_missing");
        folder.begin(b"{}").unwrap();
        folder.finish().unwrap();
        assert_eq!(names(dir.path()), ["workspace.json"]);
    }
}
