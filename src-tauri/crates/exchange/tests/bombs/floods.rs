//! Very many small things, and single things that are very large.

use journal::Entry;
use minicbor::Encoder;

use super::*;
use crate::support::forge;

#[test]
fn a_flood_of_stanzas_is_refused_before_any_is_tried() {
    let bomb = Bomb::new();
    let stanza = format!("-> X25519 {}\n{}\n", "B".repeat(42) + "E", "A".repeat(42) + "E");
    for count in [17, 1_000, 50_000] {
        let header = format!("age-encryption.org/v1\n{}--- {}\n", stanza.repeat(count), "A".repeat(43));
        let shell = Shell { body: [header.as_bytes(), &[0; 64]].concat(), ..bomb.parts.shell.clone() };
        let file = shell.sign(&bomb.world.laptop.key);
        assert_eq!(bomb.refuse_file(&format!("{count} stanzas"), &file), Error::Damaged);
    }
}

#[test]
fn a_flood_of_sections_is_refused() {
    let bomb = Bomb::new();
    let empty = Section { number: 99, skippable: true, content: Vec::new() };
    let refused = bomb.refuse_sections("sections", &vec![empty; 100_000]);
    assert_eq!(refused, Error::TooLarge { most: format::MAX_SECTIONS });
}

#[test]
fn a_flood_of_statements_is_refused_before_one_is_verified() {
    let bomb = Bomb::new();
    let statement = Statement::Policy(bomb.world.township.policy(1)).to_bytes().unwrap();
    let content = list(&statement, format::MAX_STATEMENTS as usize + 1);
    let refused = bomb.refuse_content("statements", 1, content);
    assert_eq!(refused, Error::TooLarge { most: format::MAX_STATEMENTS });
    let content = list(&[0x80], 2 << 20);
    assert_eq!(
        bomb.refuse_content("empty statements", 1, content.clone()),
        Error::TooLarge { most: format::MAX_STATEMENTS }
    );
    assert_eq!(
        bomb.refuse_content("empty receipts", 2, content),
        Error::TooLarge { most: format::MAX_CHAINS }
    );
}

#[test]
fn a_statement_of_any_kind_with_a_giant_text_is_refused_by_its_length() {
    let bomb = Bomb::new();
    let giant = [vec![0xa1, 4], head(3, 16 << 20), vec![b'x'; 16 << 20]].concat();
    for number in 1..=5u8 {
        let mut content = Vec::new();
        let out = &mut Encoder::new(&mut content);
        out.array(1)
            .unwrap()
            .array(3)
            .unwrap()
            .u8(number)
            .unwrap()
            .bytes(&giant)
            .unwrap()
            .bytes(&[0; 64])
            .unwrap();
        let refused = bomb.refuse_content("a giant name", 1, content);
        assert_eq!(refused, Error::TooLarge { most: format::MAX_STATEMENT as u64 });
    }
}

/// An entry with nothing but a change that writes nothing.
fn least(seq: u8, value: Option<domain::Value>) -> Vec<u8> {
    let mut chain = World::new().chain(1);
    let write = |value| journal::Write { field: 9, element: None, value: Some(value), replaces: Vec::new() };
    let change = journal::Change {
        kind: 2,
        id: domain::RecordId::from_bytes([seq; 16]),
        writes: value.map(write).into_iter().collect(),
        seen: Vec::new(),
    };
    chain.entries[0] =
        Entry { changes: vec![change], parts: Default::default(), secret: None, ..chain.entry(1).clone() };
    chain.entry(1).body().unwrap()
}

#[test]
fn more_entries_than_the_manifest_counts_are_refused_at_the_first_of_them() {
    let bomb = Bomb::new();
    let body = least(1, None);
    let flood = forge::pack(&list(&body, (16 << 20) / body.len()));
    assert_eq!(bomb.refuse_content("entries", 4, flood), Error::Miscounted);
}

/// A section with a branch of this entry so many times over, under a head that is signed.
fn branch(bomb: &Bomb, count: usize) -> Section {
    let (world, chain) = (&bomb.world, bomb.world.chain(1));
    let (body, head) = (least(1, None), world.laptop.head(&chain, 1));
    let mut signed = Vec::new();
    let out = &mut Encoder::new(&mut signed);
    out.array(4).unwrap().bytes(head.site.as_bytes()).unwrap().bytes(head.channel.as_bytes()).unwrap();
    out.u64(head.seq).unwrap().bytes(&head.hash).unwrap();
    let mut content = Vec::new();
    let out = &mut Encoder::new(&mut content);
    out.array(7).unwrap().bytes(world.laptop.id().as_bytes()).unwrap();
    out.bytes(world.village.channel().as_bytes()).unwrap().u64(1).unwrap().bytes(&[0; 32]).unwrap();
    out.bytes(&forge::pack(&list(&body, count))).unwrap().array(2).unwrap();
    out.bytes(&signed).unwrap().bytes(head.signature()).unwrap().array(0).unwrap();
    Section { number: 9, skippable: true, content }
}

