//! `cargo xtask soak`: histories of villages and a township, as many as one likes.

use crate::setup::set_up;
use crate::steps::Steps;
use crate::tool::{Outcome, Trouble, cargo, run};

/// How many histories are played if nobody says.
const HISTORIES: u64 = 5_000;

/// Sets up and plays histories: `--histories N` of them, from number `--first M` on, or `--seed N` the one with that
/// number alone.
pub fn soak(arguments: &[String]) -> Outcome {
    let mut asked = vec![("LIANXIN_HISTORIES", HISTORIES)];
    for option in arguments.chunks(2) {
        let [option, number] = option else { return Err(Trouble::Usage(USAGE)) };
        let name = match option.as_str() {
            "--histories" => "LIANXIN_HISTORIES",
            "--first" => "LIANXIN_FIRST",
            "--seed" => "LIANXIN_SEED",
            _ => return Err(Trouble::Usage(USAGE)),
        };
        asked.push((name, number.parse().map_err(|_| Trouble::Usage(USAGE))?));
    }
    let mut steps = Steps::default();
    set_up(&mut steps, false)?;
    steps.need("histories", || {
        let mut command =
            cargo(["test", "--package", "scenarios", "--test", "simulator", "--", "--nocapture"]);
        command.envs(asked.iter().map(|(name, number)| (name, number.to_string())));
        run(command)
    })?;
    steps.close()
}

const USAGE: &str = "usage: cargo xtask soak [--histories N] [--first M] | --seed N";
