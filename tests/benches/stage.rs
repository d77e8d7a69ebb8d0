//! The villages and the township of the benches, made through the command table.

use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::NaiveDate;
use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The households of a village whose year comes to about 12,260 rows.
const HOUSEHOLDS: u32 = 680;
/// The households of a village whose ten years come to 150,000 rows and more.
const TEN_YEARS_HOUSEHOLDS: u32 = 1420;
/// The same of a quick run, for a look only.
const FEW_HOUSEHOLDS: u32 = 300;

/// The day of the benches.
pub fn day() -> NaiveDate {
    scenarios::morning()
}

/// A township with its villages, each of which wrote a full package; nobody has a workspace open.
pub struct Stage {
    pub folder: TempDir,
    /// The full package of each village.
    pub packages: Vec<PathBuf>,
    /// How long the first village's writing took, run by run, in seconds.
    pub writing: Vec<f64>,
}

impl Stage {
    /// Makes a township and so many villages.
    pub fn set(villages: usize) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let mut stage = Stage { folder, packages: Vec::new(), writing: Vec::new() };
        std::fs::create_dir(stage.stick()).unwrap();
        let township = Laptop::at(&stage.township(), day());
        township.create("township", "样例镇", "999001001000");
        for number in 0..villages {
            stage.add_village(&township, number);
        }
        stage
    }

    fn add_village(&mut self, township: &Laptop, number: usize) {
        let (name, code) = (format!("第{}村", number + 1), format!("999001001{:03}", 201 + number));
        let village = Laptop::at(&self.village(number), day());
        village.create("village", &name, &code);
        let asked = json!({ "name": name, "code": code, "folder": self.stick() });
        let invitation = township.call("invitation_write", asked)["path"].clone();
        village.call("invitation_accept", json!({ "path": invitation }));
        village.call("sample", json!({ "households": HOUSEHOLDS, "years": 1, "seed": number + 1 }));
        for _ in 0..if number == 0 { 3 } else { 1 } {
            let began = Instant::now();
            let file = write(&village, &self.stick());
            if number == 0 {
                self.writing.push(began.elapsed().as_secs_f64());
            }
            self.packages.truncate(number);
            self.packages.push(file);
        }
    }

    /// The home of a village.
    pub fn village(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("village-{number}"))
    }

    /// The home of the township.
    pub fn township(&self) -> PathBuf {
        self.folder.path().join("township")
    }

    /// The folder that stands for the stick.
    pub fn stick(&self) -> PathBuf {
        self.folder.path().join("stick")
    }

    /// A place for something passing.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Writes the one file that a workspace has for its peer.
fn write(laptop: &Laptop, folder: &Path) -> PathBuf {
    let files = laptop.call("exchange_write", json!({ "folder": folder }))["files"].clone();
    assert_eq!(files.as_array().unwrap().len(), 1, "{files}");
    PathBuf::from(files[0]["path"].as_str().unwrap())
}

/// A laptop with the workspace of this home open.
pub fn opened(home: &Path) -> Laptop {
    let laptop = Laptop::at(home, day());
    laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    laptop
}

/// The township answers a village that it has merged; the village takes it in, adds `needs` visits with a need each
/// to these households and writes what is new. Answers the file, and how long its writing took, in seconds.
pub fn increment(stage: &Stage, number: usize, households: &[String], needs: usize) -> (PathBuf, f64) {
    let answers = opened(&stage.township())
        .call("exchange_write", json!({ "folder": stage.stick(), "to": format!("第{}村", number + 1) }));
    let village = opened(&stage.village(number));
    let taken = village.call("exchange_receive", json!({ "paths": [answers["files"][0]["path"]] }));
    assert_eq!(taken["files"][0]["ok"], true, "{taken}");
    for household in households.iter().cycle().take(needs) {
        village.call("visit_register", visit(household));
    }
    let began = Instant::now();
    let file = write(&village, &stage.stick());
    (file, began.elapsed().as_secs_f64())
}

fn visit(household: &str) -> Value {
    json!({
        "visit": { "date": "2026-03-02", "form": 1, "households": [household], "content": "家里都好，问起门前的路。" },
        "needs": [{ "title": "门前的路积水", "category": 105, "urgency": 2 }],
    })
}

/// A village of ten years whose passphrase takes as long to check as a real one's.
pub fn ten_years(home: &Path, quick: bool) {
    let laptop = Laptop::at(home, day());
    let households = if quick { FEW_HOUSEHOLDS } else { TEN_YEARS_HOUSEHOLDS };
    laptop.create_real("village", "十年村", "999001001299");
    laptop.call("sample", json!({ "households": households, "years": 10, "seed": 10 }));
    laptop.call("workspace_lock", json!({}));
}
