//! Small files that try to take time or memory, by senders who hold real keys.
//!
//! Asserted of each: why it is refused; that the heap is never more than [`PEAK`] above where it was; and, for its time,
//! how much is allocated all in all and how often, which unlike time is the same at every run. The time is printed. What
//! zstd allocates is not counted: its window is bounded, and a frame that claims a wider one is refused.
#![allow(clippy::print_stdout, reason = "time is told here and not asserted")]
#![allow(clippy::unwrap_used, reason = "the lint's exception for tests leaves out their helper functions")]

use std::time::Instant;

use allocation_counter::measure;
use exchange::*;

use crate::support::forge::{Parts, Section, Shell};
use crate::support::*;

mod claims;
mod floods;
mod inflated;
#[path = "../support/mod.rs"]
mod support;

/// The most heap that a refusal takes at any moment, in bytes.
const PEAK: u64 = 64 << 20;
/// The most heap that a refusal takes all in all, in bytes, and in how many pieces.
const TOTAL: (u64, u64) = (160 << 20, 200_000);

/// Runs what should be bounded, and asserts that it is.
fn bounded<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let mut out = None;
    let begin = Instant::now();
    let info = measure(|| out = Some(run()));
    let (spent, mebibytes) = (begin.elapsed(), |bytes: u64| bytes as f64 / f64::from(1 << 20));
    let (peak, total) = (mebibytes(info.bytes_max), mebibytes(info.bytes_total));
    println!("{what}: peak {peak:.1} MiB, in all {total:.1} MiB in {} pieces, {spent:.0?}", info.count_total);
    assert!(info.bytes_max <= PEAK, "{what}: peak {peak:.1} MiB");
    assert!(info.bytes_total <= TOTAL.0, "{what}: {total:.1} MiB in all");
    assert!(info.count_total <= TOTAL.1, "{what}: {} pieces", info.count_total);
    out.unwrap()
}

/// A package of the first laptop, which the township opens.
struct Bomb {
    world: World,
    parts: Parts,
}

impl Bomb {
    /// An honest package with two entries.
    fn new() -> Bomb {
        let world = World::new();
        let file = world.package(&world.chain(2), 1, (1, 2));
        let parts = Parts::of(&file, &world.township.identity);
        Bomb { world, parts }
    }

    fn refuse(&self, what: &str, parts: &Parts) -> Error {
        self.refuse_file(what, &parts.seal(&self.world.township.card, &self.world.laptop.key))
    }

    fn refuse_file(&self, what: &str, file: &[u8]) -> Error {
        assert!(file.len() < 8 << 20, "{what} is no small file: {}", file.len());
        bounded(what, || self.world.receive(file).unwrap_err())
    }

    /// Sections that replace those of the honest package.
    fn refuse_sections(&self, what: &str, sections: &[Section]) -> Error {
        self.refuse(what, &self.parts.with_sections(sections))
    }

    /// This content in a section of this number, where such a section belongs.
    fn refuse_content(&self, what: &str, number: u64, content: Vec<u8>) -> Error {
        let mut sections = self.parts.sections();
        sections.retain(|section| section.number != number);
        let at = sections.iter().position(|section| section.number > number).unwrap_or(sections.len());
        sections.insert(at, Section { number, skippable: false, content });
        self.refuse_sections(what, &sections)
    }
}

/// The head of an item of this major type.
fn head(major: u8, argument: u64) -> Vec<u8> {
    let mut head = Vec::new();
    minicbor::Encoder::new(&mut head).u64(argument).unwrap();
    head[0] |= major << 5;
    head
}

/// A list of the same item so many times.
fn list(item: &[u8], count: usize) -> Vec<u8> {
    [head(4, count as u64), item.repeat(count)].concat()
}

#[test]
fn an_honest_package_is_within_the_bounds() {
    let bomb = Bomb::new();
    let file = bomb.parts.seal(&bomb.world.township.card, &bomb.world.laptop.key);
    assert_eq!(bounded("honest", || bomb.world.receive(&file).unwrap().manifest().entries), 2);
}
