//! The one command behind which the whole command table stands, and the event `progress`.

use app::{App, Failure, Host};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use tauri::{AppHandle, Emitter, State};

/// The window as the host of running commands.
pub struct Window(pub AppHandle);

/// The payload of the event `progress`: `done` of `total` steps of the job `job`.
#[derive(Clone, Serialize)]
struct Progress<'a> {
    job: &'a str,
    done: u64,
    total: u64,
}

impl Host for Window {
    fn progress(&self, job: &str, done: u64, total: u64) {
        // A window that is closing no longer listens, and the job goes on without it.
        let _ = self.0.emit("progress", Progress { job, done, total });
    }
}

/// Runs `command` of the command table on `request`, away from the thread that draws the window.
#[tauri::command]
pub async fn call(app: State<'_, Arc<App>>, command: String, request: Value) -> Result<Value, Failure> {
    let app = Arc::clone(&app);
    aside(move || app.call(&command, request)).await?
}

/// Runs blocking `work` on a worker thread; a crash in it becomes the failure `internal`.
pub async fn aside<T, F>(work: F) -> Result<T, Failure>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    tauri::async_runtime::spawn_blocking(work).await.map_err(|_| Failure::of("internal"))
}
