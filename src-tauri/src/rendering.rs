//! How WebKitGTK hands its pictures to the screen.

/// Restarts the program once with WebKitGTK's DMA-BUF renderer off, unless the person has set it.
///
/// That renderer shows an empty window on old and virtual graphics cards. The variable must stand before
/// any thread starts, and replacing the process is the way to set it without `unsafe`.
#[cfg(target_os = "linux")]
pub fn prefer_shared_memory() {
    use std::os::unix::process::CommandExt;
    const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(RENDERER).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // Only returns if the restart failed; the program then goes on as it is.
        let _ =
            std::process::Command::new(program).args(std::env::args_os().skip(1)).env(RENDERER, "1").exec();
    }
}

/// Other systems need no preparation.
#[cfg(not(target_os = "linux"))]
pub fn prefer_shared_memory() {}
