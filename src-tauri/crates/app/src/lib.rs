//! What a person can ask of the program: one table of commands.
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// What a command needs from the program around it (the window or the command line).
pub trait Host: Send + Sync {
    /// Tells the person how far a long job is. `done` of `total` steps of the job named `job`.
    fn progress(&self, job: &str, done: u64, total: u64);
}

/// Why a request failed: a code worded in `assets/words/zh-CN.json`, with its parameters.
#[derive(Debug, Clone, Serialize)]
pub struct Failure {
    /// The code, such as `not_found`.
    pub code: String,
    /// Values that the wording names.
    pub params: serde_json::Map<String, Value>,
}

/// The running program: at most one open workspace.
pub struct App {
    host: Arc<dyn Host>,
}

impl App {
    /// A program with no workspace open.
    pub fn new(host: Arc<dyn Host>) -> Self {
        Self { host }
    }

    /// Runs the command `name` on `request` (both JSON) and returns its answer.
    pub fn call(&self, name: &str, request: Value) -> Result<Value, Failure> {
        let _ = (&self.host, request);
        Err(Failure { code: "unknown_command".into(), params: [("name".to_string(), name.into())].into_iter().collect() })
    }
}
