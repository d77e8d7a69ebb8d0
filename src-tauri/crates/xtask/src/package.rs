//! `cargo xtask package`: what people install.

use crate::root::{root, target};
use crate::setup::set_up;
use crate::steps::Steps;
use crate::tool::{Outcome, Trouble, call, run};
use std::fs;
use std::path::PathBuf;

/// Sets up and builds the package for this machine.
pub fn package() -> Outcome {
    let mut steps = Steps::default();
    set_up(&mut steps, false)?;
    steps.need("Debian package", debian)?;
    println!(
        "\nThe installer for Windows is configured in src-tauri/tauri.conf.json (NSIS, for one user, with the"
    );
    println!(
        "WebView2 installer for machines without a network) and is unverified: it can only be built on Windows,"
    );
    println!("by `npm run build` in ui and then `npx @tauri-apps/cli@2.12.5 build` here.");
    steps.close()
}

/// The bundler, fetched when it is needed: its package names every platform it runs on, which locks badly.
const BUNDLER: &str = "--package=@tauri-apps/cli@2.12.5";

fn debian() -> Outcome {
    run(call("npm", ["exec", "--yes", BUNDLER, "--", "tauri", "build", "--bundles", "deb"], &root()))?;
    for path in packages()? {
        println!("    package: {}", path.display());
    }
    Ok(())
}

fn packages() -> Outcome<Vec<PathBuf>> {
    let folder = target().join("release").join("bundle").join("deb");
    let entries = fs::read_dir(&folder).map_err(|error| Trouble::File(folder.clone(), error))?;
    let paths = entries.flatten().map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "deb")).collect())
}
