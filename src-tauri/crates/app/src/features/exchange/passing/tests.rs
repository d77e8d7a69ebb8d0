//! Passing on to several laptops, of which one is gone for good, in files that have little room.
#![allow(clippy::unwrap_used)]

use domain::kinds::person;
use exchange::TakenFile;

use super::*;
use crate::features::exchange::tests::{World, new, put};

const LIVE: [u8; 16] = [1; 16];
const GONE: [u8; 16] = [2; 16];

fn site(id: [u8; 16]) -> SiteId {
    SiteId::from_bytes(id)
}

/// A township that was shown this many people, whose names its laptops may hold or not.
fn shown(people: u64) -> World {
    let mut world = World::new();
    for number in 0..people {
        put(&mut world.village, new(&person::KIND).set(person::NAME, format!("第{number}人")));
    }
    world.settle();
    world
}

/// What is noted for two laptops that have all up to these places.
fn passing(session: &Session, live: Place, gone: Place) -> Passing {
    let has = BTreeMap::from([(site(LIVE).to_string(), live), (site(GONE).to_string(), gone)]);
    Passing { by: session.store.site().to_string(), has, sent: BTreeMap::new() }
}

/// A receipt of a laptop that took in this file.
fn receipt(session: &Session, of: [u8; 16], number: u64) -> Receipt {
    let files = vec![TakenFile { site: session.store.site(), number, wall: 0 }];
    let party = session.party();
    Receipt { party, site: site(of), number, reader: party, wall: 0, chains: Vec::new(), files }
}

/// The numbers of the entries of which a file opens something.
fn opened(session: &Session, passing: &mut Passing, file: u64, full: usize) -> Vec<u64> {
    let passed = session.pass_on(passing, file, full, |_, _| None).unwrap();
    passed.supplements.iter().map(Supplement::seq).collect()
}

#[test]
fn who_is_gone_holds_nobody_up() {
    let mut world = shown(4);
    let before =
        world.township.store.shown_from(0).unwrap().last().map(|note| (note.id, note.to + 1)).unwrap();
    put(&mut world.village, new(&person::KIND).set(person::NAME, "后来的人"));
    world.settle();
    let township = &world.township;
    let mut passing = passing(township, before, (0, 0));
    // There is room for one entry.
    let last = opened(township, &mut passing, 1, 1);
    assert_eq!(last.len(), 1);
    let all = opened(township, &mut passing, 2, 1 << 20);
    assert_eq!((all.len(), all[0]), (5, last[0]), "the newest first, then what the other lacks");
    passing.confirm(&receipt(township, LIVE, 1), township.store.site());
    assert!(opened(township, &mut passing, 3, 1)[0] < last[0], "what only the other lacks");
    passing.confirm(&receipt(township, GONE, 2), township.store.site());
    assert!(!passing.is_open(&township.store).unwrap());
    assert!(opened(township, &mut passing, 4, 1 << 20).is_empty());
}

#[test]
fn what_has_no_room_follows_once_the_file_before_arrived() {
    let world = shown(5);
    let township = &world.township;
    let mut passing = passing(township, (0, 0), (0, 0));
    let mut all = Vec::new();
    for file in 1..=5 {
        let lost = opened(township, &mut passing, file * 2, 1);
        let first = opened(township, &mut passing, file * 2 + 1, 1);
        assert_eq!(lost, first, "a lost file is made up for");
        all.extend(first);
        // An older file, or another of the same writing, says nothing.
        passing.confirm(&receipt(township, LIVE, file * 2 + 40), township.store.site());
        for of in [LIVE, GONE] {
            passing.confirm(&receipt(township, of, file * 2 + 1), township.store.site());
        }
    }
    let mut each = all.clone();
    each.dedup();
    assert_eq!((all.len(), each.len()), (5, 5));
    assert!(opened(township, &mut passing, 20, 1).is_empty());
}

#[test]
fn nobody_is_told_what_came_from_it_and_what_is_carried_whole_is_not_told_again() {
    let world = shown(3);
    let township = &world.township;
    let sender = world.village.store.site();
    let has = BTreeMap::from([(sender.to_string(), (0, 0))]);
    let mut only_sender = Passing { by: township.store.site().to_string(), has, sent: BTreeMap::new() };
    assert!(!only_sender.is_open(&township.store).unwrap());
    assert!(opened(township, &mut only_sender, 1, 1 << 20).is_empty());
    let mut others = passing(township, (0, 0), (0, 0));
    let whole = |_: ChannelId, dot: Dot| Some(dot.seq + 1);
    assert_eq!(township.pass_on(&mut others, 1, 1 << 20, whole).unwrap().supplements, []);
    others.confirm(&receipt(township, LIVE, 1), township.store.site());
    let ends: Vec<&Place> = others.has.values().collect();
    assert!(ends[0] != ends[1] && ends.contains(&&(0, 0)));
}

#[test]
fn an_opened_old_entry_is_noted_by_itself() {
    let world = shown(30);
    let township = &world.township;
    let chain = township.store.heads().unwrap().into_iter().find(|head| head.seq >= 30).unwrap();
    let mut spans = store::Spans::default();
    let before = township.store.shown_from(0).unwrap().len();
    for seq in [29, 30, 2] {
        spans.add((chain.channel, chain.site), seq);
    }
    township.store.note_shown(&spans, world.village.store.site()).unwrap();
    let notes = township.store.shown_from(0).unwrap();
    let runs: Vec<(u64, u64)> = notes[before..].iter().map(|note| (note.from, note.to)).collect();
    assert_eq!(runs, [(29, 30), (2, 2)]);
}
