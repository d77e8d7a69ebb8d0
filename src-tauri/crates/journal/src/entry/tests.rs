use domain::{RecordId, Value};
use proptest::prelude::*;

use super::*;

pub(crate) fn site(number: u8) -> SiteId {
    SiteId::from_bytes([number; 16])
}

fn place(seq: u64) -> Place {
    Place { site: site(1), channel: ChannelId::from_bytes([9; 16]), seq, previous: [seq as u8; 32] }
}

fn header(seq: u64) -> Header {
    Header {
        schema: 1,
        place: place(seq),
        hlc: Hlc((1_790_000_000_000 << 16) + seq),
        wall: 1_790_000_000_000,
        author: Some(RecordId::from_bytes([7; 16])),
        act: 10,
        act_id: Hlc((1_790_000_000_000 << 16) + seq),
        undoes: None,
    }
}

fn write(field: u16, value: impl Into<Value>) -> Write {
    Write { field, element: None, value: Some(value.into()), replaces: Vec::new() }
}

/// Fields from 10 are in group 6, from 20 in group 2.
fn group_of(_: u16, field: u16) -> u8 {
    match field {
        20.. => 2,
        10.. => 6,
        _ => 0,
    }
}

fn sample() -> Entry {
    let foreign = Dot { site: site(3), seq: 4 };
    let changes = vec![
        Change {
            kind: 7,
            id: RecordId::from_bytes([2; 16]),
            writes: vec![
                write(9, "走访内容"),
                write(12, "家里老人住院"),
                Write { replaces: vec![foreign, Dot { site: site(1), seq: 1 }], ..write(2, 20_261_122i64) },
                Write { element: Some(Value::Bytes(vec![5; 16])), ..write(3, true) },
                Write { value: None, replaces: vec![Dot { site: site(2), seq: 8 }], ..write(11, false) },
                write(20, "999001197801030257"),
            ],
            seen: Vec::new(),
        },
        Change {
            kind: 7,
            id: RecordId::from_bytes([1; 16]),
            writes: vec![write(0, true)],
            seen: vec![Dot { site: site(1), seq: 1 }, foreign],
        },
    ];
    Entry::new(header(2), changes, [0xAB; 16], group_of)
}

