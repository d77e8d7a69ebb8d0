//! What follows from statements.

use domain::Owner;
use exchange::*;

use crate::support::*;

#[test]
fn sides_follow_from_cards_certificates_and_grants() {
    let world = World::new();
    let (village, township) = (world.village.channel(), world.township.channel());
    let side = |site: &Site, channel| world.trust.side(site.id(), channel);
    assert_eq!(side(&world.laptop, village), Some(Owner::Village));
    assert_eq!(side(&world.second, village), Some(Owner::Village));
    assert_eq!(side(&world.office, village), Some(Owner::Township));
    assert_eq!(side(&world.office, township), Some(Owner::Township));
    assert_eq!(side(&world.laptop, township), None);
    assert_eq!(side(&world.laptop, journal::ChannelId::random()), None);
    assert_eq!(world.trust.side(journal::SiteId::random(), village), None);
    assert_eq!(world.trust.party_of(world.office.id(), village), Some(world.township.id()));
    assert_eq!(world.trust.key_of(world.office.id(), village), Some(world.office.key.verifying_key()));
}

#[test]
fn a_township_that_was_not_let_in_has_no_side() {
    let world = World::new();
    let other = Party::new(PartyKind::Township, 5);
    let office = other.site(51);
    let mut trust = world.trust.clone();
    trust.add(Statement::Card(other.card.clone())).unwrap();
    trust.add(Statement::Site(office.cert.clone())).unwrap();
    assert_eq!(trust.side(office.id(), world.village.channel()), None);
    // Nor does it help to grant it to itself.
    trust.add(Statement::Grant(Grant::sign(&other.root, other.root.verifying_key()).unwrap())).unwrap();
    assert_eq!(trust.side(office.id(), world.village.channel()), None);
}

#[test]
fn a_grant_to_a_village_or_across_practice_opens_nothing() {
    let world = World::new();
    let neighbour = Party::new(PartyKind::Village, 6);
    let play = Party::with(PartyKind::Township, 7, vault::SealIdentity::generate(), true);
    let mut trust = world.trust.clone();
    for (party, site) in [(&neighbour, neighbour.site(61)), (&play, play.site(71))] {
        trust.add(Statement::Card(party.card.clone())).unwrap();
        trust.add(Statement::Site(site.cert.clone())).unwrap();
        let grant = Grant::sign(&world.village.root, party.root.verifying_key()).unwrap();
        trust.add(Statement::Grant(grant)).unwrap();
        assert_eq!(trust.side(site.id(), world.village.channel()), None);
        assert!(!trust.is_granted(world.village.id(), party.id()));
    }
}

#[test]
fn a_name_claimed_twice_belongs_to_the_owner_of_the_channel() {
    let world = World::new();
    // The township certifies a key of its own under the name of the village's laptop.
    let impostor = world.township.site(11);
    let claim = SiteCert { key: world.office.key.verifying_key(), ..(*impostor.cert).clone() };
    let mut trust = world.trust.clone();
    trust.add(Statement::Site(claim.sign(&world.township.root).unwrap())).unwrap();
    let channel = world.village.channel();
    assert_eq!(trust.key_of(world.laptop.id(), channel), Some(world.laptop.key.verifying_key()));
    assert_eq!(trust.side(world.laptop.id(), channel), Some(Owner::Village));
}

#[test]
fn decisions_do_not_depend_on_the_order_of_statements() {
    let world = World::new();
    let mut statements: Vec<Statement> = world.trust.statements().collect();
    statements.push(Statement::Policy(world.township.policy(4)));
    let newer = PartyCard { name: "柳河新村".into(), number: 2, ..(*world.village.card).clone() };
    statements.push(Statement::Card(newer.sign(&world.village.root).unwrap()));
    let twin = PartyCard { name: "柳河村一".into(), number: 2, ..(*world.village.card).clone() };
    statements.push(Statement::Card(twin.sign(&world.village.root).unwrap()));
    let expected: Vec<Statement> = trust(statements.clone()).statements().collect();
    for turn in 0..statements.len() {
        statements.rotate_left(1);
        assert_eq!(trust(statements.clone()).statements().collect::<Vec<_>>(), expected, "turn {turn}");
        let reversed = statements.iter().rev().cloned();
        assert_eq!(trust(reversed).statements().collect::<Vec<_>>(), expected, "turn {turn} reversed");
    }
}

#[test]
fn statements_say_something_new_once() {
    let world = World::new();
    let mut known = Trust::new();
    for statement in world.trust.statements() {
        assert!(known.add(statement.clone()).unwrap());
        let kept = Statement::from_bytes(&statement.to_bytes().unwrap()).unwrap();
        assert!(!known.add(kept).unwrap());
    }
}

