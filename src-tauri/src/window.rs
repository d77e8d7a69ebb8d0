//! The program's one window.

use crate::home::home;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewWindowBuilder};
use tauri_plugin_window_state::StateFlags;

/// Set to `true` by WebDriver clients that drive the window in tests.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// Opens the window where it was closed last.
pub fn open(handle: &AppHandle) -> tauri::Result<()> {
    let folder = home(handle)?;
    std::fs::create_dir_all(&folder)?;
    let kept = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    handle.plugin(
        tauri_plugin_window_state::Builder::new()
            .with_state_flags(kept)
            .with_filename(folder.join("window.json").to_string_lossy())
            .build(),
    )?;
    let Some(config) = handle.config().app.windows.first().cloned() else {
        return Err(tauri::Error::WebviewNotFound);
    };
    // WebKitGTK offers a private session to no driver, so a driven window is not private.
    let driven = std::env::var(AUTOMATION).is_ok_and(|value| value == "true");
    WebviewWindowBuilder::from_config(handle, &config)?
        .incognito(!driven)
        .data_directory(folder.join("webview"))
        .on_navigation(own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// Brings the window to the front when the program is started a second time.
pub fn raise(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window("main") {
        // Each may fail on a desktop without a window manager; there is nothing to do about it.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// Whether `url` is a page of this program.
fn own(url: &Url) -> bool {
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost")
}

#[cfg(test)]
mod tests {
    use super::own;
    use tauri::Url;

    #[test]
    fn the_window_stays_on_its_own_pages() {
        let own = |url: &str| own(&Url::parse(url).unwrap());
        assert!(own("tauri://localhost/index.html#/today"));
        assert!(own("http://tauri.localhost/index.html"));
        assert!(!own("https://example.com/"));
        assert!(!own("file:///etc/passwd"));
    }
}
