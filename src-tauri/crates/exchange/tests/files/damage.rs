//! Files that were cut, altered or put together from others.

use exchange::*;

use crate::support::*;

/// Where the parts of a file begin: header, body, end mark, signature.
fn borders(file: &[u8]) -> [usize; 4] {
    let header = usize::from(u16::from_be_bytes([file[10], file[11]]));
    [12, 12 + header, file.len() - 72, file.len() - 64]
}

#[test]
fn every_truncation_is_refused() {
    let world = World::new();
    let file = world.package(&world.chain(2), 1, (1, 2));
    for length in 0..file.len() {
        let refused = world.receive(&file[..length]).unwrap_err();
        assert_eq!(refused, Error::Truncated, "cut at {length}");
        assert_eq!(peek(&file[..length]).unwrap_err(), Error::Truncated, "cut at {length}");
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let world = World::new();
    let file = world.package(&world.chain(1), 1, (1, 1));
    for bit in 0..file.len() * 8 {
        let mut bent = file.clone();
        bent[bit / 8] ^= 1 << (bit % 8);
        assert!(world.receive(&bent).is_err(), "bit {bit}");
        assert!(check(&bent).is_err(), "bit {bit}");
    }
}

#[test]
fn every_cut_and_flipped_bit_of_an_invitation_is_refused() {
    let township = Party::new(PartyKind::Township, 2);
    let office = township.site(21);
    let invitation = Invitation {
        card: township.card.clone(),
        cert: office.cert.clone(),
        policy: township.policy(1),
        token: Token::from_bytes([5; 16]),
        name: "柳河村".into(),
        code: String::new(),
        created: NOW,
    };
    let file = invitation.to_file(&office.key).unwrap();
    assert!(Invitation::from_file(&file).is_ok());
    for length in 0..file.len() {
        assert_eq!(Invitation::from_file(&file[..length]).unwrap_err(), Error::Truncated, "cut at {length}");
    }
    for bit in 0..file.len() * 8 {
        let mut bent = file.clone();
        bent[bit / 8] ^= 1 << (bit % 8);
        assert!(Invitation::from_file(&bent).is_err(), "bit {bit}");
    }
}

#[test]
fn bytes_behind_the_end_are_refused() {
    let world = World::new();
    let mut file = world.package(&world.chain(1), 1, (1, 1));
    file.push(0);
    assert_eq!(world.receive(&file).unwrap_err(), Error::Damaged);
}

#[test]
fn a_text_conversion_is_recognised() {
    let world = World::new();
    let file = world.package(&world.chain(1), 1, (1, 1));
    let replaced = |from: &[u8], to: &[u8]| -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = file.as_slice();
        while let Some(first) = rest.first() {
            if rest.starts_with(from) {
                out.extend_from_slice(to);
                rest = &rest[from.len()..];
            } else {
                out.push(*first);
                rest = &rest[1..];
            }
        }
        out
    };
    let eighth_bit_lost: Vec<u8> = file.iter().map(|byte| byte & 0x7f).collect();
    let as_utf_8: Vec<u8> = file.iter().flat_map(|byte| char::from(*byte).to_string().into_bytes()).collect();
    let all = [
        replaced(b"\r\n", b"\n"),
        replaced(b"\n", b"\r\n"),
        replaced(b"\r", b"\n"),
        replaced(&[0x89], "\u{fffd}".as_bytes()),
        eighth_bit_lost,
        as_utf_8,
    ];
    for (index, mangled) in all.iter().enumerate() {
        assert_eq!(world.receive(mangled).unwrap_err(), Error::Mangled, "{index}");
    }
}

#[test]
fn other_files_are_no_packages() {
    let world = World::new();
    let others: [&[u8]; 4] = [b"PK\x03\x04 a workbook", b"SQLite format 3\0", &[0; 500], "连心册".as_bytes()];
    for other in others {
        assert_eq!(world.receive(other).unwrap_err(), Error::NotAPackage);
    }
    assert_eq!(world.receive(b"").unwrap_err(), Error::Truncated);
}

