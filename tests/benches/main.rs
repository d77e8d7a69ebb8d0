//! The program beside the raw engine on the same SQLCipher settings, indexes and search index: ratios and figures in
//! one table, with what each is held to.
//!
//! `cargo bench -p scenarios --bench ratios -- --villages 3` runs it smaller. Nothing here fails because a figure is
//! over: a laptop that is busy with something else says so in the table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod child;
mod data;
mod load;
mod merge;
mod package;
mod raw;
mod report;
mod search;
mod stage;

use std::time::Instant;

use report::Report;
use stage::Stage;

/// The villages of a whole run.
const VILLAGES: usize = 30;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    match child::answer(&arguments) {
        Some(answer) => println!("{answer}"),
        None => all(villages(&arguments)),
    }
}

/// `--villages N`, or LIANXIN_BENCH_VILLAGES; at least two.
fn villages(arguments: &[String]) -> usize {
    let named = arguments.iter().position(|one| one == "--villages").and_then(|at| arguments.get(at + 1));
    let set = named.cloned().or_else(|| std::env::var("LIANXIN_BENCH_VILLAGES").ok());
    set.map_or(VILLAGES, |number| number.parse().expect("--villages takes a number")).max(2)
}

fn all(villages: usize) {
    let (began, mut report) = (Instant::now(), Report::default());
    let step = |what: &str| eprintln!("[{:4.0} s] {what}", began.elapsed().as_secs_f64());
    step(&format!("making a township and {villages} villages of one year"));
    let stage = Stage::set(villages);
    step("loading");
    load::measure(&stage, &mut report);
    step("merging");
    merge::measure(&stage, &mut report);
    step("sizes of packages");
    let township = data::open_store(&stage.township());
    package::measure(&stage, &township, &mut report);
    drop(township);
    step("a village of ten years");
    search::measure(&stage, villages < VILLAGES, &mut report);
    step("done");
    report.note(format!("{villages} villages; the whole run took {:.0} s", began.elapsed().as_secs_f64()));
    report.print();
}
