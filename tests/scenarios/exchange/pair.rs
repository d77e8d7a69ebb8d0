//! A village and its township with a folder between them that stands for the stick.

use std::path::{Path, PathBuf};

use scenarios::Laptop;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::homes::{put, rows};

/// What a visit's narrative says, which stays in the village.
pub const NARRATIVE: &str = "老人独居腿脚不便";
/// The telephone of the person whose need it is.
pub const PHONE: &str = "13900000123";
/// An invented ID number of that person.
pub const ID_NUMBER: &str = "999001196203050018";

pub struct Pair {
    pub village: Laptop,
    pub township: Laptop,
    pub stick: TempDir,
}

impl Pair {
    /// A village and a township that do not know each other.
    pub fn strangers() -> Pair {
        let village = Laptop::village("石桥村", "330281104208");
        let township = Laptop::township("清河镇", "330281104000");
        Pair { village, township, stick: tempfile::tempdir().unwrap() }
    }

    /// The village has accepted the township's invitation.
    pub fn joined() -> Pair {
        let pair = Pair::strangers();
        let invitation = pair.invitation("石桥村");
        pair.village.call("invitation_accept", json!({ "path": invitation }));
        pair
    }

    /// An invitation on the stick.
    pub fn invitation(&self, name: &str) -> String {
        let request = json!({ "name": name, "code": "330281104208", "folder": self.stick.path() });
        self.township.call("invitation_write", request)["path"].as_str().unwrap().to_owned()
    }

    /// A visit with a need that goes up to the township, perhaps with name and telephone.
    pub fn escalated(&self, tell_contact: bool) -> String {
        let village = &self.village;
        let head =
            put(village, "person", json!({ "name": "王大山", "phone": PHONE, "id_number": ID_NUMBER }));
        let home =
            put(village, "household", json!({ "number": "01-001", "head": head, "address": "石桥头三号" }));
        put(village, "resident", json!({ "person": head, "household": home, "relation": 2, "residence": 1 }));
        put(village, "person", json!({ "name": "李秀英", "phone": "13900000456" }));
        let registered = village.call(
            "visit_register",
            json!({
                "visit": { "date": "2026-03-02", "form": 1, "households": [home], "content": NARRATIVE },
                "needs": [{
                    "title": "屋顶漏水", "category": 105, "urgency": 2, "person": head,
                    "petitioner": "王大山", "petitioner_phone": "13900000789",
                }],
            }),
        );
        let need = registered["needs"][0].as_str().unwrap().to_owned();
        for fields in [
            json!({ "action": 2 }),
            json!({ "action": 6, "text": "请镇里解决", "tell_contact": tell_contact }),
        ] {
            village.call("need_step", json!({ "need": need, "fields": fields }));
        }
        need
    }

    /// Both have taken in all that the other has.
    pub fn settled(&self) {
        self.township_takes(&self.village_writes());
        self.village_takes(&self.township_writes());
    }

    pub fn village_writes(&self) -> Value {
        write(&self.village, self.stick.path())
    }

    pub fn township_writes(&self) -> Value {
        write(&self.township, self.stick.path())
    }

    pub fn township_takes(&self, file: &Value) -> Value {
        takes(&self.township, file)
    }

    pub fn village_takes(&self, file: &Value) -> Value {
        takes(&self.village, file)
    }

    /// The village's channel.
    pub fn channel(&self) -> String {
        self.village.call("exchange", json!({}))["own"]["channel"].as_str().unwrap().to_owned()
    }

    /// A list of the village in the township.
    pub fn rows_in(&self, list: &str) -> Vec<Value> {
        let request = json!({ "list": list, "village": self.channel(), "request": {} });
        self.township.call("list", request)["rows"].as_array().unwrap().clone()
    }
}

/// Writes one file for the only peer.
pub fn write(laptop: &Laptop, folder: &Path) -> Value {
    let files = laptop.call("exchange_write", json!({ "folder": folder }))["files"].clone();
    assert_eq!(files.as_array().unwrap().len(), 1);
    files[0].clone()
}

/// Takes a file in that must be good: what became of it. The outcomes account for every entry.
pub fn takes(laptop: &Laptop, file: &Value) -> Value {
    let taken = laptop.call("exchange_receive", json!({ "paths": [file["path"]] }))["files"][0].clone();
    assert_eq!(taken["ok"], true, "{taken}");
    let outcomes = taken["outcomes"].as_object().unwrap().values();
    assert_eq!(outcomes.map(|count| count.as_u64().unwrap()).sum::<u64>(), file["entries"].as_u64().unwrap());
    taken
}

/// Looks at and takes in a file that must be refused, which changes nothing: the code.
pub fn refuses(laptop: &Laptop, path: &Path) -> String {
    let before = (digest(laptop), laptop.call("exchange", json!({})));
    let seen = laptop.call("exchange_preview", json!({ "paths": [path] }))["files"][0].clone();
    let taken = laptop.call("exchange_receive", json!({ "paths": [path] }))["files"][0].clone();
    assert_eq!((&seen["ok"], &taken["ok"]), (&json!(false), &json!(false)));
    assert_eq!(seen["failure"]["code"], taken["failure"]["code"]);
    let (code, message) = (taken["failure"]["code"].as_str().unwrap(), taken["message"].as_str().unwrap());
    assert_ne!(message, code, "not worded");
    assert_eq!((digest(laptop), laptop.call("exchange", json!({}))), before);
    code.to_owned()
}

/// The digest of everything.
pub fn digest(laptop: &Laptop) -> String {
    laptop.call("workspace_verify", json!({}))["digest"].as_str().unwrap().to_owned()
}

/// The digest of what both sides of the village 石桥村 share.
pub fn shared_digest(laptop: &Laptop) -> String {
    laptop.app().session(|session, _| session.shared_digest(Some("330281104208"))).unwrap()
}

/// All that can be read, as text.
pub fn dumped(laptop: &Laptop) -> String {
    let mut all = String::new();
    let dump = laptop.app().session(|session, _| {
        session.dump(None, false, |one: app::Dumped| {
            all.push_str(&format!("{}\n", one.0));
            Ok(())
        })
    });
    dump.unwrap();
    all
}

/// The names of a village's people.
pub fn names(laptop: &Laptop) -> Vec<String> {
    let mut names: Vec<String> = rows(laptop, "person", json!({}))
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

/// A copy of a file beside it, changed.
pub fn altered(file: &Value, change: impl FnOnce(&mut Vec<u8>)) -> PathBuf {
    let path = PathBuf::from(file["path"].as_str().unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    change(&mut bytes);
    let altered = path.with_file_name("altered.lxc");
    std::fs::write(&altered, bytes).unwrap();
    altered
}

/// Copies a workspace's files, which nobody has open.
pub fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}
