//! The folder of a workspace: making it, opening it, locking it.
//!
//! `workspace.json` says openly what it is (no personal data), `keys.json` holds the key under the passphrase and the
//! recovery code, `journal.db` everything else; `site.key` is this incarnation's signing key, wrapped, and is in no
//! backup.

use std::fs;
use std::path::{Path, PathBuf};

use domain::kinds::{operator, unit};
use domain::{Put, RecordId, Registry, codes};
use exchange::{PartyCard, PartyKind, Reason, Signed, SiteCert, Statement, Trust, channel_of};
use journal::{ChannelId, SiteId};
use serde::{Deserialize, Serialize};
use store::{ChannelScope, Moment, Store};
use vault::{DataKey, KdfCost, KeyFile, Passphrase, RecoveryCode, SealIdentity, SigningKey};

use crate::failure::io;
use crate::naming::sync_folder;
use crate::{Failure, Result, Session};

/// What the folder of a workspace says openly.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Info {
    /// The version of the folder's form.
    pub version: u32,
    /// Village or township.
    #[serde(with = "kind_name")]
    pub kind: PartyKind,
    /// Its name.
    pub name: String,
    /// Its division code.
    pub code: String,
    /// Whether it only practises.
    pub practice: bool,
}

mod kind_name {
    use exchange::PartyKind;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(kind: &PartyKind, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(super::name_of(*kind))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PartyKind, D::Error> {
        super::kind_of(&String::deserialize(from)?).ok_or_else(|| D::Error::custom("kind"))
    }
}

/// The name of a kind of workspace in JSON.
pub(crate) fn name_of(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Village => "village",
        PartyKind::Township => "township",
    }
}

/// The kind of workspace with this name.
pub(crate) fn kind_of(name: &str) -> Option<PartyKind> {
    [PartyKind::Village, PartyKind::Township].into_iter().find(|kind| name_of(*kind) == name)
}

/// The files of a workspace.
pub(crate) struct Folder<'p>(pub(crate) &'p Path);

impl Folder<'_> {
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.file("journal.db")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.file("keys.json")
    }

    fn site_key(&self) -> PathBuf {
        self.file("site.key")
    }

    pub(crate) fn info(&self) -> PathBuf {
        self.file("workspace.json")
    }

    /// What the folder says openly; `None` if no workspace is in it.
    pub(crate) fn read_info(&self) -> Result<Option<Info>> {
        let path = self.info();
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| Failure::of("damaged")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io(&path, &error)),
        }
    }

    pub(crate) fn write_info(&self, info: &Info) -> Result<()> {
        write(&self.info(), &serde_json::to_vec_pretty(info).map_err(|_| Failure::of("internal"))?)
    }

    pub(crate) fn read_keys(&self) -> Result<KeyFile> {
        let path = self.keys();
        Ok(KeyFile::from_bytes(&fs::read(&path).map_err(|error| io(&path, &error))?)?)
    }

    pub(crate) fn write_keys(&self, keys: &KeyFile) -> Result<()> {
        write(&self.keys(), &keys.to_bytes())
    }

    pub(crate) fn write_site_key(&self, key: &DataKey, site: SiteId, signing: &SigningKey) -> Result<()> {
        let wrapped = vault::wrap::wrap(key, &site_context(site), signing.to_bytes().as_ref())?;
        write(&self.site_key(), &wrapped)
    }

    fn next_site_key(&self) -> PathBuf {
        self.file("site.next.key")
    }

    /// Keeps the key of a site that the workspace is about to become, beside the present one.
    pub(crate) fn write_next_site_key(
        &self,
        key: &DataKey,
        site: SiteId,
        signing: &SigningKey,
    ) -> Result<()> {
        let wrapped = vault::wrap::wrap(key, &site_context(site), signing.to_bytes().as_ref())?;
        write(&self.next_site_key(), &wrapped)
    }

    /// Puts that key in the place of the present one, once the workspace has become that site.
    pub(crate) fn settle_site_key(&self) -> Result<()> {
        let path = self.site_key();
        fs::rename(self.next_site_key(), &path).map_err(|error| io(&path, &error))
    }

    /// Drops that key, because the workspace did not become that site.
    pub(crate) fn drop_next_site_key(&self) -> Result<()> {
        let path = self.next_site_key();
        fs::remove_file(&path).map_err(|error| io(&path, &error))
    }

    /// The key of the site that the workspace is; a change of sites that a power cut interrupted is brought to its end.
    fn read_site_key(&self, key: &DataKey, site: SiteId) -> Result<SigningKey> {
        let next = unwrap_site_key(&self.next_site_key(), key, site);
        if next.is_ok() {
            self.settle_site_key()?;
            return next;
        }
        unwrap_site_key(&self.site_key(), key, site)
    }
}