#[test]
fn a_newer_container_is_named_as_such() {
    let world = World::new();
    let mut file = world.package(&world.chain(1), 1, (1, 1));
    file[9] = 2;
    assert_eq!(world.receive(&file).unwrap_err(), Error::NewerFormat);
    file[9] = 0;
    assert_eq!(world.receive(&file).unwrap_err(), Error::Damaged);
}

#[test]
fn a_file_above_the_limit_is_refused_by_its_length() {
    let world = World::new();
    let file = vec![0; format::MAX_FILE as usize + 1];
    assert_eq!(world.receive(&file).unwrap_err(), Error::TooLarge { most: format::MAX_FILE });
}

#[test]
fn no_part_of_one_file_fits_into_another() {
    let world = World::new();
    let chain = world.chain(4);
    let other = Party::new(PartyKind::Village, 3);
    let files = [
        world.package(&chain, 1, (1, 2)),
        world.package(&chain, 2, (3, 4)),
        world.package(&chain, 3, (1, 4)),
        Writer::new(other.site(31).sender(), &world.township.card, 1, NOW).unwrap().finish().unwrap(),
    ];
    for (first, second) in (0..4).flat_map(|a| (0..4).map(move |b| (a, b))).filter(|(a, b)| a != b) {
        let (a, b) = (&files[first], &files[second]);
        let (at, bt) = (borders(a), borders(b));
        let spliced = [
            [&a[..at[0]], &b[bt[0]..bt[1]], &a[at[1]..]].concat(),
            [&a[..at[1]], &b[bt[1]..bt[2]], &a[at[2]..]].concat(),
            [&a[..at[3]], &b[bt[3]..]].concat(),
            [&a[..at[1]], &b[bt[1]..]].concat(),
            [&a[..at[2]], &b[bt[2]..]].concat(),
        ];
        for (index, file) in spliced.iter().enumerate().filter(|(_, file)| *file != b) {
            assert!(world.receive(file).is_err(), "{first} {second} {index}");
            assert!(check(file).is_err(), "{first} {second} {index}");
        }
    }
}

#[test]
fn a_file_for_somebody_else_is_refused_as_such() {
    let world = World::new();
    let file = world.package(&world.chain(1), 1, (1, 1));
    let refused = world.village.reader(&world.trust).open(&file, no_token).unwrap_err();
    assert_eq!(refused, Error::WrongRecipient);
    assert_eq!(Invitation::from_file(&file).unwrap_err(), Error::WrongKind);

    // The right address, but sealed to a key that is not there any more.
    let renewed = Party { identity: vault::SealIdentity::generate(), ..Party::new(PartyKind::Township, 2) };
    let refused = renewed.reader(&world.trust).open(&file, no_token).unwrap_err();
    assert_eq!(refused, Error::WrongRecipient);
}

#[test]
fn an_earlier_key_of_the_reader_still_opens() {
    let mut world = World::new();
    let file = world.package(&world.chain(1), 1, (1, 1));
    let renewed = vault::SealIdentity::generate();
    let earlier = std::mem::replace(&mut world.township.identity, vault::SealIdentity::generate());
    let identities = [renewed, earlier];
    let reader = Reader { trust: &world.trust, identities: &identities, me: world.township.id() };
    assert!(reader.open(&file, no_token).is_ok());
}

#[test]
fn practice_exchanges_with_practice_only() {
    let real = World::new();
    let practice = |kind, number| Party::with(kind, number, vault::SealIdentity::generate(), true);
    let play = World::of(practice(PartyKind::Village, 1), practice(PartyKind::Township, 2));
    let chain = play.chain(1);
    assert!(play.receive(&play.package(&chain, 1, (1, 1))).is_ok());

    let refused = Writer::new(play.laptop.sender(), &real.township.card, 1, NOW).err();
    assert_eq!(refused, Some(Error::PracticeMismatch));

    // A practice township with the root key of the real one cannot read what the real village wrote.
    let reader = play.township.reader(&play.trust);
    let file = real.package(&real.chain(1), 1, (1, 1));
    assert_eq!(reader.open(&file, no_token).unwrap_err(), Error::PracticeMismatch);
}
