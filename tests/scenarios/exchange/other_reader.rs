//! Another reader: `tests/reader`, written in Python from the documentation of the format alone, opens what this program
//! writes, finds in it what this program says of it, and refuses what was altered.

use std::path::{Path, PathBuf};
use std::process::Command;

use journal::{ChannelId, Part, SiteId};
use scenarios::Laptop;
use serde_json::{Value, json};
use store::{Held, Store};
use tempfile::TempDir;

use super::pair::{Pair, altered};
use crate::homes::put;

mod forged;
mod frozen;

/// The system's own, for which the set-up installs packages. Another that is first on the path does not see them.
const PYTHON: &str = "/usr/bin/python3";

fn run(arguments: &[&Path]) -> Result<String, String> {
    let reader = Path::new(env!("CARGO_MANIFEST_DIR")).join("reader/lxc.py");
    // Without -B it would leave its compiled modules in the tree.
    let output = Command::new(PYTHON).arg("-B").arg(reader).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{PYTHON}: {error}"));
    let fault = String::from_utf8(output.stderr).unwrap().trim_end().to_owned();
    match output.status.code() {
        Some(0) => Ok(String::from_utf8(output.stdout).unwrap()),
        Some(1) if fault.lines().count() == 1 => Err(fault),
        _ => panic!("python3, python3-cbor2, python3-cryptography and python3-zstandard are needed: {fault}"),
    }
}

/// Who opens packages with the other reader.
pub struct Other {
    folder: TempDir,
    known: Option<PathBuf>,
}

impl Other {
    /// With this age identity.
    fn with(identity: &str) -> Other {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("identity"), format!("# for a test\n{identity}\n")).unwrap();
        Other { folder, known: None }
    }

    /// With the identity of a laptop's workspace.
    pub fn of(laptop: &Laptop) -> Other {
        let seal = laptop.beside(|store| store.meta("seal_key").unwrap().unwrap());
        Self::with(std::str::from_utf8(&seal).unwrap())
    }

    /// Who knows statements already, each as `Statement::to_bytes` gives it.
    fn knowing(self, statements: &[Vec<u8>]) -> Other {
        let path = self.folder.path().join("known");
        let mut listed = vec![0x80 | u8::try_from(statements.len()).unwrap()];
        listed.extend(statements.concat());
        std::fs::write(&path, listed).unwrap();
        Other { known: Some(path), ..self }
    }

    pub fn read(&self, file: &Path) -> Result<Value, String> {
        let identity = self.folder.path().join("identity");
        let mut arguments = vec![file, Path::new("--identity"), &identity];
        arguments.extend(self.known.iter().flat_map(|known| [Path::new("--known"), known]));
        run(&arguments).map(|found| serde_json::from_str(&found).unwrap())
    }
}

fn id(text: &Value) -> [u8; 16] {
    hex::decode(text.as_str().unwrap()).unwrap().try_into().unwrap()
}

/// The entries of a range as a store holds them.
fn held(store: &Store, range: &Value) -> Vec<Held> {
    let (channel, site) =
        (ChannelId::from_bytes(id(&range["channel"])), SiteId::from_bytes(id(&range["site"])));
    let (from, to) = (range["from"].as_u64().unwrap(), range["to"].as_u64().unwrap());
    store.entries(channel, site, from, (to + 1 - from) as usize).unwrap()
}

/// The chains of a store, as ranges say where they end.
fn heads(store: &Store) -> Vec<Value> {
    let head = |head: store::ChainHead| json!([head.site.to_string(), head.seq, hex::encode(head.hash)]);
    store.heads().unwrap().into_iter().map(head).collect()
}

/// A file is read by its reader's laptop and by the other reader, who must say the same. It is taken in: what of it the
/// store then holds is what the other reader saw.
fn agreed(writer: &Laptop, reader: &Laptop, file: &Value) -> (Value, Value) {
    let found = Other::of(reader).read(Path::new(file["path"].as_str().unwrap())).unwrap();
    let paths = json!({ "paths": [file["path"]] });
    let preview = reader.call("exchange_preview", paths.clone())["files"][0].clone();
    assert_eq!(preview["ok"], true);
    let sender = writer.call("exchange", json!({}))["own"].clone();
    let shown =
        found["parties"].as_array().unwrap().iter().find(|one| one["party"] == sender["party"]).unwrap();
    for field in ["name", "code", "kind", "practice", "channel", "fingerprint"] {
        assert_eq!(shown[field], sender[field], "{field}");
    }
    assert_eq!(found["sender"]["party"], sender["party"]);
    for (field, same) in [("entries", "entries"), ("number", "number"), ("check_code", "check")] {
        assert_eq!((&found[field], &found[field]), (&file[same], &preview[same]), "{field}");
    }
    assert_eq!(found["created"], preview["created"]);

    let ranges = found["ranges"].as_array().unwrap();
    let ends = |range: &Value| json!([range["site"], range["to"], range["head"]]);
    let chains = writer.beside(heads);
    assert!(ranges.iter().map(ends).all(|end| chains.contains(&end)), "{ranges:?} {chains:?}");
    let taken = reader.call("exchange_receive", paths)["files"][0].clone();
    assert_eq!(taken["ok"], true);
    let entries: Vec<Held> =
        reader.beside(|store| ranges.iter().flat_map(|range| held(store, range)).collect());
    assert_eq!(found["changes"], entries.iter().map(|held| held.entry.changes.len()).sum::<usize>());
    let parts: Vec<&Part> = entries.iter().flat_map(|held| held.entry.parts.values()).collect();
    let (whole, withheld): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|part| matches!(part, Part::Whole { .. }));
    let opened = |part: &&Part| if let Part::Root { opened, .. } = part { opened.len() } else { 0 };
    let opened: usize = withheld.iter().map(opened).sum();
    let groups = json!({ "whole": whole.len(), "withheld": withheld.len(), "opened_leaves": opened });
    assert_eq!(found["groups"], groups);
    (found, preview)
}

