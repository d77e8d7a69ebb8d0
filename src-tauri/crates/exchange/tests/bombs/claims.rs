//! Counts and lengths that are only claimed, and what is nested without end.

use minicbor::Encoder;

use super::*;
use crate::support::forge;

/// An item that claims 2^63 - 1 parts or bytes, for each kind that can.
fn huge() -> [Vec<u8>; 4] {
    [2, 3, 4, 5].map(|major| head(major, u64::MAX >> 1))
}

fn packed(forms: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    Encoder::new(&mut content).array(2).unwrap().bytes(forms).unwrap().bytes(&[]).unwrap();
    content
}

#[test]
fn huge_counts_in_any_section_allocate_nothing() {
    let bomb = Bomb::new();
    for claimed in huge() {
        for number in 1..=7 {
            let what = format!("section {number} claims");
            let content = if matches!(number, 4 | 6) { packed(&claimed) } else { claimed.clone() };
            assert_eq!(bomb.refuse_content(&what, number, content), Error::Malformed);
        }
        let mut sections = bomb.parts.inflated();
        sections.extend(&claimed);
        assert_eq!(bomb.refuse("sections claim", &bomb.parts.with_inflated(&sections)), Error::Malformed);
    }
}

#[test]
fn huge_counts_inside_entries_supplements_and_pieces_allocate_nothing() {
    let bomb = Bomb::new();
    for claimed in huge() {
        let begun = |lead: &[u8]| [lead, &claimed].concat();
        // The parts of an entry, its sites, its changes; a supplement's list, and its body.
        let body = [0x81, 0x8b, 1, 0, 0, 0, 0xf6, 0, 0, 0xf6];
        for lead in [&body[..], &[&body[..], &[0x82]].concat(), &[&body[..], &[0x82, 0x80]].concat()] {
            let refused = bomb.refuse_content("a body claims", 4, forge::pack(&begun(lead)));
            assert!(matches!(refused, Error::Malformed | Error::BadEntry(_)), "{refused}");
        }
        let place = [&[0x81, 0x83, 0x50][..], &[1; 16], &[0x50], &[2; 16]].concat();
        for lead in [place.clone(), [&place[..], &[0x81, 0x82, 1]].concat()] {
            let refused = bomb.refuse_content("a supplement claims", 6, forge::pack(&begun(&lead)));
            assert!(matches!(refused, Error::Malformed | Error::BadEntry(_)), "{refused}");
        }
        let own = [&[0x83, 0x50][..], &[1; 16]].concat();
        assert_eq!(bomb.refuse_content("an own piece claims", 7, begun(&own)), Error::Malformed);
    }
}

#[test]
fn a_header_or_manifest_that_claims_or_nests_is_refused() {
    let bomb = Bomb::new();
    let key = &bomb.world.laptop.key;
    for claimed in huge() {
        let header = forge::file(&claimed, &[], key);
        assert_eq!(bomb.refuse_file("a header claims", &header), Error::Damaged);
        let parts = Parts { manifest: claimed, ..bomb.parts.clone() };
        assert_eq!(bomb.refuse("a manifest claims", &parts), Error::Malformed);
    }
    let length = u64::MAX >> 1;
    let shell = Shell { body: Vec::new(), ..bomb.parts.shell.clone() };
    let header = [shell.header.as_slice(), &head(0, length)].concat();
    assert_eq!(bomb.refuse_file("a body of 2^63", &forge::file(&header, &[], key)), Error::Truncated);
    let nested = vec![0x81; format::MAX_HEADER];
    assert_eq!(bomb.refuse_file("a nested header", &forge::file(&nested, &[], key)), Error::Damaged);
    let parts = Parts { manifest: vec![0x81; format::MAX_MANIFEST], ..bomb.parts.clone() };
    assert_eq!(bomb.refuse("a nested manifest", &parts), Error::Malformed);
    let parts = Parts { manifest: vec![0x81; format::MAX_MANIFEST + 1], ..bomb.parts.clone() };
    let most = format::MAX_MANIFEST as u64;
    assert_eq!(bomb.refuse("a long manifest", &parts), Error::TooLarge { most });
}

#[test]
fn what_is_nested_without_end_is_refused_in_every_section() {
    let bomb = Bomb::new();
    for lead in [0x81, 0xa1, 0x82] {
        let nested = |length: usize| [vec![lead; length], vec![0]].concat();
        for number in 1..=7 {
            let what = format!("section {number} nested");
            let nested = nested(16 << 20);
            let content = if matches!(number, 4 | 6) { packed(&nested) } else { nested };
            let refused = bomb.refuse_content(&what, number, content);
            assert!(matches!(refused, Error::Malformed | Error::BadEntry(_)), "{refused}");
        }
    }
}
