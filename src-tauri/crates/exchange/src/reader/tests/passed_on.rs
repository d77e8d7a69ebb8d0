//! What somebody who could open a file does with it.

use super::*;

/// A second township that knows everybody.
fn second_township(world: &World) -> (Party, Site, Trust) {
    let other = Party::new(PartyKind::Township, 6);
    let office = other.site(61);
    let mut trust = world.trust.clone();
    trust.add(Statement::Card(other.card.clone())).unwrap();
    trust.add(Statement::Site(office.cert.clone())).unwrap();
    let grant = Grant::sign(&world.village.root, other.root.verifying_key()).unwrap();
    trust.add(Statement::Grant(grant)).unwrap();
    (other, office, trust)
}

#[test]
fn a_letter_sealed_again_to_another_township_is_refused() {
    let world = World::new();
    let (other, _, trust) = second_township(&world);
    let file = world.package(&world.chain(2), 1, (1, 2));
    let letter = letter_bytes(&world.township, &file);
    let header = Frame::parse(&file).unwrap().header;
    let readdressed = Header { recipient: Some(other.id()), ..header.clone() };
    let open = |file: Vec<u8>| other.reader(&trust).open(&file, no_token).unwrap_err();

    // As it was, with the address changed; signed by whoever can sign.
    let forwarded = sealed_letter(&readdressed, &letter, &other.card, &world.office.key);
    assert_eq!(open(forwarded), Error::BadSignature);
    // In the forwarder's own name.
    let own_name = Header { sender: world.office.cert.clone(), ..readdressed.clone() };
    let forwarded = sealed_letter(&own_name, &letter, &other.card, &world.office.key);
    assert_eq!(open(forwarded), Error::BadSignature);
    // Even with the village's signature outside, the letter says whom it is for.
    let forwarded = sealed_letter(&readdressed, &letter, &other.card, &world.laptop.key);
    assert_eq!(open(forwarded), Error::BadSignature);
    // The address kept, so that the second township would have to overlook it.
    let forwarded = sealed_letter(&header, &letter, &other.card, &world.laptop.key);
    assert_eq!(open(forwarded), Error::WrongRecipient);
}

#[test]
fn a_letter_under_the_header_of_another_file_is_refused() {
    let world = World::new();
    let chain = world.chain(4);
    let files = [world.package(&chain, 1, (1, 2)), world.package(&chain, 2, (3, 4))];
    let [first, second] = &files;
    let letter = letter_bytes(&world.township, second);
    let header = Frame::parse(first).unwrap().header;
    let file = sealed_letter(&header, &letter, &world.township.card, &world.laptop.key);
    assert_eq!(world.receive(&file).unwrap_err(), Error::BadSignature);
}

#[test]
fn parts_of_two_letters_do_not_make_a_third() {
    let world = World::new();
    let chain = world.chain(4);
    let letters = [(1, 2), (3, 4)].map(|span| {
        let file = world.package(&chain, 1, span);
        (Frame::parse(&file).unwrap().header, letter_bytes(&world.township, &file))
    });
    let [(header, first), (_, second)] = &letters;
    let manifest = |letter: &[u8]| 4 + u32::from_be_bytes(letter[..4].try_into().unwrap()) as usize;
    let (a, b) = (manifest(first), manifest(second));
    let (a_end, b_end) = (first.len() - 64, second.len() - 64);
    let spliced = [
        [&first[..a], &second[b..b_end], &first[a_end..]].concat(),
        [&second[..b], &first[a..]].concat(),
        [&first[..a_end], &second[b_end..]].concat(),
        [&first[..a], &second[b..]].concat(),
    ];
    for (index, letter) in spliced.iter().enumerate() {
        let file = sealed_letter(header, letter, &world.township.card, &world.laptop.key);
        assert_eq!(world.receive(&file).unwrap_err(), Error::BadSignature, "{index}");
    }
}

#[test]
fn every_cut_letter_is_refused() {
    let world = World::new();
    let file = world.package(&world.chain(1), 1, (1, 1));
    let (header, letter) = (Frame::parse(&file).unwrap().header, letter_bytes(&world.township, &file));
    for length in (0..letter.len()).step_by(7) {
        let file = sealed_letter(&header, &letter[..length], &world.township.card, &world.laptop.key);
        assert!(world.receive(&file).is_err(), "cut at {length}");
    }
}

#[test]
fn a_range_from_any_carrier_is_believed_for_its_head() {
    let world = World::new();
    let chain = world.chain(3);
    let mut writer = Writer::new(world.second.sender(), &world.township.card, 1, NOW).unwrap();
    chain.put(&mut writer, &world.laptop, (2, 3), by_policy);
    let opened = world.receive(&writer.finish().unwrap()).unwrap();
    assert_eq!(opened.sender().site, world.second.id());
    let range = &opened.ranges()[0];
    assert_eq!((range.from, range.previous, range.head.hash), (2, chain.hash(1), chain.hash(3)));
}
