//! The import as one act, and the log of it.

use domain::codes;
use domain::kinds::person;
use serde::{Deserialize, Serialize};
use sheets::RosterKind;
use sheets::plan::{Decision, Outcome};
use store::{ImportLog, Moment};

use super::pending::{Part, Pending};
use super::shapes::{ImportCounts, ImportDone, ImportLogRow};
use crate::features::history::act_name;
use crate::labels::Labels;
use crate::{Failure, Result, Session, json};

/// How many records are asked for between two questions whether to go on.
const STEP: usize = 64;

/// What is kept of an import.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Log {
    pub(super) kind: RosterKind,
    pub(super) files: Vec<String>,
    pub(super) counts: ImportCounts,
    #[serde(default)]
    pub(super) rows: Vec<LogRow>,
}

/// One row as it is kept. Of whoever is in the register it says who that is and not what they are called: a name may
/// be corrected, and erased.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LogRow {
    #[serde(flatten)]
    row: ImportLogRow,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    who: Option<String>,
}

impl Log {
    /// The log that was kept.
    pub(super) fn read(kept: &ImportLog) -> Result<Log> {
        serde_json::from_str(&kept.json).map_err(|_| Failure::of("damaged"))
    }
}

impl Pending {
    /// Every row with what becomes of it.
    fn log_rows(&self) -> Vec<LogRow> {
        let pairs = self.roster.rows.iter().zip(&self.plan.rows);
        let one = |(row, planned): (&sheets::read::RosterRow, &sheets::plan::Planned)| {
            let person = planned.records.iter().find(|(kind, _)| *kind == person::KIND.name);
            let name = if person.is_some() { "" } else { row.name().unwrap_or_default() };
            let (at, outcome, reasons) = (planned.at.clone(), planned.outcome, planned.reasons.clone());
            let row = ImportLogRow { at, outcome, name: name.to_owned(), reasons };
            LogRow { row, who: person.map(|(_, id)| id.to_string()) }
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
    /// The rows of a log, with what people are called now.
    pub(super) fn named_rows(&self, log: Log) -> Result<Vec<ImportLogRow>> {
        let labels = Labels::new(self.reader(self.own_channel())?);
        let named = |LogRow { row, who }| match who {
            Some(who) => Ok(ImportLogRow { name: labels.of(&person::KIND, json::id(&who)?)?, ..row }),
            None => Ok(row),
        };
        log.rows.into_iter().map(named).collect()
    }

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