#[test]
fn a_flood_of_a_branchs_entries_is_refused_by_their_number_before_one_is_read() {
    let bomb = Bomb::new();
    let most = format::MAX_BRANCH_ENTRIES;
    for count in [most + 1, 200_000] {
        let flood = std::iter::once(branch(&bomb, count as usize));
        let sections: Vec<Section> = bomb.parts.sections().into_iter().chain(flood).collect();
        let refused = bomb.refuse_sections(&format!("a branch of {count} entries"), &sections);
        assert_eq!(refused, Error::TooLarge { most });
    }
}

#[test]
fn an_entry_above_its_limit_is_refused_by_its_length() {
    let bomb = Bomb::new();
    let giant = least(1, Some("x".repeat(16 << 20).into()));
    let refused = bomb.refuse_content("a giant value", 4, forge::pack(&list(&giant, 1)));
    assert_eq!(refused, Error::BadEntry(journal::Error::TooLarge));
    let many =
        [&[0x81, 0x8b, 1, 0, 0, 0, 0xf6, 0, 0, 0xf6, 0x82, 0x80][..], &list(&[0x80], 2 << 20), &[0xf6, 0x80]]
            .concat();
    let refused = bomb.refuse_content("changes", 4, forge::pack(&many));
    assert_eq!(refused, Error::BadEntry(journal::Error::TooLarge));
}

/// The smallest supplements, of which each takes twenty times its bytes once it is read.
fn supplements(village: &Party) -> Vec<u8> {
    let mut item = Vec::new();
    let out = &mut Encoder::new(&mut item);
    out.array(2).unwrap().u8(1).unwrap().array(11).unwrap();
    out.u8(1)
        .unwrap()
        .u8(0)
        .unwrap()
        .u8(0)
        .unwrap()
        .u8(0)
        .unwrap()
        .null()
        .unwrap()
        .u8(0)
        .unwrap()
        .u8(0)
        .unwrap();
    out.null().unwrap().array(2).unwrap().array(0).unwrap().array(1).unwrap();
    out.array(3).unwrap().u8(0).unwrap().bytes(&[0; 16]).unwrap().array(0).unwrap();
    out.null().unwrap().array(1).unwrap().array(3).unwrap().u8(3).unwrap();
    out.array(1)
        .unwrap()
        .array(3)
        .unwrap()
        .u8(0)
        .unwrap()
        .u8(1)
        .unwrap()
        .null()
        .unwrap()
        .bytes(&[7; 16])
        .unwrap();
    let mut all = vec![0x81, 0x83, 0x50];
    all.extend([11; 16]);
    all.push(0x50);
    all.extend(village.channel().as_bytes());
    all.extend(list(&item, (16 << 20) / item.len()));
    forge::pack(&all)
}

#[test]
fn more_supplements_than_the_manifest_counts_are_refused_at_the_first_of_them() {
    let bomb = Bomb::new();
    let refused = bomb.refuse_content("supplements", 6, supplements(&bomb.world.village));
    assert_eq!(refused, Error::Miscounted);
}

/// A piece that anybody sealed is walked one by one, so it takes no more than its bytes.
#[test]
fn an_own_piece_full_of_the_smallest_supplements_is_walked_within_the_bound() {
    let village = Party::new(PartyKind::Village, 1);
    let plain = zstd::bulk::compress(&supplements(&village), 3).unwrap();
    let sealed = vault::seal::seal(&[village.identity.recipient()], &plain).unwrap();
    let own = Own { owner: village.id(), covers: Vec::new(), sealed };
    let mut walked = 0;
    bounded("own supplements", || {
        let all = own.open(std::slice::from_ref(&village.identity)).unwrap();
        walked = all.take(5_000).filter(|one| one.is_ok()).count();
    });
    assert_eq!(walked, 5_000);
}

#[test]
fn an_invitation_full_of_statements_is_refused_by_its_length() {
    let world = World::new();
    let invitation = Invitation {
        card: world.township.card.clone(),
        cert: world.office.cert.clone(),
        policy: world.township.policy(1),
        token: Token::from_bytes([5; 16]),
        name: "柳河村".into(),
        code: String::new(),
        created: NOW,
    };
    let file = invitation.to_file(&world.office.key).unwrap();
    let shell = Shell::of(&file);
    let open = |what: &str, body: Vec<u8>| {
        let file = Shell { body, ..shell.clone() }.sign(&world.office.key);
        bounded(what, || Invitation::from_file(&file).unwrap_err())
    };
    let most = format::MAX_INVITATION as u64;
    let policy = Statement::Policy(world.township.policy(1)).to_bytes().unwrap();
    let flood = |count| [vec![0xa1, 1], list(&policy, count)].concat();
    assert_eq!(open("a long invitation", flood(5_000)), Error::TooLarge { most });
    assert_eq!(open("a full invitation", flood(200)), Error::Malformed);
    let name = [vec![0xa1, 3], head(3, 60_000), vec![b'x'; 60_000]].concat();
    assert_eq!(open("a giant name", name), Error::Malformed);
}
