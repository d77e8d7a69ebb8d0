//! The steps of a history, as they follow from a number.

use crate::power::Cut;

/// One thing that happens. Laptops, files and people are meant by number, modulo those that there are, so that a
/// history stays one when steps are taken out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// How much the programs of the village, of a second village if there is one, and of the township know, and whether
    /// computers remember their workspaces. Always the first step.
    Begin { village: u8, second: Option<u8>, township: u8, remembers: bool },
    /// Somebody writes a new name, which both sides may read.
    Rename { who: u8, person: u8 },
    /// Somebody writes a new telephone number and about somebody's health, which stays in the village.
    Call { who: u8, person: u8 },
    /// A new person is written down.
    Add { who: u8 },
    /// An orchard is written down, or that the township saw it; not every program knows orchards or all about them.
    Plant { who: u8, orchard: u8 },
    /// A visit is registered together with a need: one entry writes to several records.
    Register { who: u8 },
    /// A person is deleted.
    Delete { who: u8, person: u8 },
    /// A deleted person is brought back.
    BringBack { who: u8, person: u8 },
    /// What a field holds and held is erased.
    Erase { who: u8, person: u8, field: u8 },
    /// The last act of a laptop is taken back.
    Undo { who: u8 },
    /// The township does something about the need.
    Answer { who: u8, action: u8 },
    /// The village does something about the need.
    Handle { who: u8, action: u8 },
    /// The township asks for more or less.
    Ask { who: u8, groups: u8 },
    /// The village hears of it and agrees.
    Agree { who: u8, asker: u8 },
    /// A file is written for the other side.
    Write { who: u8 },
    /// A file is written for the other laptops of the same side.
    Share { who: u8 },
    /// A village's laptop and a township's each write a file for the other, and each reads it at once.
    Meet { village: u8, township: u8 },
    /// A file is read, by whomever it is for or by somebody else; perhaps again, late, or in the wrong order.
    Read { who: u8, file: u8 },
    /// A file is lost.
    Lose { file: u8 },
    /// Somebody reads a copy of a file that was cut or changed.
    Damage { who: u8, file: u8, at: u16, cut: bool },
    /// A clock jumps.
    Clock { who: u8, days: i16 },
    /// The files of a workspace are kept as they are.
    Keep { who: u8 },
    /// The newest kept files take the place of the present ones.
    PutBack { who: u8 },
    /// The files of a workspace are copied, and both go on.
    Copy { who: u8 },
    /// A backup is made and restored on another computer, which takes the place of the first.
    Replace { who: u8 },
    /// A backup is made and joins as another laptop.
    Join { who: u8 },
    /// The tables are made again from the journal.
    Rebuild { who: u8 },
    /// A program takes the place of another that knows less, or more.
    Program { who: u8, knows: u8 },
    /// The power fails in the next step that changes anything.
    Power { cut: Cut },
}

/// Numbers that follow from a number: SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn byte(&mut self) -> u8 {
        self.next() as u8
    }
}

/// In how many of 256 histories a second village takes part: often enough to meet all steps, and rarely enough for what
/// it costs.
const SECOND: u8 = 96;

/// The history of a number.
pub fn of_seed(seed: u64) -> Vec<Step> {
    let mut dice = Dice(seed);
    let length = 8 + dice.next() % 32;
    let [village, township] = [dice.byte(), dice.byte()].map(|number| number % 4);
    let (remembers, second) = (dice.byte() < 128, dice.byte());
    let second = (second < SECOND).then_some(second % 4);
    let begin = Step::Begin { village, second, township, remembers };
    std::iter::once(begin).chain((0..length).map(|_| step(&mut dice))).collect()
}

fn step(dice: &mut Dice) -> Step {
    let (who, person, file) = (dice.byte(), dice.byte(), dice.byte());
    match dice.next() % 128 {
        0..11 => Step::Rename { who, person },
        11..16 => Step::Call { who, person },
        16..21 => Step::Add { who },
        21..30 => Step::Plant { who, orchard: person },
        30..33 => Step::Delete { who, person },
        33..35 => Step::BringBack { who, person },
        35..39 => Step::Erase { who, person, field: dice.byte() },
        39..42 => Step::Undo { who },
        42..45 => Step::Answer { who, action: dice.byte() },
        45..47 => Step::Handle { who, action: dice.byte() },
        47..51 => Step::Ask { who, groups: dice.byte() },
        51..54 => Step::Agree { who, asker: person },
        54..64 => Step::Write { who },
        64..71 => Step::Share { who },
        71..79 => Step::Meet { village: who, township: person },
        79..93 => Step::Read { who, file },
        93..96 => Step::Lose { file },
        96..99 => Step::Damage { who, file, at: dice.next() as u16, cut: dice.byte() < 128 },
        99..101 => Step::Clock { who, days: (dice.next() % 8_000) as i16 - 4_000 },
        101..105 => Step::Keep { who },
        105..108 => Step::PutBack { who },
        108..110 => Step::Copy { who },
        110..112 => Step::Replace { who },
        112..114 => Step::Join { who },
        114..115 => Step::Rebuild { who },
        115..119 => Step::Program { who, knows: dice.byte() },
        119..121 => Step::Register { who },
        _ => Step::Power { cut: Cut { at: dice.byte(), torn: dice.byte() } },
    }
}
