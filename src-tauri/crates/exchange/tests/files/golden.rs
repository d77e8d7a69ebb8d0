//! Files of version 1 open for ever. If one of these tests fails, somebody's stick has become unreadable.

use std::path::Path;

use domain::Owner;
use exchange::*;
use vault::SealIdentity;

use crate::support::records::{person, visit};
use crate::support::*;

pub const INVITATION: &[u8] = include_bytes!("../golden/invitation-1.lxc");
pub const PACKAGE: &[u8] = include_bytes!("../golden/package-1.lxc");
pub const ANSWER: &[u8] = include_bytes!("../golden/answer-1.lxc");
pub const BRANCH: &[u8] = include_bytes!("../golden/branch-1.lxc");

const VILLAGE: &str = "AGE-SECRET-KEY-1ND7TPJADHJPKKJUTRAUF9FUQH7T59ED36T8MAQCSY56SV09Z4WWSEZGU4U";
const TOWNSHIP: &str = "AGE-SECRET-KEY-1HC95VHFYKS5YY566RADDWU32TU3PKXZWDRVHAEHENYLWU4MZKKTSPEHW0Q";

/// Root keys are 32 times 1 and 2, the laptops' keys 32 times 11, 12 and 21.
pub fn world() -> World {
    let party = |kind, number, identity: &str| {
        Party::with(kind, number, SealIdentity::from_secret_string(identity).unwrap(), false)
    };
    World::of(party(PartyKind::Village, 1, VILLAGE), party(PartyKind::Township, 2, TOWNSHIP))
}

/// What the first laptop wrote: two persons, then a visit beside a third.
pub fn chain(world: &World) -> Chain {
    let mut chain = world.chain(2);
    chain.write(vec![visit(1), person(7)]);
    chain
}

/// What the township wrote in the village's channel.
pub fn answers(world: &World) -> Chain {
    let mut chain = Chain::new(&world.office, world.village.channel());
    chain.write(vec![visit(2)]);
    chain
}

pub fn of_township(world: &World) -> Trust {
    trust([Statement::Card(world.township.card.clone()), Statement::Site(world.office.cert.clone())])
}

#[test]
fn the_first_invitation_opens() {
    let world = world();
    let read = Invitation::from_file(INVITATION).unwrap();
    assert_eq!(read.card, world.township.card);
    assert_eq!(read.cert, world.office.cert);
    assert_eq!(read.policy, world.township.policy(1));
    assert_eq!(read.token.as_bytes(), &[0xC0; 16]);
    assert_eq!((read.name.as_str(), read.code.as_str(), read.created), ("柳河村", "990001", NOW));
}

#[test]
fn the_first_package_opens() {
    let world = world();
    let known = of_township(&world);
    let opened =
        world.township.reader(&known).open(PACKAGE, |token| token.as_bytes() == &[0xC0; 16]).unwrap();
    let manifest = opened.manifest();
    assert_eq!((manifest.number, manifest.created, manifest.entries), (37, NOW, 3));
    assert_eq!((manifest.schema, manifest.reads, manifest.supplements), (1, 1, 1));
    assert!(opened.introduced().is_some());

    let mut grown = known.clone();
    for statement in opened.statements() {
        grown.add(statement.clone()).unwrap();
    }
    assert_eq!(grown.side(world.second.id(), world.village.channel()), Some(Owner::Village));
    assert_eq!(grown.side(world.office.id(), world.village.channel()), Some(Owner::Township));

    let chain = chain(&world);
    let carried: Vec<Carried> = opened.entries().unwrap().map(|one| one.unwrap()).collect();
    let hashes: Vec<journal::Hash> = carried.iter().map(|one| one.hash).collect();
    assert_eq!(hashes, chain.hashes);
    let entry = carried[1].entry().unwrap();
    assert_eq!(entry, chain.entry(2).withhold(by_policy, |_, _| false).unwrap());

    let supplement = opened.supplements().unwrap().next().unwrap().unwrap();
    let opened_value = |_: &journal::Change, field| field == domain::kinds::person::PHONE.number;
    assert_eq!(
        supplement.complete(&entry).unwrap(),
        chain.entry(2).withhold(by_policy, opened_value).unwrap()
    );

    let told = opened.receipts()[0].chain(world.office.id(), world.village.channel()).unwrap();
    assert_eq!((told.upto, told.refused.as_slice()), (1, [(1, 2)].as_slice()));
}

