//! The test vectors and the limits of the documentation hold: what is told there is what the program makes.

use std::collections::BTreeMap;

use domain::RecordId;
use journal::{Change, Entry, Hlc, OpenedLeaf, Part, derive_seed, part_root};
use sha2::{Digest, Sha256};
use vault::digits;

use crate::format::*;
use crate::package::{pack, unpack};
use crate::signed::Content;
use crate::support::*;

const DOCUMENTED: &str = include_str!("vectors.md");
const PACKAGE: &[u8] = include_bytes!("../../tests/golden/package-1.lxc");

/// The vectors that are documented; each is taken once.
struct Vectors(BTreeMap<String, String>);

impl Vectors {
    fn documented() -> Vectors {
        let mut vectors = BTreeMap::new();
        for block in DOCUMENTED.split("```text\n").skip(1) {
            let mut last = String::new();
            for line in block.split("```").next().unwrap().lines() {
                let (name, value) = line.split_once("  ").unwrap();
                if !name.is_empty() {
                    last = name.to_owned();
                }
                vectors.entry(last.clone()).or_insert_with(String::new).push_str(value.trim());
            }
        }
        Vectors(vectors)
    }

    fn take(&mut self, name: &str) -> String {
        self.0.remove(name).unwrap_or_else(|| panic!("{name} is not documented"))
    }

    fn bytes(&mut self, name: &str) -> Vec<u8> {
        hex::decode(self.take(name)).unwrap()
    }

    fn hold(&mut self, name: &str, value: impl AsRef<[u8]>) {
        assert_eq!(self.take(name), hex::encode(value), "{name}");
    }
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    Sha256::digest(parts.concat()).into()
}

#[test]
fn the_vectors_are_what_the_program_makes() {
    let (mut vectors, world) = (Vectors::documented(), World::new());
    parties(&mut vectors, &world);
    entry(&mut vectors, &world.chain(1), &world.laptop);
    tree(&mut vectors);
    let item = vectors.bytes("item");
    let packed = vectors.bytes("packed");
    assert_eq!((pack(&item).unwrap(), unpack(&packed).unwrap()), (packed, item));
    assert_eq!(vectors.take("check code of package-1"), digits::check_code(PACKAGE));
    for party in ["village", "township"] {
        let identity = vectors.take(&format!("identity of the {party}"));
        let identity = vault::SealIdentity::from_secret_string(&identity).unwrap();
        let sealed_to = vault::seal::seal(&[identity.recipient()], b"").unwrap();
        assert_eq!(vault::seal::open(&identity, &sealed_to, 0), Ok(Vec::new()));
    }
    assert!(vectors.0.is_empty(), "nothing proves {:?}", vectors.0.keys());
}

fn parties(vectors: &mut Vectors, world: &World) {
    let card = &world.village.card;
    vectors.hold("secret root key", *world.village.root.to_bytes());
    vectors.hold("root key", card.root.as_bytes());
    vectors.hold("party", card.party().as_bytes());
    vectors.hold("channel", card.channel().as_bytes());
    assert_eq!(vectors.take("fingerprint"), card.fingerprint());
    vectors.hold("secret site key", *world.laptop.key.to_bytes());
    vectors.hold("site key", world.laptop.cert.key.as_bytes());
    vectors.hold("site", world.laptop.id().as_bytes());
}

/// Header and open part are no bytes that anything hands out; they are proved by the hash that they lead to.
fn entry(vectors: &mut Vectors, chain: &Chain, site: &Site) {
    let (entry, hash) = (chain.entry(1), chain.hash(1));
    let carried = entry.withhold(|group| group == 1, |_, _| false).unwrap();
    let secret = entry.secret.unwrap();
    vectors.hold("secret", secret);
    vectors.hold("body, whole", entry.body().unwrap());
    vectors.hold("body, carried", carried.body().unwrap());
    let leaf = vectors.bytes("leaf 0 of group 1");
    let mut covered: Vec<Vec<u8>> =
        ["header", "open"].map(|name| sha256(&[&vectors.bytes(name)]).to_vec()).into();
    for group in 1..=3 {
        let Part::Root { root, .. } = entry.withhold(|_| false, |_, _| false).unwrap().parts[&group] else {
            panic!("group {group} is not withheld")
        };
        vectors.hold(&format!("seed of group {group}"), derive_seed(&secret, group));
        vectors.hold(&format!("root of group {group}"), root);
        covered.push([&[group][..], &root].concat());
    }
    assert_eq!(sha256(&[b"lianxin/entry/1", &covered.concat()]), hash);
    vectors.hold("hash of the entry", hash);
    let seed = derive_seed(&secret, 1);
    let salt = &sha256(&[b"lianxin/salt/1", &seed, &[0; 4]])[..16];
    let of_leaf = sha256(&[&[0], salt, &leaf]);
    let root = sha256(&[&[2, 0, 0, 0, 1], &of_leaf]);
    assert_eq!(root, part_root(&seed, &[leaf]));
    vectors.hold("salt of leaf 0 of group 1", salt);
    vectors.hold("hash of that leaf", of_leaf);
    let head = site.head(chain, 1);
    vectors.hold("head", head.encode().unwrap());
    vectors.hold("signature of the head", head.signature());
}

