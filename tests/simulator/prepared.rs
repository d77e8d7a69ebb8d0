//! The workspaces that every history begins with, made once: two villages that know nothing of each other, and a township
//! that knows the first or both.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use journal::ChannelId;
use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};
use store::Store;
use tempfile::TempDir;
use vault::SealIdentity;

use crate::computer::Computer;
use crate::sides::Side;
use crate::{journal_of, letter};

/// How many people there are at the beginning.
pub const PEOPLE: usize = 4;

/// What a history begins with.
pub struct Prepared {
    pub villages: [Village; 2],
    /// The township when it knew the first village only, and when it knew both.
    townships: [Kept; 2],
    /// The township's id.
    pub party: String,
    /// What opens the files for the township.
    pub seal: SealIdentity,
}

/// A village at the beginning.
pub struct Village {
    kept: Kept,
    pub name: &'static str,
    pub code: &'static str,
    pub party: String,
    pub channel: ChannelId,
    /// The people of the beginning.
    pub people: Vec<String>,
    /// Their names, which the township was told.
    pub names: BTreeSet<String>,
    /// What was written of them, their names too.
    pub values: BTreeSet<String>,
    /// The household of the first of them.
    pub home: String,
    /// The need that waits for the township.
    pub need: String,
    /// What opens the files for the village.
    pub seal: SealIdentity,
}

/// The name and code of each village, and how its first values begin: no two villages write the same, and nothing so
/// short that it stands in sealed bytes by chance.
const VILLAGES: [(&str, &str, [&str; 3]); 2] = [
    ("石桥村", "330281104208", ["某家人", "1380000000", "从前"]),
    ("白塔村", "330281104210", ["何家人", "1360000000", "早先"]),
];

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
    /// A laptop with the workspace of a side open, in a program that knows so much; the township knows so many villages.
    pub fn computer(&self, side: Side, villages: usize, knows: u8, remembers: bool) -> Computer {
        let kept = match side {
            Side::Village(number) => &self.villages[number].kept,
            Side::Township => &self.townships[villages - 1],
        };
        let Kept { home, marks } = kept.copy();
        Computer::new(home, side, knows, remembers.then_some(marks), None)
    }
}

impl Kept {
    fn copy(&self) -> Kept {
        let copy = |from: &TempDir| {
            let to = tempfile::tempdir().unwrap();
            copy_files(from.path(), to.path());
            to
        };
        Kept { home: copy(&self.home), marks: copy(&self.marks) }
    }

    fn store(&self) -> Store {
        journal_of::store(self.home.path(), 0)
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

/// A workspace in the making.
struct Making {
    laptop: Laptop,
    files: Kept,
}

impl Making {
    fn new(kind: &str, name: &str, code: &str) -> Making {
        let files = Kept { home: tempfile::tempdir().unwrap(), marks: tempfile::tempdir().unwrap() };
        let laptop = Laptop::remembering(files.home.path(), files.marks.path());
        laptop.create(kind, name, code);
        Making { laptop, files }
    }

    /// A copy of the files as they are now.
    fn kept(&self) -> Kept {
        self.laptop.call("workspace_lock", json!({}));
        let kept = self.files.copy();
        self.laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
        kept
    }

    fn own(&self, what: &str) -> String {
        self.laptop.call("exchange", json!({}))["own"][what].as_str().unwrap().to_owned()
    }
}

fn prepare() -> Prepared {
    let township = Making::new("township", "清河镇", "330281104000");
    let first = prepare_village(&township, 0);
    let alone = township.kept();
    let second = prepare_village(&township, 1);
    let (party, both) = (township.own("party"), township.kept());
    let seal = letter::identity(&both.store());
    Prepared { villages: [first, second], townships: [alone, both], party, seal }
}

/// A village that the township invited, with people and a need that waits for the township.
fn prepare_village(township: &Making, number: usize) -> Village {
    let (name, code, begins) = VILLAGES[number];
    let (making, stick) = (Making::new("village", name, code), tempfile::tempdir().unwrap());
    let (village, township) = (&making.laptop, &township.laptop);
    let asked = json!({ "name": name, "code": code, "folder": stick.path() });
    let invitation = township.call("invitation_write", asked)["path"].clone();
    village.call("invitation_accept", json!({ "path": invitation }));
    let (mut names, mut values) = (BTreeSet::new(), BTreeSet::new());
    let people: Vec<String> = (0..PEOPLE)
        .map(|number| {
            let [name, phone, health] = begins.map(|begin| format!("{begin}{number}"));
            let health = format!("{health}病");
            let fields = json!({ "name": name, "phone": phone, "health": health });
            names.insert(name.clone());
            values.extend([name, phone, health]);
            put(village, "person", fields)
        })
        .collect();
    let home = put(village, "household", json!({ "number": "01-001", "head": people[0] }));
    let need = escalated(village, &home);
    for _ in 0..2 {
        pass(village, township, name, stick.path());
        pass(township, village, name, stick.path());
    }
    let (party, channel, kept) = (making.own("party"), making.own("channel"), making.kept());
    let channel = ChannelId::from_slice(&hex::decode(channel).unwrap()).unwrap();
    let seal = letter::identity(&kept.store());
    Village { kept, name, code, party, channel, people, names, values, home, need, seal }
}

/// A need that was registered with a visit and waits for the township.
fn escalated(village: &Laptop, home: &str) -> String {
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
    need
}

/// Writes a file for the other side and reads it there; a township's is for the village of this name.
fn pass(from: &Laptop, to: &Laptop, village: &str, folder: &Path) {
    let files = from.call("exchange_write", json!({ "folder": folder }))["files"].clone();
    let mut files = files.as_array().unwrap().iter();
    let file = files.find(|one| one["to"] == village || one["to"] == "清河镇").unwrap();
    let taken = to.call("exchange_receive", json!({ "paths": [file["path"]] }));
    assert_eq!(taken["files"][0]["ok"], true, "{taken}");
}
