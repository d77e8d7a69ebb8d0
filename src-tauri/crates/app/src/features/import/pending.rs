//! An import between preview and confirmation: what was read, what was decided, what it would change.

use std::path::Path;

use chrono::NaiveDate;
use domain::rules::Context;
use sheets::RosterKind;
use sheets::grid::Workbook;
use sheets::layout::Mapping;
use sheets::plan::{Decisions, Plan, PlanError};
use sheets::read::{Roster, Source};
use store::ChainHead;

use super::files;
use crate::{Failure, Result, Session};

/// The import that a session has in hand.
pub(crate) struct Pending {
    pub(super) kind: RosterKind,
    /// The names of the files.
    pub(super) files: Vec<String>,
    pub(super) roster: Roster,
    pub(super) decisions: Decisions,
    pub(super) plan: Plan,
    /// What the register was when the plan was made.
    heads: Vec<ChainHead>,
    today: NaiveDate,
}

/// A part of a long job: its steps fill a stretch of the whole, which has a thousand.
pub(super) struct Part<'a> {
    go_on: &'a mut dyn FnMut(u64, u64) -> bool,
    from: u64,
    to: u64,
    told: u64,
}

impl<'a> Part<'a> {
    pub(super) fn new(go_on: &'a mut dyn FnMut(u64, u64) -> bool, from: u64, to: u64) -> Self {
        Self { go_on, from, to, told: from }
    }

    /// Tells how far the part is, never less than before. False if the person wants to stop.
    pub(super) fn tell(&mut self, done: usize, total: usize) -> bool {
        let share = (self.to - self.from) * done as u64 / (total.max(1) as u64);
        self.told = self.told.max((self.from + share).min(self.to));
        (self.go_on)(self.told, 1000)
    }
}

impl Session {
    /// Reads files and plans their import. With `mappings`, one a file, they are read as those say.
    pub(super) fn plan_import(
        &self,
        kind: RosterKind,
        paths: &[&Path],
        mappings: Option<Vec<Mapping>>,
        today: NaiveDate,
        go_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Pending> {
        let workbooks = open_all(paths, &mut Part::new(go_on, 0, 200))?;
        let by_hand = mappings.is_some();
        let mappings = self.mappings(kind, &workbooks, mappings)?;
        let sources: Vec<Source<'_>> =
            workbooks.iter().zip(&mappings).map(|(workbook, mapping)| Source { workbook, mapping }).collect();
        let mut part = Part::new(go_on, 200, 500);
        let roster = sheets::read(&sources, kind, today, &mut |done, total| part.tell(done, total))
            .map_err(|error| Failure::of(error.code()))?;
        if roster.rows.is_empty() {
            return Err(Failure::of("import_no_rows"));
        }
        for (workbook, mapping) in workbooks.iter().zip(&mappings).filter(|_| by_hand) {
            files::remember(self, workbook, mapping)?;
        }
        let decisions = Decisions::new();
        let (plan, heads) = self.plan_roster(&roster, &decisions, today, &mut Part::new(go_on, 500, 1000))?;
        let files = workbooks.into_iter().map(|workbook| workbook.file).collect();
        Ok(Pending { kind, files, roster, decisions, plan, heads, today })
    }

    fn mappings(
        &self,
        kind: RosterKind,
        workbooks: &[Workbook],
        said: Option<Vec<Mapping>>,
    ) -> Result<Vec<Mapping>> {
        match said {
            Some(said) if said.len() == workbooks.len() => {
                Ok(said.into_iter().map(|mapping| Mapping { kind, ..mapping }).collect())
            }
            Some(_) => Err(Failure::of("bad_request").with("detail", "mappings")),
            None => workbooks.iter().map(|workbook| files::suggested(self, workbook, kind)).collect(),
        }
    }

    fn plan_roster(
        &self,
        roster: &Roster,
        decisions: &Decisions,
        today: NaiveDate,
        part: &mut Part<'_>,
    ) -> Result<(Plan, Vec<ChainHead>)> {
        let channel = self.own_channel();
        let context = Context { today, side: self.side(), shared: true };
        let heads = self.own_heads()?;
        let reader = self.reader(channel)?;
        let plan =
            sheets::plan(roster, &reader, context, decisions, &mut |done, total| part.tell(done, total));
        match plan {
            Ok(plan) => Ok((plan, heads)),
            Err(PlanError::Cancelled) => Err(Failure::of("cancelled")),
            Err(PlanError::Facts(error)) => Err(error.into()),
        }
    }

    fn own_heads(&self) -> Result<Vec<ChainHead>> {
        let own = self.own_channel();
        Ok(self.store.heads()?.into_iter().filter(|head| head.channel == own).collect())
    }

    /// Plans again with the decisions made since, or because the register is no longer what it was.
    pub(super) fn replan(&self, pending: &mut Pending, part: &mut Part<'_>) -> Result<()> {
        let (plan, heads) = self.plan_roster(&pending.roster, &pending.decisions, pending.today, part)?;
        (pending.plan, pending.heads) = (plan, heads);
        Ok(())
    }

    /// Plans again if the register is no longer what it was when the plan was made.
    pub(super) fn refresh(&self, pending: &mut Pending, part: &mut Part<'_>) -> Result<()> {
        if self.own_heads()? == pending.heads { Ok(()) } else { self.replan(pending, part) }
    }
}

/// Opens files, between which the person may stop.
pub(super) fn open_all(paths: &[&Path], part: &mut Part<'_>) -> Result<Vec<Workbook>> {
    if paths.is_empty() {
        return Err(Failure::of("import_no_file"));
    }
    let mut all = Vec::new();
    for (done, path) in paths.iter().enumerate() {
        if !part.tell(done, paths.len()) {
            return Err(Failure::of("cancelled"));
        }
        all.push(files::open(path)?);
    }
    Ok(all)
}