fn tree(vectors: &mut Vectors) {
    let seed: [u8; 16] = vectors.bytes("seed").try_into().unwrap();
    let leaves: Vec<Vec<u8>> = (0..3).map(|index| vectors.bytes(&format!("leaf {index}"))).collect();
    let root = part_root(&seed, &leaves);
    vectors.hold("root", root);
    let world = World::new();
    let mut entry: Entry = world.chain(1).entry(1).clone();
    entry.header.hlc = Hlc(1 << 16);
    entry.header.act_id = entry.header.hlc;
    let changes = (0..3u8).map(|index| Change {
        kind: 2,
        id: RecordId::from_bytes([index; 16]),
        writes: vec![write(1, true)],
        seen: Vec::new(),
    });
    let mut entry = Entry::new(entry.header, changes.collect(), [0; 16], |_, _| 1);
    entry.secret = None;
    let Some(Part::Whole { seed: salted, .. }) = entry.parts.get_mut(&1) else { panic!("no group") };
    *salted = seed;
    for index in [0u8, 2] {
        let shown = entry.withhold(|_| false, |change, _| change.id.as_bytes()[0] == index).unwrap();
        let Part::Root { root: same, count: 3, opened } = &shown.parts[&1] else { panic!("not withheld") };
        let [OpenedLeaf { path, .. }] = opened.as_slice() else { panic!("not one leaf") };
        assert_eq!(*same, root);
        vectors.hold(&format!("path of leaf {index}"), path.concat());
    }
}

/// The documentation of the format, line by line.
fn documentation() -> impl Iterator<Item = &'static str> {
    include_str!("../format.rs").lines().map_while(|line| line.strip_prefix("//!")).map(str::trim)
}

#[test]
fn the_check_digits_follow_from_the_documented_rows() {
    let rows: Vec<&str> = documentation().find(|line| line.starts_with("0317")).unwrap().split(' ').collect();
    let shown = World::new().village.card.fingerprint();
    for (place, group) in shown.split(' ').enumerate() {
        let digit = |sign: u8| usize::from(sign - b'0');
        let payload = group.bytes().take(5);
        let check = payload.fold(place, |row, sign| digit(rows[row].as_bytes()[digit(sign)]));
        assert_eq!(check, digit(group.as_bytes()[5]), "{shown}");
    }
}

#[test]
fn the_limits_are_told_as_they_are() {
    let told: BTreeMap<&str, u64> = documentation()
        .skip_while(|line| *line != "# Limits")
        .filter_map(|line| line.strip_prefix("| [`"))
        .map(|row| {
            let mut cells = row.split(" | ");
            let name = cells.next().unwrap().trim_end_matches("`]");
            (name, cells.next().unwrap().parse().unwrap())
        })
        .collect();
    let limits = [
        ("MAX_FILE", MAX_FILE),
        ("MAX_HEADER", MAX_HEADER as u64),
        ("MAX_INVITATION", MAX_INVITATION as u64),
        ("MAX_MANIFEST", MAX_MANIFEST as u64),
        ("MAX_INFLATED", MAX_INFLATED),
        ("MAX_SECTION", MAX_SECTION),
        ("MAX_SECTIONS", MAX_SECTIONS),
        ("MAX_ENTRIES", MAX_ENTRIES),
        ("MAX_CHAINS", MAX_CHAINS),
        ("MAX_LIST", MAX_LIST),
        ("MAX_BRANCH_ENTRIES", MAX_BRANCH_ENTRIES),
        ("MAX_STATEMENTS", MAX_STATEMENTS),
        ("MAX_STATEMENT", MAX_STATEMENT as u64),
        ("MAX_OWN_INFLATED", MAX_OWN_INFLATED),
        ("MAX_NAME", MAX_NAME as u64),
        ("WINDOW_LOG_MAX", WINDOW_LOG_MAX.into()),
        ("journal::MAX_ENTRY_BYTES", journal::MAX_ENTRY_BYTES as u64),
        ("journal::MAX_CHANGES", journal::MAX_CHANGES as u64),
    ];
    assert_eq!(told, BTreeMap::from(limits));
    // A limit that is added is told, too.
    let declared = include_str!("../format.rs").matches("\npub const ").count();
    assert_eq!(declared, 1 + limits.iter().filter(|(name, _)| !name.contains("::")).count());
}
