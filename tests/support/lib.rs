//! What the scenarios, the stories in the window and the benches share: a program without a window, on real files.
//!
//! Deliberately no shortcuts into the layers: everything goes through the command table, as the window does it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use app::{App, Drive, Failure, Host};
use chrono::{DateTime, NaiveDate};
use domain::Registry;
use serde_json::{Value, json};
use store::{Moment, Store};
use tempfile::TempDir;
use vault::{KeyFile, Passphrase};

/// The passphrase of every workspace here.
pub const PASSPHRASE: &str = "练习口令一二三四";

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// The clock and the ear of a program without a window: time stands still until a scenario moves it.
#[derive(Default)]
pub struct Bench {
    wall: AtomicI64,
    told: Mutex<Vec<(String, u64, u64)>>,
    /// The sticks that are in.
    drives: Mutex<Vec<Drive>>,
    /// Where it remembers workspaces; it remembers none without.
    marks: Option<PathBuf>,
    /// When somebody presses 停止.
    stop: Mutex<Option<Stop>>,
}

/// A person who stops a job once it is told to be so far.
struct Stop {
    job: String,
    done: u64,
    app: Weak<App>,
}

impl Host for Bench {
    fn progress(&self, job: &str, done: u64, total: u64) {
        self.told.lock().unwrap().push((job.to_owned(), done, total));
        let mut stop = self.stop.lock().unwrap();
        if let Some(stop) = stop.take_if(|stop| stop.job == job && done >= stop.done) {
            stop.app.upgrade().unwrap().call("cancel", json!({})).unwrap();
        }
    }

    fn moment(&self) -> Moment {
        // Each act a second after the one before it, so that orders by time are told apart.
        let wall = self.wall.fetch_add(1000, Ordering::Relaxed);
        Moment { wall, today: DateTime::from_timestamp_millis(wall).unwrap().date_naive() }
    }

    fn drives(&self) -> Vec<Drive> {
        self.drives.lock().unwrap().clone()
    }

    fn marks(&self) -> Option<PathBuf> {
        self.marks.clone()
    }
}

/// One laptop: a program with its home, and a clock of its own.
pub struct Laptop {
    app: Arc<App>,
    bench: Arc<Bench>,
    home: PathBuf,
    _folder: Option<TempDir>,
}

impl Laptop {
    /// A laptop without a workspace, on the morning of `today`.
    pub fn on(today: NaiveDate) -> Laptop {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_owned();
        Laptop { _folder: Some(folder), ..Laptop::at(&home, today) }
    }

    /// A laptop whose home is a folder that stays.
    pub fn at(home: &Path, today: NaiveDate) -> Laptop {
        Self::of(Registry::standard(), home, today, Bench::default())
    }

    /// The same, on a computer that remembers workspaces in the folder `marks`.
    pub fn remembering(home: &Path, marks: &Path) -> Laptop {
        let bench = Bench { marks: Some(marks.to_owned()), ..Bench::default() };
        Self::of(Registry::standard(), home, morning(), bench)
    }

    /// A laptop with a program that knows these record kinds.
    pub fn knowing(registry: Registry) -> Laptop {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_owned();
        Laptop { _folder: Some(folder), ..Laptop::of(registry, &home, morning(), Bench::default()) }
    }

    /// A laptop whose home is a folder that stays, with a program that knows these record kinds; it remembers workspaces
    /// in the folder `marks`, if there is one.
    pub fn with(registry: Registry, home: &Path, marks: Option<&Path>) -> Laptop {
        let bench = Bench { marks: marks.map(Path::to_owned), ..Bench::default() };
        Self::of(registry, home, morning(), bench)
    }

    /// Ends the program without a word and starts one that knows these record kinds; nothing is open in it.
    pub fn restart(&mut self, registry: Registry) {
        self.app = Arc::new(App::knowing(registry, self.bench.clone(), self.home.clone()));
    }

