//! 断电: what is left of a step that was cut off, and opening the workspace again.
//!
//! Everything that a store keeps goes through its write-ahead log, and each commit is synced. So the states in which a
//! power failure leaves it are those whose log ends at any byte beyond what was said to be done before the step. Such
//! a state is made from the files as they lie after the step, while the program still has them open: the log is cut
//! off at a seeded byte, perhaps with the rest of the torn commit as zeros, and the files beside it that the step
//! changes (the site's key, what the computer remembers) are taken from before or after. Whoever waited for the
//! answer does not get it.
//!
//! It fails in acts, in writing and reading files, in making the tables anew, in making a backup, in restoring one and
//! joining with it ([`crate::restoring`]), and when a workspace is opened: after its files were put back or copied, with
//! the new name that it then takes, and by another program, with what that has to convert.
//!
//! Deliberately not simulated: a disk that lies about what it synced (putting old files back comes near to it), pages
//! of the database torn during a checkpoint, and the program's own way out of a signal; the crash runs of the command
//! line kill a real process at any moment. Nor does the power fail while a workspace is made or closed, or while its
//! passphrase is changed; what is restored has its files in the order in which they are made, and no other.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::computer::{Computer, clear};
use crate::journal_of;
use crate::prepared::copy_files;

/// Where the power fails in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// After how many of its commits, modulo those that there are and one.
    pub at: u8,
    /// How much there is of the next commit, in 256ths; odd if the rest of it is zeros.
    pub torn: u8,
}

/// What came of a step that was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    Nothing,
    Part,
    All,
}

/// A workspace before the step.
pub struct Before {
    log: usize,
    key: Vec<u8>,
    marks: Option<TempDir>,
    digest: Value,
    held: u64,
    /// Whether somebody says, if the workspace is in doubt, that the one it is a copy of goes on.
    in_use: bool,
}

pub const LOG: &str = "journal.db-wal";
const SHARED: &str = "journal.db-shm";
const KEY: &str = "site.key";
/// The log's header, and the header of each frame, as SQLite documents them; a frame holds a page.
const HEADER: usize = 32;
const FRAME: usize = 24 + 4096;
/// The program lets the log grow to this many frames before it writes them into the database.
const CHECKPOINT: usize = 4_000;

impl Before {
    pub fn of(computer: &Computer) -> Before {
        let home = computer.home.path();
        let marks = computer.marks.as_ref().map(|marks| copy_of(marks.path()));
        Before {
            log: fs::metadata(home.join(LOG)).map_or(0, |about| about.len() as usize),
            key: fs::read(home.join(KEY)).unwrap(),
            marks,
            digest: computer.digest(),
            held: computer.held(),
            in_use: true,
        }
    }

    /// Of a workspace that is about to be opened.
    pub fn closed(computer: &Computer, in_use: bool) -> Before {
        Before { in_use, ..Before::without_log(computer, computer.marks.as_ref()) }
    }

    /// Of a workspace that was opened for the first time on its computer, before that.
    pub fn opened_first(computer: &Computer) -> Before {
        let nothing = computer.other_marks();
        Before { in_use: false, ..Before::without_log(computer, nothing.as_ref()) }
    }

    fn without_log(computer: &Computer, marks: Option<&TempDir>) -> Before {
        let image = copy_of(computer.home.path());
        for name in [LOG, SHARED] {
            let _ = fs::remove_file(image.path().join(name));
        }
        let held = journal_of::held(&journal_of::reader(image.path(), computer.key()));
        let digest = journal_of::store(image.path(), computer.knows).digest().unwrap();
        Before {
            log: 0,
            key: fs::read(image.path().join(KEY)).unwrap(),
            marks: marks.map(|marks| copy_of(marks.path())),
            digest: json!(hex::encode(digest)),
            held,
            in_use: true,
        }
    }

    /// Whether the computer remembered nothing of the workspace, which then may be a copy.
    fn remembers_nothing(&self) -> bool {
        self.marks.as_ref().is_some_and(|marks| fs::read_dir(marks.path()).unwrap().next().is_none())
    }
}

fn copy_of(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_files(folder, copy.path());
    copy
}

