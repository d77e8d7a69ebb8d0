//! The steps of a history, as they follow from a number.

/// One thing that happens. Laptops, files and people are meant by number, modulo those that there are, so that a
/// history stays one when steps are taken out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Somebody writes a new name, which both sides may read.
    Rename { who: u8, person: u8 },
    /// Somebody writes a new telephone number, which stays in the village.
    Call { who: u8, person: u8 },
    /// A new person is written down.
    Add { who: u8 },
    /// A person is deleted.
    Delete { who: u8, person: u8 },
    /// A deleted person is brought back.
    BringBack { who: u8, person: u8 },
    /// The last act of a laptop is taken back.
    Undo { who: u8 },
    /// The township does something about the need.
    Answer { who: u8, action: u8 },
    /// The village does something about the need.
    Handle { who: u8, action: u8 },
    /// A file is written for the other side.
    Write { who: u8 },
    /// A file is written for the other laptops of the same side.
    Share { who: u8 },
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

/// The history of a number.
pub fn of_seed(seed: u64) -> Vec<Step> {
    let mut dice = Dice(seed);
    let length = 8 + dice.next() % 28;
    (0..length).map(|_| step(&mut dice)).collect()
}

fn step(dice: &mut Dice) -> Step {
    let (who, person, file) = (dice.byte(), dice.byte(), dice.byte());
    match dice.next() % 100 {
        0..14 => Step::Rename { who, person },
        14..20 => Step::Call { who, person },
        20..27 => Step::Add { who },
        27..30 => Step::Delete { who, person },
        30..32 => Step::BringBack { who, person },
        32..35 => Step::Undo { who },
        35..38 => Step::Answer { who, action: dice.byte() },
        38..40 => Step::Handle { who, action: dice.byte() },
        40..52 => Step::Write { who },
        52..60 => Step::Share { who },
        60..78 => Step::Read { who, file },
        78..81 => Step::Lose { file },
        81..84 => Step::Damage { who, file, at: dice.next() as u16, cut: dice.byte() < 128 },
        84..86 => Step::Clock { who, days: (dice.next() % 8_000) as i16 - 4_000 },
        86..90 => Step::Keep { who },
        90..93 => Step::PutBack { who },
        93..95 => Step::Copy { who },
        95..97 => Step::Replace { who },
        97..99 => Step::Join { who },
        _ => Step::Rebuild { who },
    }
}
