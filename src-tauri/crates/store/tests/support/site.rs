//! A site: a store in a folder of its own, with a clock that the test sets.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::NaiveDate;
use domain::rules::Breach;
use domain::{Facts, Kind, Owner, Put, Record, RecordId, Registry, codes};
use journal::{ActRef, ChannelId, Entry, Hash, SiteId};
use rusqlite::Connection;
use store::{Act, Base, ChannelScope, Error, Merged, Moment, Reader, Result, Store, Undone, Written};
use tempfile::TempDir;
use vault::{DataKey, KeyFile, Passphrase};

/// The village's channel.
pub const VILLAGE: ChannelId = ChannelId::from_bytes([9; 16]);
/// A channel that nobody else reads.
pub const PRIVATE: ChannelId = ChannelId::from_bytes([8; 16]);
/// The first moment of every test: 2026-11-22 in China.
pub const MORNING: i64 = 1_795_305_600_000;

/// The frozen key file of the crate `vault` gives the key, so that the frozen database opens with it too.
static KEY: LazyLock<DataKey> = LazyLock::new(|| {
    let file = KeyFile::from_bytes(include_bytes!("../../../vault/tests/golden/key-file-1.json")).unwrap();
    file.unlock(&Passphrase::new("打谷场上晒新粮2026")).unwrap()
});

/// A database of site 0 with its channels. Copying it is ten times as quick as making it.
static BLANK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.db");
    made(&path, 0, Registry::standard()).close().unwrap();
    fs::read(path).unwrap()
});

fn made(path: &Path, number: u8, registry: Registry) -> Store {
    let store = Store::create(path, key(), registry, site_id(number)).unwrap();
    store.add_channel(VILLAGE, ChannelScope::Village).unwrap();
    store.add_channel(PRIVATE, ChannelScope::Private).unwrap();
    store
}

/// The key of every database.
pub fn key() -> &'static DataKey {
    &KEY
}

/// The day of every test.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

/// Sites below 100 are the village's, those below 200 the township's; others have no certificate.
pub fn side_of(site: SiteId, _: ChannelId) -> Option<Owner> {
    match site.as_bytes()[0] {
        0..100 => Some(Owner::Village),
        100..200 => Some(Owner::Township),
        _ => None,
    }
}

pub fn site_id(number: u8) -> SiteId {
    SiteId::from_bytes([number; 16])
}

pub struct Site {
    pub store: Store,
    /// What its clock shows, in milliseconds; every act moves it on by one second.
    pub clock: i64,
    pub side: Owner,
    folder: TempDir,
}

impl Site {
    pub fn new(number: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.db");
        fs::write(&path, &*BLANK).unwrap();
        let mut store = Store::open(&path, key(), Registry::standard()).unwrap();
        store.become_site(site_id(number)).unwrap();
        Self::over(store, number, folder)
    }

