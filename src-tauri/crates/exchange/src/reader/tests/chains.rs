use super::*;

#[test]
fn entries_in_another_order_missing_twice_or_in_excess_are_refused() {
    let world = World::new();
    let chain = world.chain(4);
    let others: [&[u64]; 7] =
        [&[1, 3, 2], &[2, 1, 3], &[1, 2], &[1, 3], &[1, 2, 2, 3], &[1, 2, 3, 4], &[2, 3]];
    for seqs in others {
        let mut forgery = Forgery::honest(&world);
        *forgery.section(number::BODIES) = packed(&bodies(&chain, seqs.iter().copied()));
        assert_eq!(forgery.open(&world), Error::BrokenChain, "{seqs:?}");
    }
}

#[test]
fn an_entry_altered_after_its_site_signed_is_refused() {
    let world = World::new();
    let chain = world.chain(4);
    let mut altered = chain.entry(2).clone();
    altered.header.act = 11;
    let mut sent = bodies(&chain, 1..=3);
    sent[1] = altered.withhold(by_policy, |_, _| false).unwrap().body().unwrap();
    let mut forgery = Forgery::honest(&world);
    *forgery.section(number::BODIES) = packed(&sent);
    assert_eq!(forgery.open(&world), Error::BrokenChain);
}

#[test]
fn every_flipped_byte_of_a_body_is_refused_although_the_sender_signed_the_file() {
    let world = World::new();
    let honest = Forgery::honest(&world);
    let sent = bodies(&world.chain(4), 1..=3);
    for index in 0..sent[1].len() {
        let mut bent = sent.clone();
        bent[1][index] ^= 1 << (index % 8);
        let item = [&[0x83], bent.concat().as_slice()].concat();
        // Bytes that are no CBOR at all never get as far as a chain.
        let Ok(content) = pack(&item) else { continue };
        let mut forgery = honest.clone();
        *forgery.section(number::BODIES) = content;
        assert!(world.receive(&forgery.seal(&world)).is_err(), "byte {index}");
    }
}

#[test]
fn a_range_must_begin_where_its_predecessor_ends() {
    let world = World::new();
    let chain = world.chain(4);
    let start = |seq: u64, previous: [u8; 32]| {
        cbor::bytes(|out| {
            out.array(4)?.bytes(chain.site.as_bytes())?.bytes(chain.channel.as_bytes())?;
            out.u64(seq)?.bytes(&previous)?;
            Ok(())
        })
        .unwrap()
    };
    for (seq, previous) in [(0, [0; 32]), (1, [1; 32]), (2, [0; 32]), (2, chain.hash(1)), (5, chain.hash(4))]
    {
        let mut forgery = Forgery::honest(&world);
        *forgery.section(number::RANGE) = start(seq, previous);
        assert_eq!(forgery.open(&world), Error::BrokenChain, "{seq}");
    }
}

#[test]
fn a_head_of_another_site_key_or_place_is_refused() {
    let world = World::new();
    let chain = world.chain(4);
    let honest = Head { site: chain.site, channel: chain.channel, seq: 3, hash: chain.hash(3) };
    let cases = [
        (honest, &world.second.key, Error::BadSignature),
        (Head { site: world.second.id(), ..honest }, &world.second.key, Error::BrokenChain),
        (Head { site: journal::SiteId::random(), ..honest }, &world.laptop.key, Error::UnknownSite),
        (Head { channel: world.township.channel(), ..honest }, &world.laptop.key, Error::UnknownSite),
        (Head { seq: 4, ..honest }, &world.laptop.key, Error::BrokenChain),
        (Head { seq: 2, hash: chain.hash(2), ..honest }, &world.laptop.key, Error::BrokenChain),
        (Head { hash: chain.hash(2), ..honest }, &world.laptop.key, Error::BrokenChain),
    ];
    for (head, key, refusal) in cases {
        let mut forgery = Forgery::honest(&world);
        let signed = head.sign(key).unwrap();
        *forgery.section(number::HEAD) = signed.to_bytes().unwrap();
        assert_eq!(forgery.open(&world), refusal, "{head:?}");
    }
}

#[test]
fn a_range_without_begin_entries_or_head_is_refused() {
    let world = World::new();
    for leave_out in 0..6 {
        let mut forgery = Forgery::honest(&world);
        forgery.sections.remove(leave_out);
        assert_eq!(forgery.open(&world), Error::BrokenChain, "{leave_out}");
    }
}

#[test]
fn a_site_whose_certificate_comes_along_is_believed_and_one_without_is_not() {
    let world = World::new();
    let third = world.village.site(13);
    let mut chain = Chain::new(&third, world.village.channel());
    chain.write(vec![records::person(1)]);
    let file = |statements: &[Statement]| {
        let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
        writer.statements(statements).unwrap();
        chain.put(&mut writer, &third, (1, 1), by_policy);
        writer.finish().unwrap()
    };
    assert_eq!(world.receive(&file(&[])).unwrap_err(), Error::UnknownSite);
    let opened = world.receive(&file(&[Statement::Site(third.cert.clone())])).unwrap();
    assert_eq!(opened.statements(), [Statement::Site(third.cert.clone())]);

    // A certificate by somebody else's root key does not make it a site of the village.
    let stranger = Party::new(PartyKind::Village, 9).site(13);
    assert_eq!(world.receive(&file(&[Statement::Site(stranger.cert)])).unwrap_err(), Error::UnknownSite);
}
