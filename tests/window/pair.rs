//! A village and its township that have met and carried files both ways, and the stick between them.

use std::fs;
use std::path::{Path, PathBuf};

use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The division code of the village.
pub const CODE: &str = "330281104208";

/// The computers of a village and of its township.
pub struct Pair {
    place: TempDir,
    pub stick: PathBuf,
}

impl Pair {
    /// A village with one household, and a township that invited it. No file was written yet.
    pub fn invited() -> Pair {
        let place = tempfile::tempdir().unwrap();
        let stick = place.path().join("U盘");
        fs::create_dir(&stick).unwrap();
        let pair = Pair { place, stick };
        let (village, township) = (computer(&pair.home("village")), computer(&pair.home("township")));
        village.create("village", "石桥村", CODE);
        township.create("township", "清河镇", "330281104000");
        let asked = json!({ "name": "石桥村", "code": CODE, "folder": pair.stick });
        let invitation = township.call("invitation_write", asked)["path"].clone();
        village.call("invitation_accept", json!({ "path": invitation }));
        household(&village, "001", "王秀兰");
        pair
    }

    /// The same after a file of each has reached the other.
    pub fn met() -> Pair {
        let pair = Pair::invited();
        let (village, township) = (pair.laptop("village"), pair.laptop("township"));
        take(&township, &written(&village, &pair.stick, None));
        take(&village, &written(&township, &pair.stick, None));
        pair
    }

    /// The folder of a computer's workspaces.
    pub fn home(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// The workspace on a computer that no window has open, without a window.
    pub fn laptop(&self, name: &str) -> Laptop {
        let laptop = computer(&self.home(name));
        laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
        laptop
    }
}

/// A computer that remembers workspaces in the folder beside its home.
pub fn computer(home: &Path) -> Laptop {
    fs::create_dir_all(home).unwrap();
    Laptop::remembering(home, &home.join("marks"))
}

/// Registers a household, and answers its id.
pub fn household(village: &Laptop, number: &str, head: &str) -> Value {
    let asked = json!({ "fields": { "number": number }, "head_fields": { "name": head } });
    village.call("household_register", asked)["id"].clone()
}

/// Writes a file for `to`, or for the only other side. Answers its path.
pub fn written(laptop: &Laptop, stick: &Path, to: Option<&str>) -> PathBuf {
    let files = laptop.call("exchange_write", json!({ "folder": stick, "to": to }))["files"].clone();
    files[0]["path"].as_str().unwrap().into()
}

/// Takes in a file that must be good.
pub fn take(laptop: &Laptop, path: &Path) {
    let taken = laptop.call("exchange_receive", json!({ "paths": [path] }));
    assert_eq!(taken["files"][0]["ok"], true, "{taken}");
}

/// Copies the files of a workspace that nobody has open.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}
