//! 从备份恢复: beside what is there, never over it, and always as another site.

use std::fs;
use std::path::{Path, PathBuf};

use domain::{Registry, codes};
use exchange::{PartyId, Reason, Statement};
use journal::SiteId;
use serde::{Deserialize, Serialize};
use store::{Moment, Store};
use ts_rs::TS;
use vault::{DataKey, KeyFile, Passphrase, RecoveryCode, SigningKey};

use super::backup::note;
use super::workspaces::{Opened, folder};
use crate::backup::{Backup, GoOn};
use crate::failure::io;
use crate::renewal::forget_surpassed;
use crate::workspace::{self, Folder, name_of};
use crate::{Desk, Failure, Result, Session, naming};

/// Looks at a backup.
#[derive(Debug, Deserialize, TS)]
pub struct RestorePreviewRequest {
    /// The file.
    pub file: String,
}

/// What a backup says openly.
#[derive(Debug, Serialize, TS)]
pub struct RestorePreview {
    /// `village` or `township`.
    #[ts(type = "'village' | 'township'")]
    pub kind: String,
    /// The name of the workspace.
    pub name: String,
    /// Its division code.
    pub code: String,
    /// Whether it only practises.
    pub practice: bool,
    /// When the backup was made, milliseconds since 1970.
    pub at: i64,
    /// How many records are in it.
    pub records: u64,
}

/// Restores a backup.
#[derive(Debug, Deserialize, TS)]
pub struct Restore {
    /// The file.
    pub file: String,
    /// The folder within the home; nothing may be in it. Empty for the home itself.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub folder: String,
    /// The passphrase that the workspace had when the backup was made; with a recovery code the new passphrase.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub passphrase: String,
    /// The recovery code from paper, if the passphrase is forgotten.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub recovery: Option<String>,
    /// Whether the computer that the backup is of goes on working as well: this becomes another laptop of the village
    /// or township instead of taking that one's place.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub join: bool,
}

pub(crate) fn preview(_: &mut Desk<'_>, request: RestorePreviewRequest) -> Result<RestorePreview> {
    let about = Backup::open(Path::new(request.file.trim()))?.about;
    Ok(RestorePreview {
        kind: name_of(about.workspace.kind).to_owned(),
        name: about.workspace.name,
        code: about.workspace.code,
        practice: about.workspace.practice,
        at: about.at,
        records: about.records,
    })
}

pub(crate) fn restore(desk: &mut Desk<'_>, request: Restore) -> Result<Opened> {
    let dir = folder(desk, &request.folder)?;
    let moment = desk.moment();
    let mut go_on = desk.progress("restore");
    let file = PathBuf::from(request.file.trim());
    let mut backup = Backup::open(&file)?;
    refuse_taken(&dir)?;
    let (keys, key) = unlock(&backup.keys()?, &request)?;
    let unfinished = Unfinished::beside(&dir)?;
    let reason = if request.join { Reason::Join } else { Reason::Restore };
    rebuild(&unfinished.0, &mut backup, (&key, &keys), reason, desk.registry, &file, &mut go_on)?;
    let mut session = workspace::open(&unfinished.0, key, desk.registry)?;
    put_on_record(&mut session, request.recovery.is_some(), moment)?;
    let Session { store, key, .. } = session;
    // What its first opening needs on the disk was there, so it is whole when it takes its place.
    store.close()?;
    unfinished.take_place(&dir)?;
    let session = workspace::open(&dir, key, desk.registry)?;
    let opened = Opened::of(&request.folder, &session.info);
    // Only now: whatever was open before stays open until there is something else to work with.
    let before = desk.open.take();
    desk.begin(session, true)?;
    if let Some(before) = before {
        before.store.close()?;
    }
    Ok(opened)
}

