//! Files there and back.

use crate::support::*;
use domain::Owner;
use exchange::*;
use journal::Entry;

fn entries(opened: &Opened) -> Vec<Entry> {
    opened.entries().unwrap().map(|carried| carried.unwrap().entry().unwrap()).collect()
}

#[test]
fn a_village_tells_its_township_and_hears_back() {
    let world = World::new();
    let chain = world.chain(3);
    let file = world.package(&chain, 37, (1, 3));
    let opened = world.receive(&file).unwrap();
    assert_eq!(opened.manifest().number, 37);
    assert_eq!(opened.manifest().created, NOW);
    assert_eq!(opened.manifest().entries, 3);
    assert_eq!(opened.sender().site, world.laptop.id());
    assert_eq!(opened.ranges()[0].head.seq, 3);
    let got = entries(&opened);
    for (seq, entry) in (1..).zip(&got) {
        assert_eq!(entry.hash().unwrap(), chain.hash(seq));
        assert_eq!(
            world.trust.side(entry.header.place.site, entry.header.place.channel),
            Some(Owner::Village)
        );
    }

    let mut answers = Chain::new(&world.office, world.village.channel());
    answers.write(vec![records::visit(1)]);
    let mut receipt = receipt(&world.office, &world.township, &world.village);
    receipt.chains = vec![ChainReceipt::new(chain.site, chain.channel, 3, chain.hash(3))];
    let mut writer = Writer::new(world.office.sender(), &world.village.card, 1, NOW).unwrap();
    writer.receipts(&[receipt.sign(&world.office.cert, &world.office.key).unwrap()]).unwrap();
    answers.put(&mut writer, &world.office, (1, 1), all);
    let answer = writer.finish().unwrap();

    let opened = world.village.reader(&world.trust).open(&answer, no_token).unwrap();
    let told = opened.receipts()[0].chain(chain.site, chain.channel).unwrap();
    assert_eq!(told.standing(chain.len(), |seq| Some(chain.hash(seq))), Standing::Agrees { upto: 3 });
    assert_eq!(told.missing(chain.len()), []);
    let place = entries(&opened)[0].header.place;
    assert_eq!(world.trust.side(place.site, place.channel), Some(Owner::Township));
}

fn receipt(site: &Site, party: &Party, reader: &Party) -> Receipt {
    let (chains, files) = (Vec::new(), Vec::new());
    Receipt { party: party.id(), site: site.id(), number: 1, reader: reader.id(), wall: NOW, chains, files }
}

#[test]
fn laptops_of_one_village_exchange_everything_and_pass_on_what_others_wrote() {
    let world = World::new();
    let chain = world.chain(4);
    let mut answers = Chain::new(&world.office, world.village.channel());
    answers.write(vec![records::visit(1)]);
    let mut from_township = receipt(&world.office, &world.township, &world.village);
    from_township.chains = vec![ChainReceipt::new(chain.site, chain.channel, 2, chain.hash(2))];
    let from_township = from_township.sign(&world.office.cert, &world.office.key).unwrap();

    let mut writer = Writer::new(world.laptop.sender(), &world.village.card, 5, NOW).unwrap();
    let known: Vec<Statement> = world.trust.statements().collect();
    writer.statements(&known).unwrap();
    writer.receipts(std::slice::from_ref(&from_township)).unwrap();
    chain.put(&mut writer, &world.laptop, (1, 2), all);
    chain.put(&mut writer, &world.laptop, (3, 4), all);
    answers.put(&mut writer, &world.office, (1, 1), all);
    let file = writer.finish().unwrap();

    // The second laptop knows its own village only.
    let little =
        trust([Statement::Card(world.village.card.clone()), Statement::Site(world.second.cert.clone())]);
    let opened = world.village.reader(&little).open(&file, no_token).unwrap();
    assert_eq!(opened.receipts(), [from_township]);
    let got = entries(&opened);
    assert_eq!(got[..4], chain.entries[..]);
    assert_eq!(got[4..], answers.entries[..]);
    let mut grown = little.clone();
    for statement in opened.statements() {
        assert!(grown.add(statement.clone()).unwrap());
    }
    assert_eq!(grown.statements().collect::<Vec<_>>(), known);
    assert_eq!(grown.side(world.office.id(), world.village.channel()), Some(Owner::Township));
}

