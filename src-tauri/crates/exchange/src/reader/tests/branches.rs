//! Branches that are given back.

use super::*;
use crate::format::{MAX_BRANCH_ENTRIES, MAX_SECTION};

/// What the township's laptop wrote in the village's channel.
fn chain(world: &World) -> Chain {
    let mut chain = Chain::new(&world.office, world.village.channel());
    for number in 0..4 {
        chain.write(vec![records::person(number)]);
    }
    chain
}

fn branch(world: &World, chain: &Chain, (from, to): (u64, u64)) -> Branch {
    let entries: Vec<_> = (from..=to).map(|seq| chain.entry(seq).clone()).collect();
    Branch::new(&entries, world.office.head(chain, to), Vec::new()).unwrap()
}

/// A package in which the village gives the township a branch back.
fn giving(world: &World, branches: &[Branch]) -> Vec<u8> {
    let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
    world.chain(2).put(&mut writer, &world.laptop, (1, 2), by_policy);
    branches.iter().for_each(|branch| writer.branch(branch).unwrap());
    writer.finish().unwrap()
}

#[test]
fn a_branch_comes_back_entry_by_entry() {
    let world = World::new();
    let chain = chain(&world);
    let sent = [branch(&world, &chain, (2, 4)), branch(&world, &chain, (1, 3))];
    let opened = world.receive(&giving(&world, &sent)).unwrap();
    assert_eq!(opened.branches(), sent);
    assert_eq!(
        (opened.manifest().entries, opened.entries().unwrap().count()),
        (2, 2),
        "they count for themselves"
    );
    for (branch, from) in opened.branches().iter().zip([2, 1]) {
        assert_eq!((branch.site(), branch.channel()), (world.office.id(), world.village.channel()));
        let entries: Vec<_> = branch.entries().map(|one| one.unwrap()).collect();
        for (seq, carried) in (from..).zip(&entries) {
            assert_eq!((carried.hash, &carried.entry().unwrap()), (chain.hash(seq), chain.entry(seq)));
        }
        assert_eq!(branch.head().hash, entries.last().unwrap().hash);
    }
}

#[test]
fn entries_that_do_not_lead_to_the_head_are_no_branch() {
    let world = World::new();
    let chain = chain(&world);
    let head = |seq| world.office.head(&chain, seq);
    let (first, third) = (chain.entry(1).clone(), chain.entry(3).clone());
    assert_eq!(Branch::new(&[], head(1), Vec::new()), Err(Error::OutOfOrder));
    assert_eq!(Branch::new(&[first.clone(), third], head(3), Vec::new()), Err(Error::OutOfOrder));
    assert_eq!(Branch::new(std::slice::from_ref(&first), head(2), Vec::new()), Err(Error::OutOfOrder));
    // One who writes it all the same is refused by its reader.
    let mut forgery = Forgery::of(&world, &giving(&world, &[branch(&world, &chain, (2, 4))]));
    let honest = forgery.section(number::BRANCH).clone();
    let other = branch(&world, &chain, (2, 3)).to_bytes().unwrap();
    for at in 0..honest.len() {
        let mut bent = honest.clone();
        bent[at] ^= 1;
        *forgery.section(number::BRANCH) = bent;
        world.receive(&forgery.seal(&world)).unwrap_err();
    }
    // The head of the one under the entries of the other: both are signed.
    let signature = world.office.head(&chain, 4).signature().to_vec();
    let at = other.windows(64).position(|bytes| bytes == world.office.head(&chain, 3).signature()).unwrap();
    let mut bent = other.clone();
    bent[at..at + 64].copy_from_slice(&signature);
    *forgery.section(number::BRANCH) = bent;
    assert_eq!(forgery.open(&world), Error::BadSignature);
}

#[test]
fn a_branch_of_a_strangers_site_is_refused() {
    let world = World::new();
    let stranger = Party::new(PartyKind::Township, 9).site(91);
    let mut chain = Chain::new(&stranger, world.village.channel());
    chain.write(vec![records::person(1)]);
    let branch = Branch::new(&[chain.entry(1).clone()], stranger.head(&chain, 1), Vec::new()).unwrap();
    assert_eq!(world.receive(&giving(&world, &[branch])).unwrap_err(), Error::UnknownSite);
}

#[test]
fn branches_may_be_passed_over_and_stand_last() {
    let world = World::new();
    let chain = chain(&world);
    let honest = Forgery::of(&world, &giving(&world, &[branch(&world, &chain, (1, 2))]));
    let last = honest.sections.last().unwrap();
    assert_eq!((last.0, last.1), (number::BRANCH, true));
    let mut must = honest.clone();
    must.sections.last_mut().unwrap().1 = false;
    assert_eq!(must.open(&world), Error::Malformed);
    let mut early = honest.clone();
    let section = early.sections.pop().unwrap();
    early.sections.insert(0, section);
    assert_eq!(early.open(&world), Error::Malformed);
    let mut inside = honest;
    let section = inside.sections.pop().unwrap();
    inside.sections.insert(1, section);
    assert_eq!(inside.open(&world), Error::BrokenChain);
}

#[test]
fn the_branches_of_a_file_together_are_bounded() {
    let world = World::new();
    let chain = chain(&world);
    let one = branch(&world, &chain, (1, 4));
    let flood = |one: &Branch, count: u64| {
        let mut forgery = Forgery::of(&world, &giving(&world, std::slice::from_ref(one)));
        let section = forgery.sections.last().unwrap().clone();
        forgery.sections.extend(std::iter::repeat_n(section, count as usize));
        forgery.open(&world)
    };
    assert_eq!(flood(&one, MAX_BRANCH_ENTRIES / 4), Error::TooLarge { most: MAX_BRANCH_ENTRIES });
    let sealed = vec![0; MAX_SECTION as usize / 2];
    let piece = Own { owner: world.township.id(), covers: Vec::new(), sealed };
    let mut large = one;
    large.pieces = vec![piece];
    assert_eq!(flood(&large, 1), Error::TooLarge { most: MAX_SECTION });
}