#[test]
fn the_first_answer_opens_and_gives_back_what_was_kept() {
    let world = world();
    let opened = world.village.reader(&world.trust).open(ANSWER, no_token).unwrap();
    let chain = chain(&world);
    let identities = [SealIdentity::from_secret_string(VILLAGE).unwrap()];
    let pieces = opened.own().unwrap().map(|piece| piece.unwrap());
    let supplements: Vec<Supplement> =
        pieces.flat_map(|piece| piece.open(&identities).unwrap()).map(|one| one.unwrap()).collect();
    let restored: Vec<journal::Entry> = supplements
        .iter()
        .map(|supplement| {
            let told = chain.entry(supplement.seq()).withhold(by_policy, |_, _| false).unwrap();
            supplement.complete(&told).unwrap()
        })
        .collect();
    assert_eq!(restored, chain.entries);

    let answers = answers(&world);
    let carried: Vec<Carried> = opened.entries().unwrap().map(|one| one.unwrap()).collect();
    assert_eq!(carried[0].entry().unwrap(), answers.entries[0]);

    let receipt = &opened.receipts()[0];
    assert_eq!(receipt.files, [TakenFile { site: world.laptop.id(), number: 37, wall: NOW }]);
    let told = receipt.chain(chain.site, chain.channel).unwrap();
    assert_eq!(told.standing(3, |seq| Some(chain.hash(seq))), Standing::Agrees { upto: 2 });
    let marks = [1, 2, 3, 5].map(|seq| told.mark(seq));
    assert_eq!(marks, [Mark::Received, Mark::Conflict, Mark::Missing, Mark::Waiting]);
    assert_eq!(told.branches, [(2, [0xBB; 32])]);
}

#[test]
fn the_first_branch_comes_back() {
    let world = world();
    let opened = world.village.reader(&world.trust).open(BRANCH, no_token).unwrap();
    let (chain, manifest) = (chain(&world), opened.manifest());
    assert_eq!((manifest.number, manifest.entries, manifest.supplements), (3, 0, 0));
    let [branch] = opened.branches() else { panic!("one branch: {:?}", opened.branches()) };
    assert_eq!(
        **branch.head(),
        Head { site: chain.site, channel: chain.channel, seq: 3, hash: chain.hash(3) }
    );
    let carried: Vec<Carried> = branch.entries().map(|one| one.unwrap()).collect();
    assert_eq!(carried.iter().map(|one| one.hash).collect::<Vec<_>>(), chain.hashes[1..]);
    let identities = [SealIdentity::from_secret_string(VILLAGE).unwrap()];
    let supplements = branch.pieces.iter().flat_map(|piece| piece.open(&identities).unwrap());
    let restored: Vec<journal::Entry> = supplements
        .map(|one| one.unwrap())
        .map(|one| one.complete(&carried[one.seq() as usize - 2].entry().unwrap()).unwrap())
        .collect();
    assert_eq!(restored, chain.entries[1..]);

    let receipt = &opened.receipts()[0];
    let told = receipt.chain(chain.site, chain.channel).unwrap();
    assert_eq!((told.upto, told.branches.as_slice()), (1, [(3, chain.hash(3))].as_slice()));
    let own = receipt.chain(world.office.id(), chain.channel).unwrap();
    assert_eq!((&own.rewritten, own.partial.as_slice()), (&own.branches, [(1, 1)].as_slice()));
}

fn package(world: &World, invitation: &Invitation) -> Vec<u8> {
    let chain = chain(world);
    let mut statements =
        vec![Statement::Card(world.village.card.clone()), Statement::Site(world.second.cert.clone())];
    statements.extend(invitation.accept(&world.village.root).unwrap());
    let mut told = ChainReceipt::new(world.office.id(), world.village.channel(), 1, answers(world).hash(1));
    told.refused = vec![(1, 2)];
    let receipt = Receipt {
        party: world.village.id(),
        site: world.laptop.id(),
        number: 4,
        reader: world.township.id(),
        wall: NOW,
        chains: vec![told],
        files: Vec::new(),
    };
    let opened_value = |_: &journal::Change, field| field == domain::kinds::person::PHONE.number;
    let disclosed = chain.entry(2).withhold(by_policy, opened_value).unwrap();
    let supplement = Supplement::opened(&disclosed, |group| !by_policy(group)).unwrap();

    let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 37, NOW).unwrap();
    writer.statements(&statements).unwrap();
    writer.receipts(&[receipt.sign(&world.laptop.cert, &world.laptop.key).unwrap()]).unwrap();
    chain.put(&mut writer, &world.laptop, (1, 2), by_policy);
    chain.put(&mut writer, &world.laptop, (3, 3), by_policy);
    writer.supplement(&supplement).unwrap();
    own(world, &chain).iter().for_each(|piece| writer.own(piece).unwrap());
    writer.finish().unwrap()
}

