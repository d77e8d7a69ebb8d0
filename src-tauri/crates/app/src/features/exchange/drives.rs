//! U 盘: which sticks are in, and which files on one are for this workspace.

use std::fs;
use std::path::{Path, PathBuf};

use exchange::FileKind;
use serde::{Deserialize, Serialize};
use store::Direction;
use ts_rs::TS;

use super::stick;
use crate::{Failure, Result, Session};

/// The ending of packages.
const PACKAGE: &str = "lxc";
/// How deep folders of a stick are looked into.
const DEPTH: usize = 2;
/// The most files that are looked at.
const MOST: usize = 500;

/// A stick that is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Drive {
    /// Where its files are.
    pub path: String,
    /// What it calls itself; perhaps nothing.
    pub name: String,
    /// How many bytes are free.
    #[ts(type = "number")]
    pub free: u64,
    /// How many bytes it holds.
    #[ts(type = "number")]
    pub total: u64,
    /// Whether nothing can be written to it.
    pub read_only: bool,
}

/// The sticks that are in.
#[derive(Debug, Serialize, TS)]
pub struct Drives {
    /// By their places. USB hard disks look like built-in ones to Windows and may be missing.
    pub drives: Vec<Drive>,
}

/// Names a folder.
#[derive(Debug, Deserialize, TS)]
pub struct InFolder {
    /// Where it is.
    pub folder: String,
}

/// Packages that were found.
#[derive(Debug, Serialize, TS)]
pub struct PackagesFound {
    /// Those for this workspace that were not received yet, and those that cannot be read as packages, by name.
    pub paths: Vec<String>,
    /// How many for this workspace were received before.
    #[ts(type = "number")]
    pub received: usize,
    /// How many are for others.
    #[ts(type = "number")]
    pub others: usize,
}

/// The sticks that the system knows of.
pub fn drives() -> Vec<Drive> {
    // Without the list a person still chooses the folder in the desktop's own dialog.
    let Ok(disks) = sysinfo::Disks::new_with_refreshed_list() else { return Vec::new() };
    sticks_of(disks.iter().map(|disk| {
        let drive = Drive {
            path: disk.mount_point().display().to_string(),
            name: disk.name().to_string_lossy().into_owned(),
            free: disk.available_space(),
            total: disk.total_space(),
            read_only: disk.is_read_only(),
        };
        (drive, disk.is_removable())
    }))
}

/// Of drives, each with whether it can be removed, the sticks: each once, by their places.
fn sticks_of(drives: impl Iterator<Item = (Drive, bool)>) -> Vec<Drive> {
    let mut sticks: Vec<Drive> = drives.filter(|(_, removable)| *removable).map(|(drive, _)| drive).collect();
    sticks.sort_by(|a, b| a.path.cmp(&b.path));
    sticks.dedup_by(|a, b| a.path == b.path);
    sticks
}

impl Session {
    /// The packages for this workspace in a folder and the folders in it.
    pub(super) fn find_packages(&self, folder: &Path) -> Result<PackagesFound> {
        if !folder.is_dir() {
            return Err(Failure::of("path_missing").with("name", folder.display().to_string()));
        }
        let mut paths = Vec::new();
        collect(folder, DEPTH, &mut paths);
        paths.sort();
        let mut found = PackagesFound { paths: Vec::new(), received: 0, others: 0 };
        for path in paths {
            let seen = stick::read(&path).and_then(|bytes| Ok(exchange::peek(&bytes)?));
            let mine = |seen: &exchange::Peek| {
                seen.kind == FileKind::Package
                    && seen.recipient == Some(self.party())
                    && seen.sender.site != self.store.site()
            };
            match seen {
                Ok(seen) if !mine(&seen) => found.others += 1,
                Ok(seen) if self.store.knows_parcel(Direction::Received, seen.file.as_bytes())? => {
                    found.received += 1
                }
                // One that was cut off does not say whom it is for; whoever looks into it is told what is wrong.
                Ok(_) | Err(_) => found.paths.push(path.display().to_string()),
            }
        }
        Ok(found)
    }
}

/// Adds the packages of a folder. One that cannot be looked into is passed over.
fn collect(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        // Links are not followed: a stick must not lead elsewhere.
        let Ok(kind) = entry.file_type() else { continue };
        if paths.len() >= MOST {
            return;
        }
        if kind.is_dir() && depth > 0 {
            collect(&path, depth - 1, paths);
        } else if kind.is_file() && path.extension().is_some_and(|end| end.eq_ignore_ascii_case(PACKAGE)) {
            paths.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sticks_are_listed_once_by_their_places_and_built_in_drives_are_not() {
        let drive = |path: &str, removable| {
            let (path, name) = (path.to_owned(), String::new());
            (Drive { path, name, free: 1, total: 2, read_only: false }, removable)
        };
        let all =
            [drive("F:", true), drive("C:", false), drive("E:", true), drive("D:", false), drive("F:", true)];
        let places: Vec<String> = sticks_of(all.into_iter()).into_iter().map(|one| one.path).collect();
        assert_eq!(places, ["E:", "F:"]);
    }
}
