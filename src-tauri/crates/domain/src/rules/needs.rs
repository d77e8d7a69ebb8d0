//! Rules on 诉求: what each step must say, and in which order steps follow.

use super::{Breach, CheckError, Context, Touched};
use crate::codes::{answer_action as township, step_action as village};
use crate::kinds::{answer, need, step};
use crate::need_state::{Illegal, Progress};
use crate::{Day, Facts, Field, Kind, Record, RecordId};

/// A need is not registered in the future.
pub(super) fn need(context: Context, touched: &Touched) -> Result<(), Breach> {
    let date = touched.after.day(need::DATE).filter(|_| touched.wrote(need::DATE));
    if date.is_some_and(|date| date > Day::from(context.today)) {
        return Err(Breach::of("date_future", &need::KIND).at(&need::DATE));
    }
    Ok(())
}

/// What a village step must say beside its action and date.
fn step_needs(action: u32) -> &'static [Field] {
    match action {
        village::HANDLE | village::ESCALATE | village::DECLINE | village::REDO | village::TAKE_BACK => {
            &[step::TEXT]
        }
        village::RESOLVE => &[step::TEXT, step::RESULT],
        village::ANSWER_ON_SPOT => &[step::TEXT, step::RESULT, step::ANSWER_WAY],
        village::SUSPEND | village::EXTEND => &[step::TEXT, step::UNTIL],
        _ => &[],
    }
}

fn answer_needs(action: u32) -> &'static [Field] {
    match action {
        township::REPLY => &[answer::TEXT, answer::RESULT],
        township::HANDLE | township::RETURN => &[answer::TEXT],
        _ => &[],
    }
}

/// A step follows from the state that the need is in, and says what its action needs (回访 a satisfaction or why
/// nobody could be asked).
pub(super) fn step<F: Facts>(facts: &F, touched: &Touched) -> Result<(), CheckError<F::Error>> {
    let after = &touched.after;
    let action = after.code(step::ACTION).unwrap_or(0);
    says(after, &step::KIND, step_needs(action))?;
    let asked = after.code(step::SATISFACTION).is_some() || after.code(step::GAP).is_some();
    if action == village::FOLLOW_UP && !asked {
        return Err(Breach::of("required", &step::KIND).at(&step::SATISFACTION).into());
    }
    follows(facts, after, after.id_of(step::NEED))
}

/// An answer of the township follows from the state that the need is in.
pub(super) fn answer<F: Facts>(facts: &F, touched: &Touched) -> Result<(), CheckError<F::Error>> {
    let after = &touched.after;
    says(after, &answer::KIND, answer_needs(after.code(answer::ACTION).unwrap_or(0)))?;
    follows(facts, after, after.id_of(answer::NEED))
}

fn says(after: &Record, kind: &Kind, fields: &[Field]) -> Result<(), Breach> {
    match fields.iter().find(|field| after.value(**field).is_none()) {
        Some(field) => Err(Breach::of("required", kind).at(field)),
        None => Ok(()),
    }
}

fn follows<F: Facts>(facts: &F, after: &Record, of: Option<RecordId>) -> Result<(), CheckError<F::Error>> {
    let Some(need) = of else { return Ok(()) };
    let all = facts
        .history(&[(&step::KIND, step::NEED), (&answer::KIND, answer::NEED)], need)
        .map_err(CheckError::Facts)?;
    let mut progress = Progress::registered();
    for event in &all {
        let taken = progress.take(event);
        if event.id != after.id {
            continue;
        }
        return match taken {
            Ok(()) => Ok(()),
            Err(Illegal::Order) => Err(Breach::of("step_out_of_order", after.kind).into()),
            Err(Illegal::Incomplete) => Err(Breach::of("close_incomplete", after.kind).into()),
        };
    }
    Ok(())
}
