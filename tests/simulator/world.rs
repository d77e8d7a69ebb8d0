//! The laptops and the stick of one history.

use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::computer::Computer;
use crate::power::Cut;
use crate::prepared::{Prepared, prepared};
use crate::sides::{Side, Village};
use crate::steps::Step;

/// The most laptops that a history comes to.
pub const MOST: usize = 6;
/// The most rounds in which everything must have been delivered.
const ROUNDS: usize = 9;
/// The rounds without news after which nothing more is to come.
const QUIET: usize = 3;

/// A file on the stick.
pub struct File {
    pub path: PathBuf,
    pub entries: u64,
    /// Whom it is from and for.
    pub from: Side,
    pub to: Side,
    /// The number of the statement in it by which the village that reads it is asked, as far as any was made.
    pub asks: u64,
}

/// The laptops and the stick.
pub struct World {
    pub prepared: &'static Prepared,
    pub computers: Vec<Computer>,
    pub stick: TempDir,
    pub files: Vec<File>,
    pub villages: Vec<Village>,
    /// Every value is written once.
    count: usize,
    /// Whether the township asked for anything else than at the beginning.
    pub any_asked: bool,
    /// The power fails in the next step that changes anything.
    pub power: Option<Cut>,
}

impl World {
    /// A laptop of each village and one of the township, as the first step wants them.
    pub fn new(steps: &[Step]) -> World {
        let prepared = prepared();
        let (villages, township, remembers) = match steps.first() {
            Some(Step::Begin { village, second, township, remembers }) => {
                let villages = std::iter::once(*village).chain(*second);
                (villages.collect(), *township, *remembers)
            }
            _ => (vec![0], 0, false),
        };
        let count = villages.len();
        let sides = (0..count).map(Side::Village).chain([Side::Township]);
        let knows = villages.into_iter().chain([township]);
        let computer = |(side, knows)| prepared.computer(side, count, knows, remembers);
        World {
            prepared,
            computers: sides.zip(knows).map(computer).collect(),
            stick: tempfile::tempdir().unwrap(),
            files: Vec::new(),
            villages: prepared.villages.iter().take(count).map(Village::new).collect(),
            count: 0,
            any_asked: false,
            power: None,
        }
    }

    /// Plays a history to its end, and then delivers everything.
    pub fn play(mut self, steps: &[Step]) {
        for step in steps {
            self.step(*step);
        }
        self.power = None;
        let (there, kept) = self.there();
        self.settle();
        self.prove(there, kept);
    }

    pub fn at(&self, who: u8) -> usize {
        who as usize % self.computers.len()
    }

    /// One of the laptops of which this is true.
    fn one_of(&self, who: u8, is_meant: impl Fn(Side) -> bool) -> usize {
        let all: Vec<usize> =
            (0..self.computers.len()).filter(|one| is_meant(self.computers[*one].side)).collect();
        all[who as usize % all.len()]
    }

    /// A laptop of a village.
    pub fn of_village(&self, who: u8) -> usize {
        self.one_of(who, |side| side != Side::Township)
    }

    pub fn of_township(&self, who: u8) -> usize {
        self.one_of(who, |side| side == Side::Township)
    }

    /// The number of a village's laptop's village; for a township's laptop the village that is meant by a number.
    pub fn village_at(&self, at: usize, meant: u8) -> usize {
        match self.computers[at].side {
            Side::Village(number) => number,
            Side::Township => usize::from(meant) % self.villages.len(),
        }
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
            Step::Write { who } => self.write(self.at(who), None),
            Step::Share { who } => {
                let at = self.at(who);
                self.write(at, Some(self.computers[at].side));
            }
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
                let power = self.power.take();
                self.computers[at].put_back(power);
            }
            Step::Copy { who } => self.copy(self.at(who)),
            Step::Replace { who } => self.restore(self.at(who), false),
            Step::Join { who } => self.restore(self.at(who), true),
            Step::Rebuild { who } => {
                self.act(self.at(who), "workspace_rebuild", json!({}));
            }
            Step::Program { who, knows } => {
                let at = self.at(who);
                let power = self.power.take();
                self.computers[at].program(knows % 4, power);
            }
            Step::Power { cut } => self.power = Some(cut),
        }
    }

    /// One writes a file for the other side, and the other one reads it.
    pub fn hand_over(&mut self, from: usize, to: usize) {
        let before = self.files.len();
        self.write(from, Some(self.computers[to].side));
        for file in before..self.files.len() {
            self.read(to, file);
        }
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
                self.write(at, None);
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
        let side = self.files[file].to;
        let readers: Vec<usize> =
            (0..self.computers.len()).filter(|at| self.computers[*at].side == side).collect();
        readers.into_iter().map(|at| self.read(at, file)).sum()
    }

    fn share_if_needed(&mut self, at: usize) {
        let side = self.computers[at].side;
        if self.computers.iter().filter(|one| one.side == side).count() > 1 {
            self.write(at, Some(side));
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
