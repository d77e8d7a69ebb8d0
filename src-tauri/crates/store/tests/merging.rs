//! Entries of other sites: same, fork, refused, waiting, and gaps that close in any order.

use domain::kinds::{answer, person};
use domain::{Owner, Put, RecordId, codes};
use journal::{Change, Entry, Hlc, MAX_HLC, Refusal, Write};
use store::{Decided, Error, Fate};

use crate::support::*;

fn named(who: RecordId, name: &str) -> Put {
    Put::new(&person::KIND, who).set(person::NAME, name)
}

/// A chain of one site that makes a person and renames it.
fn chain(number: u8, names: &[&str]) -> (Site, RecordId) {
    let (mut site, who) = (Site::new(number), id());
    for name in names {
        site.put(&[named(who, name)]);
    }
    (site, who)
}

/// The entry written otherwise, as a faulty or wicked program would.
fn forged(entry: &Entry, change: impl FnOnce(&mut Entry)) -> Entry {
    let mut forged = entry.clone();
    change(&mut forged);
    forged
}

#[test]
fn what_is_here_already_is_the_same() {
    let (one, _) = chain(1, &["甲", "乙"]);
    let mut two = Site::new(2);
    let merged = two.take(one.entries());
    assert_eq!((merged.applied, merged.same, merged.records[&person::KIND.number]), (2, 0, 1));
    let before = two.proved();
    let merged = two.take(one.entries());
    assert_eq!((merged.applied, merged.same), (0, 2));
    assert_eq!(two.proved(), before);
}

#[test]
fn gaps_close_in_every_order() {
    let (one, who) = chain(1, &["甲", "乙", "丙", "丁"]);
    let all = one.entries();
    let orders: Vec<Vec<usize>> = (0..24).map(permutation).collect();
    for order in orders {
        let mut two = Site::new(2);
        let mut waiting = 0;
        for (place, index) in order.iter().enumerate() {
            let merged = two.take([all[*index].clone()]);
            waiting += merged.waiting;
            let decided = merged.applied + merged.conflict;
            assert_eq!(two.proved(), two.proved());
            assert_eq!(
                two.store.waiting(VILLAGE).unwrap().len(),
                place + 1 - two.store.head(VILLAGE, site_id(1)).unwrap().0 as usize
            );
            assert!(decided > 0 || merged.waiting == 1, "{order:?}");
        }
        assert!(waiting <= 3);
        assert_eq!(two.record(&person::KIND, who).unwrap().text(person::NAME), Some("丁"));
        assert_eq!(two.proved(), one.proved(), "{order:?}");
        // And in one batch.
        let mut three = Site::new(3);
        let merged = three.take(order.iter().map(|index| all[*index].clone()));
        assert_eq!((merged.applied, merged.waiting), (4, 0));
        assert_eq!(three.proved(), one.proved());
    }
}

fn permutation(mut number: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..4).collect();
    (1..=4)
        .rev()
        .map(|size| {
            left.remove({
                let place = number % size;
                number /= size;
                place
            })
        })
        .collect()
}

#[test]
fn only_the_entries_of_this_merge_are_counted_as_waiting() {
    let (one, _) = chain(1, &["甲", "乙", "丙"]);
    let (other, _) = chain(3, &["丁", "戊"]);
    let mut two = Site::new(2);
    assert_eq!(two.take(one.entries().split_off(1)).waiting, 2);
    let merged = two.take([one.entries().remove(0), other.entries().remove(1)]);
    assert_eq!((merged.applied, merged.waiting), (3, 1));
    assert_eq!(merged.before, Decided { applied: 2, ..Decided::default() });
}

#[test]
fn an_entry_waits_for_what_it_names_and_everything_behind_it_too() {
    let (mut one, who) = chain(1, &["甲"]);
    let mut two = Site::new(2);
    two.take(one.entries());
    two.put(&[named(who, "乙")]);
    two.put(&[person(id(), "别人")]);
    one.take(two.entries());
    one.put(&[named(who, "丙")]);
    let mut three = Site::new(3);
    let merged = three.take(two.chain(site_id(2)));
    assert_eq!((merged.applied, merged.waiting), (0, 2));
    assert_eq!(three.proved(), Site::new(4).proved());
    assert_eq!(three.store.head(VILLAGE, site_id(2)).unwrap(), (0, [0; 32]));
    let first = one.chain(site_id(1)).remove(0);
    let merged = three.take([first]);
    assert_eq!((merged.applied, merged.waiting), (3, 0));
    assert_eq!(three.proved(), two.proved());
    assert_eq!(three.take(one.entries()).applied, 1);
    assert_eq!(three.proved(), one.proved());
}