    pub fn knowing(number: u8, registry: Registry) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::over(made(&folder.path().join("data.db"), number, registry), number, folder)
    }

    /// The site of a file that is there already.
    pub fn opened(path: &Path, folder: TempDir) -> Self {
        let store = Store::open(path, key(), Registry::standard()).unwrap();
        let number = store.site().as_bytes()[0];
        Self::over(store, number, folder)
    }

    fn over(store: Store, number: u8, folder: TempDir) -> Self {
        let side = side_of(site_id(number), VILLAGE).unwrap();
        Self { store, clock: MORNING, side, folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self) -> PathBuf {
        self.store.path().to_owned()
    }

    /// Closes the store. Gives its folder.
    pub fn closed(self) -> TempDir {
        self.store.close().unwrap();
        self.folder
    }

    /// Closes the store and opens it by a program that knows these kinds.
    pub fn reopened(self, registry: Registry) -> Self {
        let path = self.path();
        self.store.close().unwrap();
        let store = Store::open(&path, key(), registry).unwrap();
        Self { store, ..self }
    }

    /// Lets `meddle` change the file behind the store's back.
    pub fn tampered(self, meddle: impl FnOnce(&Connection)) -> Self {
        let path = self.path();
        self.store.close().unwrap();
        meddle(&raw(&path, key()));
        let store = Store::open(&path, key(), Registry::standard()).unwrap();
        Self { store, ..self }
    }

    pub fn act(&mut self, code: u32) -> Act {
        self.clock += 1_000;
        let moment = Moment { wall: self.clock, today: today() };
        Act { code, author: None, reason: None, undoes: None, side: self.side, moment }
    }

    pub fn try_put(&mut self, puts: &[Put]) -> Result<Written<()>> {
        self.try_put_from(puts, None)
    }

    /// The same by a form that was loaded with `base`.
    pub fn try_put_from(&mut self, puts: &[Put], base: Option<&Base>) -> Result<Written<()>> {
        let act = self.act(codes::act::PUT);
        self.store.write(act, |tx| puts.iter().try_for_each(|put| tx.put(VILLAGE, put, base)))
    }

    /// One act. Gives its name.
    pub fn put(&mut self, puts: &[Put]) -> ActRef {
        self.try_put(puts).unwrap().act.unwrap()
    }

    /// The rule that refuses these changes; nothing may have changed.
    pub fn breach(&mut self, puts: &[Put]) -> Breach {
        let before = (self.store.digest().unwrap(), self.store.heads().unwrap());
        let refused = self.try_put(puts);
        assert_eq!((self.store.digest().unwrap(), self.store.heads().unwrap()), before);
        match refused {
            Err(Error::Breach(breach)) => *breach,
            other => panic!("not refused by a rule: {other:?}"),
        }
    }

    pub fn delete(&mut self, kind: &Kind, id: RecordId) -> ActRef {
        let act = self.act(codes::act::DELETE);
        self.store.write(act, |tx| tx.delete(VILLAGE, kind.number, id)).unwrap().act.unwrap()
    }

    pub fn restore(&mut self, kind: &Kind, id: RecordId) -> ActRef {
        let act = self.act(codes::act::RESTORE);
        self.store.write(act, |tx| tx.restore(VILLAGE, kind.number, id)).unwrap().act.unwrap()
    }

    pub fn try_undo(&mut self, undone: ActRef) -> Result<Undone> {
        let act = self.act(codes::act::UNDO);
        self.store.undo(undone, Act { undoes: Some(undone), ..act })
    }

    pub fn undo(&mut self, undone: ActRef) -> Undone {
        self.try_undo(undone).unwrap()
    }

    pub fn reader(&self) -> Reader<'_> {
        self.store.reader(VILLAGE).unwrap()
    }

    /// A record that is there and not deleted.
    pub fn record(&self, kind: &'static Kind, id: RecordId) -> Option<Record> {
        self.reader().record(kind, id).unwrap()
    }

    /// What a form is loaded with.
    pub fn base(&self, kind: &Kind, id: RecordId) -> Base {
        Base(self.store.state(VILLAGE, kind.number, id).unwrap())
    }

    /// Every entry of the village's channel, chain by chain.
    pub fn entries(&self) -> Vec<Entry> {
        let heads = self.store.heads().unwrap();
        let chains = heads.iter().filter(|head| head.channel == VILLAGE);
        chains.flat_map(|head| self.chain(head.site)).collect()
    }

    /// The entries of one chain.
    pub fn chain(&self, site: SiteId) -> Vec<Entry> {
        let held = self.store.entries(VILLAGE, site, 1, usize::MAX).unwrap();
        held.into_iter().map(|held| held.entry).collect()
    }

    pub fn try_take(&mut self, entries: impl IntoIterator<Item = Entry>) -> Result<Merged> {
        self.store.merge(entries.into_iter().map(Ok), side_of, &mut |_| true)
    }

    pub fn take(&mut self, entries: impl IntoIterator<Item = Entry>) -> Merged {
        self.try_take(entries).unwrap()
    }

    /// Verifies everything. Gives the digest.
    pub fn proved(&self) -> Hash {
        let verified = self.store.verify(&mut |_| true).unwrap();
        assert_eq!(verified.digest, self.store.digest().unwrap());
        verified.digest
    }
}

/// Each takes in what the others have.
pub fn exchange(sites: &mut [&mut Site]) {
    let all: Vec<Entry> = sites.iter().flat_map(|site| site.entries()).collect();
    for site in sites {
        site.take(all.clone());
    }
}

/// The file as SQLite sees it.
pub fn raw(path: &Path, key: &DataKey) -> Connection {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(&format!("pragma key = \"x'{}'\"", hex::encode(key.expose()))).unwrap();
    conn
}
