//! 工作区: first start, unlocking, locking, proving.

use exchange::Reason;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::{Passphrase, RecoveryCode};

use crate::mark::Doubt;

use crate::workspace::{self, Folder, Info, kind_of, name_of};
use crate::{Desk, Failure, Result};

/// No request, or no answer.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// What a workspace says openly.
#[derive(Debug, Serialize, TS)]
pub struct Opened {
    /// Its folder within the home; empty for the home itself.
    pub folder: String,
    /// `village` or `township`.
    #[ts(type = "'village' | 'township'")]
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its division code.
    pub code: String,
    /// Whether it only practises.
    pub practice: bool,
    /// The passphrase of 示例村, which is no secret.
    #[ts(optional = nullable)]
    pub passphrase: Option<String>,
    /// Why it must take a new name before anything else; see `workspace_renew`.
    #[ts(optional = nullable)]
    pub doubt: Option<Doubt>,
}

impl Opened {
    pub(super) fn of(folder: &str, info: &Info) -> Self {
        Self {
            folder: folder.to_owned(),
            kind: name_of(info.kind).to_owned(),
            name: info.name.clone(),
            code: info.code.clone(),
            practice: info.practice,
            passphrase: None,
            doubt: None,
        }
    }
}

/// The workspaces of a home.
#[derive(Debug, Serialize, TS)]
pub struct Workspaces {
    /// All of them.
    pub all: Vec<Opened>,
    /// The one that is open.
    #[ts(optional = nullable)]
    pub open: Option<Opened>,
}

/// A new recovery code, as it is printed.
#[derive(Debug, Serialize, TS)]
pub struct RecoveryPaper {
    /// Groups of digits.
    pub code: String,
}

/// Makes a workspace.
#[derive(Debug, Deserialize, TS)]
pub struct Create {
    /// The folder within the home; empty for the home itself.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub folder: String,
    /// `village` or `township`.
    #[ts(type = "'village' | 'township'")]
    pub kind: String,
    /// Its name, such as 石桥村.
    pub name: String,
    /// Its division code, 12 digits or empty.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub code: String,
    /// Whether it only practises.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub practice: bool,
    /// The passphrase, 8 characters or more.
    pub passphrase: String,
    /// The recovery code that was printed.
    pub recovery: String,
    /// The same code as the person typed it back from paper.
    pub recovery_typed: String,
    /// Who will work with it.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub operator: Option<String>,
}

/// Opens a workspace.
#[derive(Debug, Deserialize, TS)]
pub struct Unlock {
    /// The folder within the home.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub folder: String,
    /// The passphrase.
    pub passphrase: String,
}

/// Opens a workspace whose passphrase is forgotten.
#[derive(Debug, Deserialize, TS)]
pub struct Recover {
    /// The folder within the home.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub folder: String,
    /// The recovery code from paper.
    pub recovery: String,
    /// The new passphrase.
    pub passphrase: String,
}

/// Gives a workspace a new name.
#[derive(Debug, Deserialize, TS)]
pub struct Renew {
    /// Whether the workspace that this one is a copy of goes on being used.
    pub in_use: bool,
}

/// A workspace that has a new name.
#[derive(Debug, Serialize, TS)]
pub struct Renewed {
    /// How many entries were written again under it.
    #[ts(type = "number")]
    pub again: usize,
}

/// Changes the passphrase.
#[derive(Debug, Deserialize, TS)]
pub struct ChangePassphrase {
    /// The present one.
    pub old: String,
    /// The new one.
    pub new: String,
}

/// Takes a new recovery code instead of the one on paper, because that was lost or seen by somebody.
#[derive(Debug, Deserialize, TS)]
pub struct RenewRecovery {
    /// The present passphrase.
    pub passphrase: String,
    /// The new recovery code that was printed; see `recovery_code`.
    pub recovery: String,
    /// The same code as the person typed it back from paper.
    pub recovery_typed: String,
}

/// What was proved.
#[derive(Debug, Serialize, TS)]
pub struct Proof {
    /// Entries whose hashes chain.
    #[ts(type = "number")]
    pub entries: u64,
    /// Records whose rows equal the journal.
    #[ts(type = "number")]
    pub records: u64,
    /// The digest of the state, in hexadecimal digits.
    pub digest: String,
}

fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// The folder within the home; nothing but a plain name leads there.
pub(super) fn folder(desk: &Desk<'_>, name: &str) -> Result<std::path::PathBuf> {
    if is_plain(name) {
        Ok(desk.home.join(name))
    } else {
        Err(Failure::of("path_unusable").with("name", name))
    }
}

pub(crate) fn list(desk: &mut Desk<'_>, _: Nothing) -> Result<Workspaces> {
    let mut all = Vec::new();
    all.extend(Folder(desk.home).read_info()?.map(|info| Opened::of("", &info)));
    if let Ok(found) = std::fs::read_dir(desk.home) {
        for entry in found.flatten().filter(|entry| entry.path().is_dir()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !is_plain(&name) {
                continue;
            }
            if let Ok(Some(info)) = Folder(&entry.path()).read_info() {
                all.push(Opened::of(&name, &info));
            }
        }
    }
    all.sort_by(|a, b| (a.practice, &a.folder).cmp(&(b.practice, &b.folder)));
    let open = desk.open.as_ref().map(|session| {
        let name = session.dir.strip_prefix(desk.home).unwrap_or(&session.dir).to_string_lossy().into_owned();
        Opened { doubt: session.doubt, ..Opened::of(&name, &session.info) }
    });
    Ok(Workspaces { all, open })
}

pub(crate) fn recovery_code(_: &mut Desk<'_>, _: Nothing) -> Result<RecoveryPaper> {
    Ok(RecoveryPaper { code: RecoveryCode::generate()?.printed().as_str().to_owned() })
}

/// A new recovery code, once it was typed back from the paper that it will be looked for on.
fn typed_back(printed: &str, typed: &str) -> Result<RecoveryCode> {
    let code = RecoveryCode::parse(printed)?;
    if RecoveryCode::parse(typed)? == code { Ok(code) } else { Err(Failure::of("wrong_recovery_code")) }
}

pub(crate) fn create(desk: &mut Desk<'_>, request: Create) -> Result<Opened> {
    let kind = kind_of(&request.kind).ok_or_else(|| Failure::of("bad_request").with("detail", "kind"))?;
    let code = request.code.trim();
    if !code.is_empty() && (code.len() != 12 || !code.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(Failure::of("division").with("field", "区划代码"));
    }
    let recovery = typed_back(&request.recovery, &request.recovery_typed)?;
    let passphrase = Passphrase::new(request.passphrase);
    let dir = folder(desk, &request.folder)?;
    let moment = desk.moment();
    let new = workspace::New {
        kind,
        name: &request.name,
        code,
        practice: request.practice,
        passphrase: &passphrase,
        recovery: &recovery,
        operator: request.operator.as_deref(),
    };
    *desk.open = None;
    let session = workspace::create(&dir, &new, desk.registry, moment)?;
    let opened = Opened::of(&request.folder, &session.info);
    desk.begin(session, true)?;
    Ok(opened)
}

pub(crate) fn unlock(desk: &mut Desk<'_>, request: Unlock) -> Result<Opened> {
    let dir = folder(desk, &request.folder)?;
    if Folder(&dir).read_info()?.is_none() {
        return Err(Failure::of("no_workspace"));
    }
    *desk.open = None;
    let session = workspace::unlock(&dir, &Passphrase::new(request.passphrase), desk.registry)?;
    let opened = Opened::of(&request.folder, &session.info);
    desk.begin(session, false)?;
    Ok(Opened { doubt: desk.session_in_doubt()?.doubt, ..opened })
}

