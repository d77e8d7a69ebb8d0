//! The laptops and the stick of one history.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use journal::ChannelId;
use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::prepared::{self, Prepared, prepared};
use crate::steps::Step;
use crate::{journal_of, oracle};

/// The most laptops that a history comes to.
const MOST: usize = 6;
/// The most rounds in which everything must have been delivered.
const ROUNDS: usize = 8;

struct Computer {
    laptop: Laptop,
    home: TempDir,
    township: bool,
    /// Its last act, for taking back.
    last: Option<String>,
    /// Its files as they were kept.
    kept: Option<TempDir>,
}

struct File {
    path: PathBuf,
    entries: u64,
    /// Whom it is for.
    township: bool,
}

/// The laptops and the stick.
pub struct World {
    prepared: &'static Prepared,
    computers: Vec<Computer>,
    stick: TempDir,
    files: Vec<File>,
    people: Vec<String>,
    /// Every name is written once.
    count: usize,
}

impl World {
    /// A village's laptop and a township's.
    pub fn new() -> World {
        let prepared = prepared();
        let computer = |township| {
            let home = tempfile::tempdir().unwrap();
            let laptop = prepared.laptop(township, home.path());
            Computer { laptop, home, township, last: None, kept: None }
        };
        World {
            prepared,
            computers: vec![computer(false), computer(true)],
            stick: tempfile::tempdir().unwrap(),
            files: Vec::new(),
            people: prepared.people.clone(),
            count: 0,
        }
    }

    /// Plays a history to its end, and then delivers everything.
    pub fn play(mut self, steps: &[Step]) {
        for step in steps {
            self.step(*step);
        }
        let there = self.names();
        self.settle();
        self.prove(&there);
    }

    fn at(&self, who: u8) -> usize {
        who as usize % self.computers.len()
    }

    /// A laptop of the village.
    fn of_village(&self, who: u8) -> usize {
        let all: Vec<usize> =
            (0..self.computers.len()).filter(|one| !self.computers[*one].township).collect();
        all[who as usize % all.len()]
    }