#[test]
fn a_chain_of_thousands_that_waited_is_taken_up_at_once() {
    let (mut one, who) = chain(1, &["零"]);
    for number in 0..3_000 {
        one.put(&[named(who, &format!("第{number}"))]);
    }
    let mut two = Site::new(2);
    let mut entries = one.entries();
    let first = entries.remove(0);
    assert_eq!(two.take(entries).waiting, 3_000);
    let merged = two.take([first]);
    assert_eq!((merged.applied, merged.waiting), (3_001, 0));
    assert_eq!(two.proved(), one.proved());
}

#[test]
fn two_entries_of_one_number_are_a_fork_that_changes_nothing() {
    let (mut one, who) = chain(1, &["甲"]);
    let mut two = Site::new(2);
    two.take(one.entries());
    one.put(&[named(who, "乙")]);
    // A copy of the same site that went its own way.
    let twin = forged(&one.entries()[1], |entry| entry.header.wall += 1);
    two.take([twin.clone()]);
    let before = two.proved();
    for entries in [vec![one.entries().remove(1)], one.entries()] {
        let forked = two.try_take(entries);
        assert!(matches!(forked, Err(Error::Fork { site, seq: 2 }) if site == site_id(1)), "{forked:?}");
        assert_eq!(two.proved(), before);
    }
    one.put(&[named(who, "丙")]);
    let forked = two.try_take([one.entries().remove(2)]);
    assert!(
        matches!(forked, Err(Error::Fork { seq: 2, .. })),
        "its predecessor is another one here: {forked:?}"
    );
}

#[test]
fn a_fork_behind_a_gap_shows_when_the_gap_closes() {
    let (one, _) = chain(1, &["甲", "乙", "丙"]);
    let all = one.entries();
    let twin = forged(&all[1], |entry| entry.header.wall += 1);
    let mut two = Site::new(2);
    two.take([all[0].clone(), all[2].clone()]);
    let before = two.proved();
    let forked = two.try_take([twin]);
    assert!(matches!(forked, Err(Error::Fork { seq: 2, .. })), "{forked:?}");
    assert_eq!(two.proved(), before);
    two.take([all[1].clone()]);
    assert_eq!(two.proved(), one.proved());
}

#[test]
fn a_refused_entry_stays_in_its_chain_and_what_follows_goes_on() {
    let (one, who) = chain(1, &["甲", "乙"]);
    let all = one.entries();
    let hash = |entry: &Entry| entry.hash().unwrap();
    let far = forged(&all[0], |entry| {
        entry.header.hlc = Hlc(MAX_HLC.0 + 1);
        entry.header.act_id = entry.header.hlc;
    });
    let next = forged(&all[1], |entry| entry.header.place.previous = hash(&far));
    let mut two = Site::new(2);
    let merged = two.take([far, next]);
    assert_eq!((merged.applied, merged.refused), (1, 1));
    assert_eq!(merged.refusals[0].3, Refusal::FarFuture);
    assert_eq!(two.store.refused(VILLAGE).unwrap(), [(site_id(1), 1, Some(Refusal::FarFuture))]);
    assert_eq!(two.record(&person::KIND, who).unwrap().text(person::NAME), Some("乙"));
    assert_eq!(two.store.head(VILLAGE, site_id(1)).unwrap().0, 2);
    let held = two.store.entry(VILLAGE, journal::Dot { site: site_id(1), seq: 1 }).unwrap();
    assert_eq!(held.fate, Fate::Refused(Some(Refusal::FarFuture)));
    // The stamp of a refused entry moves nobody's clock.
    two.put(&[named(who, "丙")]);
    assert!(two.chain(site_id(2))[0].header.hlc <= MAX_HLC);
    two.proved();
    let history =
        two.store.register_history(VILLAGE, person::KIND.number, who, person::NAME.number, None).unwrap();
    assert_eq!(history.len(), 2, "a refused write is no part of the history");
}

