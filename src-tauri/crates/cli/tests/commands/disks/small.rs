//! A disk on which there is as much room as a test gives it.
//!
//! Where the system lets us, a test runs again in a process of its own, whose mounts nobody else sees, and the disk is
//! a file system in memory. Elsewhere the program may not make a file larger than the room that is left, which it meets
//! as an error of the same calls. `LIANXIN_DISKS=limited` tries that way everywhere.

use std::cell::Cell;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::*;

/// Says to a test how it runs.
const WAY: &str = "LIANXIN_DISKS";

/// The ways to mounts of one's own: as the administrator, and as anybody where that is allowed.
const UNSHARE: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];

/// How this system lets a process have mounts of its own.
static MOUNTS: LazyLock<Option<&[&str]>> = LazyLock::new(|| {
    let place = tempfile::tempdir().unwrap();
    UNSHARE.into_iter().find(|way| {
        let mut tried = Command::new("unshare");
        tried.args(*way).args(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(place.path());
        tried.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    })
});

/// Runs the test of this name where it can have a small disk.
pub fn with_disks(name: &str, test: impl FnOnce()) {
    match (std::env::var(WAY).as_deref(), *MOUNTS) {
        (Err(_), Some(way)) => again(name, way),
        _ => test(),
    }
}

/// Runs a test once more, with mounts of its own.
fn again(name: &str, way: &[&str]) {
    let mut command = Command::new("unshare");
    command.args(way).arg(std::env::current_exe().unwrap()).args([name, "--exact", "--nocapture"]);
    // What a process leaves in the folder for such files goes with it.
    let place = tempfile::tempdir().unwrap();
    let output = command.env(WAY, "mounted").env("TMPDIR", place.path()).output().unwrap();
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (told(&output.stdout), told(&output.stderr));
    assert!(output.status.success() && out.contains("1 passed"), "{out}{err}");
}

/// A small disk.
pub struct Disk {
    place: TempDir,
    mounted: bool,
    /// The largest file in KiB, where nothing may be mounted.
    most: Cell<Option<u64>>,
    /// At least this much in KiB the program needs there for what is not on this disk.
    least: u64,
}

impl Disk {
    /// The disk of a workspace, with room enough for now.
    pub fn new() -> Disk {
        Disk::with_least(0)
    }

    /// A stick, beside a workspace that has all the room it needs.
    pub fn stick() -> Disk {
        Disk::with_least(64)
    }

    fn with_least(least: u64) -> Disk {
        let mounted = std::env::var(WAY).is_ok_and(|way| way == "mounted");
        let disk = Disk { place: tempfile::tempdir().unwrap(), mounted, most: Cell::default(), least };
        if mounted {
            disk.mount("size=64m");
        }
        disk
    }

    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// Leaves room for so many KiB.
    pub fn leave(&self, kib: u64) {
        self.most.set(Some(kib.max(self.least)));
        if self.mounted {
            // A size of nothing would mean one without end.
            self.mount(&format!("remount,rw,size={}k", (self.used() + kib).max(4)));
        }
    }

    /// Gives it all the room again, and lets it be written to.
    pub fn give_room(&self) {
        self.most.set(None);
        if self.mounted {
            self.mount("remount,rw,size=64m");
        }
    }

    /// Lets nothing be written to it.
    pub fn lock(&self) {
        self.most.set(Some(self.least));
        if self.mounted {
            self.mount("remount,ro");
        }
    }

    /// Whether it is a disk of its own, that can say that it is full or may not be written to.
    pub fn is_real(&self) -> bool {
        self.mounted
    }

    /// The names of the files and folders directly on it.
    pub fn names(&self) -> Vec<String> {
        names(self.path())
    }

    /// Runs a command on a workspace, where this disk is the one that matters.
    pub fn run(&self, site: &Site, input: &str, arguments: &[&str]) -> Ran {
        let home = site.home();
        self.run_bare(input, &[&["--workspace", text(&home), "--json"], arguments].concat())
    }

    /// The same, without a workspace.
    pub fn run_bare(&self, input: &str, arguments: &[&str]) -> Ran {
        let program = env!("CARGO_BIN_EXE_lianxin");
        let mut command = match self.most.get().filter(|_| !self.mounted) {
            Some(kib) => {
                let mut command = Command::new("sh");
                // Counted in halves of a KiB. Ignored, the signal becomes the error of the call.
                command.arg("-c").arg("trap '' XFSZ; ulimit -f $1; shift; exec \"$@\"").arg("sh");
                command.arg((kib * 2).to_string()).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.args(arguments);
        run_by(command, PASSPHRASE, input)
    }

    fn used(&self) -> u64 {
        let told = Command::new("df").args(["--block-size=1K", "--output=used"]).arg(self.path()).output();
        let told = String::from_utf8(told.unwrap().stdout).unwrap();
        told.lines().last().unwrap().trim().parse().unwrap()
    }

    fn mount(&self, options: &str) {
        let mut command = Command::new("mount");
        // Kept out of the system's list of mounts, which only the real administrator may change.
        command.args(["-n", "-t", "tmpfs", "-o", options, "tmpfs"]).arg(self.path());
        assert!(command.status().unwrap().success(), "{options}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            // The mount ends with the process in any case; the folder under it would stay.
            let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
        }
    }
}

/// The names in a folder.
pub fn names(folder: &Path) -> Vec<String> {
    let all = std::fs::read_dir(folder).unwrap();
    let mut all: Vec<String> =
        all.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    all.sort();
    all
}

/// A failure with one of these codes and a sentence of Chinese, and nothing else said.
pub fn refused(ran: &Ran, codes: &[&str]) -> Value {
    let object = ran.object();
    let code = object["code"].as_str().unwrap_or_default();
    assert!(ran.code == 1 && codes.contains(&code), "{}{object}", ran.code);
    let sentence = object["message"].as_str().unwrap();
    assert!(sentence.ends_with('。') && !sentence.contains('{'), "{sentence}");
    assert_eq!(ran.err, "", "{object}");
    object
}
