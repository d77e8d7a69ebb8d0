//! 高水位: what this computer remembers of a workspace, outside of the workspace's folder.
//!
//! A database that is put back to an older state says nothing of it, and a write-ahead log that was cut short opens
//! without complaint; a copied folder does not know that it is a copy. So after every act the last numbers and hashes
//! of the site's chains are noted in another place, sealed with the data key, and compared when the workspace opens.
//! The note is a witness and never a source: it may be late or missing, and then only a question is asked.

use std::fs;
use std::path::{Path, PathBuf};

use journal::{ChannelId, Hash, SiteId};
use serde::{Deserialize, Serialize};
use store::Store;
use vault::DataKey;

use crate::{Failure, Result};

/// Names the folder for these notes, if it shall be another than the user's own.
const FOLDER: &str = "LIANXIN_MARKS";

/// The folder for these notes: `LIANXIN_MARKS`, otherwise one in the user's settings, which no copy of the data holds.
pub fn folder() -> Option<PathBuf> {
    let chosen = std::env::var_os(FOLDER).filter(|path| !path.is_empty()).map(PathBuf::from);
    chosen.or_else(|| Some(dirs::config_dir()?.join("lianxin").join("marks")))
}

/// What speaks against going on under the present name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Entries that were written here are missing: an older state was put back, or the end of the log was lost.
    RolledBack,
    /// The folder is a copy of one that is still there, or came from another computer.
    Copied,
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// The greater one of the two that are kept is the newer one.
    turn: u64,
    /// The folder of the workspace.
    path: PathBuf,
    /// The last entry of each of the site's chains, with its hash in hexadecimal digits.
    heads: Vec<(String, u64, String)>,
}

/// The notes of one site on this computer.
pub(crate) struct Mark {
    folder: PathBuf,
    site: SiteId,
    last: Option<Note>,
}

impl Mark {
    /// The notes of a site, as far as they can be read.
    pub(crate) fn read(folder: PathBuf, key: &DataKey, site: SiteId) -> Mark {
        let mut mark = Mark { folder, site, last: None };
        let notes = [0, 1].into_iter().filter_map(|slot| {
            let wrapped = fs::read(mark.file(slot)).ok()?;
            let plain = vault::wrap::unwrap(key, &context(site), &wrapped).ok()?;
            serde_json::from_slice::<Note>(&plain).ok()
        });
        mark.last = notes.max_by_key(|note| note.turn);
        mark
    }

    fn file(&self, slot: u64) -> PathBuf {
        self.folder.join(format!("{}.{slot}", self.site))
    }

    /// What the notes say against a workspace in the folder `dir`.
    pub(crate) fn doubt(&self, dir: &Path, store: &Store) -> Result<Option<Doubt>> {
        let Some(note) = &self.last else { return Ok(Some(Doubt::Copied)) };
        if note.path != whole(dir) && note.path.join("journal.db").exists() {
            return Ok(Some(Doubt::Copied));
        }
        for (channel, seq, hash) in &note.heads {
            let channel = hex::decode(channel).ok().and_then(|bytes| ChannelId::from_slice(&bytes));
            let Some(channel) = channel else { continue };
            let held = match store.scope(channel) {
                Ok(_) => store.hash_at(channel, self.site, *seq)?,
                Err(_) => None,
            };
            if held.map(hex::encode).as_ref() != Some(hash) {
                return Ok(Some(Doubt::RolledBack));
            }
        }
        Ok(None)
    }

    /// Notes where the chains of the site are now, if that is news. A note that cannot be written is left out: it must
    /// not keep anybody from working.
    pub(crate) fn keep(&mut self, dir: &Path, key: &DataKey, store: &Store) -> Result<()> {
        if store.site() != self.site {
            *self = Mark::read(self.folder.clone(), key, store.site());
        }
        let own = store.heads()?.into_iter().filter(|head| head.site == self.site);
        let text = |hash: Hash| hex::encode(hash);
        let heads = own.map(|head| (head.channel.to_string(), head.seq, text(head.hash))).collect();
        let (path, turn) = (whole(dir), self.last.as_ref().map_or(0, |note| note.turn + 1));
        let note = Note { turn, path, heads };
        if self.last.as_ref().is_some_and(|last| (&last.path, &last.heads) == (&note.path, &note.heads)) {
            return Ok(());
        }
        let plain = serde_json::to_vec(&note).map_err(|_| Failure::of("internal"))?;
        let wrapped = vault::wrap::wrap(key, &context(self.site), &plain)?;
        // The other one of the two stays whole if this is cut off.
        let written = fs::create_dir_all(&self.folder).and_then(|()| fs::write(self.file(turn % 2), wrapped));
        if written.is_ok() {
            self.last = Some(note);
        }
        Ok(())
    }
}

fn context(site: SiteId) -> String {
    format!("mark of {site}")
}

fn whole(dir: &Path) -> PathBuf {
    fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned())
}
