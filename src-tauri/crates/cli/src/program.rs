//! The program on the workspace of one folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::{App, Failure, Result};
use serde_json::{Value, json};

use crate::terminal::Terminal;

/// The environment variable that holds the passphrase.
const PASSPHRASE: &str = "LIANXIN_PASSPHRASE";

/// What is told of a copied or rolled back workspace.
const RENEWED: &str =
    "这份资料像是恢复过的旧资料，或者从别处复制来的。已给它换了新编号继续工作，原来那份可以照常使用。";

/// The command table, for the workspace in one folder.
pub struct Program {
    /// The table.
    pub app: App,
    /// Where progress is told.
    pub terminal: Arc<Terminal>,
}

/// The passphrase, from the environment only: a command line can be read by others.
pub fn passphrase() -> Result<String> {
    let given = std::env::var(PASSPHRASE).ok().filter(|given| !given.is_empty());
    given.ok_or_else(|| Failure::of("passphrase_unset").with("name", PASSPHRASE))
}

/// A path as requests carry it: whole, because the program's idea of where it is may differ from the person's.
pub fn path_text(path: &Path) -> Result<String> {
    let unusable = || Failure::of("path_unusable").with("name", path.to_string_lossy().into_owned());
    let whole = std::path::absolute(path).map_err(|_| unusable())?;
    whole.into_os_string().into_string().map_err(|_| unusable())
}

impl Program {
    /// The program on this folder, which need not hold a workspace yet; nothing is open.
    pub fn at(folder: PathBuf) -> Self {
        let terminal = Arc::new(Terminal::new());
        Self { app: App::new(terminal.clone(), folder), terminal }
    }

    /// The program on this folder, its workspace open.
    pub fn open(folder: PathBuf) -> Result<Self> {
        let program = Self::at(folder);
        program.unlock()?;
        Ok(program)
    }

    /// Opens the workspace.
    pub fn unlock(&self) -> Result<()> {
        let opened = self.call("workspace_unlock", json!({ "folder": "", "passphrase": passphrase()? }))?;
        if opened["doubt"].is_string() {
            // Nobody is asked here. That the other copy is still in use is the answer that loses nothing.
            self.call("workspace_renew", json!({ "in_use": true }))?;
            self.terminal.tell(RENEWED);
        }
        Ok(())
    }

    /// Runs a command of the table.
    pub fn call(&self, name: &str, request: Value) -> Result<Value> {
        let answer = self.app.call(name, request);
        self.terminal.clear();
        answer
    }
}

/// A text in an answer; empty if it is not there.
pub fn text<'v>(answer: &'v Value, name: &str) -> &'v str {
    answer[name].as_str().unwrap_or_default()
}

/// A number in an answer; 0 if it is not there.
pub fn number(answer: &Value, name: &str) -> u64 {
    answer[name].as_u64().unwrap_or_default()
}

/// A list in an answer; empty if it is not there.
pub fn all<'v>(answer: &'v Value, name: &str) -> &'v [Value] {
    answer[name].as_array().map_or(&[], Vec::as_slice)
}