pub(crate) fn recover(desk: &mut Desk<'_>, request: Recover) -> Result<Opened> {
    let dir = folder(desk, &request.folder)?;
    let passphrase = Passphrase::new(request.passphrase);
    passphrase.check_length()?;
    *desk.open = None;
    let mut session =
        workspace::unlock_with_recovery(&dir, &RecoveryCode::parse(&request.recovery)?, desk.registry)?;
    let keys = Folder(&dir).read_keys()?.with_new_passphrase(&session.key, &passphrase)?;
    Folder(&dir).write_keys(&keys)?;
    let moment = desk.moment();
    session.audit(domain::codes::audit_event::RECOVERY_USED, moment, "忘记口令", None)?;
    let opened = Opened::of(&request.folder, &session.info);
    desk.begin(session, false)?;
    Ok(Opened { doubt: desk.session_in_doubt()?.doubt, ..opened })
}

pub(crate) fn renew(desk: &mut Desk<'_>, request: Renew) -> Result<Renewed> {
    let moment = desk.moment();
    let session = desk.session_in_doubt()?;
    if session.doubt.is_none() {
        return Ok(Renewed { again: 0 });
    }
    let again = session.renew(Reason::Copy, !request.in_use, moment.wall)?;
    session.doubt = None;
    session.audit(domain::codes::audit_event::RESTORED, moment, "本机换新编号", None)?;
    Ok(Renewed { again })
}

pub(crate) fn lock(desk: &mut Desk<'_>, _: Nothing) -> Result<Nothing> {
    if let Some(session) = desk.open.take() {
        session.store.close()?;
    }
    Ok(Nothing {})
}

pub(crate) fn change_passphrase(desk: &mut Desk<'_>, request: ChangePassphrase) -> Result<Nothing> {
    let moment = desk.moment();
    let session = desk.session()?;
    let dir = session.dir.clone();
    let folder = Folder(&dir);
    let keys = folder.read_keys()?;
    keys.unlock(&Passphrase::new(request.old))?;
    folder.write_keys(&keys.with_new_passphrase(&session.key, &Passphrase::new(request.new))?)?;
    session.audit(domain::codes::audit_event::PASSPHRASE_CHANGED, moment, "修改口令", None)?;
    Ok(Nothing {})
}

/// The new code takes the old one's place in this workspace's key file. What was copied before still opens as it did:
/// backups with the code of their day, another laptop with its own.
pub(crate) fn renew_recovery(desk: &mut Desk<'_>, request: RenewRecovery) -> Result<Nothing> {
    let moment = desk.moment();
    let session = desk.session()?;
    let dir = session.dir.clone();
    let folder = Folder(&dir);
    let keys = folder.read_keys()?;
    keys.unlock(&Passphrase::new(request.passphrase))?;
    let code = typed_back(&request.recovery, &request.recovery_typed)?;
    folder.write_keys(&keys.with_new_recovery(&session.key, &code)?)?;
    session.audit(domain::codes::audit_event::RECOVERY_RENEWED, moment, "更换恢复码", None)?;
    Ok(Nothing {})
}

pub(crate) fn verify(desk: &mut Desk<'_>, _: Nothing) -> Result<Proof> {
    let (session, mut go_on) = desk.long_job("verify")?;
    let entries = session.entry_count()?;
    let proved = session.store.verify(&mut |done| go_on(done, entries))?;
    Ok(Proof { entries: proved.entries, records: proved.records, digest: hex::encode(proved.digest) })
}

/// The digest of the state.
#[derive(Debug, Serialize, TS)]
pub struct StateDigest {
    /// In hexadecimal digits.
    pub digest: String,
}

pub(crate) fn digest(desk: &mut Desk<'_>, _: Nothing) -> Result<StateDigest> {
    Ok(StateDigest { digest: hex::encode(desk.session()?.store.digest()?) })
}

/// What was made again from the journal.
#[derive(Debug, Serialize, TS)]
pub struct Rebuilt {
    /// Entries that were replayed.
    pub entries: u64,
    /// Records that stand.
    pub records: u64,
    /// The digest of the state, in hexadecimal digits.
    pub digest: String,
}

pub(crate) fn rebuild(desk: &mut Desk<'_>, _: Nothing) -> Result<Rebuilt> {
    let (session, mut go_on) = desk.long_job("rebuild")?;
    let entries = session.entry_count()?;
    session.store.rebuild(&mut |done| go_on(done, entries))?;
    Ok(Rebuilt { entries, records: session.record_count()?, digest: hex::encode(session.store.digest()?) })
}
