//! 导入: rosters of households and members, from spreadsheets that villages have.
//!
//! By steps, so that a person sees and corrects each: preview, plan, decisions, confirmation as one act, and the rows
//! that could not be taken back as a sheet. The plan stays in the session between calls, and after confirmation too:
//! rows that wait can still be decided and confirmed, as a further act. Taking an import back is `undo` of its act.
//!
//! Deliberately not here: what cells mean (crate `sheets`).

mod files;
mod pending;
mod shapes;
mod writing;

use std::path::Path;

use sheets::plan::{Outcome, Plan, Planned};
use sheets::read::{Roster, RosterRow};
use sheets::{RosterKind, Target};

use self::pending::{Part, open_all};
use self::writing::Log;
use crate::features::history::{act_name, act_of};
use crate::features::sheet;
use crate::features::workspaces::Nothing;
use crate::{Desk, Failure, Result};

pub(crate) use self::files::of_sheet;
pub(crate) use self::pending::Pending;
pub use self::shapes::*;

fn no_plan() -> Failure {
    Failure::of("import_none")
}

fn paths_of(paths: &[String]) -> Vec<&Path> {
    paths.iter().map(Path::new).collect()
}

pub(crate) fn preview(desk: &mut Desk<'_>, request: ImportPreviewRequest) -> Result<ImportPreview> {
    let (session, mut go_on) = desk.long_job("import_preview")?;
    let workbooks = open_all(&paths_of(&request.paths), &mut Part::new(&mut go_on, 0, 1000))?;
    let files: Result<Vec<ImportFile>> = request
        .paths
        .iter()
        .zip(&workbooks)
        .map(|(path, workbook)| files::preview(session, path, workbook, request.kind, &request.headers))
        .collect();
    Ok(ImportPreview { files: files?, targets: targets(request.kind) })
}

fn targets(kind: RosterKind) -> Vec<TargetLabel> {
    Target::all(kind)
        .into_iter()
        .map(|target| TargetLabel { target, label: target.label().to_owned() })
        .collect()
}

pub(crate) fn plan(desk: &mut Desk<'_>, request: ImportPlanRequest) -> Result<ImportPlan> {
    let today = desk.moment().today;
    let (session, mut go_on) = desk.long_job("import_plan")?;
    session.import = None;
    let paths = paths_of(&request.paths);
    let pending = session.plan_import(request.kind, &paths, request.mappings, today, &mut go_on)?;
    let plan = plan_of(&pending.plan);
    session.import = Some(pending);
    Ok(plan)
}

fn plan_of(plan: &Plan) -> ImportPlan {
    ImportPlan { counts: ImportCounts::of(plan), total: plan.rows.len() }
}

pub(crate) fn rows(desk: &mut Desk<'_>, request: ImportRowsRequest) -> Result<ImportRows> {
    let pending = desk.session()?.import.as_ref().ok_or_else(no_plan)?;
    let all: Vec<(&RosterRow, &Planned)> = pending.roster.rows.iter().zip(&pending.plan.rows).collect();
    let wanted: Vec<&(&RosterRow, &Planned)> = all
        .iter()
        .filter(|(_, planned)| request.outcome.is_none_or(|outcome| planned.outcome == outcome))
        .collect();
    let total = wanted.len();
    let size = if request.size == 0 { total } else { request.size };
    let page = wanted.into_iter().skip(request.page.saturating_sub(1) * size).take(size);
    let rows: Vec<ImportRow> = page.map(|(row, planned)| shown(pending, row, planned)).collect();
    let headers = headers(&pending.roster, &rows);
    Ok(ImportRows { rows, total, headers })
}

fn shown(pending: &Pending, row: &RosterRow, planned: &Planned) -> ImportRow {
    let sheet = pending.roster.sheets.iter().find(|one| one.file == row.at.file && one.sheet == row.at.sheet);
    let target = |column: usize| sheet.and_then(|sheet| sheet.columns.get(column)?.1);
    let cells = row.cells.iter().enumerate().map(|(column, text)| sheets::masked(target(column), text));
    ImportRow {
        at: planned.at.clone(),
        outcome: planned.outcome,
        name: row.name().unwrap_or_default().to_owned(),
        cells: cells.collect(),
        reasons: planned.reasons.clone(),
        candidates: planned.candidates.clone(),
        decision: pending.decisions.get(&planned.at).cloned(),
    }
}

