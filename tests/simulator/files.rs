//! Files between the laptops: written, cut off, read, damaged.

use std::path::PathBuf;

use serde_json::{Value, json};
use store::Direction;

use crate::letter;
use crate::power::{Before, Came, Cut};
use crate::world::{File, World};

impl World {
    /// Writes files for the other side, or for the other laptops of the same side.
    pub fn write(&mut self, at: usize, share: bool) {
        let power = self.power_fails(at);
        let one = &self.computers[at];
        let township = one.township == share;
        let peer = &self.prepared.parties[usize::from(township)];
        let mut request = json!({ "folder": self.stick.path() });
        if share {
            request["to"] = json!(peer);
        }
        let written = one.laptop.call("exchange_write", request)["files"].clone();
        let mut files = written.as_array().unwrap().clone();
        if let Some((cut, before)) = power {
            files = self.unfinished(at, files, peer, (cut, &before));
        }
        for file in files {
            let path = PathBuf::from(file["path"].as_str().unwrap());
            let file = File { path, entries: file["entries"].as_u64().unwrap(), township };
            if township && !share {
                self.tells_only_what_it_may(&file);
            }
            self.files.push(file);
        }
    }

    /// What is on the stick after a power failure: a file that the ledger knows is whole; one whose number was taken
    /// may be whole, begun or not there; and no other is there.
    fn unfinished(
        &mut self,
        at: usize,
        files: Vec<Value>,
        peer: &str,
        (cut, before): (Cut, &Before),
    ) -> Vec<Value> {
        self.computers[at].fail(before, cut);
        let (noted, begun) = self.computers[at].beside(|store| {
            let noted = store.parcels(Direction::Written, None).unwrap();
            let begun = store.meta(&format!("file_number:{peer}")).unwrap();
            let noted: Vec<String> = noted.into_iter().map(|parcel| parcel.name).collect();
            (noted, begun.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().unwrap())))
        });
        let stays = |file: &Value| {
            let path = PathBuf::from(file["path"].as_str().unwrap());
            let name = file["name"].as_str().unwrap().to_owned();
            if noted.contains(&name) {
                return true;
            }
            let begun = begun >= file["number"].as_u64().unwrap();
            match cut.torn % 3 {
                0 if begun => return true,
                1 if begun => {
                    let bytes = std::fs::read(&path).unwrap();
                    let part = &bytes[..bytes.len() * usize::from(cut.torn) / 256];
                    std::fs::write(self.stick.path().join(format!(".{name}.part")), part).unwrap();
                }
                _ => {}
            }
            std::fs::remove_file(path).unwrap();
            false
        };
        files.into_iter().filter(stays).collect()
    }

    /// Values that the village never agreed to tell are in no file for the township but sealed to the village.
    fn tells_only_what_it_may(&self, file: &File) {
        let plain = letter::plain(&file.path, &self.prepared.seals.township);
        let told = |text: &&String| {
            let phone = text.starts_with("13") && !self.tells_phones;
            (phone || text.ends_with('病') || text.ends_with("年栽下")) && letter::holds(&plain, text)
        };
        let leaks: Vec<&String> = self.written.iter().filter(told).collect();
        assert!(leaks.is_empty(), "told the township: {leaks:?}");
    }

    /// Reads a file; what is meant for the reader must be taken in, and each entry ends as one of five. Gives how many
    /// were new, counting a new name as one, since what follows from it is in no file yet.
    pub fn read(&mut self, at: usize, file: usize) -> u64 {
        let power = self.power_fails(at);
        let (one, file) = (&mut self.computers[at], &self.files[file]);
        let held = one.held();
        let received = one.laptop.call("exchange_receive", json!({ "paths": [file.path] }));
        let taken = &received["files"][0];
        let mut new = 0;
        if taken["ok"] == true {
            let outcomes = taken["outcomes"].as_object().unwrap();
            let sum: u64 = outcomes.values().map(|count| count.as_u64().unwrap()).sum();
            assert_eq!(sum, file.entries, "{taken}");
            new = sum - outcomes["same"].as_u64().unwrap();
            let again = one.said.files.contains(&file.path);
            assert!(!again || (new == 0 && taken["already"] == true), "taken in twice: {taken}");
            if is_about_branches(taken) {
                new += 1;
            } else {
                assert_eq!(one.held() - held, new, "{taken}");
            }
        } else {
            let code = taken["failure"]["code"].as_str().unwrap();
            let own = if one.township == file.township { "package_own" } else { "package_foreign" };
            assert_eq!(code, own, "{taken}");
        }
        match power {
            Some((cut, before)) if one.fail(&before, cut) != Came::All => new = 0,
            _ if taken["ok"] == true => {
                one.said.files.insert(file.path.clone());
            }
            _ => {}
        }
        new
    }

    pub fn damage(&mut self, at: usize, file: usize, place: usize, cut: bool) {
        let mut bytes = std::fs::read(&self.files[file].path).unwrap();
        let place = place % bytes.len();
        if cut {
            bytes.truncate(place);
        } else {
            bytes[place] ^= 1 << (place % 8);
        }
        let path = self.stick.path().join("damaged.lxc");
        std::fs::write(&path, bytes).unwrap();
        let one = &self.computers[at];
        let before = (one.digest(), one.held());
        let received = one.laptop.call("exchange_receive", json!({ "paths": [path] }));
        assert_eq!(received["files"][0]["ok"], false, "{received}");
        assert_eq!((one.digest(), one.held()), before);
    }
}

/// Whether entries of a branch gave way or were left out, or were written again.
fn is_about_branches(taken: &Value) -> bool {
    let codes = ["fork_ours", "fork_theirs", "site_renewed", "site_renewed_again", "waiting_gave_way"];
    let remarks = taken["remarks"].as_array().into_iter().flatten();
    remarks.filter_map(|one| one["code"].as_str()).any(|code| codes.contains(&code))
}
