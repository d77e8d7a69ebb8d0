//! The import as one act, and the log of it.

use domain::codes;
use serde::{Deserialize, Serialize};
use sheets::RosterKind;
use sheets::plan::{Decision, Outcome};
use store::{ImportLog, Moment};

use super::pending::{Part, Pending};
use super::shapes::{ImportCounts, ImportDone, ImportLogRow};
use crate::features::history::act_name;
use crate::{Failure, Result, Session};

/// How many records are asked for between two questions whether to go on.
const STEP: usize = 64;

/// What is kept of an import.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Log {
    pub(super) kind: RosterKind,
    pub(super) files: Vec<String>,
    pub(super) counts: ImportCounts,
    #[serde(default)]
    pub(super) rows: Vec<ImportLogRow>,
}

impl Log {
    /// The log that was kept.
    pub(super) fn read(kept: &ImportLog) -> Result<Log> {
        serde_json::from_str(&kept.json).map_err(|_| Failure::of("damaged"))
    }
}

impl Pending {
    /// Every row with what becomes of it.
    pub(super) fn log_rows(&self) -> Vec<ImportLogRow> {
        let pairs = self.roster.rows.iter().zip(&self.plan.rows);
        let one = |(row, planned): (&sheets::read::RosterRow, &sheets::plan::Planned)| ImportLogRow {
            at: planned.at.clone(),
            outcome: planned.outcome,
            name: row.name().unwrap_or_default().to_owned(),
            reasons: planned.reasons.clone(),
        };
        pairs.map(one).collect()
    }

    /// Whoever was taken as new is in the register now: planned again, the row is that person and not another one.
    fn settle(&mut self) {
        for planned in &self.plan.rows {
            let made = planned.records.first().map(|(_, who)| *who);
            if let Some(decision) = self.decisions.get_mut(&planned.at)
                && *decision == Decision::TakeAsNew
                && let Some(who) = made
            {
                *decision = Decision::TakeAs(who);
            }
        }
    }

    fn log(&self) -> Result<String> {
        let log = Log {
            kind: self.kind,
            files: self.files.clone(),
            counts: ImportCounts::of(&self.plan),
            rows: self.log_rows(),
        };
        serde_json::to_string(&log).map_err(|_| Failure::of("internal"))
    }
}

impl Session {
    /// Writes an import: act and log together, or nothing.
    pub(super) fn write_import(
        &mut self,
        pending: &mut Pending,
        moment: Moment,
        go_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<ImportDone> {
        self.refresh(pending, &mut Part::new(go_on, 0, 500))?;
        let (channel, act) = (self.own_channel(), self.act(codes::act::IMPORT, moment, None));
        let mut part = Part::new(go_on, 500, 900);
        let (puts, log) = (&pending.plan.puts, pending.log()?);
        let done = self.store.together(|store| {
            let written = store.write(act, |tx| {
                for (index, put) in puts.iter().enumerate() {
                    if index.is_multiple_of(STEP) && !part.tell(index, puts.len()) {
                        return Err(Failure::of("cancelled"));
                    }
                    tx.put(channel, put, None)?;
                }
                if part.tell(1, 1) { Ok(()) } else { Err(Failure::of("cancelled")) }
            })?;
            if let Some(act) = written.act {
                store.add_import_log(&ImportLog { act, at: moment.wall, json: log })?;
            }
            Ok::<_, Failure>(written.act)
        })?;
        pending.settle();
        go_on(1000, 1000);
        Ok(ImportDone {
            act: done.map(act_name),
            counts: ImportCounts::of(&pending.plan),
            doubtful_left: pending.plan.count(Outcome::Doubtful),
        })
    }
}
