//! What is signed by itself: statements, receipts, heads. Here whoever made it signs the damage too. And own pieces,
//! which anybody can seal.

use minicbor::{Decoder, Encoder};
use vault::{SigningKey, seal};

use super::*;
use crate::support::forge::{pack, unpack};

const STATEMENTS: u64 = 1;
const RECEIPTS: u64 = 2;
const HEAD: u64 = 5;

fn section(parts: &Parts, number: u64) -> (usize, Vec<u8>) {
    let sections = parts.sections();
    let index = sections.iter().position(|one| one.number == number).unwrap();
    (index, sections[index].content.clone())
}

/// The bytes and the signature that follow.
fn pair(decoder: &mut Decoder<'_>) -> Vec<u8> {
    let bytes = decoder.bytes().unwrap().to_vec();
    decoder.skip().unwrap();
    bytes
}

fn put(out: &mut Encoder<&mut Vec<u8>>, bytes: &[u8], context: &str, key: &SigningKey) {
    out.bytes(bytes).unwrap().bytes(key.sign(context, bytes).as_bytes()).unwrap();
}

#[test]
fn every_damaged_head_is_refused_although_its_site_signed_it() {
    for case in Case::all() {
        let parts = case.parts();
        let (index, content) = section(&parts, HEAD);
        let mut decoder = Decoder::new(&content);
        decoder.array().unwrap();
        for (what, head) in damaged(&pair(&mut decoder)) {
            let mut content = Vec::new();
            put(Encoder::new(&mut content).array(2).unwrap(), &head, "lianxin/head/1", &case.sender().key);
            assert!(case.sealed(&parts.with_content(index, content)).is_err(), "{what}");
        }
    }
}

#[test]
fn every_damaged_receipt_is_refused_or_another_although_its_issuer_signed_it() {
    for case in Case::all() {
        let (parts, honest) = (case.parts(), case.told());
        let (index, content) = section(&parts, RECEIPTS);
        let mut decoder = Decoder::new(&content);
        assert_eq!((decoder.array().unwrap(), decoder.array().unwrap()), (Some(1), Some(2)));
        let mut others = 0;
        for (what, receipt) in damaged(&pair(&mut decoder)) {
            let mut content = Vec::new();
            let out = &mut Encoder::new(&mut content);
            put(out.array(1).unwrap().array(2).unwrap(), &receipt, "lianxin/receipt/1", &case.sender().key);
            let Ok(read) = case.sealed(&parts.with_content(index, content)) else { continue };
            let (told, before) = (&read.receipts[0], &honest.receipts[0]);
            assert_ne!(**told, **before, "{what}");
            assert_eq!((told.party, told.site, told.reader), (before.party, before.site, before.reader));
            assert_eq!(
                Told { manifest: honest.manifest.clone(), receipts: honest.receipts.clone(), ..read },
                honest
            );
            others += 1;
        }
        assert!(others > 0, "an issuer may tell another time");
    }
}

/// The numbers and bytes of statements.
fn listed(content: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let mut decoder = Decoder::new(content);
    let count = decoder.array().unwrap().unwrap();
    let statement = |_| {
        decoder.array().unwrap();
        (decoder.u64().unwrap(), pair(&mut decoder))
    };
    (0..count).map(statement).collect()
}

#[test]
fn every_damaged_statement_is_refused_or_another_although_its_party_signed_it() {
    const CONTEXTS: [&str; 5] = ["card", "site", "grant", "policy", "introduction"];
    for case in Case::all() {
        let (parts, honest) = (case.parts(), case.told());
        let (index, content) = section(&parts, STATEMENTS);
        let party = if case.up { &case.world.village } else { &case.world.township };
        let all = listed(&content);
        for (place, (_, bytes)) in all.iter().enumerate() {
            for (what, bent) in damaged(bytes) {
                let mut content = Vec::new();
                let mut out = Encoder::new(&mut content);
                out.array(all.len() as u64).unwrap();
                for (other, (number, bytes)) in all.iter().enumerate() {
                    let bytes = if other == place { &bent } else { bytes };
                    let context = format!("lianxin/{}/1", CONTEXTS[*number as usize - 1]);
                    put(out.array(3).unwrap().u64(*number).unwrap(), bytes, &context, &party.root);
                }
                let Ok(mut read) = case.sealed(&parts.with_content(index, content)) else { continue };
                let (said, before) = (&read.statements, &honest.statements);
                assert_ne!((said, &read.introduced), (before, &honest.introduced), "{what}");
                assert!(said.iter().all(|one| one.party() == party.id() || before.contains(one)), "{what}");
                read.statements = honest.statements.clone();
                (read.manifest, read.introduced) = (honest.manifest.clone(), honest.introduced.clone());
                assert_eq!(read, honest, "{what}");
            }
        }
    }
}

#[test]
fn every_damaged_own_piece_is_refused_or_shows_nothing_wrong_although_anybody_can_seal_one() {
    let case = Case::answer();
    let (village, piece) = (&case.world.village, case.told().own.remove(0));
    let identities = std::slice::from_ref(&village.identity);
    let compressed = seal::open(&village.identity, &piece.sealed, 1 << 20).unwrap();
    let inflated = zstd::decode_all(compressed.as_slice()).unwrap();
    let all = |piece: &Own| piece.open(identities)?.collect::<Result<Vec<Supplement>>>();
    let honest = all(&piece).unwrap();
    let open = |plain: &[u8]| {
        let sealed = seal::seal(&[village.identity.recipient()], plain).unwrap();
        all(&Own { sealed, ..piece.clone() })
    };
    for (what, plain) in damaged(&compressed) {
        let Ok(read) = open(&plain) else { continue };
        assert_eq!(read == honest, zstd::decode_all(plain.as_slice()).unwrap() == inflated, "{what}");
        case.proved(&read, &what);
    }
    for (what, plain) in damaged(&unpack(&inflated)) {
        let Ok(read) = open(&zstd::bulk::compress(&pack(&plain), 3).unwrap()) else { continue };
        assert_ne!(read, honest, "{what}");
        case.proved(&read, &what);
    }
    for (what, sealed) in damaged(&piece.sealed) {
        assert!(all(&Own { sealed, ..piece.clone() }).is_err(), "{what}");
    }
}
