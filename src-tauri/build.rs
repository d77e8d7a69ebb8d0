//! Bakes the window's assets, icons and access list into the program.

use tauri_build::{AppManifest, Attributes};

/// Every command that the window may call. A command missing here is refused at run time.
const COMMANDS: &[&str] =
    &["call", "pick_file", "pick_files", "pick_folder", "save_file", "reveal", "load_zoom", "save_zoom"];

/// The window's assets. They are baked in by a macro, whose reading of them Cargo does not see.
const ASSETS: &str = "../ui/dist";

fn main() {
    println!("cargo:rerun-if-changed={ASSETS}");
    let attributes = Attributes::new().app_manifest(AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
