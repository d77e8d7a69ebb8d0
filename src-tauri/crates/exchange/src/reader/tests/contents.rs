use super::*;

#[test]
fn a_manifest_that_counts_otherwise_is_refused() {
    let world = World::new();
    let honest = Forgery::honest(&world);
    let lies: [fn(&mut Manifest); 6] = [
        |manifest| manifest.entries = 3,
        |manifest| manifest.entries = 5,
        |manifest| manifest.ranges = 1,
        |manifest| manifest.ranges = 3,
        |manifest| manifest.supplements = 1,
        |manifest| manifest.entries = 0,
    ];
    for (index, lie) in lies.iter().enumerate() {
        let mut forgery = Forgery::honest(&world);
        lie(&mut forgery.manifest);
        assert_eq!(forgery.open(&world), Error::Miscounted, "{index}");
    }
    let compressed = zstd::bulk::compress(&honest.inflated(), 3).unwrap();
    let length = honest.inflated().len() as u64;
    for inflated in [0, 1, length - 1, length + 1, length + 100_000] {
        let manifest = Manifest { inflated, ..honest.manifest.clone() };
        let file = seal(&world, &honest.header, &manifest, &compressed);
        let refused = world.receive(&file).unwrap_err();
        assert!(matches!(refused, Error::Miscounted | Error::Malformed), "{inflated}: {refused}");
    }
}

#[test]
fn a_manifest_under_another_header_is_refused() {
    let world = World::new();
    let lies: [fn(&mut Manifest); 5] = [
        |manifest| manifest.file = FileId::from_bytes([0; 16]),
        |manifest| manifest.sender = journal::SiteId::from_bytes([0; 16]),
        |manifest| manifest.party = PartyId::from_bytes([0; 16]),
        |manifest| manifest.recipient = PartyId::from_bytes([0; 16]),
        |manifest| manifest.practice = true,
    ];
    for (index, lie) in lies.iter().enumerate() {
        let mut forgery = Forgery::honest(&world);
        lie(&mut forgery.manifest);
        assert_eq!(forgery.open(&world), Error::BadSignature, "{index}");
    }
}

#[test]
fn what_the_manifest_does_not_name_is_not_carried() {
    let world = World::new();
    let mut forgery = Forgery::honest(&world);
    forgery.manifest.channels.clear();
    assert_eq!(forgery.open(&world), Error::ForeignChannel);
}

#[test]
fn a_village_carries_no_channel_but_its_own() {
    let world = World::new();
    let neighbour = Party::new(PartyKind::Village, 3);
    let site = neighbour.site(31);
    let mut chain = Chain::new(&site, neighbour.channel());
    chain.write(vec![records::person(1)]);
    let mut knows_both = world.trust.clone();
    knows_both.add(Statement::Card(neighbour.card.clone())).unwrap();
    knows_both.add(Statement::Site(site.cert.clone())).unwrap();
    let grant = Grant::sign(&neighbour.root, world.township.root.verifying_key()).unwrap();
    knows_both.add(Statement::Grant(grant)).unwrap();

    let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
    chain.put(&mut writer, &site, (1, 1), by_policy);
    let refused = world.township.reader(&knows_both).open(&writer.finish().unwrap(), no_token).unwrap_err();
    assert_eq!(refused, Error::ForeignChannel);

    // Nor does a township tell one village of another, or of its own affairs.
    for (writes, channel) in [(&site, neighbour.channel()), (&world.office, world.township.channel())] {
        let mut chain = Chain::new(writes, channel);
        chain.write(vec![records::person(1)]);
        let mut writer = Writer::new(world.office.sender(), &world.village.card, 1, NOW).unwrap();
        chain.put(&mut writer, writes, (1, 1), by_policy);
        let refused = world.village.reader(&knows_both).open(&writer.finish().unwrap(), no_token);
        assert_eq!(refused.unwrap_err(), Error::ForeignChannel);
    }
}

#[test]
fn a_township_that_was_not_let_in_carries_nothing_to_a_village() {
    let world = World::new();
    let other = Party::new(PartyKind::Township, 5);
    let office = other.site(51);
    let mut trust = world.trust.clone();
    trust.add(Statement::Card(other.card.clone())).unwrap();
    let chain = world.chain(1);
    let mut writer = Writer::new(office.sender(), &world.village.card, 1, NOW).unwrap();
    chain.put(&mut writer, &world.laptop, (1, 1), by_policy);
    let refused = world.village.reader(&trust).open(&writer.finish().unwrap(), no_token).unwrap_err();
    assert_eq!(refused, Error::ForeignChannel);
}

