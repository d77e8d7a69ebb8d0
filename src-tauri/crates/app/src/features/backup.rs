//! 一键备份: a copy of the workspace in one file.

use domain::Kind;
use serde::{Deserialize, Serialize};
use store::{Query, Store};
use ts_rs::TS;

use super::workspaces::Nothing;
use crate::backup::{self, About};
use crate::workspace::Folder;
use crate::{Desk, Failure, Result, Session};

/// The note about the last backup.
const NOTE: &str = "backup";

/// Where to write a backup.
#[derive(Debug, Deserialize, TS)]
pub struct BackupRequest {
    /// The file, best on a stick; takes the place of an older backup of that name.
    pub path: String,
}

/// A backup that was written, read back and compared.
#[derive(Debug, Serialize, TS)]
pub struct BackedUp {
    /// The file.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// How many entries are in it.
    pub entries: u64,
    /// How many records are in it.
    pub records: u64,
    /// The digest of the state in it, in hexadecimal digits.
    pub digest: String,
    /// When it was made, milliseconds since 1970.
    pub at: i64,
}

/// How much would be lost with the laptop.
#[derive(Debug, Serialize, TS)]
pub struct BackupState {
    /// When the last backup was made, milliseconds since 1970.
    #[ts(optional = nullable)]
    pub last: Option<i64>,
    /// The name of its file.
    #[ts(optional = nullable)]
    pub name: Option<String>,
    /// Entries since then, or all if there is none.
    pub entries_since: u64,
}

/// What is noted about the last backup.
#[derive(Serialize, Deserialize)]
struct Noted {
    at: i64,
    name: String,
    entries: u64,
}

/// Notes in a store that a backup of it was made.
pub(crate) fn note(store: &Store, about: &About, path: &std::path::Path) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let noted = Noted { at: about.at, name, entries: about.entries };
    let noted = serde_json::to_vec(&noted).map_err(|_| Failure::of("internal"))?;
    Ok(store.set_meta(NOTE, &noted)?)
}

impl Session {
    /// How many entries the journal has.
    pub(crate) fn entry_count(&self) -> Result<u64> {
        Ok(self.store.heads()?.iter().map(|head| head.seq).sum())
    }

    /// How many records stand.
    pub(crate) fn record_count(&self) -> Result<u64> {
        let count = |kind: &&'static Kind| Ok(self.store.count(&Query::all(kind))? as u64);
        self.store.registry().kinds().iter().map(count).sum()
    }
}

pub(crate) fn state(desk: &mut Desk<'_>, _: Nothing) -> Result<BackupState> {
    let session = desk.session()?;
    let noted = session.store.meta(NOTE)?;
    let noted: Option<Noted> = noted.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let entries = session.entry_count()?;
    Ok(BackupState {
        last: noted.as_ref().map(|noted| noted.at),
        entries_since: entries.saturating_sub(noted.as_ref().map_or(0, |noted| noted.entries)),
        name: noted.map(|noted| noted.name),
    })
}

pub(crate) fn write(desk: &mut Desk<'_>, request: BackupRequest) -> Result<BackedUp> {
    let at = desk.moment().wall;
    let (session, mut go_on) = desk.long_job("backup")?;
    if !go_on(0, 0) {
        return Err(Failure::of("cancelled"));
    }
    let path = std::path::PathBuf::from(request.path.trim());
    if path.file_name().is_none() {
        return Err(Failure::of("path_missing").with("name", request.path));
    }
    // Beside the workspace, because there is room for it and it is encrypted as that is.
    let copy = session.dir.join("backup.part");
    let done = back_up(session, &path, &copy, at, &mut go_on);
    // A copy that cannot be removed now is removed by the next backup.
    let _ = std::fs::remove_file(&copy);
    done
}

fn back_up(
    session: &Session,
    path: &std::path::Path,
    copy: &std::path::Path,
    at: i64,
    go_on: backup::GoOn<'_>,
) -> Result<BackedUp> {
    if copy.exists() {
        std::fs::remove_file(copy).map_err(|error| crate::failure::io(copy, &error))?;
    }
    // The site's key is in no backup, and without its signature nobody could pass on what it wrote.
    session.sign_heads()?;
    let copied = session.store.back_up(copy, &session.key, session.store.registry().clone())?;
    let (entries, records) = (session.entry_count()?, session.record_count()?);
    let about = About::new(session.info.clone(), at, entries, records, hex::encode(copied.digest));
    let keys = Folder(&session.dir).read_keys()?.to_bytes();
    let bytes = backup::write(path, &about, &keys, copy, go_on)?;
    note(&session.store, &about, path)?;
    let path = path.display().to_string();
    Ok(BackedUp { path, bytes, entries, records, digest: about.digest, at })
}