#[test]
fn what_belongs_to_the_other_side_is_refused_whole() {
    let mut town = Site::new(100);
    let (mut village, asked) = (Site::new(1), id());
    village.put(&[
        need(asked, "修路灯"),
        step(id(), asked, codes::step_action::ACCEPT),
        step(id(), asked, codes::step_action::ESCALATE).set(domain::kinds::step::TEXT, "需镇里协调"),
    ]);
    town.take(village.entries());
    // A township that edits the village's people, and answers in the same entry.
    town.side = Owner::Village;
    let who = id();
    let edit = [person(who, "王小明")];
    town.put(&edit);
    town.side = Owner::Township;
    town.put(&[answer(id(), asked, codes::answer_action::ACCEPT)]);
    let merged = village.take(town.entries());
    assert_eq!((merged.refused, merged.applied), (1, 1));
    assert_eq!(merged.refusals, [(site_id(100), VILLAGE, 1, Refusal::NotYours)]);
    assert!(village.record(&person::KIND, who).is_none());
    assert_eq!(village.store.count(&store::Query::all(&answer::KIND)).unwrap(), 1);
    village.proved();
}

#[test]
fn a_reason_may_be_given_by_either_side() {
    let (mut village, mut town) = (Site::new(1), Site::new(100));
    let (asked, reply) = (id(), id());
    village.put(&[
        need(asked, "修路灯"),
        step(id(), asked, codes::step_action::ACCEPT),
        step(id(), asked, codes::step_action::ESCALATE).set(domain::kinds::step::TEXT, "需镇里协调"),
    ]);
    town.take(village.entries());
    let act = store::Act { reason: Some("电话答复".into()), ..town.act(codes::act::ANSWER_NEED) };
    let put = answer(reply, asked, codes::answer_action::ACCEPT);
    town.store.write(act, |tx| tx.put(VILLAGE, &put, None)).unwrap();
    assert_eq!(village.take(town.entries()).refused, 0);
    assert_eq!(village.record(&answer::KIND, reply).unwrap().text(domain::REASON), Some("电话答复"));
    assert_eq!(village.proved(), town.proved());
}

#[test]
fn an_uncertified_site_is_refused_until_its_certificate_is_here() {
    let (stranger, who) = chain(1, &["甲", "乙"]);
    let mut village = Site::new(2);
    village.put(&[person(id(), "别人")]);
    let nobody = |_, _| None;
    let merged = village.store.merge(stranger.entries().into_iter().map(Ok), nobody, &mut |_| true).unwrap();
    assert_eq!((merged.refused, merged.applied), (2, 0));
    assert!(merged.refusals.iter().all(|one| one.3 == Refusal::NotCertified));
    assert!(village.record(&person::KIND, who).is_none());
    village.proved();

    // The order in which trust and entries arrive makes no difference.
    let mut other = Site::new(3);
    other.take(village.entries());
    other.take(stranger.entries());
    let merged = village.take([]);
    assert_eq!((merged.applied, merged.refused), (2, 0));
    assert_eq!(merged.before, Decided { applied: 2, ..Decided::default() });
    assert_eq!(village.record(&person::KIND, who).unwrap().text(person::NAME), Some("乙"));
    assert_eq!(village.proved(), other.proved());
    village.put(&[named(who, "丙")]);
    other.take(village.entries());
    assert_eq!(village.proved(), other.proved());
}

#[test]
fn an_entry_that_counts_late_does_not_bring_back_what_was_replaced() {
    let (mut one, who) = chain(1, &["甲"]);
    let mut two = Site::new(2);
    two.take(one.entries());
    two.put(&[named(who, "乙")]);
    one.take(two.entries());
    one.put(&[named(who, "丙")]);
    // Here site 1 has no certificate yet: 乙 of site 2 names the refused 甲 and stands.
    let mut village = Site::new(3);
    let only_two = |site, channel| side_of(site, channel).filter(|_| site == site_id(2));
    let all = one.entries();
    village.store.merge(all.into_iter().map(Ok), only_two, &mut |_| true).unwrap();
    assert_eq!(village.record(&person::KIND, who).unwrap().text(person::NAME), Some("乙"));
    village.proved();
    village.take([]);
    assert_eq!(village.record(&person::KIND, who).unwrap().text(person::NAME), Some("丙"));
    assert!(village.store.in_conflict(None).unwrap().is_empty());
    assert_eq!(village.proved(), one.proved());
}

