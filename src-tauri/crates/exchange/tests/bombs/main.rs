//! Small files that try to take time or memory, by senders who hold real keys.
//!
//! Asserted of each: why it is refused; that it takes the thread no more than [`TIME`] of a processor, and no more than
//! [`PEAK`] of memory above what was there; and, being the same at every run and so the sharper measure of work, how much
//! is allocated all in all and how often. The time of a processor, unlike that of a clock, hardly depends on what else runs
//! meanwhile.
//!
//! Memory is what Rust's allocator gives out, and [`INFLATER`] for what zstd takes past it from C's; a test in `inflated`
//! shows that it takes no more. Not counted are the stack and what the system itself needs to keep track.
#![allow(clippy::print_stdout, reason = "how far each is from its bounds is worth seeing")]
#![allow(clippy::unwrap_used, reason = "the lint's exception for tests leaves out their helper functions")]

use std::time::Duration;

use allocation_counter::measure;
use exchange::*;

use crate::support::forge::{Parts, Section, Shell};
use crate::support::*;

mod claims;
mod floods;
mod inflated;
#[path = "../support/mod.rs"]
mod support;

/// The most time of a processor that a refusal takes.
const TIME: Duration = Duration::from_secs(1);
/// The most memory that a refusal takes at any moment, in bytes.
const PEAK: u64 = 64 << 20;
/// The most of it that zstd takes from C's heap: its window, and a mebibyte for its tables and for blocks on their way.
/// Never more than one frame is being inflated at a time.
const INFLATER: u64 = (1 << format::WINDOW_LOG_MAX) + (1 << 20);
/// The most heap that a refusal takes all in all, in bytes, and in how many pieces.
const TOTAL: (u64, u64) = (160 << 20, 200_000);

/// Runs what should be bounded, and asserts that it is.
fn bounded<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let mut out = None;
    let begin = clock();
    let info = measure(|| out = Some(run()));
    let (spent, mebibytes) = (clock().saturating_sub(begin), |bytes: u64| bytes as f64 / f64::from(1 << 20));
    let most = info.bytes_max + INFLATER;
    let (peak, total) = (mebibytes(most), mebibytes(info.bytes_total));
    println!("{what}: peak {peak:.1} MiB, in all {total:.1} MiB in {} pieces, {spent:.0?}", info.count_total);
    assert!(spent <= TIME, "{what}: {spent:.0?}");
    assert!(most <= PEAK, "{what}: peak {peak:.1} MiB");
    assert!(info.bytes_total <= TOTAL.0, "{what}: {total:.1} MiB in all");
    assert!(info.count_total <= TOTAL.1, "{what}: {} pieces", info.count_total);
    out.unwrap()
}

/// How long this thread has had a processor.
#[cfg(target_os = "linux")]
fn clock() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap()
}

/// Elsewhere only a clock is at hand, which runs on while other programs have the processor.
#[cfg(not(target_os = "linux"))]
fn clock() -> Duration {
    static BEGIN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    BEGIN.elapsed()
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