/// A folder in which nothing is, or that is not there; an interrupted making is nothing.
fn refuse_taken(dir: &Path) -> Result<()> {
    Folder(dir).clear_unfinished()?;
    match fs::read_dir(dir) {
        Ok(mut found) => found.next().map_or(Ok(()), |_| Err(Failure::of("workspace_exists"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(io(dir, &error)),
    }
}

/// The data key, and the key file that the restored workspace gets.
fn unlock(keys: &[u8], request: &Restore) -> Result<(KeyFile, DataKey)> {
    let keys = KeyFile::from_bytes(keys)?;
    let Some(code) = &request.recovery else {
        let key = keys.unlock(&Passphrase::new(request.passphrase.clone()))?;
        return Ok((keys, key));
    };
    let key = keys.unlock_with_recovery(&RecoveryCode::parse(code)?)?;
    if request.passphrase.is_empty() {
        return Ok((keys, key));
    }
    let keys = keys.with_new_passphrase(&key, &Passphrase::new(request.passphrase.clone()))?;
    Ok((keys, key))
}

/// The folder in which a workspace is restored until it is whole. It goes when this does.
struct Unfinished(PathBuf);

impl Unfinished {
    /// On the same disk as `dir`, so that it can take that place at once.
    fn beside(dir: &Path) -> Result<Self> {
        if let Some(above) = dir.parent().filter(|above| !above.as_os_str().is_empty()) {
            fs::create_dir_all(above).map_err(|error| io(above, &error))?;
        }
        // Without a separator at its end, as the name of the home itself may have one.
        let path = naming::beside(&dir.components().collect::<PathBuf>(), ".restoring");
        if path.exists() {
            // Left behind by a restoring that a power cut ended.
            fs::remove_dir_all(&path).map_err(|error| io(&path, &error))?;
        }
        fs::create_dir(&path).map_err(|error| io(&path, &error))?;
        Ok(Self(path))
    }

    fn take_place(&self, dir: &Path) -> Result<()> {
        refuse_taken(dir)?;
        if dir.exists() {
            // Empty, as was just seen; Windows renames over nothing.
            fs::remove_dir(dir).map_err(|error| io(dir, &error))?;
        }
        fs::rename(&self.0, dir).map_err(|error| io(dir, &error))?;
        naming::sync_folder(dir).map_err(|error| io(dir, &error))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Once it took its place it is not there any more.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Lays the files of a workspace out in a folder of their own, as another site. The backup must hold what it says.
fn rebuild(
    dir: &Path,
    backup: &mut Backup,
    (key, keys): (&DataKey, &KeyFile),
    reason: Reason,
    registry: &Registry,
    file: &Path,
    go_on: GoOn<'_>,
) -> Result<()> {
    let folder = Folder(dir);
    folder.write_keys(keys)?;
    backup.write_database(&folder.database(), go_on)?;
    // The passphrase opened the key file, so a key that does not fit means that the two do not belong together.
    let damaged = |failure: Failure| match failure.code.as_str() {
        "wrong_passphrase" | "damaged" | "not_encrypted" | "internal" => Failure::of("backup_damaged"),
        _ => failure,
    };
    let opened = Store::open(&folder.database(), key, registry.clone()).map_err(Failure::from);
    let mut store = opened.map_err(damaged)?;
    let digest = store.digest().map_err(Failure::from).map_err(damaged)?;
    if hex::encode(digest) != backup.about.digest {
        return Err(Failure::of("backup_damaged"));
    }
    become_another_site(&mut store, &folder, key, reason, backup)?;
    note(&store, &backup.about, file)?;
    store.close()?;
    // Last, so that a folder in which something is missing is not taken for a workspace.
    folder.write_info(&backup.about.workspace)
}

fn become_another_site(
    store: &mut Store,
    folder: &Folder<'_>,
    key: &DataKey,
    reason: Reason,
    backup: &Backup,
) -> Result<()> {
    let damaged = || Failure::of("backup_damaged");
    let root: [u8; 32] = store.meta("root_key")?.and_then(|root| root.try_into().ok()).ok_or_else(damaged)?;
    let root = SigningKey::from_bytes(&root);
    let (trust, own) = (workspace::read_trust(store)?, PartyId::of(&root.verifying_key()));
    let (card, said) = (trust.card(own).ok_or_else(damaged)?, &backup.about.workspace);
    if (card.kind, card.practice, &card.name, &card.code)
        != (said.kind, said.practice, &said.name, &said.code)
    {
        return Err(damaged());
    }
    let number = trust.certs(own).map(|cert| cert.number).max().unwrap_or(0) + 1;
    let (site, signing, before) = (SiteId::random(), SigningKey::generate()?, store.site());
    folder.write_site_key(key, site, &signing)?;
    let succeeds = (reason == Reason::Restore).then_some(before);
    let cert = workspace::certify(&root, site, &signing, number, reason, succeeds, card.practice)?;
    store.together(|store| {
        store.add_statement(&Statement::Site(cert).to_bytes()?)?;
        if succeeds.is_none() {
            forget_surpassed(store)?;
        }
        Ok(store.become_site(site)?)
    })
}

fn put_on_record(session: &mut Session, recovered: bool, moment: Moment) -> Result<()> {
    if recovered {
        session.audit(codes::audit_event::RECOVERY_USED, moment, "从备份恢复", None)?;
    }
    session.audit(codes::audit_event::RESTORED, moment, "从备份恢复", None)
}
