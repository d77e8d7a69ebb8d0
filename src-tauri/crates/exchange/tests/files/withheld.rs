//! What a township is not told, is told later, or keeps unread.

use std::sync::LazyLock;

use domain::kinds::person;
use exchange::*;
use journal::{Entry, Part};
use proptest::prelude::*;

use crate::support::records::{id, person as some_person, visit};
use crate::support::*;

/// The entries as a township gets them by the default policy.
fn told(chain: &Chain) -> Vec<Entry> {
    chain.entries.iter().map(|entry| entry.withhold(by_policy, |_, _| false).unwrap()).collect()
}

fn own(world: &World, chain: &Chain) -> Vec<Own> {
    let mut draft = OwnDraft::new(&world.village.card);
    for entry in &chain.entries {
        draft.add(entry, by_policy).unwrap();
    }
    draft.finish().unwrap()
}

/// What the village finds in a sealed piece about one entry.
fn kept(world: &World, whole: &Entry, carried: impl Fn(u8) -> bool) -> Option<Supplement> {
    let mut draft = OwnDraft::new(&world.village.card);
    draft.add(whole, carried).unwrap();
    let piece = draft.finish().unwrap().pop()?;
    piece.open(std::slice::from_ref(&world.village.identity)).unwrap().last().map(|one| one.unwrap())
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn withheld_groups_travel_as_roots_and_the_chain_still_verifies() {
    let world = World::new();
    let mut chain = world.chain(2);
    chain.write(vec![visit(1), some_person(7)]);
    let opened = world.receive(&world.package(&chain, 1, (1, 3))).unwrap();
    for carried in opened.entries().unwrap() {
        let carried = carried.unwrap();
        assert!(!contains(&carried.body, "999001"), "an ID number");
        assert!(!contains(&carried.body, "139000"), "a telephone");
        assert!(!contains(&carried.body, "询问近况"), "a narrative");
        let entry = carried.entry().unwrap();
        assert!(entry.secret.is_none());
        assert!(
            entry.parts.iter().all(|(group, part)| matches!(part, Part::Whole { .. }) == by_policy(*group))
        );
        assert_eq!(entry.hash().unwrap(), chain.hash(carried.place.seq));
    }
    let names = opened.entries().unwrap().filter(|one| contains(&one.as_ref().unwrap().body, "村民")).count();
    assert_eq!(names, 3);
}

#[test]
fn a_township_keeps_what_it_cannot_read_and_gives_it_back() {
    let world = World::new();
    let mut chain = world.chain(3);
    chain.write(vec![visit(1)]);
    let pieces = own(&world, &chain);
    assert_eq!(pieces.len(), 1);
    let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
    chain.put(&mut writer, &world.laptop, (1, 4), by_policy);
    writer.own(&pieces[0]).unwrap();
    let opened = world.receive(&writer.finish().unwrap()).unwrap();

    let kept: Vec<Own> = opened.own().unwrap().map(|piece| piece.unwrap()).collect();
    assert_eq!(kept, pieces);
    assert_eq!(kept[0].owner, world.village.id());
    let span = Span { site: chain.site, channel: chain.channel, from: 1, to: 4 };
    assert_eq!(kept[0].covers, [span]);
    let identities = std::slice::from_ref(&world.township.identity);
    assert_eq!(kept[0].open(identities).err(), Some(Error::WrongRecipient));

    // The village lost all but its keys. The township gives back entries and pieces.
    let mut writer = Writer::new(world.office.sender(), &world.village.card, 1, NOW).unwrap();
    let known: Vec<Statement> = world.trust.statements().collect();
    writer.statements(&known).unwrap();
    chain.put(&mut writer, &world.laptop, (1, 4), by_policy);
    writer.own(&Own::from_bytes(&kept[0].to_bytes().unwrap()).unwrap()).unwrap();
    let back = world.village.reader(&world.trust).open(&writer.finish().unwrap(), no_token).unwrap();
    let identities = std::slice::from_ref(&world.village.identity);
    let pieces = back.own().unwrap().map(|piece| piece.unwrap());
    let supplements: Vec<Supplement> =
        pieces.flat_map(|piece| piece.open(identities).unwrap()).map(|one| one.unwrap()).collect();
    let carried = back.entries().unwrap().map(|one| one.unwrap().entry().unwrap());
    let restored: Vec<Entry> =
        carried.zip(&supplements).map(|(entry, supplement)| supplement.complete(&entry).unwrap()).collect();
    assert_eq!(restored, chain.entries);
}

#[test]
fn one_value_is_opened_later_and_proved_to_be_the_original() {
    let world = World::new();
    let chain = world.chain(2);
    let phone = |change: &journal::Change, field| change.id == id(2, 1) && field == person::PHONE.number;
    let disclosed = chain.entry(2).withhold(by_policy, phone).unwrap();
    let supplement = Supplement::opened(&disclosed, |group| !by_policy(group)).unwrap();
    assert_eq!(supplement.groups().collect::<Vec<_>>(), [3]);

    let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 2, NOW).unwrap();
    writer.supplement(&supplement).unwrap();
    let opened = world.receive(&writer.finish().unwrap()).unwrap();
    assert_eq!(opened.manifest().supplements, 1);
    let got = opened.supplements().unwrap().next().unwrap().unwrap();
    assert_eq!((got.site(), got.channel(), got.seq()), (chain.site, chain.channel, 2));

    let held = told(&chain);
    let complete = got.complete(&held[1]).unwrap();
    assert_eq!(complete, disclosed);
    let values: Vec<_> = complete.writes().filter_map(|(_, _, write)| write.value.clone()).collect();
    assert!(values.contains(&"13900000001".into()));
    assert!(!values.contains(&"999001197801000001".into()));
    assert_eq!(got.complete(&held[0]).unwrap_err(), Error::WrongSupplement);
    // Put in twice, and beside another opened value.
    assert_eq!(got.complete(&complete).unwrap(), complete);
    let id_number = |_: &journal::Change, field| field == person::ID_NUMBER.number;
    let other = chain.entry(2).withhold(by_policy, id_number).unwrap();
    let both = Supplement::opened(&other, |group| !by_policy(group)).unwrap().complete(&complete).unwrap();
    assert_eq!(both.writes().count(), complete.writes().count() + 1);
}