/// The bytes and the hash of the first entry ever frozen. They must never change.
#[test]
fn the_frozen_entry_reads_and_hashes_as_ever() {
    let entry = sample();
    let body = hex(&entry.body().unwrap());
    assert_eq!(body, include_str!("golden/entry-1.hex").trim());
    assert_eq!(hex(&entry.hash().unwrap()), include_str!("golden/entry-1.hash").trim());
    assert_eq!(Entry::from_body(place(2), &entry.body().unwrap()).unwrap(), entry);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn withholding_groups_keeps_the_hash_and_hides_their_bytes() {
    let entry = sample();
    let sent = entry.withhold(|group| group == 6, |_, _| false).unwrap();
    assert_eq!(sent.hash().unwrap(), entry.hash().unwrap());
    let body = sent.body().unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    assert!(text.contains("家里老人住院"));
    assert!(!text.contains("999001197801030257"));
    assert!(!body.windows(16).any(|window| window == [0xAB; 16]), "the secret would open what is withheld");
    let read = Entry::from_body(place(2), &body).unwrap();
    assert_eq!(read, sent);
}

#[test]
fn an_erased_leaf_leaves_no_trace_and_the_hash_stays() {
    let entry = sample();
    let erased = entry.erase(|_, field| field == 12).unwrap().unwrap();
    assert_eq!(erased.hash().unwrap(), entry.hash().unwrap());
    let body = erased.body().unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    assert!(!text.contains("家里老人住院") && text.contains("999001197801030257"));
    let Part::Whole { seed, .. } = &entry.parts[&6] else { panic!("the sample holds it whole") };
    assert!(![[0xAB; 16], *seed].iter().any(|told| body.windows(16).any(|window| window == told)));
    let left = |entry: &Entry| -> Vec<u16> {
        entry.writes().filter(|(_, group, _)| *group == 6).map(|(_, _, write)| write.field).collect()
    };
    assert_eq!(left(&erased), [11]);
    assert_eq!(Entry::from_body(place(2), &body).unwrap(), erased);
    // Once more changes nothing, and the next one leaves the group's root alone.
    assert_eq!(erased.erase(|_, field| field == 12).unwrap(), None);
    let more = erased.erase(|_, field| field == 11).unwrap().unwrap();
    assert_eq!((left(&more), more.hash().unwrap()), (Vec::new(), entry.hash().unwrap()));
    Entry::from_body(place(2), &more.body().unwrap()).unwrap();
    // What was opened because something beside it was erased is still withheld from who may not have the group.
    let sent = erased.withhold(|group| group != 6, |_, _| false).unwrap();
    assert_eq!((left(&sent), sent.hash().unwrap()), (Vec::new(), entry.hash().unwrap()));
}

#[test]
fn one_leaf_can_be_opened_and_no_other_in_its_place() {
    let entry = sample();
    let sent = entry.withhold(|_| false, |_, field| field == 12).unwrap();
    assert_eq!(sent.hash().unwrap(), entry.hash().unwrap());
    let visible: Vec<u16> =
        sent.writes().filter(|(_, group, _)| *group != 0).map(|(_, _, write)| write.field).collect();
    assert_eq!(visible, [12]);
    let read = Entry::from_body(place(2), &sent.body().unwrap()).unwrap();
    assert_eq!(read, sent);

    let mut forged = sent;
    for part in forged.parts.values_mut() {
        if let Part::Root { opened, .. } = part {
            for one in opened {
                one.leaf.write.value = Some("另一句话".into());
            }
        }
    }
    let forged = forged.body().unwrap();
    assert_eq!(Entry::from_body(place(2), &forged), Err(Error::WrongLeaf));
}

#[test]
fn every_change_of_the_entry_or_its_place_changes_the_hash() {
    let entry = sample();
    let hash = entry.hash().unwrap();
    let mut moved = entry.clone();
    moved.header.place.seq = 3;
    assert_ne!(moved.hash().unwrap(), hash);
    let mut other = entry.clone();
    other.header.author = None;
    assert_ne!(other.hash().unwrap(), hash);
    let mut other = entry;
    other.changes[0].writes[0].value = Some(Value::Bool(false));
    assert_ne!(other.hash().unwrap(), hash);
}

#[test]
fn every_cut_and_every_flipped_bit_is_refused_or_another_entry() {
    let entry = sample();
    let body = entry.body().unwrap();
    for length in 0..body.len() {
        assert!(Entry::from_body(place(2), &body[..length]).is_err(), "cut at {length}");
    }
    for place_of_bit in 0..body.len() * 8 {
        let mut bent = body.clone();
        bent[place_of_bit / 8] ^= 1 << (place_of_bit % 8);
        if let Ok(read) = Entry::from_body(place(2), &bent) {
            assert_ne!(
                read.hash().unwrap(),
                entry.hash().unwrap(),
                "bit {place_of_bit} is not covered by the hash"
            );
        }
    }
}

#[test]
fn a_secret_beside_what_is_withheld_or_for_nothing_is_refused() {
    let refused =
        |entry: &Entry| Entry::from_body(place(2), &entry.body().unwrap()) == Err(Error::NotCanonical);
    let entry = sample();
    let told = entry.withhold(|group| group == 6, |_, _| false).unwrap();
    assert!(refused(&Entry { secret: Some([0xAB; 16]), ..told.clone() }));
    assert!(refused(&Entry { secret: Some([0xCD; 16]), ..entry.clone() }));
    let open = Entry::new(
        header(2),
        vec![Change { writes: vec![write(9, "1")], ..entry.changes[0].clone() }],
        [7; 16],
        group_of,
    );
    assert_eq!(Entry::from_body(place(2), &open.body().unwrap()).as_ref(), Ok(&open));
    assert!(refused(&Entry { secret: Some([7; 16]), ..open }));
}

#[test]
fn a_dot_twice_and_a_site_that_no_dot_names_are_refused() {
    let mut twice = sample();
    let seen = twice.changes[0].seen[0];
    twice.changes[0].seen.push(seen);
    let body = twice.body().unwrap();
    assert_eq!(Entry::from_body(place(2), &body), Err(Error::NotCanonical));
    let again = Entry::new(header(2), twice.changes, [7; 16], group_of);
    assert!(Entry::from_body(place(2), &again.body().unwrap()).is_ok(), "a writer names it once");

    let mut idle = sample();
    idle.sites.push(site(9));
    assert_eq!(Entry::from_body(place(2), &idle.body().unwrap()), Err(Error::NotCanonical));
    // What is withheld may name it.
    let told = idle.withhold(|group| group == 6, |_, _| false).unwrap();
    assert!(Entry::from_body(place(2), &told.body().unwrap()).is_ok());
    assert!(Entry::from_excerpt(place(2), &idle.body().unwrap()).is_ok());
}

#[test]
fn a_newer_version_is_named() {
    let mut body = sample().body().unwrap();
    body[1] = 2;
    assert_eq!(Entry::from_body(place(2), &body), Err(Error::NewerVersion(2)));
}

#[test]
fn a_claimed_length_allocates_nothing() {
    // An entry whose list of changes claims 2^40 items.
    let mut body = vec![0x8b, 1, 1, 0, 0, 0xf6, 1, 0, 0xf6, 0x82, 0x80, 0x9b];
    body.extend((1u64 << 40).to_be_bytes());
    assert_eq!(Entry::from_body(place(2), &body), Err(Error::TooLarge));
}

fn values() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        Just(None),
        any::<bool>().prop_map(|b| Some(Value::Bool(b))),
        any::<i64>().prop_map(|n| Some(Value::Int(n))),
        ".{0,12}".prop_map(|s| Some(Value::Text(s))),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(|b| Some(Value::Bytes(b))),
    ]
}

