//! How far a long job is, on standard error, if a person is looking.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use app::Host;

/// Between two looks at a long job.
const PAUSE: Duration = Duration::from_millis(100);

/// The terminal, if standard error is one.
pub struct Terminal {
    seen: bool,
    /// When the line was last written; `None` if nothing stands there.
    told: Mutex<Option<Instant>>,
}

impl Terminal {
    /// The one that this program was started from.
    pub fn new() -> Self {
        Self { seen: io::stderr().is_terminal(), told: Mutex::new(None) }
    }

    /// Tells the person something that is no answer.
    pub fn tell(&self, what: &str) {
        let _ = writeln!(io::stderr().lock(), "{what}");
    }

    /// Takes the line away.
    pub fn clear(&self) {
        if self.told.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

impl Host for Terminal {
    fn progress(&self, job: &str, done: u64, total: u64) {
        if !self.seen {
            return;
        }
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_some_and(|at| at.elapsed() < PAUSE) {
            return;
        }
        *told = Some(Instant::now());
        let far = if total == 0 { done.to_string() } else { format!("{done} / {total}") };
        let _ = write!(io::stderr().lock(), "\r\x1b[K{} {far}", name_of(job));
    }
}

fn name_of(job: &str) -> &str {
    match job {
        "put" => "正在录入",
        "sample" => "正在生成示例",
        "import_plan" => "正在检查花名册",
        "import_confirm" => "正在导入",
        "exchange_write" => "正在写出",
        "exchange_preview" => "正在核对",
        "exchange_receive" => "正在收下",
        "backup" => "正在备份",
        "restore" => "正在恢复",
        "verify" => "正在核验",
        "rebuild" => "正在重新整理",
        _ => "正在办理",
    }
}
