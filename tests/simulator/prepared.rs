//! The workspaces that every history begins with, made once: a village and a township that know each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use scenarios::Laptop;
use serde_json::{Value, json};
use tempfile::TempDir;
use vault::SealIdentity;

use crate::computer::Computer;
use crate::{journal_of, letter};

/// How many people there are at the beginning.
pub const PEOPLE: usize = 4;

/// What a history begins with.
pub struct Prepared {
    village: Kept,
    township: Kept,
    /// The people of the beginning.
    pub people: Vec<String>,
    /// What was written of them.
    pub values: BTreeSet<String>,
    /// The household of the first of them.
    pub home: String,
    /// The need that waits for the township.
    pub need: String,
    /// The village's channel.
    pub channel: String,
    /// The village's id and the township's.
    pub parties: [String; 2],
    /// What opens the files for either side.
    pub seals: Seals,
}

/// The identities of both sides.
pub struct Seals {
    pub village: SealIdentity,
    pub township: SealIdentity,
}

/// The files of a workspace that lay elsewhere, and what its computer remembers of it.
struct Kept {
    home: TempDir,
    marks: TempDir,
}

static PREPARED: LazyLock<Prepared> = LazyLock::new(prepare);

/// What histories begin with.
pub fn prepared() -> &'static Prepared {
    &PREPARED
}

impl Prepared {
    /// A laptop with the village's workspace, or the township's, open in a program that knows so much.
    pub fn computer(&self, township: bool, knows: u8, remembers: bool) -> Computer {
        let kept = if township { &self.township } else { &self.village };
        let copy = |from: &TempDir| {
            let to = tempfile::tempdir().unwrap();
            copy_files(from.path(), to.path());
            to
        };
        Computer::new(copy(&kept.home), township, knows, remembers.then(|| copy(&kept.marks)))
    }
}

/// Copies the files of a workspace that nobody has open.
pub fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}

fn put(laptop: &Laptop, kind: &str, fields: Value) -> String {
    let saved = laptop.call("record_put", json!({ "kind": kind, "fields": fields }));
    saved["id"].as_str().unwrap().to_owned()
}

fn prepare() -> Prepared {
    let stick = tempfile::tempdir().unwrap();
    let [village_home, township_home] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [village_marks, township_marks] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let village = Laptop::remembering(village_home.path(), village_marks.path());
    let township = Laptop::remembering(township_home.path(), township_marks.path());
    village.create("village", "石桥村", "330281104208");
    township.create("township", "清河镇", "330281104000");
    let asked = json!({ "name": "石桥村", "code": "330281104208", "folder": stick.path() });
    let invitation = township.call("invitation_write", asked)["path"].clone();
    village.call("invitation_accept", json!({ "path": invitation }));
    let mut values = BTreeSet::new();
    let people: Vec<String> = (0..PEOPLE)
        .map(|number| {
            let [name, phone, health] =
                [format!("某{number}"), format!("1380000000{number}"), format!("从前{number}病")];
            let fields = json!({ "name": name, "phone": phone, "health": health });
            values.extend([name, phone, health]);
            put(&village, "person", fields)
        })
        .collect();
    let home = put(&village, "household", json!({ "number": "01-001", "head": people[0] }));
    let registered = village.call(
        "visit_register",
        json!({
            "visit": { "date": "2026-03-02", "form": 1, "households": [home], "content": "家里都好" },
            "needs": [{ "title": "屋顶漏水", "category": 105, "urgency": 2 }],
        }),
    );
    let need = registered["needs"][0].as_str().unwrap().to_owned();
    for fields in [json!({ "action": 2 }), json!({ "action": 6, "text": "请镇里解决" })] {
        village.call("need_step", json!({ "need": need, "fields": fields }));
    }
    for _ in 0..2 {
        pass(&village, &township, stick.path());
        pass(&township, &village, stick.path());
    }
    let [known, there] =
        [&village, &township].map(|laptop| laptop.call("exchange", json!({}))["own"].clone());
    let text = |of: &Value| of.as_str().unwrap().to_owned();
    let (channel, parties) = (text(&known["channel"]), [text(&known["party"]), text(&there["party"])]);
    for laptop in [&village, &township] {
        laptop.call("workspace_lock", json!({}));
    }
    let kept = |old: TempDir, marks| {
        let home = tempfile::tempdir().unwrap();
        copy_files(old.path(), home.path());
        Kept { home, marks }
    };
    let (village, township) = (kept(village_home, village_marks), kept(township_home, township_marks));
    let identity = |kept: &Kept| letter::identity(&journal_of::store(kept.home.path(), 0));
    let seals = Seals { village: identity(&village), township: identity(&township) };
    Prepared { village, township, people, values, home, need, channel, parties, seals }
}

fn pass(from: &Laptop, to: &Laptop, folder: &Path) {
    let files = from.call("exchange_write", json!({ "folder": folder }))["files"].clone();
    let taken = to.call("exchange_receive", json!({ "paths": [files[0]["path"]] }));
    assert_eq!(taken["files"][0]["ok"], true, "{taken}");
}
