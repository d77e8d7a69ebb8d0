//! Files between the laptops: written, cut off, read, damaged.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use store::{Direction, Store};

use crate::power::{Before, Came, Cut};
use crate::sides::Side;
use crate::world::{File, World};

impl World {
    fn party(&self, side: Side) -> &'static str {
        match side {
            Side::Village(number) => &self.prepared.villages[number].party,
            Side::Township => &self.prepared.party,
        }
    }

    /// Whom a file is for by what the program says of it.
    fn reader_of(&self, written: &Value) -> Side {
        let villages = &mut self.villages.iter();
        villages.position(|one| written["to"] == one.prepared.name).map_or(Side::Township, Side::Village)
    }

    /// Writes files for one side, which may be one's own, or for every other one that is known.
    pub fn write(&mut self, at: usize, to: Option<Side>) {
        let tells = self.tells_at(at);
        let power = self.power_fails(at);
        let one = &self.computers[at];
        let (from, to) = (one.side, to.map(|side| self.party(side)));
        let request = json!({ "folder": self.stick.path(), "to": to });
        let written = one.laptop.call("exchange_write", request)["files"].clone();
        let mut files = written.as_array().unwrap().clone();
        if let Some((cut, before)) = power {
            files = self.unfinished(at, files, (cut, &before));
        }
        for file in files {
            let path = PathBuf::from(file["path"].as_str().unwrap());
            let (to, entries) = (self.reader_of(&file), file["entries"].as_u64().unwrap());
            let asks = self.asks_in_file(at, to);
            let file = File { path, entries, from, to, asks };
            self.tells_only_what_it_may(&file, &tells);
            self.files.push(file);
        }
    }

    /// What is on the stick after a power failure: a file that the ledger knows is whole; one whose number was taken
    /// may be whole, begun or not there; and no other is there.
    fn unfinished(&mut self, at: usize, files: Vec<Value>, (cut, before): (Cut, &Before)) -> Vec<Value> {
        self.computers[at].fail(before, cut);
        let begun = |store: &Store, file: &Value| {
            let begun = store.meta(&format!("file_number:{}", self.party(self.reader_of(file)))).unwrap();
            let begun = begun.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().unwrap()));
            begun >= file["number"].as_u64().unwrap()
        };
        let (noted, begun) = self.computers[at].beside(|store| {
            let noted = store.parcels(Direction::Written, None).unwrap();
            let noted: Vec<String> = noted.into_iter().map(|parcel| parcel.name).collect();
            (noted, files.iter().map(|file| begun(store, file)).collect::<Vec<_>>())
        });
        let stays = |(file, begun): &(Value, bool)| {
            let path = PathBuf::from(file["path"].as_str().unwrap());
            let name = file["name"].as_str().unwrap().to_owned();
            if noted.contains(&name) {
                return true;
            }
            match cut.torn % 3 {
                0 if *begun => return true,
                1 if *begun => {
                    let bytes = std::fs::read(&path).unwrap();
                    let part = &bytes[..bytes.len() * usize::from(cut.torn) / 256];
                    std::fs::write(self.stick.path().join(format!(".{name}.part")), part).unwrap();
                }
                _ => {}
            }
            std::fs::remove_file(path).unwrap();
            false
        };
        let files = files.into_iter().zip(begun).filter(stays);
        files.map(|(file, _)| file).collect()
    }

    /// Reads a file; what is meant for the reader must be taken in, and each entry ends as one of five. What is meant for
    /// others changes nothing. Gives how many were new, counting a new name as one, since what follows from it is in no
    /// file yet.
    pub fn read(&mut self, at: usize, place: usize) -> u64 {
        if self.computers[at].side != self.files[place].to {
            self.refuse(at, &self.files[place].path, Some("package_foreign"));
            return 0;
        }
        let power = self.power_fails(at);
        let (one, file) = (&mut self.computers[at], &self.files[place]);
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
            assert_eq!(taken["failure"]["code"], "package_own", "{taken}");
        }
        match power {
            Some((cut, before)) if one.fail(&before, cut) != Came::All => new = 0,
            _ if taken["ok"] == true => {
                one.said.files.insert(file.path.clone());
                self.hears(at, self.files[place].asks);
            }
            _ => {}
        }
        new
    }

    /// Somebody tries to read what is not for them or not whole: it is refused, and nothing was written for it.
    fn refuse(&self, at: usize, path: &Path, code: Option<&str>) {
        let one = &self.computers[at];
        let before = (one.digest(), one.held(), one.log());
        let received = one.laptop.call("exchange_receive", json!({ "paths": [path] }));
        let taken = &received["files"][0];
        assert_eq!(taken["ok"], false, "{taken}");
        assert!(code.is_none_or(|code| taken["failure"]["code"] == code), "{taken}");
        assert_eq!((one.digest(), one.held(), one.log()), before, "{taken}");
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
        self.refuse(at, &path, None);
    }
}

/// Whether entries of a branch gave way or were left out, or were written again.
fn is_about_branches(taken: &Value) -> bool {
    let codes = [
        "fork_ours",
        "fork_theirs",
        "site_renewed",
        "site_renewed_again",
        "waiting_gave_way",
        "branch_given_back",
        "branch_given_back_own",
    ];
    let remarks = taken["remarks"].as_array().into_iter().flatten();
    remarks.filter_map(|one| one["code"].as_str()).any(|code| codes.contains(&code))
}
