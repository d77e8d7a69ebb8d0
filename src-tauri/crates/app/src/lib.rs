//! What a person can ask of the program: one table of commands, each a request and an answer.
//!
//! The window, the command line and the tests all go through [`App::call`]; a command that has no handler does not
//! compile, and the window's types follow from the same table ([`contract`]). A session holds the open workspace: its
//! store, its keys, whom it trusts. Failures are codes with parameters, worded once in `assets/words/zh-CN.json`.
//!
//! Deliberately not here: rules (`domain`), SQL (`store`), file formats (`exchange`, `sheets`), and anything that
//! knows a window.

mod backup;
mod bulk;
mod commands;
mod divisions;
mod dump;
mod failure;
mod features;
mod json;
mod labels;
mod making;
pub mod mark;
mod naming;
mod renewal;
mod session;
mod table;
mod workspace;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::Registry;
use serde_json::Value;
use store::Moment;

pub use bulk::PutReport;
pub use commands::{NAMES, contract};
pub use dump::{Dumped, LeftOut};
pub use failure::Failure;
pub use features::exchange::{
    Drive, Exchange, FileNote, FilesIncoming, FilesReceived, Incoming, InvitationFile, KindCount, Outcomes,
    Party, Peer, Refused, Slip, Span, Taken, WrittenFile,
};
pub use features::sample::SampleDone;
pub use session::Session;

use mark::Mark;

/// What this crate's functions give, or why not.
pub type Result<T> = std::result::Result<T, Failure>;

/// What a command needs from the program around it (the window or the command line).
pub trait Host: Send + Sync {
    /// Tells the person how far a long job is: `done` of `total` steps of the job named `job`; a total of 0 means
    /// that nobody knows yet.
    fn progress(&self, job: &str, done: u64, total: u64);

    /// The moment, by the laptop's clock in its own time zone.
    fn moment(&self) -> Moment {
        let now = chrono::Local::now();
        Moment { wall: now.timestamp_millis(), today: now.date_naive() }
    }

    /// The sticks that are in.
    fn drives(&self) -> Vec<Drive> {
        features::exchange::drives::drives()
    }

    /// The folder in which this computer remembers workspaces apart from their own folders; without one nothing is
    /// remembered.
    fn marks(&self) -> Option<PathBuf> {
        mark::folder()
    }
}

/// The running program: at most one open workspace.
pub struct App {
    host: Arc<dyn Host>,
    home: PathBuf,
    registry: Registry,
    stop: AtomicBool,
    session: Mutex<Option<Session>>,
}

/// What a handler works with.
pub(crate) struct Desk<'a> {
    host: &'a dyn Host,
    pub(crate) home: &'a Path,
    pub(crate) registry: &'a Registry,
    stop: &'a AtomicBool,
    pub(crate) open: &'a mut Option<Session>,
}

impl App {
    /// A program with no workspace open, whose workspaces lie in the folder `home`.
    pub fn new(host: Arc<dyn Host>, home: PathBuf) -> Self {
        Self::knowing(Registry::standard(), host, home)
    }

    /// The same, knowing other record kinds than this program declares.
    pub fn knowing(registry: Registry, host: Arc<dyn Host>, home: PathBuf) -> Self {
        Self { host, home, registry, stop: AtomicBool::new(false), session: Mutex::new(None) }
    }

    /// Runs the command `name` on `request` (both JSON) and returns its answer, an object. Its member `changed` names
    /// the features whose lists are out of date.
    pub fn call(&self, name: &str, request: Value) -> Result<Value> {
        if name == "cancel" {
            // A running job holds the session; stopping it must not wait for it.
            self.stop.store(true, Ordering::Relaxed);
            return Ok(Value::Object(Default::default()));
        }
        self.with(|desk| commands::run(desk, name, request))
    }

    /// Works with the open workspace directly, for jobs that stream. Fails with `locked` if none is open.
    pub fn session<T>(&self, work: impl FnOnce(&mut Session, Moment) -> Result<T>) -> Result<T> {
        self.with(|desk| {
            let moment = desk.moment();
            work(desk.session()?, moment)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Desk<'_>) -> Result<T>) -> Result<T> {
        let mut open = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        self.stop.store(false, Ordering::Relaxed);
        let done = work(&mut Desk {
            host: self.host.as_ref(),
            home: &self.home,
            registry: &self.registry,
            stop: &self.stop,
            open: &mut open,
        });
        // After every command, whatever came of it: a part of it may have been written.
        open.as_mut().map_or(Ok(()), Session::keep_mark)?;
        done
    }
}

impl<'a> Desk<'a> {
    /// The open workspace; `locked` if there is none, `renewal_needed` if it must take a new name first.
    pub(crate) fn session(&mut self) -> Result<&mut Session> {
        let session = self.session_in_doubt()?;
        if session.doubt.is_some() { Err(Failure::of("renewal_needed")) } else { Ok(session) }
    }

    /// The open workspace, even if it must take a new name first.
    pub(crate) fn session_in_doubt(&mut self) -> Result<&mut Session> {
        self.open.as_mut().ok_or_else(|| Failure::of("locked"))
    }

    /// Begins to work with a workspace: compares it with what this computer remembers of it, unless it was `made` just
    /// now.
    pub(crate) fn begin(&mut self, mut session: Session, made: bool) -> Result<()> {
        let folder = self.host.marks();
        session.mark = folder.map(|folder| Mark::read(folder, &session.key, session.store.site()));
        if let Some(mark) = session.mark.as_ref().filter(|_| !made) {
            session.doubt = mark.doubt(&session.dir, &session.store)?;
        }
        *self.open = Some(session);
        Ok(())
    }

    /// The moment by the laptop's clock.
    pub(crate) fn moment(&self) -> Moment {
        self.host.moment()
    }

    /// The sticks that are in.
    pub(crate) fn drives(&self) -> Vec<Drive> {
        self.host.drives()
    }

    /// A function that tells how far a job is, in steps of how many, and asks whether to go on.
    pub(crate) fn progress(&self, job: &'static str) -> impl FnMut(u64, u64) -> bool + use<'a> {
        let (host, stop) = (self.host, self.stop);
        move |done, total| {
            host.progress(job, done, total);
            !stop.load(Ordering::Relaxed)
        }
    }

    /// The open workspace together with a function that tells progress and asks whether to go on.
    pub(crate) fn long_job(
        &mut self,
        job: &'static str,
    ) -> Result<(&mut Session, impl FnMut(u64, u64) -> bool)> {
        let go_on = self.progress(job);
        Ok((self.session()?, go_on))
    }
}
