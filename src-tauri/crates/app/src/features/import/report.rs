//! An import in one go, for the command line.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sheets::RosterKind;
use store::Moment;

use super::shapes::{ImportCounts, ImportLogRow};
use crate::{Failure, Result, Session};

/// What an import did, or would do.
#[derive(Debug, Serialize)]
pub struct ImportReport {
    /// Which roster.
    pub kind: RosterKind,
    /// The names of the files.
    pub files: Vec<String>,
    /// How many rows ended how.
    pub counts: ImportCounts,
    /// How many rows hold a person.
    pub total: usize,
    /// Every row.
    pub rows: Vec<ImportLogRow>,
    /// The act, for taking it back; `None` if nothing had to change or nothing was to be written.
    pub act: Option<String>,
    /// Whether nothing was to be written.
    pub dry_run: bool,
}

impl Session {
    /// Imports files of one roster (`households` or `members`) as the program understands them, or with `dry_run`
    /// only says what that would do. `go_on` is told done and total steps; on `false` nothing is imported, and the
    /// failure is `cancelled`.
    pub fn import(
        &mut self,
        kind: &str,
        paths: &[PathBuf],
        dry_run: bool,
        moment: Moment,
        go_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<ImportReport> {
        if self.info.kind != exchange::PartyKind::Village {
            return Err(Failure::of("other_side"));
        }
        let kind: RosterKind = serde_json::from_value(kind.into())
            .map_err(|_| Failure::of("bad_request").with("detail", "households, members"))?;
        let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let mut half = |done, total| go_on(done / 2, total);
        let mut pending = self.plan_import(kind, &paths, None, moment.today, &mut half)?;
        let mut rest = |done: u64, total: u64| go_on(total.midpoint(done), total);
        let act = match dry_run {
            true => None,
            false => self.write_import(&mut pending, moment, &mut rest)?.act,
        };
        Ok(ImportReport {
            kind,
            counts: ImportCounts::of(&pending.plan),
            total: pending.plan.rows.len(),
            rows: pending.log_rows(),
            files: pending.files,
            act,
            dry_run,
        })
    }
}