#[test]
fn a_second_township_laptop_is_told_of_all_villages() {
    let world = World::new();
    let other = Party::new(PartyKind::Village, 3);
    let other_laptop = other.site(31);
    let grant = Grant::sign(&other.root, world.township.root.verifying_key()).unwrap();
    let mut trust_of_first = world.trust.clone();
    for statement in [
        Statement::Card(other.card.clone()),
        Statement::Site(other_laptop.cert.clone()),
        Statement::Grant(grant),
    ] {
        trust_of_first.add(statement).unwrap();
    }
    let chain = world.chain(2);
    let mut foreign = Chain::new(&other_laptop, other.channel());
    foreign.write(vec![records::person(9)]);
    let mut affairs = Chain::new(&world.office, world.township.channel());
    affairs.write(vec![records::visit(3)]);

    let mut writer = Writer::new(world.office.sender(), &world.township.card, 1, NOW).unwrap();
    writer.statements(&trust_of_first.statements().collect::<Vec<_>>()).unwrap();
    chain.put(&mut writer, &world.laptop, (1, 2), by_policy);
    foreign.put(&mut writer, &other_laptop, (1, 1), by_policy);
    affairs.put(&mut writer, &world.office, (1, 1), all);
    let file = writer.finish().unwrap();

    let own = trust([Statement::Card(world.township.card.clone())]);
    let opened = world.township.reader(&own).open(&file, no_token).unwrap();
    assert_eq!(entries(&opened).len(), 4);
    assert_eq!(opened.manifest().channels.len(), 3);
}

#[test]
fn a_stranger_comes_in_by_an_unused_token_and_by_nothing_else() {
    let village = Party::new(PartyKind::Village, 1);
    let township = Party::new(PartyKind::Township, 2);
    let (laptop, office) = (village.site(11), township.site(21));
    let invitation = Invitation {
        card: township.card.clone(),
        cert: office.cert.clone(),
        policy: township.policy(1),
        token: Token::random().unwrap(),
        name: "柳河村".into(),
        code: "990001".into(),
        created: NOW,
    };
    let read = Invitation::from_file(&invitation.to_file(&office.key).unwrap()).unwrap();
    assert_eq!(read, invitation);
    let of_township = trust([Statement::Card(township.card.clone()), Statement::Site(office.cert.clone())]);

    let mut chain = Chain::new(&laptop, village.channel());
    chain.write(vec![records::person(1)]);
    let mut statements = vec![Statement::Card(village.card.clone())];
    let file = |statements: &[Statement]| {
        let mut writer = Writer::new(laptop.sender(), &read.card, 1, NOW).unwrap();
        writer.statements(statements).unwrap();
        chain.put(&mut writer, &laptop, (1, 1), by_policy);
        writer.finish().unwrap()
    };
    let open = |file: &[u8], token: Token| {
        township.reader(&of_township).open(file, |shown| shown.as_bytes() == token.as_bytes())
    };
    assert_eq!(open(&file(&statements), invitation.token).unwrap_err(), Error::UnknownSender);

    statements.extend(read.accept(&village.root).unwrap());
    let file = file(&statements);
    assert_eq!(open(&file, Token::random().unwrap()).unwrap_err(), Error::UsedToken);
    let opened = open(&file, invitation.token).unwrap();
    assert_eq!(opened.introduced().unwrap().token.as_bytes(), invitation.token.as_bytes());
    let mut grown = of_township.clone();
    for statement in opened.statements() {
        grown.add(statement.clone()).unwrap();
    }
    assert!(grown.is_granted(village.id(), township.id()));
    assert_eq!(grown.side(office.id(), village.channel()), Some(Owner::Township));

    // Known from now on, the village needs no token, and an earlier file of it opens as well.
    let again = township.reader(&grown).open(&file, no_token).unwrap();
    assert!(again.introduced().is_none());
}

#[test]
fn a_village_takes_in_no_stranger_at_all() {
    let world = World::new();
    let stranger = Party::new(PartyKind::Village, 7);
    let token = Token::random().unwrap();
    let site = stranger.site(71);
    let mut writer = Writer::new(site.sender(), &world.village.card, 1, NOW).unwrap();
    let introduction = Introduction::sign(&stranger.root, world.village.id(), token).unwrap();
    let statements = [Statement::Card(stranger.card.clone()), Statement::Introduction(introduction)];
    writer.statements(&statements).unwrap();
    let file = writer.finish().unwrap();
    let refused = world.village.reader(&world.trust).open(&file, |_| true).unwrap_err();
    assert_eq!(refused, Error::UnknownSender);
}

#[test]
fn a_file_that_carries_nothing_is_still_a_file() {
    let world = World::new();
    let file = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap().finish().unwrap();
    let opened = world.receive(&file).unwrap();
    assert_eq!(opened.entries().unwrap().count(), 0);
    assert_eq!(opened.manifest().inflated, 0);
    let peeked = check(&file).unwrap();
    assert_eq!(peeked, peek(&file).unwrap());
    assert_eq!((peeked.kind, peeked.recipient), (FileKind::Package, Some(world.township.id())));
    assert_eq!(peeked.file, opened.manifest().file);
    assert_eq!(peeked.length, file.len() as u64);
}
