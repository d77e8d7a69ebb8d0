//! Bytes that mean nothing.

use std::sync::LazyLock;

use exchange::*;
use proptest::prelude::*;

use crate::support::*;

static WORLD: LazyLock<World> = LazyLock::new(World::new);

/// Bytes that get past the first looks: some begin like a file, some are a file with a few bytes changed.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let any_bytes = || prop::collection::vec(any::<u8>(), 0..400);
    let begun = any_bytes().prop_map(|bytes| [b"\x89LXC\r\n\x1a\n\0\x01".as_slice(), &bytes].concat());
    prop_oneof![any_bytes(), begun]
}

proptest! {
    #[test]
    fn any_bytes_are_answered_and_never_panic(bytes in noise()) {
        let world = &*WORLD;
        prop_assert!(peek(&bytes).is_err());
        prop_assert!(world.receive(&bytes).is_err());
        prop_assert!(Invitation::from_file(&bytes).is_err());
        prop_assert!(Statement::from_bytes(&bytes).is_err());
        prop_assert!(Signed::<Receipt>::from_bytes(&bytes, &world.laptop.cert.key).is_err());
        prop_assert!(Signed::<Head>::from_bytes(&bytes, &world.laptop.cert.key).is_err());
        let _ = Own::from_bytes(&bytes);
    }

    #[test]
    fn a_file_with_any_few_bytes_changed_is_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let world = &*WORLD;
        let file = world.package(&world.chain(1), 1, (1, 1));
        let mut bent = file.clone();
        for (index, byte) in changes {
            let at = index.index(bent.len());
            bent[at] = byte;
        }
        prop_assert_eq!(world.receive(&bent).is_ok(), bent == file);
    }

    #[test]
    fn a_statement_with_a_flipped_bit_is_refused(bit in any::<prop::sample::Index>(), which in 0usize..7) {
        let world = &*WORLD;
        let statement = world.trust.statements().nth(which).unwrap();
        let mut bytes = statement.to_bytes().unwrap();
        prop_assert_eq!(&Statement::from_bytes(&bytes).unwrap(), &statement);
        let at = bit.index(bytes.len() * 8);
        bytes[at / 8] ^= 1 << (at % 8);
        prop_assert!(Statement::from_bytes(&bytes).is_err());
    }

    #[test]
    fn a_chain_arrives_whole_however_it_is_cut_into_ranges_and_files(
        cuts in prop::collection::btree_set(1u64..12, 0..6),
        files in any::<u16>(),
    ) {
        let world = &*WORLD;
        let chain = world.chain(12);
        let ends: Vec<u64> = cuts.into_iter().chain([12]).collect();
        let mut got = Vec::new();
        let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
        let mut from = 1;
        for (index, to) in ends.into_iter().enumerate() {
            chain.put(&mut writer, &world.laptop, (from, to), by_policy);
            from = to + 1;
            if files >> index & 1 == 1 || to == 12 {
                let next = Writer::new(world.laptop.sender(), &world.township.card, 2, NOW).unwrap();
                let file = std::mem::replace(&mut writer, next).finish().unwrap();
                let opened = world.receive(&file).unwrap();
                got.extend(opened.entries().unwrap().map(|one| one.unwrap()));
            }
        }
        let hashes: Vec<journal::Hash> = got.iter().map(|one| one.hash).collect();
        prop_assert_eq!(hashes, chain.hashes);
        prop_assert!((1..).zip(&got).all(|(seq, one)| one.place.seq == seq));
        prop_assert!(got.iter().all(|one| one.entry().unwrap().hash().unwrap() == one.hash));
    }
}
