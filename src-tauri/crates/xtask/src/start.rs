//! `cargo xtask start`: the program, from nothing to its open window.

use crate::headless;
use crate::root::{desktop, root};
use crate::setup::set_up;
use crate::steps::Steps;
use crate::tool::{Outcome, call, run};
use crate::{build, display};

/// Sets up, builds and opens the window; without a display, plays the main job instead.
pub fn start() -> Outcome {
    let mut steps = Steps::default();
    let seen = display::is_there();
    set_up(&mut steps, !seen)?;
    steps.need("programs", build::programs)?;
    if seen {
        println!("\nopening the window");
        return run(call(&desktop().to_string_lossy(), [""; 0], &root()));
    }
    println!(
        "\nThere is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can be opened."
    );
    println!(
        "Instead the whole main job is played: first by the command line on files in a folder that stands"
    );
    println!("for the USB stick, then in the real window on an invisible display.");
    headless::play(&mut steps)?;
    steps.close()
}