/// What a receipt says of the chain of a site.
fn chain<'a>(receipt: &'a Value, site: &Value) -> &'a Value {
    receipt["chains"].as_array().unwrap().iter().find(|chain| chain["site"] == *site).unwrap()
}

#[test]
fn another_reader_finds_in_the_files_of_the_main_job_what_this_program_says_of_them() {
    let pair = Pair::strangers();
    let invitation = pair.invitation("石桥村");
    let found: Value = serde_json::from_str(&run(&[Path::new(&invitation)]).unwrap()).unwrap();
    let view = pair.village.call("invitation_open", json!({ "path": invitation }));
    for field in ["party", "name", "code", "kind", "practice", "channel", "fingerprint"] {
        assert_eq!(found["township"][field], view["township"][field], "{field}");
    }
    for field in ["name", "code", "created", "own"] {
        assert_eq!(found[field], view[field], "{field}");
    }
    assert_eq!(found["groups"].as_array().unwrap().len(), view["groups"].as_array().unwrap().len());
    pair.village.call("invitation_accept", json!({ "path": invitation }));

    let need = pair.escalated(true);
    let first = pair.village_writes();
    let (found, _) = agreed(&pair.village, &pair.township, &first);
    assert_eq!((&found["introduced"], &found["entries"]), (&json!(true), &first["entries"]));
    let village = found["sender"]["site"].clone();
    let total = first["entries"].as_u64().unwrap();
    assert_eq!((&found["ranges"][0]["from"], &found["ranges"][0]["to"]), (&json!(1), &json!(total)));
    // A village keeps its narratives, and tells the telephone of whoever's need it is.
    assert!(
        found["groups"]["withheld"].as_u64() > Some(0) && found["groups"]["opened_leaves"].as_u64() > Some(0)
    );
    assert_eq!(found["own"], json!({ "pieces": 1, "opened": 0, "supplements": 0 }));

    let channel = pair.channel();
    pair.township.call("need_answer", json!({ "need": need, "village": channel, "fields": { "action": 1 } }));
    let answer = pair.township_writes();
    let (found, preview) = agreed(&pair.township, &pair.village, &answer);
    assert_eq!((&found["entries"], &found["introduced"]), (&json!(1), &json!(false)));
    let (receipt, township) = (&found["receipts"][0], found["sender"]["site"].clone());
    let of_village = chain(receipt, &village);
    let received = json!({ "received": total, "conflict": 0, "refused": 0, "waiting": 0 });
    assert_eq!((&of_village["marks"], &preview["acknowledges"]), (&received, &json!(total)));
    assert_eq!(receipt["files"][0]["number"], first["number"]);

    put(&pair.village, "person", json!({ "name": "后来人", "phone": "13900000321" }));
    let increment = pair.village_writes();
    let (found, _) = agreed(&pair.village, &pair.township, &increment);
    assert_eq!((&found["entries"], &found["ranges"][0]["from"]), (&json!(1), &json!(total + 1)));
    let of_township = chain(&found["receipts"][0], &township);
    assert_eq!((&of_township["upto"], &of_township["marks"]["received"]), (&json!(1), &json!(1)));
}

#[test]
fn another_reader_refuses_a_file_of_which_a_byte_was_altered() {
    let pair = Pair::joined();
    pair.escalated(true);
    let file = pair.village_writes();
    let (path, township) = (PathBuf::from(file["path"].as_str().unwrap()), Other::of(&pair.township));
    let length = std::fs::metadata(&path).unwrap().len() as usize;
    assert_eq!(township.read(&path).unwrap()["entries"], file["entries"]);
    // Magic, version, header, then all over the file to the last byte of the signature.
    let places = [0, 8, 11, 40].into_iter().chain((1..=12).map(|step| length * step / 12 - 1));
    for place in places {
        let bent = altered(&file, |bytes| bytes[place] ^= 1);
        assert!(township.read(&bent).is_err(), "byte {place}");
    }
    assert!(township.read(&altered(&file, |bytes| bytes.truncate(length - 1))).is_err());
    assert!(township.read(&altered(&file, |bytes| bytes.push(0))).is_err());
    let fault = Other::of(&pair.village).read(&path).unwrap_err();
    assert_eq!(fault, "the package is sealed to somebody else");
}

#[test]
fn the_other_reader_computes_the_documented_test_vectors() {
    let said = run(&[Path::new("--self-test")]).unwrap();
    assert!(said.contains("test vectors hold"), "{said}");
}