#[test]
fn what_strangers_say_is_not_taken_in() {
    let world = World::new();
    let stranger = Party::new(PartyKind::Village, 9);
    let site = stranger.site(91);
    let known: Vec<Statement> = world.trust.statements().collect();
    let news = [
        Statement::Card(stranger.card.clone()),
        Statement::Site(site.cert),
        Statement::Policy(world.township.policy(2)),
    ];
    let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
    writer.statements(known.iter().chain(&news)).unwrap();
    let opened = world.receive(&writer.finish().unwrap()).unwrap();
    assert_eq!(opened.statements(), [news[2].clone()]);
}

#[test]
fn a_newer_section_is_passed_over_or_refused_as_it_says() {
    let world = World::new();
    for at in 0..=6 {
        let mut forgery = Forgery::honest(&world);
        forgery.sections.insert(at, (99, true, vec![0xff; 40]));
        let opened = world.receive(&forgery.seal(&world)).unwrap();
        assert_eq!(opened.entries().unwrap().count(), 4, "{at}");
        forgery.sections[at].1 = false;
        assert_eq!(forgery.open(&world), Error::NewerFormat, "{at}");
    }
    let mut blobs = Forgery::honest(&world);
    blobs.sections.push((8, false, Vec::new()));
    assert_eq!(blobs.open(&world), Error::NewerFormat);
}

#[test]
fn a_newer_entry_is_named_as_such() {
    let world = World::new();
    let mut sent = bodies(&world.chain(4), 1..=3);
    sent[1][1] = 2;
    let mut forgery = Forgery::honest(&world);
    *forgery.section(number::BODIES) = packed(&sent);
    assert_eq!(forgery.open(&world), Error::NewerFormat);
}

#[test]
fn what_a_newer_program_adds_to_manifest_and_statements_is_passed_over() {
    let world = World::new();
    let honest = Forgery::honest(&world);
    let inflated = honest.inflated();
    let mut manifest =
        Manifest { inflated: inflated.len() as u64, ..honest.manifest.clone() }.encode().unwrap();
    manifest[0] += 1;
    manifest.extend([0x18, 99, 0x81, 0x01]);
    let compressed = zstd::bulk::compress(&inflated, 3).unwrap();
    let length = (manifest.len() as u32).to_be_bytes();
    let mut letter = [length.as_slice(), &manifest, &compressed].concat();
    use sha2::Digest;
    let digest: [u8; 32] = sha2::Sha256::digest(&letter).into();
    letter.extend(world.laptop.key.sign(format::LETTER_CONTEXT, &digest).as_bytes());
    let file = sealed_letter(&honest.header, &letter, &world.township.card, &world.laptop.key);
    assert_eq!(world.receive(&file).unwrap().manifest().entries, 4);

    let mut bytes = signed::Content::encode(&*world.village.card).unwrap();
    bytes[0] += 1;
    bytes.extend([0x18, 77, 0xf5]);
    let context = <PartyCard as signed::Content>::CONTEXT;
    let signature = world.village.root.sign(context, &bytes);
    let card: Signed<PartyCard> = crate::statement::verify((&bytes, signature)).unwrap();
    assert_eq!(*card, *world.village.card);
    let kept = Statement::from_bytes(&Statement::Card(card.clone()).to_bytes().unwrap()).unwrap();
    assert_eq!(kept, Statement::Card(card), "what is not understood is passed on as it was signed");
}

#[test]
fn statements_of_a_newer_kind_are_passed_over() {
    let world = World::new();
    let mut forgery = Forgery::honest(&world);
    let content = cbor::bytes(|out| {
        out.array(2)?.array(3)?.u8(42)?.bytes(&[1, 2, 3])?.bytes(&[0; 64])?;
        Statement::Policy(world.township.policy(7)).put(out)
    });
    forgery.sections.insert(0, (number::STATEMENTS, false, content.unwrap()));
    let opened = world.receive(&forgery.seal(&world)).unwrap();
    assert_eq!(opened.statements(), [Statement::Policy(world.township.policy(7))]);
}

#[test]
fn a_section_that_everybody_knows_is_never_told_to_be_skippable() {
    let world = World::new();
    for at in 0..6 {
        let mut forgery = Forgery::honest(&world);
        forgery.sections[at].1 = true;
        assert_eq!(forgery.open(&world), Error::Malformed, "{at}");
    }
}

