//! A need goes its way through the door, between village and township.

use codes::{answer_action as township, need_state as state, step_action as village};
use domain::kinds::{answer, step};
use domain::need_state::Progress;
use domain::{Facts, Put, RecordId, codes};

use crate::support::*;

fn progress(site: &Site, of: RecordId) -> Progress {
    let kinds = [(&step::KIND, step::NEED), (&answer::KIND, answer::NEED)];
    Progress::fold(&site.reader().history(&kinds, of).unwrap())
}

fn told(of: RecordId, action: u32) -> Put {
    step(id(), of, action).set(step::TEXT, "已联系电工")
}

fn resolved(of: RecordId) -> Put {
    told(of, village::RESOLVE)
        .set(step::RESULT, codes::need_result::SOLVED)
        .set(step::ANSWER_WAY, codes::answer_way::PHONE)
}

fn asked(of: RecordId) -> Put {
    step(id(), of, village::FOLLOW_UP).set(step::SATISFACTION, codes::satisfaction::SATISFIED)
}

#[test]
fn the_village_takes_a_need_to_its_end_and_no_step_can_be_left_out() {
    let mut site = Site::new(1);
    let of = id();
    site.put(&[need(of, "修路灯")]);
    let way = [
        (step(id(), of, village::ACCEPT), state::ACCEPTED),
        (told(of, village::HANDLE), state::HANDLING),
        (resolved(of), state::AWAITING_FOLLOW_UP),
        (asked(of), state::FOLLOWED_UP),
        (step(id(), of, village::CLOSE), state::CLOSED),
    ];
    for (index, (put, expected)) in way.iter().enumerate() {
        for (later, _) in &way[index + 1..] {
            // 受理 may go straight to 办结.
            let shortcut = index == 1 && later.id == way[2].0.id;
            if !shortcut {
                assert_eq!(site.breach(std::slice::from_ref(later)).rule, "step_out_of_order", "{later:?}");
            }
        }
        site.put(std::slice::from_ref(put));
        assert_eq!(progress(&site, of).state, *expected);
    }
    site.proved();
}

#[test]
fn a_whole_way_can_be_entered_in_one_act_in_the_order_of_its_records() {
    let mut site = Site::new(1);
    let of = id();
    site.put(&[need(of, "修路灯"), step(id(), of, village::ACCEPT), resolved(of), asked(of)]);
    assert_eq!(progress(&site, of).state, state::FOLLOWED_UP);
    site.proved();
}

#[test]
fn nothing_is_closed_without_an_answer() {
    let mut site = Site::new(1);
    let of = id();
    let unanswered = told(of, village::RESOLVE).set(step::RESULT, codes::need_result::SOLVED);
    site.put(&[need(of, "修路灯"), step(id(), of, village::ACCEPT)]);
    site.put(&[unanswered]);
    site.put(&[asked(of)]);
    assert_eq!(site.breach(&[step(id(), of, village::CLOSE)]).rule, "close_incomplete");
}

#[test]
fn the_township_answers_and_the_village_closes() {
    let (mut site, mut town) = (Site::new(1), Site::new(100));
    let of = id();
    site.put(&[need(of, "修路灯"), step(id(), of, village::ACCEPT)]);
    site.put(&[told(of, village::ESCALATE)]);
    town.take(site.entries());
    let reply = answer(id(), of, township::REPLY)
        .set(answer::TEXT, "电力所已修复")
        .set(answer::RESULT, codes::need_result::SOLVED);
    assert_eq!(town.breach(std::slice::from_ref(&reply)).rule, "step_out_of_order");
    town.put(&[answer(id(), of, township::ACCEPT)]);
    town.put(&[reply]);
    site.take(town.entries());
    assert_eq!(progress(&site, of).state, state::AWAITING_FOLLOW_UP);
    site.put(&[asked(of).set(step::ANSWER_WAY, codes::answer_way::FACE)]);
    site.put(&[step(id(), of, village::CLOSE)]);
    assert_eq!(progress(&site, of).state, state::CLOSED);
    town.take(site.entries());
    assert_eq!(progress(&town, of), progress(&site, of));
    assert_eq!(town.proved(), site.proved());
}

#[test]
fn two_settlements_at_once_both_stay_and_the_later_is_listed() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let of = id();
    one.put(&[need(of, "修路灯"), step(id(), of, village::ACCEPT)]);
    two.take(one.entries());
    two.clock += 60_000;
    let (first, second) = (resolved(of), resolved(of));
    one.put(std::slice::from_ref(&first));
    two.put(std::slice::from_ref(&second));
    exchange(&mut [&mut one, &mut two]);
    for site in [&one, &two] {
        let progress = progress(site, of);
        assert_eq!((progress.state, progress.misfits), (state::AWAITING_FOLLOW_UP, vec![second.id]));
    }
    assert_eq!(one.proved(), two.proved());
}
