//! What the keeper notes beside the journal: files, and what is kept unread for others.

use store::{Direction, Error, Parcel};

use crate::support::*;

fn parcel(direction: Direction, file_id: [u8; 16]) -> Parcel {
    Parcel {
        file_id,
        direction,
        number: 3,
        peer: [7; 16],
        at: MORNING,
        name: "石桥村-交清河镇-第0003号.lxc".into(),
        summary: "{}".into(),
    }
}

#[test]
fn a_file_is_noted_once_each_way() {
    let site = Site::new(1);
    let written = parcel(Direction::Written, [1; 16]);
    site.store.add_parcel(&written).unwrap();
    assert!(site.store.add_parcel(&written).is_err());
    assert!(site.store.knows_parcel(Direction::Written, &[1; 16]).unwrap());
    assert!(!site.store.knows_parcel(Direction::Received, &[1; 16]).unwrap());
    assert!(!site.store.knows_parcel(Direction::Written, &[2; 16]).unwrap());
    for peer in [None, Some(&[7; 16])] {
        assert_eq!(site.store.parcels(Direction::Written, peer).unwrap(), std::slice::from_ref(&written));
        assert_eq!(site.store.parcels(Direction::Received, peer).unwrap(), []);
    }
    assert_eq!(site.store.parcels(Direction::Written, Some(&[8; 16])).unwrap(), []);
}

#[test]
fn sealed_pieces_are_kept_by_channel_until_they_are_dropped() {
    let site = Site::new(1);
    site.store.keep_sealed(VILLAGE, "one", b"first").unwrap();
    site.store.keep_sealed(VILLAGE, "two", b"second").unwrap();
    let kept = site.store.sealed(VILLAGE).unwrap();
    let covers: Vec<&str> = kept.iter().map(|(_, covers)| covers.as_str()).collect();
    assert_eq!(covers, ["one", "two"]);
    assert_eq!(site.store.sealed(PRIVATE).unwrap(), []);
    assert_eq!(site.store.sealed_bytes(kept[1].0).unwrap(), b"second");
    site.store.drop_sealed(kept[0].0).unwrap();
    assert_eq!(site.store.sealed(VILLAGE).unwrap(), kept[1..]);
    assert!(matches!(site.store.sealed_bytes(kept[0].0), Err(Error::NotFound { .. })));
}

#[test]
fn a_head_of_what_waits_takes_no_older_one_away() {
    let mut writer = Site::new(1);
    let who = id();
    for name in ["甲", "乙", "丙", "丁"] {
        writer.put(&[
            domain::Put::new(&domain::kinds::person::KIND, who).set(domain::kinds::person::NAME, name)
        ]);
    }
    let mut reader = Site::new(100);
    let head = |reader: &Site| reader.store.signed_head(VILLAGE, site_id(1)).unwrap().map(|(seq, _)| seq);
    let signs = |reader: &Site, seq: u64| {
        reader.store.set_signed_head(VILLAGE, site_id(1), seq, &[seq as u8; 64]).unwrap();
    };
    reader.take(writer.entries().into_iter().take(2));
    signs(&reader, 1);
    signs(&reader, 2);
    // The third is lost, and the fourth waits for it.
    reader.take(writer.entries().into_iter().skip(3));
    signs(&reader, 4);
    assert_eq!(head(&reader), Some(2));
    reader.take(writer.entries().into_iter().skip(2).take(1));
    assert_eq!(head(&reader), Some(4));
    signs(&reader, 3);
    assert_eq!(head(&reader), Some(4));
}