    fn of_township(&self, who: u8) -> usize {
        let all: Vec<usize> = (0..self.computers.len()).filter(|one| self.computers[*one].township).collect();
        all[who as usize % all.len()]
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Rename { who, person } => {
                let name = self.fresh_name();
                self.put(who, person, json!({ "name": name }));
            }
            Step::Call { who, person } => {
                self.count += 1;
                let phone = format!("139{:08}", self.count);
                self.put(who, person, json!({ "phone": phone }));
            }
            Step::Add { who } => self.add(who),
            Step::Delete { who, person } => self.dispose("record_delete", who, person),
            Step::BringBack { who, person } => self.dispose("record_restore", who, person),
            Step::Undo { who } => self.undo(who),
            Step::Answer { who, action } => {
                let at = self.of_township(who);
                let fields = json!({ "action": 1 + action % 4, "text": "已办", "result": 1 });
                let need = &self.prepared.need;
                let request = json!({ "need": need, "village": self.prepared.channel, "fields": fields });
                self.act(at, "need_answer", request);
            }
            Step::Handle { who, action } => {
                let at = self.of_village(who);
                let fields =
                    json!({ "action": 2 + action % 12, "text": "经过", "result": 1, "satisfaction": 1 });
                self.act(at, "need_step", json!({ "need": self.prepared.need, "fields": fields }));
            }
            Step::Write { who } => self.write(self.at(who), false),
            Step::Share { who } => self.write(self.at(who), true),
            Step::Read { who, file } if !self.files.is_empty() => {
                let file = file as usize % self.files.len();
                self.read(self.at(who), file);
            }
            Step::Lose { file } if !self.files.is_empty() => {
                let file = file as usize % self.files.len();
                self.files.remove(file);
            }
            Step::Damage { who, file, at, cut } if !self.files.is_empty() => {
                let file = file as usize % self.files.len();
                self.damage(self.at(who), file, at as usize, cut);
            }
            Step::Read { .. } | Step::Lose { .. } | Step::Damage { .. } => {}
            Step::Clock { who, days } => self.computers[self.at(who)].laptop.wait_days(days.into()),
            Step::Keep { who } => self.keep(self.at(who)),
            Step::PutBack { who } => self.put_back(self.at(who)),
            Step::Copy { who } => self.copy(self.at(who)),
            Step::Replace { who } => self.restore(self.at(who), false),
            Step::Join { who } => self.restore(self.at(who), true),
            Step::Rebuild { who } => {
                self.computers[self.at(who)].laptop.call("workspace_rebuild", json!({}));
            }
        }
    }

    fn fresh_name(&mut self) -> String {
        self.count += 1;
        format!("第{}名", self.count)
    }

    /// Runs a command that rules may refuse, and notes the act.
    fn act(&mut self, at: usize, command: &str, request: Value) -> Option<Value> {
        match self.computers[at].laptop.app().call(command, request) {
            Ok(done) => {
                let act = done["act"].as_str().map(str::to_owned);
                self.computers[at].last = act.or(self.computers[at].last.take());
                Some(done)
            }
            Err(failure) => {
                assert!(!["internal", "damaged"].contains(&failure.code.as_str()), "{command}: {failure:?}");
                None
            }
        }
    }

    fn put(&mut self, who: u8, person: u8, fields: Value) {
        let at = self.of_village(who);
        let id = &self.people[person as usize % self.people.len()];
        let there =
            self.computers[at].laptop.app().call("record", json!({ "kind": "person", "id": id })).is_ok();
        // Who is not here yet must not be made a second time.
        if there {
            self.act(at, "record_put", json!({ "kind": "person", "id": id, "fields": fields }));
        }
    }

    fn add(&mut self, who: u8) {
        let (at, name) = (self.of_village(who), self.fresh_name());
        let done = self.act(at, "record_put", json!({ "kind": "person", "fields": { "name": name } }));
        self.people.extend(done.and_then(|done| done["id"].as_str().map(str::to_owned)));
    }

    fn dispose(&mut self, command: &str, who: u8, person: u8) {
        let at = self.of_village(who);
        let id = &self.people[person as usize % self.people.len()];
        self.act(at, command, json!({ "kind": "person", "id": id, "reason": "试" }));
    }

    fn undo(&mut self, who: u8) {
        let at = self.at(who);
        if let Some(act) = self.computers[at].last.take() {
            self.act(at, "undo", json!({ "act": act }));
        }
    }

    fn write(&mut self, at: usize, share: bool) {
        let one = &self.computers[at];
        let mut request = json!({ "folder": self.stick.path() });
        if share {
            request["to"] = one.laptop.call("exchange", json!({}))["own"]["party"].clone();
        }
        let files = one.laptop.call("exchange_write", request)["files"].clone();
        for file in files.as_array().unwrap() {
            self.files.push(File {
                path: PathBuf::from(file["path"].as_str().unwrap()),
                entries: file["entries"].as_u64().unwrap(),
                township: one.township == share,
            });
        }
    }

    /// Reads a file; what is meant for the reader must be taken in, and each entry ends as one of five. Gives how many
    /// were new.
    fn read(&mut self, at: usize, file: usize) -> u64 {
        let (one, file) = (&self.computers[at], &self.files[file]);
        let received = one.laptop.call("exchange_receive", json!({ "paths": [file.path] }));
        let taken = &received["files"][0];
        if taken["ok"] == true {
            let outcomes = taken["outcomes"].as_object().unwrap();
            let sum: u64 = outcomes.values().map(|count| count.as_u64().unwrap()).sum();
            assert_eq!(sum, file.entries, "{taken}");
            return sum - outcomes["same"].as_u64().unwrap();
        }
        let code = taken["failure"]["code"].as_str().unwrap();
        let expected = if one.township == file.township { "package_own" } else { "package_foreign" };
        assert_eq!(code, expected, "{taken}");
        0
    }

    fn damage(&mut self, at: usize, file: usize, place: usize, cut: bool) {
        let mut bytes = std::fs::read(&self.files[file].path).unwrap();
        let place = place % bytes.len();
        if cut {
            bytes.truncate(place);
        } else {
            bytes[place] ^= 1 << (place % 8);
        }
        let path = self.stick.path().join("damaged.lxc");
        std::fs::write(&path, bytes).unwrap();
        let laptop = &self.computers[at].laptop;
        let digest = || laptop.call("workspace_digest", json!({}))["digest"].clone();
        let before = digest();
        let received = laptop.call("exchange_receive", json!({ "paths": [path] }));
        assert_eq!(received["files"][0]["ok"], false, "{received}");
        assert_eq!(digest(), before);
    }

    /// Copies the files of a workspace, closing it for that.
    fn files_of(&self, at: usize) -> TempDir {
        let one = &self.computers[at];
        one.laptop.call("workspace_lock", json!({}));
        let copy = tempfile::tempdir().unwrap();
        prepared::copy_files(one.home.path(), copy.path());
        one.laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
        copy
    }

    fn keep(&mut self, at: usize) {
        self.computers[at].kept = Some(self.files_of(at));
    }

    fn put_back(&mut self, at: usize) {
        let one = &mut self.computers[at];
        let Some(kept) = &one.kept else { return };
        one.laptop.call("workspace_lock", json!({}));
        for name in ["journal.db-wal", "journal.db-shm", "site.next.key"] {
            let _ = std::fs::remove_file(one.home.path().join(name));
        }
        prepared::copy_files(kept.path(), one.home.path());
        one.laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
        one.last = None;
    }

    fn copy(&mut self, at: usize) {
        if self.computers.len() < MOST {
            let home = self.files_of(at);
            let (laptop, township) = (prepared::open(home.path()), self.computers[at].township);
            self.computers.push(Computer { laptop, home, township, last: None, kept: None });
        }
    }

    fn restore(&mut self, at: usize, join: bool) {
        if join && self.computers.len() >= MOST {
            return;
        }
        let home = tempfile::tempdir().unwrap();
        let (file, folder) = (home.path().join("backup.lxb"), home.path().join("workspace"));
        std::fs::create_dir(&folder).unwrap();
        self.computers[at].laptop.call("backup", json!({ "path": file }));
        let laptop = Laptop::at(home.path(), scenarios::morning());
        let request = json!({ "file": file, "folder": "workspace", "passphrase": PASSPHRASE, "join": join });
        laptop.call("restore", request);
        laptop.call("workspace_lock", json!({}));
        drop(laptop);
        let home = moved_up(&folder);
        let (laptop, township) = (prepared::open(home.path()), self.computers[at].township);
        let computer = Computer { laptop, home, township, last: None, kept: None };
        if join { self.computers.push(computer) } else { self.computers[at] = computer }
    }

    /// Delivers everything to everybody until nothing new was in any file twice running.
    fn settle(&mut self) {
        let mut quiet = 0;
        for _ in 0..ROUNDS {
            self.files.clear();
            for at in 0..self.computers.len() {
                self.write(at, false);
                self.share_if_needed(at);
            }
            let mut new = 0;
            for file in 0..self.files.len() {
                for at in 0..self.computers.len() {
                    if self.computers[at].township == self.files[file].township {
                        new += self.read(at, file);
                    }
                }
            }
            quiet = if new == 0 { quiet + 1 } else { 0 };
            if quiet == 2 {
                return;
            }
        }
        panic!("not settled after {ROUNDS} rounds");
    }

    fn share_if_needed(&mut self, at: usize) {
        let side = self.computers[at].township;
        if self.computers.iter().filter(|one| one.township == side).count() > 1 {
            self.write(at, true);
        }
    }

    fn channel(&self) -> ChannelId {
        ChannelId::from_slice(&hex::decode(&self.prepared.channel).unwrap()).unwrap()
    }

    /// The names that are in the journal of any laptop.
    fn names(&self) -> BTreeSet<String> {
        let each = self.computers.iter().flat_map(|one| {
            self.closed(one, |home| journal_of::names(&journal_of::store(home), self.channel()))
        });
        each.collect()
    }

    /// Works with the files of a workspace while it is closed.
    fn closed<T>(&self, one: &Computer, work: impl FnOnce(&Path) -> T) -> T {
        one.laptop.call("workspace_lock", json!({}));
        let done = work(one.home.path());
        one.laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
        done
    }

    fn prove(&self, there: &BTreeSet<String>) {
        let channel = self.channel();
        let mut first = None;
        for one in &self.computers {
            one.laptop.call("workspace_verify", json!({}));
            let shared = one.laptop.app().session(|session, _| session.shared_digest(Some("330281104208")));
            let found = self.closed(one, |home| {
                let store = journal_of::store(home);
                oracle::compare(&store, channel);
                let names = journal_of::names(&store, channel);
                let lost: Vec<_> = there.difference(&names).collect();
                assert!(lost.is_empty(), "lost: {lost:?}");
                assert_eq!(store.waiting(channel).unwrap(), []);
                (journal_of::heads(&store, channel), shared.unwrap())
            });
            match &first {
                None => first = Some(found),
                Some(first) => assert_eq!(&found, first),
            }
        }
        // What stays in the village is nowhere in the township.
        for one in self.computers.iter().filter(|one| one.township) {
            let mut told = String::new();
            let dump = one.laptop.app().session(|session, _| {
                session.dump(None, false, |line: app::Dumped| {
                    told.push_str(&line.0.to_string());
                    Ok(())
                })
            });
            dump.unwrap();
            assert!(!told.contains("\"phone\""), "{told}");
        }
    }
}

/// The folder of a workspace as a temporary folder of its own.
fn moved_up(folder: &Path) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    prepared::copy_files(folder, home.path());
    home
}
