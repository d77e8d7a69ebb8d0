//! The laptops and the stick of one history.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use journal::ChannelId;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::computer::Computer;
use crate::journal_of::Spot;
use crate::power::Cut;
use crate::prepared::{Prepared, prepared};
use crate::steps::Step;

/// The most laptops that a history comes to.
const MOST: usize = 6;
/// The most rounds in which everything must have been delivered.
const ROUNDS: usize = 9;
/// The rounds without news after which nothing more is to come.
const QUIET: usize = 3;

/// A file on the stick.
pub struct File {
    pub path: PathBuf,
    pub entries: u64,
    /// Whom it is for.
    pub township: bool,
}

/// The laptops and the stick.
pub struct World {
    pub prepared: &'static Prepared,
    pub computers: Vec<Computer>,
    pub stick: TempDir,
    pub files: Vec<File>,
    pub people: Vec<String>,
    pub orchards: Vec<String>,
    /// Visits, each with the need that was registered with it.
    pub visits: Vec<(String, String)>,
    /// Every value is written once.
    count: usize,
    /// The values written, whatever came of the writing.
    pub written: BTreeSet<String>,
    /// The values that were there when somebody erased them, with where and at which stamp.
    pub erased: BTreeMap<String, BTreeSet<(Spot, u64)>>,
    /// Whether the village may have agreed to tell telephone numbers.
    pub tells_phones: bool,
    /// The power fails in the next step that changes anything.
    pub power: Option<Cut>,
}

impl World {
    /// A village's laptop and a township's, as the first step wants them.
    pub fn new(steps: &[Step]) -> World {
        let prepared = prepared();
        let (knows, remembers) = match steps.first() {
            Some(Step::Begin { village, township, remembers }) => ([*village, *township], *remembers),
            _ => ([0, 0], false),
        };
        let computer = |township| prepared.computer(township, knows[usize::from(township)], remembers);
        World {
            prepared,
            computers: vec![computer(false), computer(true)],
            stick: tempfile::tempdir().unwrap(),
            files: Vec::new(),
            people: prepared.people.clone(),
            orchards: Vec::new(),
            visits: Vec::new(),
            count: 0,
            written: prepared.values.clone(),
            erased: BTreeMap::new(),
            tells_phones: false,
            power: None,
        }
    }

    /// Plays a history to its end, and then delivers everything.
    pub fn play(mut self, steps: &[Step]) {
        for step in steps {
            self.step(*step);
        }
        self.power = None;
        let there = self.there();
        self.settle();
        self.prove(&there);
    }

    pub fn at(&self, who: u8) -> usize {
        who as usize % self.computers.len()
    }

    fn of_side(&self, township: bool, who: u8) -> usize {
        let all: Vec<usize> =
            (0..self.computers.len()).filter(|one| self.computers[*one].township == township).collect();
        all[who as usize % all.len()]
    }

    /// A laptop of the village.
    pub fn of_village(&self, who: u8) -> usize {
        self.of_side(false, who)
    }

    pub fn of_township(&self, who: u8) -> usize {
        self.of_side(true, who)
    }

    pub fn channel(&self) -> ChannelId {
        ChannelId::from_slice(&hex::decode(&self.prepared.channel).unwrap()).unwrap()
    }

