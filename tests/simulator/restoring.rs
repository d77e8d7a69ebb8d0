//! Copies, backups and what is restored from them, with the power failing in the middle.
//!
//! A backup that was cut off lies under another name, and none of it can be restored. A restoring that was cut off has
//! left some of its files beside the place that they were for, or is done but for what the first opening writes.

use std::fs;
use std::path::{Path, PathBuf};

use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};

use crate::computer::{Computer, clear};
use crate::declared;
use crate::power::{Before, Came, Cut};
use crate::prepared::copy_files;
use crate::world::{MOST, World};

/// The files of a workspace in the order in which restoring makes them.
const MADE: [&str; 4] = ["keys.json", "journal.db", "site.key", "workspace.json"];

impl World {
    /// The files of a workspace are copied, and both go on.
    pub fn copy(&mut self, at: usize) {
        if self.computers.len() < MOST {
            let power = self.power.take();
            let one = &self.computers[at];
            let mut copy = Computer::new(one.files(), one.side, one.knows, one.other_marks(), power);
            copy.said = one.said.clone();
            self.computers.push(copy);
        }
    }

    /// A backup is made and restored elsewhere, in the place of the laptop or as one more.
    pub fn restore(&mut self, at: usize, join: bool) {
        if join && self.computers.len() >= MOST {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("backup.lxb");
        let power = self.power.take();
        let first = |cut: &Cut| cut.at.is_multiple_of(3);
        self.computers[at].back_up(&file, power.filter(first));
        let restored = self.computers[at].restored(&file, join, power.filter(|cut| !first(cut)));
        if join { self.computers.push(restored) } else { self.computers[at] = restored }
    }
}

impl Computer {
    /// Makes a backup; if the power fails in that, once more.
    fn back_up(&mut self, file: &Path, power: Option<Cut>) {
        let request = json!({ "path": file });
        if let Some(cut) = power {
            let before = Before::of(self);
            self.laptop.call("backup", request.clone());
            let whole = fs::read(file).unwrap();
            let part = &whole[..whole.len() * usize::from(cut.torn) / 256];
            // It has its name before the workspace notes that it was made.
            if self.fail(&before, cut) != Came::All {
                fs::rename(file, file.with_extension("lxb.part")).unwrap();
                fs::write(file.with_extension("lxb.part"), part).unwrap();
                fs::write(self.home.path().join("backup.part"), part).unwrap();
            }
            self.cannot_restore(part);
        }
        self.laptop.call("backup", request);
        assert!(!self.home.path().join("backup.part").exists(), "an unfinished copy stays behind");
    }

    /// Nothing comes of a part of a backup, even under a backup's name.
    fn cannot_restore(&self, part: &[u8]) {
        let (home, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = stick.path().join("backup.lxb");
        fs::write(&file, part).unwrap();
        let laptop = Laptop::with(declared::registry(self.knows), home.path(), None);
        let refused = laptop.refused("restore", json!({ "file": file, "passphrase": PASSPHRASE }));
        assert!(["backup_damaged", "backup_unknown"].contains(&refused.code.as_str()), "{refused:?}");
        assert!(fs::read_dir(home.path()).unwrap().next().is_none(), "part of a backup was restored");
    }

    /// A laptop on which a backup of this one was restored.
    fn restored(&self, file: &Path, join: bool, power: Option<Cut>) -> Computer {
        let mut one = self.other();
        let request = json!({ "file": file, "passphrase": PASSPHRASE, "join": join });
        one.laptop.call("restore", request.clone());
        match power {
            Some(cut) if cut.at.is_multiple_of(2) => one.restore_again(cut, request),
            Some(cut) => {
                let before = Before::opened_first(&one);
                one.fail(&before, cut);
            }
            None => {}
        }
        one
    }

    /// The power failed before what was restored took its place: it is restored once more.
    fn restore_again(&mut self, cut: Cut, request: Value) {
        self.end();
        let home = self.home.path().to_owned();
        let made = tempfile::tempdir().unwrap();
        copy_files(&home, made.path());
        let unfinished = PathBuf::from(format!("{}.restoring", home.display()));
        fs::create_dir(&unfinished).unwrap();
        let whole = usize::from(cut.at / 6) % MADE.len();
        for name in &MADE[..whole] {
            fs::copy(made.path().join(name), unfinished.join(name)).unwrap();
        }
        let next = fs::read(made.path().join(MADE[whole])).unwrap();
        let part = &next[..next.len() * usize::from(cut.torn) / 256];
        fs::write(unfinished.join(MADE[whole]), part).unwrap();
        clear(&home);
        self.marks.iter().for_each(|marks| clear(marks.path()));
        let refused = self.laptop.refused("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
        assert_eq!(refused.code, "no_workspace");
        self.laptop.call("restore", request);
        assert!(!unfinished.exists(), "an unfinished restoring stays behind");
    }
}