#[test]
fn sections_stand_in_one_frame_with_nothing_before_or_behind() {
    let world = World::new();
    let honest = Forgery::honest(&world);
    let inflated = honest.inflated();
    let manifest = Manifest { inflated: inflated.len() as u64, ..honest.manifest.clone() };
    let compress = |bytes: &[u8]| zstd::bulk::compress(bytes, 3).unwrap();
    let (first, second) = inflated.split_at(inflated.len() / 2);
    let skipped = [0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 7];
    let frames = [
        [compress(first), compress(second)].concat(),
        [compress(&inflated), compress(&[])].concat(),
        [compress(&[]), compress(&inflated)].concat(),
        [compress(&inflated), skipped.to_vec()].concat(),
        [skipped.to_vec(), compress(&inflated)].concat(),
        [compress(&inflated), vec![0]].concat(),
    ];
    for (index, compressed) in frames.iter().enumerate() {
        let refused = world.receive(&seal(&world, &honest.header, &manifest, compressed)).unwrap_err();
        assert!(matches!(refused, Error::Malformed | Error::Miscounted), "{index}: {refused}");
    }
}

#[test]
fn sections_out_of_their_order_or_twice_are_refused() {
    let world = World::new();
    let empty = |number| (number, false, vec![0x80]);
    for number in [number::STATEMENTS, number::RECEIPTS] {
        let mut late = Forgery::honest(&world);
        late.sections.push(empty(number));
        assert_eq!(late.open(&world), Error::Malformed);
        let mut twice = Forgery::honest(&world);
        twice.sections.splice(0..0, [empty(number), empty(number)]);
        assert_eq!(twice.open(&world), Error::Malformed);
    }
    let mut swapped = Forgery::honest(&world);
    swapped.sections.insert(0, (number::SUPPLEMENTS, false, pack(&[0x80]).unwrap()));
    assert_eq!(swapped.open(&world), Error::Malformed);
}

#[test]
fn receipts_count_only_from_certified_sites_to_this_reader() {
    let world = World::new();
    let honest = Receipt {
        party: world.village.id(),
        site: world.second.id(),
        number: 3,
        reader: world.township.id(),
        wall: NOW,
        chains: vec![ChainReceipt::new(world.office.id(), world.village.channel(), 2, [2; 32])],
        files: vec![TakenFile { site: world.office.id(), number: 4, wall: NOW }],
    };
    let open = |receipt: Signed<Receipt>| {
        let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
        writer.receipts(&[receipt]).unwrap();
        world.receive(&writer.finish().unwrap()).map(|opened| opened.receipts()[0].clone())
    };
    let sign = |receipt: &Receipt, site: &Site| Signed::new(receipt.clone(), &site.key).unwrap();
    assert_eq!(*open(sign(&honest, &world.second)).unwrap(), honest);
    assert_eq!(open(sign(&honest, &world.laptop)).unwrap_err(), Error::BadSignature);
    let for_other = Receipt { reader: world.village.id(), ..honest.clone() };
    assert_eq!(open(sign(&for_other, &world.second)).unwrap_err(), Error::WrongRecipient);
    let uncertified = Receipt { site: journal::SiteId::random(), ..honest.clone() };
    assert_eq!(open(sign(&uncertified, &world.second)).unwrap_err(), Error::UnknownSite);
    let mut foreign = honest.clone();
    foreign.chains[0].channel = world.township.channel();
    assert_eq!(open(sign(&foreign, &world.second)).unwrap_err(), Error::ForeignChannel);
    let mut disordered = honest.clone();
    disordered.chains[0].waiting = vec![(5, 7), (6, 9)];
    assert_eq!(open(sign(&disordered, &world.second)).unwrap_err(), Error::Malformed);
    let refused = honest.sign(&world.laptop.cert, &world.laptop.key);
    assert_eq!(refused.unwrap_err(), Error::BadSignature);
}

#[test]
fn a_village_does_not_send_what_others_keep_sealed() {
    let world = World::new();
    let chain = world.chain(1);
    let covers = vec![Span { site: chain.site, channel: chain.channel, from: 1, to: 1 }];
    for (owner, fits) in
        [(world.village.id(), true), (world.township.id(), true), (PartyId::from_bytes([9; 16]), false)]
    {
        let own = Own { owner, covers: covers.clone(), sealed: vec![1, 2, 3] };
        let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
        writer.own(&own).unwrap();
        assert_eq!(world.receive(&writer.finish().unwrap()).is_ok(), fits);
    }
}