#[test]
fn an_entry_that_names_itself_or_a_later_one_is_no_entry() {
    let (one, _) = chain(1, &["甲"]);
    for seq in [1, 2] {
        let forged = forged(&one.entries()[0], |entry| {
            let change: &mut Change = &mut entry.changes[0];
            let own = journal::Dot { site: site_id(1), seq };
            change.writes.push(Write { field: 7, element: None, value: None, replaces: vec![own] });
        });
        let mut two = Site::new(2);
        let refused = two.try_take([forged.clone()]);
        assert!(matches!(refused, Err(Error::Journal(journal::Error::Malformed))), "{refused:?}");
        let read = Entry::from_body(forged.header.place, &forged.body().unwrap());
        assert_eq!(read, Err(journal::Error::Malformed));
        two.take(one.entries());
    }
}

#[test]
fn entries_that_wait_for_each_other_wait_and_hinder_nobody() {
    let ((one, _), (two, _)) = (chain(1, &["甲", "戊"]), chain(2, &["乙", "己"]));
    let naming = |entry: &Entry, site: u8, seq: u64| {
        forged(entry, |entry| {
            entry.sites = vec![site_id(site)];
            let replaces = vec![journal::Dot { site: site_id(site), seq }];
            entry.changes[0].writes.push(Write { field: 7, element: None, value: None, replaces });
        })
    };
    let mut three = Site::new(3);
    let merged = three.take([naming(&one.entries()[0], 2, 1), naming(&two.entries()[0], 1, 1)]);
    assert_eq!((merged.applied, merged.waiting), (0, 2));
    let (four, _) = chain(4, &["丙"]);
    assert_eq!(three.take(four.entries()).applied, 1);
    assert_eq!(three.store.waiting(VILLAGE).unwrap(), [(site_id(1), 1), (site_id(2), 1)]);
    three.proved();
}

#[test]
fn a_stopped_or_broken_merge_changes_nothing() {
    let (one, _) = chain(1, &["甲", "乙"]);
    let mut two = Site::new(2);
    let before = two.proved();
    let stopped = two.store.merge(one.entries().into_iter().map(Ok), side_of, &mut |_| false);
    assert!(matches!(stopped, Err(Error::Cancelled)));
    let foreign = forged(&one.entries()[1], |entry| {
        entry.header.place.channel = journal::ChannelId::from_bytes([3; 16]);
    });
    let unknown = two.try_take([one.entries().remove(0), foreign]);
    assert!(matches!(unknown, Err(Error::NoChannel)));
    assert_eq!(two.proved(), before);
    assert!(two.store.heads().unwrap().is_empty());
}

#[test]
fn a_first_entry_that_claims_a_predecessor_is_no_entry() {
    let (one, _) = chain(1, &["甲"]);
    let forged = forged(&one.entries()[0], |entry| entry.header.place.previous = [1; 32]);
    let mut two = Site::new(2);
    assert!(matches!(two.try_take([forged]), Err(Error::Journal(journal::Error::Malformed))));
}

#[test]
fn entries_are_given_out_as_they_came() {
    let (one, _) = chain(1, &["甲", "乙", "丙"]);
    let mut two = Site::new(2);
    two.take(one.entries());
    assert_eq!(two.entries(), one.entries());
    let some = two.store.entries(VILLAGE, site_id(1), 2, 1).unwrap();
    assert_eq!(some.into_iter().map(|held| held.entry).collect::<Vec<_>>(), one.entries()[1..2]);
    assert!(two.store.entries(VILLAGE, site_id(1), 9, 5).unwrap().is_empty());
    assert!(two.store.entries(VILLAGE, site_id(9), 1, 5).unwrap().is_empty());
}
