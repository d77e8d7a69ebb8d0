//! `cargo xtask test`: every check and test.

use crate::build;
use crate::mutants;
use crate::root::{target, ui};
use crate::setup::{components, set_up};
use crate::steps::Steps;
use crate::tool::{Outcome, call, cargo, run};

/// Sets up, then runs every check and test. All of them run, also after one has failed.
pub fn test() -> Outcome {
    let mut steps = Steps::default();
    set_up(&mut steps, true)?;
    steps.need("rust components", components)?;
    steps.check("formatting", || run(cargo(["fmt", "--all", "--check"])));
    steps.check("types of the window", || npm("check"));
    steps.check("lint of the window", || npm("lint"));
    steps.check("unit tests of the window", || npm("test"));
    steps.check("clippy", clippy);
    // Without fresh programs the stories would be played on old ones.
    if steps.check("programs", build::programs) {
        steps.check("tests", || run(cargo(["test", "--workspace", "--no-fail-fast"])));
        steps.check("planted faults", mutants::sample);
        steps.check("stories in the real window", || build::stories("", &target().join("pictures")));
    }
    steps.close()
}

fn clippy() -> Outcome {
    run(cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    // Cargo's own tests leave it out, and so do all targets.
    run(cargo(["clippy", "--package", "scenarios", "--test", "window", "--", "-D", "warnings"]))
}

fn npm(script: &str) -> Outcome {
    run(call("npm", ["run", "--silent", script], &ui()))
}
