//! One laptop of a history: its program, its files, and what it said was done.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};
use store::Store;
use tempfile::TempDir;

use crate::journal_of::Spot;
use crate::power::{Before, Cut, LOG};
use crate::prepared::copy_files;
use crate::sides::Side;
use crate::{declared, journal_of};

/// What a workspace said was done: it must be there whatever happens to the power.
#[derive(Clone, Default)]
pub struct Said {
    /// The values written, each with where.
    pub values: BTreeMap<String, Spot>,
    /// The files taken in.
    pub files: BTreeSet<PathBuf>,
}

/// One laptop.
pub struct Computer {
    pub laptop: Laptop,
    pub home: TempDir,
    pub side: Side,
    /// How much its program knows.
    pub knows: u8,
    /// Where it remembers its workspace, if it does.
    pub marks: Option<TempDir>,
    /// Its last act, for taking back.
    pub last: Option<String>,
    pub said: Said,
    /// Its files as they were kept, with what it had said by then.
    kept: Option<(TempDir, Said)>,
    key: String,
    /// Reads beside the program that has the workspace open.
    reader: RefCell<Option<Connection>>,
}

impl Computer {
    /// A laptop with the workspace of this home open; the power may fail when it is opened.
    pub fn new(home: TempDir, side: Side, knows: u8, marks: Option<TempDir>, power: Option<Cut>) -> Computer {
        let key = hex::encode(journal_of::key(home.path()).expose());
        let mut computer = Computer::at(home, side, knows, marks, key);
        computer.open(true, power);
        computer
    }

    /// A laptop with nothing open.
    fn at(home: TempDir, side: Side, knows: u8, marks: Option<TempDir>, key: String) -> Computer {
        let laptop = Laptop::with(declared::registry(knows), home.path(), marks.as_ref().map(TempDir::path));
        let (said, last, kept) = (Said::default(), None, None);
        let reader = RefCell::default();
        Computer { laptop, home, side, knows, marks, last, said, kept, key, reader }
    }

    /// Another computer on which there is nothing yet, for what this one holds.
    pub fn other(&self) -> Computer {
        let (home, marks) = (tempfile::tempdir().unwrap(), self.other_marks());
        let other = Computer::at(home, self.side, self.knows, marks, self.key.clone());
        Computer { said: self.said.clone(), ..other }
    }

    /// Opens the workspace, perhaps once more because the power fails in that.
    fn open(&mut self, in_use: bool, power: Option<Cut>) {
        let before = power.map(|cut| (cut, Before::closed(self, in_use)));
        self.unlock(in_use);
        if let Some((cut, before)) = before {
            self.fail(&before, cut);
        }
    }

    /// Opens the workspace; one that is in doubt about its name takes a new one. Tells whether it was.
    pub fn unlock(&self, in_use: bool) -> bool {
        let opened = self.laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
        let doubted = !opened["doubt"].is_null();
        if doubted {
            self.laptop.call("workspace_renew", json!({ "in_use": in_use }));
        }
        doubted
    }

    fn lock(&self) {
        self.reader.take();
        self.laptop.call("workspace_lock", json!({}));
    }

    /// Works with the files of the workspace while it is closed.
    pub fn closed<T>(&self, work: impl FnOnce(&Path) -> T) -> T {
        self.lock();
        let done = work(self.home.path());
        assert!(!self.unlock(false), "nothing happened to the files");
        done
    }

    /// Looks into the store of the workspace while it is closed.
    pub fn beside<T>(&self, look: impl FnOnce(&Store) -> T) -> T {
        self.closed(|home| look(&journal_of::store(home, self.knows)))
    }

    /// The key of its database, in hexadecimal digits.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// How many entries it holds, read beside the program that runs.
    pub fn held(&self) -> u64 {
        let mut reader = self.reader.borrow_mut();
        journal_of::held(reader.get_or_insert_with(|| journal_of::reader(self.home.path(), &self.key)))
    }

    /// The digest of all that is applied.
    pub fn digest(&self) -> Value {
        self.laptop.call("workspace_digest", json!({}))["digest"].clone()
    }

    /// The log of the database, which every commit adds to or begins anew.
    pub fn log(&self) -> Vec<u8> {
        std::fs::read(self.home.path().join(LOG)).unwrap_or_default()
    }

    /// A copy of the files of the workspace, closed for that.
    pub fn files(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        self.closed(|home| copy_files(home, copy.path()));
        copy
    }

    /// Another folder in which to remember workspaces, if this computer has one.
    pub fn other_marks(&self) -> Option<TempDir> {
        self.marks.as_ref().map(|_| tempfile::tempdir().unwrap())
    }

    /// Keeps the files as they are.
    pub fn keep(&mut self) {
        self.kept = Some((self.files(), self.said.clone()));
    }

    /// Puts the kept files in the place of the present ones.
    pub fn put_back(&mut self, power: Option<Cut>) {
        let Some((kept, said)) = &self.kept else { return };
        self.lock();
        clear(self.home.path());
        copy_files(kept.path(), self.home.path());
        self.said = said.clone();
        self.last = None;
        self.open(false, power);
    }

    /// The program ends without a word.
    pub fn end(&mut self) {
        self.reader.take();
        self.laptop.restart(declared::registry(self.knows));
    }

    /// Starts the program anew, perhaps another one, which may have to write the tables in another way.
    pub fn program(&mut self, knows: u8, power: Option<Cut>) {
        self.lock();
        self.knows = knows;
        self.laptop.restart(declared::registry(knows));
        let sure = |doubted: bool| assert!(!doubted, "a program's start is no doubt");
        let Some(cut) = power else { return sure(self.unlock(false)) };
        let before = Before::closed(self, false);
        let (doubted, image) = self.converted(|| self.unlock(false));
        sure(doubted);
        // Without anything to convert there is nothing to cut off.
        if let Some(image) = image {
            self.fail_with(&image, &before, cut);
        }
    }
}

/// Takes the files of a workspace away.
pub fn clear(home: &Path) {
    for entry in std::fs::read_dir(home).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::remove_file(path).unwrap();
        }
    }
}