fn headers(roster: &Roster, rows: &[ImportRow]) -> Vec<SheetHeaders> {
    let met = |file: &str, sheet: &str| rows.iter().any(|row| row.at.file == file && row.at.sheet == sheet);
    let one = |sheet: &sheets::read::RosterSheet| SheetHeaders {
        file: sheet.file.clone(),
        sheet: sheet.sheet.clone(),
        headers: sheet.columns.iter().map(|(header, _)| header.clone()).collect(),
    };
    roster.sheets.iter().filter(|sheet| met(&sheet.file, &sheet.sheet)).map(one).collect()
}

pub(crate) fn decide(desk: &mut Desk<'_>, request: ImportDecideRequest) -> Result<ImportPlan> {
    let (session, mut go_on) = desk.long_job("import_plan")?;
    let mut pending = session.import.take().ok_or_else(no_plan)?;
    let before = pending.decisions.clone();
    for one in request.decisions {
        match one.decision {
            Some(decision) => pending.decisions.insert(one.at, decision),
            None => pending.decisions.remove(&one.at),
        };
    }
    let planned = session.replan(&mut pending, &mut Part::new(&mut go_on, 0, 1000));
    if planned.is_err() {
        pending.decisions = before;
    }
    let plan = plan_of(&pending.plan);
    session.import = Some(pending);
    planned.map(|()| plan)
}

pub(crate) fn confirm(desk: &mut Desk<'_>, _: Nothing) -> Result<ImportDone> {
    let moment = desk.moment();
    let (session, mut go_on) = desk.long_job("import_confirm")?;
    let mut pending = session.import.take().ok_or_else(no_plan)?;
    let done = session.write_import(&mut pending, moment, &mut go_on);
    session.import = Some(pending);
    done
}

pub(crate) fn returned(desk: &mut Desk<'_>, request: ImportReturnedRequest) -> Result<ImportReturned> {
    let (session, mut go_on) = desk.long_job("import_returned")?;
    let pending = session.import.as_ref().ok_or_else(no_plan)?;
    let mut part = Part::new(&mut go_on, 0, 1000);
    let bytes = sheets::returned(&pending.roster, &pending.plan, &mut |done, total| part.tell(done, total))
        .map_err(|error| of_sheet(&error, &request.path))?
        .ok_or_else(|| Failure::of("import_nothing_back"))?;
    let path = sheet::save(&request.path, &bytes)?;
    let back = pending.plan.count(Outcome::Doubtful) + pending.plan.count(Outcome::Refused);
    Ok(ImportReturned { path, rows: back })
}

pub(crate) fn template(_: &mut Desk<'_>, request: ImportTemplateRequest) -> Result<ImportTemplate> {
    let bytes = sheets::template(request.kind).map_err(|error| of_sheet(&error, &request.path))?;
    Ok(ImportTemplate { path: sheet::save(&request.path, &bytes)? })
}

pub(crate) fn list(desk: &mut Desk<'_>, _: Nothing) -> Result<Imports> {
    let session = desk.session()?;
    let undone = session.store.undone(session.own_channel())?;
    let mut imports = Vec::new();
    for kept in session.store.import_logs()? {
        let log = Log::read(&kept)?;
        imports.push(ImportNote {
            act: act_name(kept.act),
            at: kept.at,
            kind: log.kind,
            files: log.files,
            counts: log.counts,
            undone: undone.contains(&kept.act),
        });
    }
    Ok(Imports { imports })
}

pub(crate) fn log(desk: &mut Desk<'_>, request: ImportLogRequest) -> Result<ImportLogged> {
    let act = act_of(&request.act)?;
    let session = desk.session()?;
    let kept = session.store.import_logs()?.into_iter().find(|kept| kept.act == act);
    let kept = kept.ok_or_else(|| Failure::of("not_found").with("kind", "import"))?;
    Ok(ImportLogged { rows: session.named_rows(Log::read(&kept)?)? })
}