#[test]
fn a_supplement_of_another_entry_with_the_same_name_is_refused() {
    let world = World::new();
    let (chain, mut fork) = (world.chain(1), Chain::new(&world.laptop, world.village.channel()));
    fork.write(vec![some_person(5)]);
    let supplement = kept(&world, fork.entry(1), by_policy).unwrap();
    assert_eq!(supplement.complete(&told(&chain)[0]).unwrap_err(), Error::WrongSupplement);
    let everything = Supplement::opened(fork.entry(1), |_| true).unwrap();
    assert_eq!(everything.complete(&told(&chain)[0]).unwrap_err(), Error::WrongSupplement);
}

#[test]
fn what_is_withheld_nowhere_needs_no_supplement() {
    let world = World::new();
    let chain = world.chain(1);
    assert!(kept(&world, chain.entry(1), all).is_none());
    let told = chain.entry(1).withhold(by_policy, |_, _| false).unwrap();
    assert!(Supplement::opened(&told, |group| !by_policy(group)).is_none());
    assert!(OwnDraft::new(&world.village.card).finish().unwrap().is_empty());
}

#[test]
fn a_large_own_is_sealed_in_pieces_that_open_alone() {
    let world = World::new();
    let mut chain = Chain::new(&world.laptop, world.village.channel());
    for number in 0..6u32 {
        let mut call = visit(number);
        call.writes[1].value = Some("走访记述".repeat(150_000).into());
        chain.write(vec![call]);
    }
    let pieces = own(&world, &chain);
    let spans: Vec<(u64, u64)> =
        pieces.iter().map(|piece| (piece.covers[0].from, piece.covers[0].to)).collect();
    assert_eq!(spans, [(1, 4), (5, 6)]);
    let identities = std::slice::from_ref(&world.village.identity);
    let opened: Vec<u64> =
        pieces[1].open(identities).unwrap().map(|supplement| supplement.unwrap().seq()).collect();
    assert_eq!(opened, [5, 6]);
}

#[test]
fn what_was_kept_sealed_does_not_slip_into_a_file_in_the_open() {
    let world = World::new();
    let chain = world.chain(1);
    let supplement = kept(&world, chain.entry(1), by_policy).unwrap();
    let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
    assert_eq!(writer.supplement(&supplement), Err(Error::OutOfOrder));
}

static WORLD: LazyLock<World> = LazyLock::new(World::new);

proptest! {
    #[test]
    fn carried_and_own_together_are_the_whole_whatever_is_carried(carried in any::<u16>(), fields in any::<u32>()) {
        let world = &*WORLD;
        let mut chain = world.chain(1);
        let whole = chain.write(vec![some_person(1), some_person(2), visit(1)]).clone();
        let carries = |group: u8| carried >> group & 1 == 1;
        let opens = |_: &journal::Change, field: u16| fields >> (field % 32) & 1 == 1;
        let told = whole.withhold(carries, opens).unwrap();
        let restored = match kept(world, &whole, carries) {
            Some(supplement) => supplement.complete(&told).unwrap(),
            None => told.clone(),
        };
        prop_assert_eq!(&restored, &whole);
        let bare = whole.withhold(|_| false, |_, _| false).unwrap();
        let opened = match Supplement::opened(&told, |_| true) {
            Some(supplement) => supplement.complete(&bare).unwrap(),
            None => bare,
        };
        prop_assert_eq!(opened, told);
    }
}