fn unwrap_site_key(path: &Path, key: &DataKey, site: SiteId) -> Result<SigningKey> {
    let wrapped = fs::read(path).map_err(|error| io(path, &error))?;
    let bytes = vault::wrap::unwrap(key, &site_context(site), &wrapped)?;
    let secret: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| Failure::of("damaged"))?;
    Ok(SigningKey::from_bytes(secret))
}

fn site_context(site: SiteId) -> String {
    format!("site key {site}")
}

/// Writes a small file whole: to a temporary name, synced, then renamed, and the new name survives a power cut.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    let temporary = path.with_extension("new");
    let written = (|| {
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, path)?;
        sync_folder(path)
    })();
    written.map_err(|error| {
        // Nobody looks for a file of that name; the failure that counts is the first.
        let _ = fs::remove_file(&temporary);
        io(path, &error)
    })
}

/// What a new workspace is to be.
pub(crate) struct New<'a> {
    pub(crate) kind: PartyKind,
    pub(crate) name: &'a str,
    pub(crate) code: &'a str,
    pub(crate) practice: bool,
    pub(crate) passphrase: &'a Passphrase,
    pub(crate) recovery: &'a RecoveryCode,
    /// Who will work with it.
    pub(crate) operator: Option<&'a str>,
}

/// Makes a workspace in a folder without one. What an interrupted making left there is removed first.
pub(crate) fn create(dir: &Path, new: &New<'_>, registry: &Registry, moment: Moment) -> Result<Session> {
    let folder = Folder(dir);
    folder.clear_unfinished()?;
    folder.refuse_taken()?;
    let name = new.name.trim();
    if name.is_empty() {
        return Err(Failure::of("name_missing"));
    }
    let cost = if new.practice { KdfCost::PRACTICE } else { KdfCost::STANDARD };
    let keys = KeyFile::create_with_cost(new.passphrase, new.recovery, cost)?;
    let info = Info {
        version: 1,
        kind: new.kind,
        name: name.to_owned(),
        code: new.code.trim().to_owned(),
        practice: new.practice,
    };
    fs::create_dir_all(dir).map_err(|error| io(dir, &error))?;
    folder.begin(&serde_json::to_vec_pretty(&info).map_err(|_| Failure::of("internal"))?)?;
    let made = make(dir, info, keys, registry).and_then(|mut session| {
        set_up(&mut session, new.operator, moment)?;
        // Last, so that a folder whose making was interrupted is not taken for a workspace.
        folder.finish()?;
        Ok(session)
    });
    if made.is_err() {
        // What cannot be removed now is removed by the next making.
        let _ = folder.clear_unfinished();
    }
    made
}

/// The files of a new workspace, and a session on them.
fn make(dir: &Path, info: Info, (keys, key): (KeyFile, DataKey), registry: &Registry) -> Result<Session> {
    let folder = Folder(dir);
    folder.write_keys(&keys)?;
    let (root, site_key, site) = (SigningKey::generate()?, SigningKey::generate()?, SiteId::random());
    folder.write_site_key(&key, site, &site_key)?;
    let seal = SealIdentity::generate();
    let store = Store::create(&folder.database(), &key, registry.clone(), site)?;
    let private = ChannelId::random();
    keep_keys(&store, &root, &seal, private)?;
    let scope = match info.kind {
        PartyKind::Village => ChannelScope::Village,
        PartyKind::Township => ChannelScope::Township,
    };
    store.add_channel(channel_of(&root.verifying_key()), scope)?;
    store.add_channel(private, ChannelScope::Private)?;
    let card = card_of(&info, &root, &seal, 1)?;
    let cert = certify(&root, site, &site_key, 1, Reason::First, None, info.practice)?;
    for statement in [Statement::Card(card), Statement::Site(cert)] {
        store.add_statement(&statement.to_bytes()?)?;
    }
    open_with(dir, info, store, key, site_key)
}

fn keep_keys(store: &Store, root: &SigningKey, seal: &SealIdentity, private: ChannelId) -> Result<()> {
    store.set_meta("root_key", root.to_bytes().as_ref())?;
    store.set_meta("seal_key", seal.to_secret_string().as_bytes())?;
    store.set_meta("private_channel", private.as_bytes())?;
    Ok(())
}

/// The card of a workspace.
pub(crate) fn card_of(
    info: &Info,
    root: &SigningKey,
    seal: &SealIdentity,
    number: u64,
) -> Result<Signed<PartyCard>> {
    let card = PartyCard {
        kind: info.kind,
        root: root.verifying_key(),
        seal: seal.recipient(),
        name: info.name.clone(),
        code: info.code.clone(),
        practice: info.practice,
        number,
    };
    Ok(card.sign(root)?)
}