fn own(world: &World, chain: &Chain) -> Vec<Own> {
    let mut draft = OwnDraft::new(&world.village.card);
    chain.entries.iter().for_each(|entry| draft.add(entry, by_policy).unwrap());
    draft.finish().unwrap()
}

/// The township, with which another branch stands from the second entry on, gives the village's back; and it says that it
/// wrote again what it lost of its own.
fn branch(world: &World) -> Vec<u8> {
    let chain = chain(world);
    let mut told = ChainReceipt::new(chain.site, chain.channel, 1, chain.hash(1));
    told.branches = vec![(3, chain.hash(3))];
    let mut own = ChainReceipt::new(world.office.id(), chain.channel, 1, answers(world).hash(1));
    (own.branches, own.rewritten, own.partial) = (vec![(2, [0xBB; 32])], vec![(2, [0xBB; 32])], vec![(1, 1)]);
    let receipt = Receipt {
        party: world.township.id(),
        site: world.office.id(),
        number: 10,
        reader: world.village.id(),
        wall: NOW,
        chains: vec![told, own],
        files: Vec::new(),
    };
    let mut draft = OwnDraft::new(&world.village.card);
    chain.entries[1..].iter().for_each(|entry| draft.add(entry, by_policy).unwrap());
    let told = |entry: &journal::Entry| entry.withhold(by_policy, |_, _| false).unwrap();
    let entries: Vec<journal::Entry> = chain.entries[1..].iter().map(told).collect();
    let branch = Branch::new(&entries, world.laptop.head(&chain, 3), draft.finish().unwrap()).unwrap();
    let mut writer = Writer::new(world.office.sender(), &world.village.card, 3, NOW).unwrap();
    writer.receipts(&[receipt.sign(&world.office.cert, &world.office.key).unwrap()]).unwrap();
    writer.branch(&branch).unwrap();
    writer.finish().unwrap()
}

fn answer(world: &World) -> Vec<u8> {
    let (chain, answers) = (chain(world), answers(world));
    let mut told = ChainReceipt::new(chain.site, chain.channel, 2, chain.hash(2));
    told.conflicts = vec![2];
    told.waiting = vec![(5, 6)];
    told.branches = vec![(2, [0xBB; 32])];
    let receipt = Receipt {
        party: world.township.id(),
        site: world.office.id(),
        number: 9,
        reader: world.village.id(),
        wall: NOW,
        chains: vec![told],
        files: vec![TakenFile { site: world.laptop.id(), number: 37, wall: NOW }],
    };
    let mut writer = Writer::new(world.office.sender(), &world.village.card, 2, NOW).unwrap();
    writer.receipts(&[receipt.sign(&world.office.cert, &world.office.key).unwrap()]).unwrap();
    answers.put(&mut writer, &world.office, (1, 1), all);
    own(world, &chain).iter().for_each(|piece| writer.own(piece).unwrap());
    writer.finish().unwrap()
}

#[test]
#[ignore = "writes the frozen files, once for each version of the format"]
fn write_the_files() {
    let world = world();
    let invitation = Invitation {
        card: world.township.card.clone(),
        cert: world.office.cert.clone(),
        policy: world.township.policy(1),
        token: Token::from_bytes([0xC0; 16]),
        name: "柳河村".into(),
        code: "990001".into(),
        created: NOW,
    };
    let files = [
        ("invitation-1.lxc", invitation.to_file(&world.office.key).unwrap()),
        ("package-1.lxc", package(&world, &invitation)),
        ("answer-1.lxc", answer(&world)),
        ("branch-1.lxc", branch(&world)),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for (name, bytes) in
        files.into_iter().filter(|(name, _)| std::fs::metadata(folder.join(name)).unwrap().len() == 0)
    {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}