fn dots() -> impl Strategy<Value = Vec<Dot>> {
    prop::collection::btree_set((0u8..4, 1u64..300), 0..3)
        .prop_map(|set| set.into_iter().map(|(s, seq)| Dot { site: site(s), seq }).collect())
}

fn entries() -> impl Strategy<Value = Entry> {
    let writes = prop::collection::btree_map((0u16..30, prop::option::of(0u8..3)), (values(), dots()), 0..8);
    let changes = prop::collection::btree_map((1u16..5, 0u8..4), (writes, dots()), 1..5);
    (changes, any::<[u8; 16]>(), any::<u32>()).prop_map(|(changes, secret, act)| {
        let changes = changes
            .into_iter()
            .map(|((kind, id), (writes, seen))| Change {
                kind,
                id: RecordId::from_bytes([id; 16]),
                writes: writes
                    .into_iter()
                    .map(|((field, element), (value, replaces))| Write {
                        field,
                        element: element.map(|n| Value::Int(n.into())),
                        value,
                        replaces,
                    })
                    .collect(),
                seen,
            })
            .collect();
        Entry::new(Header { act, ..header(300) }, changes, secret, group_of)
    })
}

/// The same entry as its bytes give it back: dots in the order of the site table.
fn normal(entry: &Entry) -> Entry {
    Entry::from_body(entry.header.place, &entry.body().unwrap()).unwrap()
}

proptest! {
    #[test]
    fn an_entry_reads_as_it_was_written_however_much_is_withheld(entry in entries(), carried in any::<u8>()) {
        let back = normal(&entry);
        prop_assert_eq!(back.hash().unwrap(), entry.hash().unwrap());
        prop_assert_eq!(back.body().unwrap(), entry.body().unwrap());
        let sent = entry.withhold(|group| carried >> group & 1 == 1, |change, field| change.kind == 2 && field > 15).unwrap();
        prop_assert_eq!(sent.hash().unwrap(), entry.hash().unwrap());
        let read = Entry::from_body(sent.header.place, &sent.body().unwrap()).unwrap();
        prop_assert_eq!(read.hash().unwrap(), entry.hash().unwrap());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Entry::from_body(place(1), &bytes);
    }
}