    /// A number that no value had before.
    pub fn fresh(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Begin { .. } => {}
            Step::Rename { who, person } => self.rename(who, person),
            Step::Call { who, person } => self.call(who, person),
            Step::Add { who } => self.add(who),
            Step::Plant { who, orchard } => self.plant(who, orchard),
            Step::Register { who } => self.register(who),
            Step::Delete { who, person } => self.dispose("record_delete", who, person),
            Step::BringBack { who, person } => self.dispose("record_restore", who, person),
            Step::Erase { who, person, field } => self.erase(who, person, field),
            Step::Undo { who } => self.undo(who),
            Step::Answer { who, action } => self.answer(who, action),
            Step::Handle { who, action } => self.handle(who, action),
            Step::Ask { who, groups } => self.ask(who, groups),
            Step::Agree { who, asker } => self.agree(who, asker),
            Step::Write { who } => self.write(self.at(who), false),
            Step::Share { who } => self.write(self.at(who), true),
            Step::Meet { village, township } => {
                let (village, township) = (self.of_village(village), self.of_township(township));
                self.hand_over(village, township);
                self.hand_over(township, village);
            }
            Step::Read { who, file } if !self.files.is_empty() => {
                let file = file as usize % self.files.len();
                self.read(self.at(who), file);
            }
            Step::Lose { file } if !self.files.is_empty() => {
                let file = file as usize % self.files.len();
                self.files.remove(file);
            }
            Step::Damage { who, file, at, cut } if !self.files.is_empty() => {
                let file = file as usize % self.files.len();
                self.damage(self.at(who), file, at as usize, cut);
            }
            Step::Read { .. } | Step::Lose { .. } | Step::Damage { .. } => {}
            Step::Clock { who, days } => self.computers[self.at(who)].laptop.wait_days(days.into()),
            Step::Keep { who } => {
                let at = self.at(who);
                self.computers[at].keep();
            }
            Step::PutBack { who } => {
                let at = self.at(who);
                self.computers[at].put_back();
            }
            Step::Copy { who } => self.copy(self.at(who)),
            Step::Replace { who } => self.restore(self.at(who), false),
            Step::Join { who } => self.restore(self.at(who), true),
            Step::Rebuild { who } => {
                self.act(self.at(who), "workspace_rebuild", json!({}));
            }
            Step::Program { who, knows } => {
                let at = self.at(who);
                self.computers[at].program(knows % 4);
            }
            Step::Power { cut } => self.power = Some(cut),
        }
    }

    /// One writes a file for the other side, and the other one reads it.
    pub fn hand_over(&mut self, from: usize, to: usize) {
        let before = self.files.len();
        self.write(from, false);
        for file in before..self.files.len() {
            self.read(to, file);
        }
    }

    fn copy(&mut self, at: usize) {
        if self.computers.len() < MOST {
            let one = &self.computers[at];
            let mut copy = Computer::new(one.files(), one.township, one.knows, one.other_marks());
            copy.said = one.said.clone();
            self.computers.push(copy);
        }
    }

    fn restore(&mut self, at: usize, join: bool) {
        if join && self.computers.len() >= MOST {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("backup.lxb");
        let one = &self.computers[at];
        one.laptop.call("backup", json!({ "path": file }));
        let restored = one.restored(&file, join);
        if join { self.computers.push(restored) } else { self.computers[at] = restored }
    }

    /// Delivers everything to everybody until nothing new was in any file for some rounds. An older state may have to
    /// number its receipts past those that were heard before it is believed what it lacks.
    fn settle(&mut self) {
        let mut quiet = 0;
        for _ in 0..ROUNDS {
            self.files.clear();
            let mut new = 0;
            for at in 0..self.computers.len() {
                let before = self.files.len();
                self.write(at, false);
                self.share_if_needed(at);
                new += (before..self.files.len()).map(|file| self.read_by_all(file)).sum::<u64>();
            }
            quiet = if new == 0 { quiet + 1 } else { 0 };
            if quiet == QUIET {
                return;
            }
        }
        panic!("not settled after {ROUNDS} rounds");
    }

    fn read_by_all(&mut self, file: usize) -> u64 {
        let township = self.files[file].township;
        let readers: Vec<usize> =
            (0..self.computers.len()).filter(|at| self.computers[*at].township == township).collect();
        readers.into_iter().map(|at| self.read(at, file)).sum()
    }

    fn share_if_needed(&mut self, at: usize) {
        let side = self.computers[at].township;
        if self.computers.iter().filter(|one| one.township == side).count() > 1 {
            self.write(at, true);
        }
    }

    /// Runs a command that rules may refuse, and notes the act.
    pub fn act(&mut self, at: usize, command: &str, request: Value) -> Option<Value> {
        let power = self.power_fails(at);
        let done = match self.computers[at].laptop.app().call(command, request) {
            Ok(done) => {
                let act = done["act"].as_str().map(str::to_owned);
                self.computers[at].last = act.or(self.computers[at].last.take());
                Some(done)
            }
            Err(failure) => {
                assert!(!["internal", "damaged"].contains(&failure.code.as_str()), "{command}: {failure:?}");
                None
            }
        };
        match power {
            Some((cut, before)) => {
                self.computers[at].fail(&before, cut);
                None
            }
            None => done,
        }
    }
}
