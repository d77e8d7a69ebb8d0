use proptest::prelude::*;

use super::*;
use crate::codes;

fn step(action: u32) -> Record {
    Record::new(&step::KIND, RecordId::new()).with(step::ACTION, action)
}

fn answer(action: u32) -> Record {
    Record::new(&answer::KIND, RecordId::new())
        .with(answer::ACTION, action)
        .with(answer::RESULT, codes::need_result::SOLVED)
}

fn resolved() -> Record {
    step(village::RESOLVE)
        .with(step::RESULT, codes::need_result::SOLVED)
        .with(step::ANSWER_WAY, codes::answer_way::FACE)
}

fn asked(code: u32) -> Record {
    step(village::FOLLOW_UP).with(step::SATISFACTION, code)
}

#[test]
fn the_village_handles_a_need_to_the_end() {
    let progress = Progress::fold(&[
        step(village::ACCEPT),
        step(village::HANDLE),
        resolved(),
        asked(satisfaction::SATISFIED),
        step(village::CLOSE),
    ]);
    assert_eq!(progress.state, state::CLOSED);
    assert!(progress.misfits.is_empty());
}

#[test]
fn the_township_answers_an_escalated_need() {
    let mut progress = Progress::fold(&[step(village::ACCEPT), step(village::ESCALATE)]);
    assert_eq!(progress.township_actions(), [township::ACCEPT, township::RETURN]);
    progress.take(&answer(township::ACCEPT)).unwrap();
    progress.take(&answer(township::REPLY)).unwrap();
    assert_eq!(progress.state, state::AWAITING_FOLLOW_UP);
    assert_eq!(progress.result, Some(codes::need_result::SOLVED));
}

#[test]
fn nothing_is_closed_without_result_answer_and_satisfaction() {
    let unanswered = step(village::RESOLVE).with(step::RESULT, codes::need_result::SOLVED);
    let mut progress = Progress::fold(&[step(village::ACCEPT), unanswered, asked(satisfaction::SATISFIED)]);
    assert_eq!(progress.take(&step(village::CLOSE)), Err(Illegal::Incomplete));
    assert_eq!(progress.state, state::FOLLOWED_UP);

    let mut progress = Progress::fold(&[step(village::ACCEPT), resolved(), step(village::FOLLOW_UP)]);
    assert_eq!(progress.take(&step(village::CLOSE)), Err(Illegal::Incomplete));

    let gone = step(village::FOLLOW_UP).with(step::GAP, 2u32);
    let mut progress = Progress::fold(&[step(village::ACCEPT), resolved(), gone]);
    assert_eq!(progress.take(&step(village::CLOSE)), Ok(()));
}

#[test]
fn a_dissatisfied_person_means_redoing_or_a_stated_reason() {
    let mut progress =
        Progress::fold(&[step(village::ACCEPT), resolved(), asked(satisfaction::DISSATISFIED)]);
    assert_eq!(progress.take(&step(village::CLOSE)), Err(Illegal::Incomplete));
    let mut reasoned = progress.clone();
    assert_eq!(reasoned.take(&step(village::CLOSE).with(step::TEXT, "政策已解释三次")), Ok(()));
    progress.take(&step(village::REDO)).unwrap();
    assert_eq!((progress.state, progress.redone, progress.result), (state::HANDLING, 1, None));
}

#[test]
fn a_declined_need_closes_on_its_stated_reason() {
    let mut silent = Progress::fold(&[step(village::DECLINE)]);
    assert_eq!(silent.take(&step(village::CLOSE)), Err(Illegal::Incomplete));
    let mut told = Progress::fold(&[step(village::DECLINE).with(step::TEXT, "不属村级事项")]);
    assert_eq!(told.take(&step(village::CLOSE)), Ok(()));
}

#[test]
fn a_second_settlement_changes_nothing_and_is_listed() {
    let late = resolved();
    let progress = Progress::fold(&[step(village::ACCEPT), resolved(), late.clone()]);
    assert_eq!(progress.misfits, [late.id]);
}

proptest! {
    #[test]
    fn any_history_folds_and_only_legal_actions_move_it(actions in prop::collection::vec((any::<bool>(), 0u32..18), 0..24)) {
        let mut progress = Progress::registered();
        for (by_township, action) in actions {
            let event = if by_township { answer(action) } else { step(action) };
            let offered = if by_township { progress.township_actions() } else { progress.village_actions() };
            let before = progress.clone();
            match progress.take(&event) {
                Ok(()) => prop_assert!(offered.contains(&action)),
                Err(Illegal::Order) => { prop_assert!(!offered.contains(&action)); prop_assert_eq!(&progress, &before) }
                Err(Illegal::Incomplete) => { prop_assert_eq!(action, village::CLOSE); prop_assert_eq!(&progress, &before) }
            }
        }
    }
}
