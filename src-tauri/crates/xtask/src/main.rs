//! The project's own commands: `cargo xtask start`, `test`, `bench`, `soak`, `mutants` and `package`.
//!
//! Start and test do all set-up themselves, so that a fresh Debian machine with Rust and Node needs nothing
//! else. This crate depends on nothing but the standard library, so that it is there within seconds; it knows
//! how to call the tools and nothing of what they build.
// What a command line has to say, it prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod answers;
mod bench;
mod build;
mod display;
mod headless;
mod laptop;
mod mutants;
mod package;
mod root;
mod setup;
mod soak;
mod start;
mod steps;
mod test;
mod tool;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND
  start      set up, build and open the window
  test       set up, then every check and test, the real window included
  bench      measure the program beside raw SQLite
  soak       play histories: [--histories N] [--first M] | --seed N
  mutants    plant faults, each with the test that must find it: [NAME]
  package    build the installable package for this machine";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        Some("start") => start::start(),
        Some("test") => test::test(),
        Some("bench") => bench::bench(),
        Some("soak") => soak::soak(&arguments[1..]),
        Some("mutants") => mutants::mutants(&arguments[1..]),
        Some("package") => package::package(),
        _ => Err(tool::Trouble::Usage(USAGE)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}
