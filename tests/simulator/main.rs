//! 模拟: villages and a township through losses, copies, restores and wrong clocks, by seed.
//!
//! A history is a list of steps that follows from a number: what people write, delete, take back and erase, what a
//! township asks to be told and a village agrees to, files written, lost, damaged and read in any order, wrong clocks,
//! copies, restores, programs that know more or less than others, and power failures in the middle of a step
//! ([`power`] says which of those are played and which are not). One village takes part or two that share nothing but
//! their township. It is played on real workspaces with a folder for the stick; then everything that is still there is
//! delivered, and whoever is left must hold the same, prove it, agree with a merge written independently, have lost
//! nothing that was still on any laptop or kept for one that is gone, or that any said was written, and hold nothing that was erased ([`proof`]). On
//! the way every file read accounts for each of its entries once, one that is for somebody else changes nothing, and no
//! file tells the township what it may not know, or a village anything of another one ([`told`]). A history that fails
//! is made shorter as long as it still fails, and printed with its number.
//!
//! `LIANXIN_HISTORIES=N` plays N histories instead of 300, from number `LIANXIN_FIRST` on if that is given;
//! `LIANXIN_SEED=N` plays only the one with this number. The steps and the clocks follow from the number. Keys, ids and
//! salts do not, since the program has no place where anybody could make them predictable: of two branches another may
//! stand, and so the one is played up to [`TRIES`] times.
//! Deliberately no mock: the files are real, the databases are real; only time and the power are made up.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "it is a test")]

mod acts;
mod computer;
mod declared;
mod files;
mod journal_of;
mod kept;
mod letter;
mod oracle;
mod power;
mod prepared;
mod proof;
mod restoring;
mod shrink;
mod sides;
mod steps;
mod told;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use steps::Step;
use world::World;

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Plays a history: why it failed, if it did.
fn play(steps: &[Step]) -> Option<String> {
    let played = catch_unwind(AssertUnwindSafe(|| World::new(steps).play(steps)));
    let said = |panic: Box<dyn std::any::Any + Send>| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
    };
    played.err().map(said)
}

/// How often a history is played that is looked at alone.
const TRIES: usize = 20;
/// How often a shorter one is played before it is believed that it does not fail.
const SHRINKING: usize = 3;

fn check(seed: u64, tries: usize) {
    let steps = steps::of_seed(seed);
    let fails = |steps: &[Step], tries| (0..tries).find_map(|_| play(steps));
    let Some(why) = fails(&steps, tries) else { return };
    let least = shrink::least(steps, |steps| fails(steps, SHRINKING).is_some());
    let why = fails(&least, SHRINKING).unwrap_or(why);
    panic!("history {seed} fails: {why}\nLIANXIN_SEED={seed}, at its shortest:\n{least:#?}");
}

#[test]
fn histories_end_the_same_everywhere_and_lose_nothing() {
    if let Some(seed) = asked("LIANXIN_SEED") {
        return check(seed, TRIES);
    }
    let first = asked("LIANXIN_FIRST").unwrap_or(1);
    let last = first.saturating_add(asked("LIANXIN_HISTORIES").unwrap_or(300)) - 1;
    let next = AtomicU64::new(first);
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > last {
                return;
            }
            check(seed, 1);
            if seed.is_multiple_of(1000) {
                eprintln!("history {seed} of {first} to {last}");
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for one in all {
            if let Err(panic) = one.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}
