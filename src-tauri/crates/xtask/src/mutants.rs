//! `cargo xtask mutants`: faults planted into a copy of the code, each with the test that must find it.
//!
//! The faults are changes of one place in the sources, so that the program itself carries no switches for them. They
//! are made in a copy below `target`, one at a time. The first one takes minutes, since our own crates are built anew
//! for it; each further one takes half a minute. `cargo xtask test` plants a few of the quick ones.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::root::{root, target};
use crate::setup::set_up;
use crate::steps::Steps;
use crate::tool::{Outcome, Trouble, call};

mod planted;

use planted::{MUTANTS, Mutant};

/// Sets up and plants all faults, or the one that is named.
pub fn mutants(arguments: &[String]) -> Outcome {
    let chosen: Vec<&Mutant> = match arguments {
        [] => MUTANTS.iter().collect(),
        [name] => MUTANTS.iter().filter(|mutant| mutant.name == name).collect(),
        _ => return Err(Trouble::Usage(USAGE)),
    };
    if chosen.is_empty() {
        return Err(Trouble::Usage(USAGE));
    }
    let mut steps = Steps::default();
    set_up(&mut steps, false)?;
    let copy = Copy::make()?;
    for mutant in chosen {
        steps.check(mutant.name, || copy.plant(mutant));
    }
    steps.close()
}

/// Plants a few faults whose tests are built quickly: without SQLCipher, which would be compiled once more for them.
pub fn sample() -> Outcome {
    let copy = Copy::make()?;
    MUTANTS.iter().filter(|mutant| SAMPLE.contains(&mutant.name)).try_for_each(|mutant| {
        println!("planted: {}", mutant.name);
        copy.plant(mutant)
    })
}

/// The faults of [`sample`], by name.
const SAMPLE: [&str; 4] = [
    "a head counts wherever the chain has led",
    "a manifest may count as it likes",
    "a receipt for somebody else counts",
    "what waits there is sent again",
];

const USAGE: &str = "usage: cargo xtask mutants [NAME]";

/// A copy of the sources.
struct Copy {
    place: PathBuf,
    /// What Cargo is told of the profiles of our crates.
    profiles: Vec<String>,
}

impl Copy {
    fn make() -> Outcome<Copy> {
        let place = target().join("mutants");
        let folder = place.join("ui");
        fs::create_dir_all(&folder).map_err(|error| Trouble::File(folder, error))?;
        for name in ["Cargo.toml", "Cargo.lock", "src-tauri", "tests", "assets", "ui/dist"] {
            copy(&root().join(name), &place.join(name))?;
        }
        let crates = place.join("src-tauri").join("crates");
        let profiles = names(&crates)?
            .iter()
            .map(|name| format!("profile.dev.package.{}.codegen-units=64", name.to_string_lossy()))
            .collect();
        Ok(Copy { place, profiles })
    }

    /// Plants a fault, runs its test, and takes the fault out again. Trouble if the test does not find it.
    fn plant(&self, mutant: &Mutant) -> Outcome {
        let path = self.place.join("src-tauri").join("crates").join(mutant.file);
        let sound = fs::read_to_string(&path).map_err(|error| Trouble::File(path.clone(), error))?;
        if sound.matches(mutant.find).count() != 1 {
            return Err(Trouble::Unfit(format!(
                "{}: {} no longer has its place once",
                mutant.name, mutant.file
            )));
        }
        let write = |text: &str| fs::write(&path, text).map_err(|error| Trouble::File(path.clone(), error));
        write(&sound.replacen(mutant.find, mutant.replace, 1))?;
        let found = self.finds(mutant);
        write(&sound)?;
        found
    }

    fn finds(&self, mutant: &Mutant) -> Outcome {
        let cargo = |build: bool| {
            let mut arguments = vec!["test", "--quiet", "--package", mutant.package];
            // A profile of their own keeps our crates apart from what is built of the sound sources.
            arguments.extend(self.profiles.iter().flat_map(|profile| ["--config", profile]));
            arguments.extend(mutant.target.iter().flat_map(|target| ["--test", *target]));
            if mutant.target.is_none() {
                arguments.push("--lib");
            }
            match build {
                true => arguments.push("--no-run"),
                false => arguments.extend(["--", mutant.test]),
            }
            let mut command =
                call(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()), arguments, &self.place);
            command.env("CARGO_TARGET_DIR", target()).env("RUST_BACKTRACE", "0");
            command
        };
        let output = |build| cargo(build).output().map_err(|error| Trouble::Missing("cargo".into(), error));
        let built = output(true)?;
        if !built.status.success() {
            let said = String::from_utf8_lossy(&built.stderr).into_owned();
            return Err(Trouble::Failed(format!("{}: does not build:\n{said}", mutant.name)));
        }
        let ran = output(false)?;
        let said = String::from_utf8_lossy(&ran.stdout);
        if said.contains("running 0 tests") && !said.contains("FAILED") && ran.status.success() {
            return Err(Trouble::Unfit(format!("{}: there is no test {}", mutant.name, mutant.test)));
        }
        match ran.status.success() {
            false => Ok(()),
            true => Err(Trouble::Failed(format!("{}: {} does not find it", mutant.name, mutant.test))),
        }
    }
}

/// Makes `to` the same as `from`, and touches nothing that is the same already: Cargo builds again what is newer.
fn copy(from: &Path, to: &Path) -> Outcome {
    let trouble = |error| Trouble::File(to.to_owned(), error);
    if from.is_dir() {
        fs::create_dir_all(to).map_err(trouble)?;
        let kept = names(from)?;
        for gone in names(to)?.iter().filter(|name| !kept.contains(name)).map(|name| to.join(name)) {
            if gone.is_dir() { fs::remove_dir_all(&gone) } else { fs::remove_file(&gone) }
                .map_err(trouble)?;
        }
        return kept.iter().try_for_each(|name| copy(&from.join(name), &to.join(name)));
    }
    let bytes = fs::read(from).map_err(|error| Trouble::File(from.to_owned(), error))?;
    if fs::read(to).is_ok_and(|held| held == bytes) { Ok(()) } else { fs::write(to, bytes).map_err(trouble) }
}

/// The names in a folder.
fn names(folder: &Path) -> Outcome<Vec<OsString>> {
    let trouble = |error| Trouble::File(folder.to_owned(), error);
    let entries = fs::read_dir(folder).map_err(trouble)?;
    entries.map(|entry| Ok(entry.map_err(trouble)?.file_name())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_its_place_once_and_a_name_of_its_own() {
        let crates = root().join("src-tauri").join("crates");
        for (place, mutant) in MUTANTS.iter().enumerate() {
            let sound = fs::read_to_string(crates.join(mutant.file)).unwrap();
            assert_eq!(sound.matches(mutant.find).count(), 1, "{}", mutant.name);
            assert!(MUTANTS[..place].iter().all(|other| other.name != mutant.name), "{}", mutant.name);
        }
    }
}
