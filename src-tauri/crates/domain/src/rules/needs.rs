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

/// A field that the form of an action asks for.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// The field; of the step or answer, or for 并案 of the need itself.
    pub field: Field,
    /// Whether the action is refused without it.
    pub required: bool,
}

/// What the form of a village action asks for, in its order; after `progress`, so that nothing known is asked again.
pub fn step_asks(progress: &Progress, action: u32) -> Vec<Ask> {
    let lacking = progress.lacking();
    let lacks = |field: Field| lacking.iter().any(|one| one.number == field.number);
    let mut fields = match action {
        village::ANSWER_ON_SPOT => vec![step::RESULT, step::ANSWER_WAY, step::TEXT],
        village::RESOLVE => vec![step::RESULT, step::TEXT, step::ANSWER_WAY],
        village::ESCALATE => vec![step::TEXT, step::TELL_CONTACT],
        village::DECLINE => vec![step::TEXT, step::ANSWER_WAY],
        village::FOLLOW_UP => vec![step::SATISFACTION, step::GAP, step::TEXT],
        village::SUSPEND | village::EXTEND => vec![step::UNTIL, step::TEXT],
        village::MERGE => vec![need::MAIN, step::TEXT],
        _ => vec![step::TEXT],
    };
    if matches!(action, village::FOLLOW_UP | village::CLOSE) && lacks(step::ANSWER_WAY) {
        fields.insert(0, step::ANSWER_WAY);
    }
    let required = |field: &Field| match action {
        village::MERGE => field.number == need::MAIN.number && field.name == need::MAIN.name,
        village::CLOSE => lacks(*field),
        _ => step_needs(action).iter().any(|one| one.number == field.number),
    };
    let own = fields.into_iter().map(|field| Ask { required: required(&field), field });
    // The day and the person are preset, so they come last.
    let preset = [Ask { field: step::DATE, required: true }, Ask { field: step::BY, required: false }];
    own.chain(preset).collect()
}

/// What the form of a township action asks for, in its order.
pub fn answer_asks(action: u32) -> Vec<Ask> {
    let needs = answer_needs(action);
    let result = (action == township::REPLY).then_some(answer::RESULT);
    let own = result.into_iter().chain([answer::TEXT]);
    let own = own.map(|field| Ask { required: needs.iter().any(|one| one.number == field.number), field });
    // The day and the person are preset, so they come last.
    let preset = [Ask { field: answer::DATE, required: true }, Ask { field: answer::BY, required: false }];
    own.chain(preset).collect()
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
    if action == village::MERGE {
        merged(facts, after)?;
    }
    follows(facts, after, after.id_of(step::NEED))
}

/// 并案 says which need the other one is.
fn merged<F: Facts>(facts: &F, after: &Record) -> Result<(), CheckError<F::Error>> {
    let Some(id) = after.id_of(step::NEED) else { return Ok(()) };
    let merged = facts.record(&need::KIND, id).map_err(CheckError::Facts)?;
    match merged.and_then(|need| need.id_of(need::MAIN)) {
        None => Err(Breach::of("required", &need::KIND).at(&need::MAIN).into()),
        Some(main) if main == id => Err(Breach::of("merge_itself", &need::KIND).at(&need::MAIN).into()),
        Some(_) => Ok(()),
    }
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
            Err(Illegal::Incomplete) => {
                let lacking = progress.lacking();
                let missing: Vec<&str> = lacking.iter().map(|field| field.label).collect();
                let breach = Breach::of("close_incomplete", after.kind).with("missing", missing.join("、"));
                Err(lacking.first().map_or(breach.clone(), |field| breach.at(field)).into())
            }
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    fn required(asks: &[Ask]) -> Vec<&'static str> {
        asks.iter().filter(|ask| ask.required).map(|ask| ask.field.name).collect()
    }

    #[test]
    fn every_form_asks_for_all_that_its_action_must_say() {
        for action in codes::step_action::LIST.codes {
            let asked = required(&step_asks(&Progress::registered(), *action));
            for field in step_needs(*action) {
                assert!(asked.contains(&field.name), "step {action} does not ask for {}", field.name);
            }
        }
        for action in codes::answer_action::LIST.codes {
            let asked = required(&answer_asks(*action));
            for field in answer_needs(*action) {
                assert!(asked.contains(&field.name), "answer {action} does not ask for {}", field.name);
            }
        }
    }

    #[test]
    fn closing_asks_for_just_what_is_lacking() {
        let mut progress = Progress::registered();
        progress.result = Some(codes::need_result::SOLVED);
        progress.satisfaction = Some(codes::satisfaction::SATISFIED);
        assert_eq!(required(&step_asks(&progress, village::CLOSE)), ["answer_way", "date"]);
        progress.answered = true;
        assert_eq!(required(&step_asks(&progress, village::CLOSE)), ["date"]);
        progress.satisfaction = Some(codes::satisfaction::DISSATISFIED);
        assert_eq!(required(&step_asks(&progress, village::CLOSE)), ["text", "date"]);
    }
}
