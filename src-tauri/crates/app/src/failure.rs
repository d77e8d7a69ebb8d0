//! Failures: a code with parameters, worded in the words file.

use std::collections::HashMap;

use domain::rules::Breach;
use serde::Serialize;
use serde_json::{Map, Value, json};
use ts_rs::TS;

/// Why a request failed: a code worded under `failures` in `assets/words/zh-CN.json`, with its parameters. For a
/// rule the code is the rule's name, and `fields` holds what is wrong with which field.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Failure {
    /// The code, such as `not_found`.
    pub code: String,
    /// Values that the wording names.
    #[ts(type = "Record<string, unknown>")]
    pub params: Map<String, Value>,
}

impl Failure {
    /// A failure without parameters.
    pub fn of(code: &str) -> Self {
        Self { code: code.to_owned(), params: Map::new() }
    }

    /// The same failure with one parameter more.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// The Chinese sentence: what happened and what to do.
    pub fn sentence(&self) -> String {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let params: HashMap<String, String> =
            self.params.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        domain::words::sentence("failures", &self.code, &params)
    }
}

/// A breach as a failure: the rule's name with its parameters.
pub(crate) fn of_breach(breach: &Breach) -> Failure {
    let mut failure = Failure::of(breach.rule).with("kind", breach.kind);
    for (name, value) in &breach.params {
        failure = failure.with(name, value.clone());
    }
    let message = failure.sentence();
    match breach.field {
        Some(field) => failure.with("fields", json!([{ "field": field, "message": message }])),
        None => failure,
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        use store::{DiskTrouble, Error};
        match error.disk_trouble() {
            Some(DiskTrouble::Full) => return Failure::of("disk_full"),
            Some(DiskTrouble::ReadOnly) => return Failure::of("workspace_read_only"),
            Some(DiskTrouble::Failed) => return Failure::of("disk_failed"),
            None => {}
        }
        match error {
            Error::Breach(breach) => of_breach(&breach),
            Error::NotFound { kind } => Failure::of("not_found").with("kind", kind),
            Error::NoChannel => Failure::of("no_village"),
            Error::WrongKey => Failure::of("wrong_passphrase"),
            Error::NotEncrypted => Failure::of("not_encrypted"),
            Error::InUse => Failure::of("in_use"),
            Error::Newer => Failure::of("newer_workspace"),
            Error::Fork { .. } => Failure::of("fork"),
            Error::Damaged(_) | Error::Journal(_) => Failure::of("damaged"),
            Error::Cancelled => Failure::of("cancelled"),
            Error::Io { path, source } => of_workspace(io(&path, &source)),
            Error::Sql(error) => {
                let code = error.sqlite_error().map_or(0, |error| error.extended_code);
                Failure::of("internal").with("cause", format!("sql {code}"))
            }
            Error::Setting(name) => Failure::of("internal").with("cause", format!("setting {name}")),
            Error::Migration(_) => Failure::of("internal").with("cause", "migration"),
            Error::Vault(_) => Failure::of("internal").with("cause", "vault"),
            #[allow(unreachable_patterns)]
            _ => Failure::of("internal"),
        }
    }
}

/// A person knows a workspace, and not its files.
fn of_workspace(failure: Failure) -> Failure {
    if failure.code == "path_forbidden" { Failure::of("workspace_read_only") } else { failure }
}

/// Whether an error says that what a file lies on is broken, or is not there any more.
pub(crate) fn is_gone(error: &std::io::Error) -> bool {
    /// EIO, ENXIO, ENODEV; on Windows the device is not ready, does not work, is not there, its volume was changed, it
    /// failed in reading or writing, or is not connected.
    const CODES: &[i32] = if cfg!(windows) { &[21, 31, 55, 433, 1006, 1117, 1167] } else { &[5, 6, 19] };
    error.raw_os_error().is_some_and(|code| CODES.contains(&code))
}

/// A file that could not be read or written.
pub(crate) fn io(path: &std::path::Path, error: &std::io::Error) -> Failure {
    use std::io::ErrorKind;
    let code = match error.kind() {
        ErrorKind::NotFound => "path_missing",
        ErrorKind::AlreadyExists => "path_taken",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "path_forbidden",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => "disk_full",
        _ if is_gone(error) => "disk_failed",
        _ => "path_unusable",
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Failure::of(code).with("name", name)
}

impl From<vault::Error> for Failure {
    fn from(error: vault::Error) -> Self {
        use vault::Error;
        match error {
            Error::WrongPassphrase => Failure::of("wrong_passphrase"),
            Error::WrongRecoveryCode => Failure::of("wrong_recovery_code"),
            Error::RecoveryCodeGroup { group } => Failure::of("recovery_code_group").with("group", group),
            Error::DigitsLength { digits, expected } => {
                Failure::of("digits_length").with("digits", digits).with("expected", expected)
            }
            Error::DigitsGroup { group } => Failure::of("digits_group").with("group", group),
            Error::DigitsDiffer => Failure::of("digits_differ"),
            Error::RecoveryCodeLength { .. } => Failure::of("recovery_code_length"),
            Error::PassphraseTooShort { .. } => Failure::of("passphrase_short"),
            Error::DamagedKeyFile => Failure::of("damaged_keys"),
            Error::NewerKeyFile { .. } => Failure::of("newer_workspace"),
            _ => Failure::of("internal"),
        }
    }
}

impl From<journal::Error> for Failure {
    fn from(_: journal::Error) -> Self {
        Failure::of("damaged")
    }
}

impl From<exchange::Error> for Failure {
    fn from(error: exchange::Error) -> Self {
        use exchange::Error;
        Failure::of(match error {
            Error::NotAPackage => "package_unknown",
            Error::Mangled => "package_mangled",
            Error::Truncated => "package_truncated",
            Error::Damaged => "package_damaged",
            Error::NewerFormat => "package_newer",
            Error::TooLarge { .. } => "package_too_large",
            Error::WrongKind => "package_wrong_kind",
            Error::WrongRecipient => "package_foreign",
            Error::PracticeMismatch => "practice_mismatch",
            Error::UnknownSender => "package_stranger",
            Error::UsedToken => "token_used",
            Error::UnknownSite => "package_uncertified",
            Error::BadSignature => "package_altered",
            Error::Contradiction => "package_contradiction",
            Error::ForeignChannel => "package_foreign_channel",
            Error::BrokenChain => "package_broken_chain",
            Error::BadEntry(_) => "package_bad_entry",
            Error::WrongSupplement => "package_wrong_supplement",
            Error::Miscounted => "package_miscounted",
            Error::Malformed => "package_malformed",
            Error::NoCard => "damaged",
            Error::NotMade => "package_not_made",
            Error::OutOfOrder => "internal",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_with_a_file_has_a_code_and_a_sentence_of_its_own() {
        use exchange::Error::*;
        let all = [
            NotAPackage,
            Mangled,
            Truncated,
            Damaged,
            NewerFormat,
            TooLarge { most: 1 },
            WrongKind,
            WrongRecipient,
            PracticeMismatch,
            UnknownSender,
            UsedToken,
            UnknownSite,
            BadSignature,
            Contradiction,
            ForeignChannel,
            BrokenChain,
            BadEntry(journal::Error::Malformed),
            WrongSupplement,
            Miscounted,
            Malformed,
            NotMade,
        ];
        let failures = all.map(Failure::from);
        let sentences: std::collections::BTreeSet<String> = failures.iter().map(Failure::sentence).collect();
        assert_eq!(sentences.len(), failures.len());
        assert!(sentences.iter().all(|sentence| sentence.ends_with('。')), "{sentences:?}");
    }
}