/// A certificate that a site belongs to the owner of `root`.
pub(crate) fn certify(
    root: &SigningKey,
    site: SiteId,
    key: &SigningKey,
    number: u64,
    reason: Reason,
    succeeds: Option<SiteId>,
    practice: bool,
) -> Result<Signed<SiteCert>> {
    let cert = SiteCert {
        root: root.verifying_key(),
        site,
        key: key.verifying_key(),
        number,
        reason,
        succeeds,
        practice,
    };
    Ok(cert.sign(root)?)
}

/// The statements of trust that a store keeps. One that only a newer program understands is passed over.
pub(crate) fn read_trust(store: &Store) -> Result<Trust> {
    let mut trust = Trust::new();
    for bytes in store.statements()? {
        match Statement::from_bytes(&bytes) {
            Ok(statement) => {
                trust.add(statement)?;
            }
            Err(exchange::Error::NewerFormat) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(trust)
}

/// The id of the unit that a workspace is of. It is the same in every workspace, so that what is dumped from one and
/// put into another describes that one's own village.
const OWN_UNIT: RecordId = RecordId::from_bytes([0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1]);

/// The first records: what the workspace is the workspace of, and who works with it.
fn set_up(session: &mut Session, operator_name: Option<&str>, moment: Moment) -> Result<()> {
    let channel = session.own_channel();
    let ty = match session.info.kind {
        PartyKind::Village => codes::unit_type::VILLAGE,
        PartyKind::Township => codes::unit_type::TOWNSHIP,
    };
    let own = Put::new(&unit::KIND, OWN_UNIT).set(unit::TYPE, ty).set(unit::NAME, session.info.name.as_str());
    let own = match session.info.code.as_str() {
        "" => own,
        code => own.set(unit::DIVISION, code),
    };
    let person = operator_name.map(str::trim).filter(|name| !name.is_empty());
    let operator = person.map(|name| Put::new(&operator::KIND, RecordId::new()).set(operator::NAME, name));
    let act = session.act(codes::act::SET_UP, moment, None);
    session.write(act, |tx| {
        tx.put(channel, &own, None)?;
        if let Some(operator) = &operator {
            tx.put(channel, operator, None)?;
        }
        Ok(())
    })?;
    session.find_operator()
}

/// Opens a workspace with its passphrase.
pub(crate) fn unlock(dir: &Path, passphrase: &Passphrase, registry: &Registry) -> Result<Session> {
    let key = Folder(dir).read_keys()?.unlock(passphrase)?;
    open(dir, key, registry)
}

/// Opens a workspace with its recovery code.
pub(crate) fn unlock_with_recovery(dir: &Path, code: &RecoveryCode, registry: &Registry) -> Result<Session> {
    let key = Folder(dir).read_keys()?.unlock_with_recovery(code)?;
    open(dir, key, registry)
}

/// Opens a workspace whose data key is known.
pub(crate) fn open(dir: &Path, key: DataKey, registry: &Registry) -> Result<Session> {
    let folder = Folder(dir);
    let info = folder.read_info()?.ok_or_else(|| Failure::of("no_workspace"))?;
    if info.version > 1 {
        return Err(Failure::of("newer_workspace"));
    }
    let store = Store::open(&folder.database(), &key, registry.clone())?;
    let site_key = folder.read_site_key(&key, store.site())?;
    open_with(dir, info, store, key, site_key)
}

/// A session on a store that is open, with the keys that the store keeps.
fn open_with(dir: &Path, info: Info, store: Store, key: DataKey, site_key: SigningKey) -> Result<Session> {
    let damaged = || Failure::of("damaged");
    let kept = |name| store.meta(name).map_err(Failure::from)?.ok_or_else(damaged);
    let root: [u8; 32] = kept("root_key")?.try_into().map_err(|_| damaged())?;
    let seal = String::from_utf8(kept("seal_key")?).map_err(|_| damaged())?;
    let private = ChannelId::from_slice(&kept("private_channel")?).ok_or_else(damaged)?;
    let (root, seal) = (SigningKey::from_bytes(&root), SealIdentity::from_secret_string(&seal)?);
    let trust = read_trust(&store)?;
    let mut session = Session {
        dir: dir.to_owned(),
        info,
        store,
        key,
        site_key,
        root,
        seal,
        trust,
        private,
        operator: None,
        mark: None,
        doubt: None,
        import: None,
        listed: Default::default(),
    };
    session.find_operator()?;
    Ok(session)
}