    fn of(registry: Registry, home: &Path, today: NaiveDate, bench: Bench) -> Laptop {
        let bench = Arc::new(bench);
        bench.wall.store(today.and_hms_opt(8, 0, 0).unwrap().and_utc().timestamp_millis(), Ordering::Relaxed);
        let app = Arc::new(App::knowing(registry, bench.clone(), home.to_owned()));
        Laptop { app, bench, home: home.to_owned(), _folder: None }
    }

    /// A practice village named `name`, open.
    pub fn village(name: &str, code: &str) -> Laptop {
        let laptop = Laptop::on(morning());
        laptop.create("village", name, code);
        laptop
    }

    /// A practice township named `name`, open.
    pub fn township(name: &str, code: &str) -> Laptop {
        let laptop = Laptop::on(morning());
        laptop.create("township", name, code);
        laptop
    }

    /// Makes and opens a practice workspace.
    pub fn create(&self, kind: &str, name: &str, code: &str) {
        self.create_with(kind, name, code, true);
    }

    /// Makes and opens a workspace for real work, whose passphrase takes a second to check.
    pub fn create_real(&self, kind: &str, name: &str, code: &str) {
        self.create_with(kind, name, code, false);
    }

    fn create_with(&self, kind: &str, name: &str, code: &str, practice: bool) {
        let paper = self.call("recovery_code", json!({}))["code"].clone();
        self.call(
            "workspace_create",
            json!({
                "kind": kind, "name": name, "code": code, "practice": practice, "operator": "李书记",
                "passphrase": PASSPHRASE, "recovery": paper, "recovery_typed": paper,
            }),
        );
    }

    /// Runs a command that must succeed.
    pub fn call(&self, command: &str, request: Value) -> Value {
        let told = request.to_string();
        self.app.call(command, request).unwrap_or_else(|failure| {
            panic!("{command} {told}: {} {}", failure.code, Value::Object(failure.params.clone()))
        })
    }

    /// Runs a command that must fail.
    pub fn refused(&self, command: &str, request: Value) -> Failure {
        let told = request.to_string();
        match self.app.call(command, request) {
            Ok(answer) => panic!("{command} {told} was not refused: {answer}"),
            Err(failure) => failure,
        }
    }

    /// The program itself, for jobs that stream.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Looks into its store with a program that is beside this one, while the workspace is locked.
    pub fn beside<T>(&self, look: impl FnOnce(&Store) -> T) -> T {
        self.call("workspace_lock", json!({}));
        let keys = KeyFile::from_bytes(&std::fs::read(self.home.join("keys.json")).unwrap()).unwrap();
        let key = keys.unlock(&Passphrase::new(PASSPHRASE)).unwrap();
        let store = Store::open(&self.home.join("journal.db"), &key, Registry::standard()).unwrap();
        let seen = look(&store);
        drop(store);
        self.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
        seen
    }

    /// Where its workspaces lie.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Lets days pass; a negative number puts the clock back.
    pub fn wait_days(&self, days: i64) {
        self.bench.wall.fetch_add(days * DAY, Ordering::Relaxed);
    }

    /// The progress that was told since this was last asked: job, done, total.
    pub fn progress(&self) -> Vec<(String, u64, u64)> {
        std::mem::take(&mut self.bench.told.lock().unwrap())
    }

    /// From now on these sticks are in.
    pub fn plug_in(&self, drives: Vec<Drive>) {
        *self.bench.drives.lock().unwrap() = drives;
    }

    /// Presses 停止 once, as soon as this job is told to have come so far.
    pub fn stop_at(&self, job: &str, done: u64) {
        let stop = Stop { job: job.to_owned(), done, app: Arc::downgrade(&self.app) };
        *self.bench.stop.lock().unwrap() = Some(stop);
    }

    /// The moment by the laptop's clock.
    pub fn moment(&self) -> Moment {
        self.bench.moment()
    }
}

/// The day on which scenarios begin.
pub fn morning() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}