#[test]
fn contradictions_are_refused() {
    let world = World::new();
    let card = &world.village.card;
    let with = |card: PartyCard| Statement::Card(card.sign(&world.village.root).unwrap());
    let township = with(PartyCard { kind: PartyKind::Township, number: 2, ..(**card).clone() });
    let practice = with(PartyCard { practice: true, number: 2, ..(**card).clone() });
    let other_key = SiteCert { key: world.second.key.verifying_key(), ..(*world.laptop.cert).clone() };
    let play_site = SiteCert { practice: true, site: journal::SiteId::random(), ..other_key.clone() };
    let signed = |cert: SiteCert| Statement::Site(cert.sign(&world.village.root).unwrap());
    let mut trust = world.trust.clone();
    for statement in [township, practice.clone(), signed(other_key), signed(play_site.clone())] {
        assert_eq!(trust.add(statement), Err(Error::Contradiction));
    }
    // The mark of practice contradicts in either order.
    let mut sites_first = Trust::new();
    sites_first.add(Statement::Site(world.laptop.cert.clone())).unwrap();
    assert_eq!(sites_first.add(practice), Err(Error::Contradiction));
}

#[test]
fn the_newest_policy_stands_be_it_for_one_village_or_for_all() {
    let world = World::new();
    let channel = world.village.channel();
    let policy = |channel, number, groups: &[u8]| {
        let root = world.township.root.verifying_key();
        let groups = groups.iter().copied().collect();
        let statement = PolicyStatement { root, channel, groups, own: false, number };
        Statement::Policy(statement.sign(&world.township.root).unwrap())
    };
    let mut trust = world.trust.clone();
    let groups = |trust: &Trust| trust.policy(world.township.id(), channel).unwrap().groups.clone();
    assert_eq!(groups(&trust), [1, 7, 8].into());
    trust.add(policy(Some(channel), 2, &[1])).unwrap();
    assert_eq!(groups(&trust), [1].into());
    trust.add(policy(None, 3, &[1, 2, 200])).unwrap();
    assert_eq!(groups(&trust), [1, 2, 200].into());
    trust.add(policy(Some(channel), 1, &[5])).unwrap();
    assert_eq!(groups(&trust), [1, 2, 200].into());
    let standing = trust.policy(world.township.id(), channel).unwrap();
    assert!(standing.carries(200) && standing.carries(0) && !standing.carries(3));
    assert_eq!(standing.policy().groups().count(), 2);
    assert!(trust.policy(world.village.id(), channel).is_none());
}

#[test]
fn nobody_signs_for_another_root_key() {
    let world = World::new();
    let (card, cert) = ((*world.village.card).clone(), (*world.laptop.cert).clone());
    assert_eq!(card.sign(&world.township.root).unwrap_err(), Error::BadSignature);
    assert_eq!(cert.sign(&world.township.root).unwrap_err(), Error::BadSignature);
    let policy = (*world.township.policy(1)).clone();
    assert_eq!(policy.sign(&world.village.root).unwrap_err(), Error::BadSignature);
}

#[test]
fn names_are_short_and_plain_and_codes_are_digits() {
    let world = World::new();
    let card = (*world.village.card).clone();
    for name in ["", "  ", "柳河\n村", &"村".repeat(67)] {
        let bad = PartyCard { name: name.into(), ..card.clone() };
        assert_eq!(bad.sign(&world.village.root).unwrap_err(), Error::Malformed);
    }
    for code in ["99000a", "1234567890123", "９９"] {
        let bad = PartyCard { code: code.into(), ..card.clone() };
        assert_eq!(bad.sign(&world.village.root).unwrap_err(), Error::Malformed);
    }
}

#[test]
fn fingerprints_are_compared_by_typing() {
    let world = World::new();
    let card = &world.township.card;
    let heard = card.fingerprint();
    assert_eq!(heard.chars().filter(char::is_ascii_digit).count(), 30);
    assert_eq!(card.compare_fingerprint(&heard), Ok(()));
    assert_eq!(world.village.card.compare_fingerprint(&heard), Err(vault::Error::DigitsDiffer));
}

#[test]
fn a_head_and_its_signature_can_be_kept_apart() {
    let world = World::new();
    let chain = world.chain(2);
    let signed = world.laptop.head(&chain, 2);
    let (head, key) = (*signed, world.laptop.key.verifying_key());
    assert_eq!(head.signed_with(signed.signature(), &key), Ok(signed.clone()));
    let other = Head { seq: 1, ..head };
    assert_eq!(other.signed_with(signed.signature(), &key), Err(Error::BadSignature));
    let stranger = world.second.key.verifying_key();
    assert_eq!(head.signed_with(signed.signature(), &stranger), Err(Error::BadSignature));
}