/// Waits until something is in the log and nothing more comes; false if all is done before that.
fn log_stands(log: &Path, done: &AtomicBool) -> bool {
    let (mut before, mut same) = (0, 0);
    while same < 5 {
        if done.load(Ordering::Relaxed) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
        let length = fs::metadata(log).map_or(0, |about| about.len());
        same = if length > 0 && length == before { same + 1 } else { 0 };
        before = length;
    }
    true
}

/// The ends of the commits in a log beyond its first `from` bytes.
fn commits(log: &[u8], from: usize) -> Vec<usize> {
    let mut frames = (HEADER..log.len()).step_by(FRAME);
    let ends = frames.by_ref().filter(|at| log[at + 4..at + 8] != [0; 4]).map(|at| at + FRAME);
    ends.filter(|end| *end > from).collect()
}

/// What the cut leaves of a log, and what came of the step.
fn torn(log: &[u8], from: usize, cut: Cut) -> (Vec<u8>, Came) {
    let ends = commits(log, from);
    let kept = usize::from(cut.at) % (ends.len() + 1);
    if kept == ends.len() || log.len() > HEADER + CHECKPOINT * FRAME {
        return (log.to_vec(), Came::All);
    }
    let end = kept.checked_sub(1).map_or(from, |last| ends[last]);
    let more = (ends[kept] - end) * usize::from(cut.torn) / 256;
    let mut left = log[..end + more].to_vec();
    if cut.torn % 2 == 1 {
        left.resize(ends[kept], 0);
    }
    (left, if kept == 0 { Came::Nothing } else { Came::Part })
}

impl Computer {
    /// The power fails in the step that was just done, and the workspace is opened again.
    pub fn fail(&mut self, before: &Before, cut: Cut) -> Came {
        let image = copy_of(self.home.path());
        self.fail_with(&image, before, cut)
    }

    /// The same, with the files as they lay at some moment of the step.
    pub fn fail_with(&mut self, image: &TempDir, before: &Before, cut: Cut) -> Came {
        let (digest, held) = (self.digest(), self.held());
        let _ = fs::remove_file(image.path().join(SHARED));
        let (log, came) = torn(&fs::read(image.path().join(LOG)).unwrap(), before.log, cut);
        fs::write(image.path().join(LOG), log).unwrap();
        let late = came != Came::All || cut.torn % 2 == 1;
        let renewed = self.unsettle_key(image.path(), before, late);
        self.end();
        clear(self.home.path());
        copy_files(image.path(), self.home.path());
        if let (Some(marks), Some(old), true) = (&self.marks, &before.marks, late) {
            clear(marks.path());
            copy_files(old.path(), marks.path());
        }
        let doubted = self.unlock(before.in_use);
        let may_doubt = renewed || (late && before.remembers_nothing());
        assert!(!doubted || may_doubt, "a power failure is no doubt about the state");
        self.laptop.call("workspace_verify", json!({}));
        self.last = None;
        if !doubted {
            match came {
                Came::Nothing => {
                    assert_eq!((self.digest(), self.held()), (before.digest.clone(), before.held))
                }
                Came::All => assert_eq!((self.digest(), self.held()), (digest, held)),
                Came::Part => assert!((before.held..=held).contains(&self.held()) || renewed),
            }
        }
        came
    }

    /// Opens the workspace, and gives the files as they lie before what had to be converted goes from the log into the
    /// database, which is the end of every opening; nothing if there was nothing to convert. A reader keeps it from going
    /// there until the files were copied.
    pub fn converted<T>(&self, open: impl FnOnce() -> T) -> (T, Option<TempDir>) {
        let home = self.home.path();
        let reader = journal_of::reader(home, self.key());
        reader.execute_batch("begin; select count(*) from entry").unwrap();
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let done = &done;
            let watch = scope.spawn(move || {
                let image = log_stands(&home.join(LOG), done).then(|| copy_of(home));
                drop(reader);
                image
            });
            let opened = open();
            done.store(true, Ordering::Relaxed);
            (opened, watch.join().unwrap())
        })
    }

    /// If the step gave the workspace a new name: its key is beside the old one still. True if it did.
    fn unsettle_key(&self, image: &Path, before: &Before, late: bool) -> bool {
        let key = fs::read(image.join(KEY)).unwrap();
        if key == before.key {
            return false;
        }
        if late {
            fs::write(image.join("site.next.key"), key).unwrap();
            fs::write(image.join(KEY), &before.key).unwrap();
        }
        true
    }
}
