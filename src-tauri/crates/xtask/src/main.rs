//! The project's own commands: `cargo xtask start`, `test`, `bench` and `package`.
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
mod package;
mod root;
mod setup;
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
  package    build the installable package for this machine";

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        Some("start") => start::start(),
        Some("test") => test::test(),
        Some("bench") => bench::bench(),
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
