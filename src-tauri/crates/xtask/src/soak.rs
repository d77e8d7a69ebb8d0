//! `cargo xtask soak`: histories of villages and a township, as many as one likes.

use crate::setup::set_up;
use crate::steps::Steps;
use crate::tool::{Outcome, Trouble, cargo, run};

/// How many histories are played if nobody says.
const HISTORIES: u64 = 5_000;

/// Sets up and plays histories: `--histories N` the first N, `--seed N` the one with that number alone.
pub fn soak(arguments: &[String]) -> Outcome {
    let (name, count) = match arguments {
        [] => ("LIANXIN_HISTORIES", HISTORIES),
        [option, count] => {
            let count = count.parse().map_err(|_| Trouble::Usage(USAGE))?;
            match option.as_str() {
                "--histories" => ("LIANXIN_HISTORIES", count),
                "--seed" => ("LIANXIN_SEED", count),
                _ => return Err(Trouble::Usage(USAGE)),
            }
        }
        _ => return Err(Trouble::Usage(USAGE)),
    };
    let mut steps = Steps::default();
    set_up(&mut steps, false)?;
    steps.need("histories", || {
        let mut command =
            cargo(["test", "--package", "scenarios", "--test", "simulator", "--", "--nocapture"]);
        command.env(name, count.to_string());
        run(command)
    })?;
    steps.close()
}

const USAGE: &str = "usage: cargo xtask soak [--histories N | --seed N]";
