//! What stands inside the seal: letter, manifest, compressed bytes, sections, and what is packed in them.

use super::*;
use crate::support::forge::{Section, pack, signed_letter, unpack};

const BODIES: u64 = 4;
const SUPPLEMENTS: u64 = 6;

fn indices(sections: &[Section], number: u64) -> impl Iterator<Item = usize> {
    sections.iter().enumerate().filter(move |(_, one)| one.number == number).map(|(index, _)| index)
}

/// What is signed inside stays, whatever the sender does around it.
fn assert_same_but_for_what_is_free(case: &Case, read: &Told, honest: &Told, what: &str) {
    assert_eq!(read.entries, honest.entries, "{what}");
    assert_eq!(read.ranges, honest.ranges, "{what}");
    assert_eq!(read.receipts, honest.receipts, "{what}");
    assert_eq!(read.introduced, honest.introduced, "{what}");
    for branch in &read.branches {
        let known = honest.branches.iter().find(|known| known.head() == branch.head());
        assert!(known.is_some_and(|known| known.entries().eq(branch.entries())), "{what}");
    }
    assert!(read.statements.iter().all(|one| honest.statements.contains(one)), "{what}");
    assert_ne!(read, honest, "{what}");
    case.proved(&read.supplements, what);
}

/// Cuts behind the manifest cut what is compressed.
#[test]
fn every_cut_letter_and_every_other_length_of_the_manifest_is_refused_although_the_sender_signed_it() {
    let case = Case::package();
    let (parts, key, card) = (case.parts(), &case.sender().key, &case.reader().card);
    let signed = parts.letter(key);
    let letter = &signed[..signed.len() - 64];
    let lengths = flipped(&letter[..4]).map(|(what, lead)| (what, [&lead, &letter[4..]].concat()));
    for (what, bent) in cut(letter).chain(lengths) {
        let file = parts.shell.seal(&signed_letter(bent, key), card, key);
        assert!(case.open(&file).is_err(), "{what}");
    }
}

#[test]
fn every_cut_and_flipped_byte_of_a_manifest_is_refused_or_tells_another_number_time_or_version() {
    for case in Case::all() {
        let (parts, honest) = (case.parts(), case.told());
        for (what, manifest) in damaged(&parts.manifest) {
            let Ok(read) = case.sealed(&Parts { manifest, ..parts.clone() }) else { continue };
            assert_ne!(read.manifest, honest.manifest, "{what}");
            let free = &honest.manifest;
            let manifest = Manifest {
                number: free.number,
                created: free.created,
                schema: free.schema,
                reads: free.reads,
                ..read.manifest.clone()
            };
            assert_eq!(Told { manifest, ..read }, honest, "{what}");
        }
    }
}

#[test]
fn every_flipped_byte_of_what_is_compressed_is_refused_or_inflates_to_the_same() {
    let case = Case::package();
    let (parts, honest) = (case.parts(), case.told());
    for (what, compressed) in flipped(&parts.compressed) {
        let bent = Parts { compressed, ..parts.clone() };
        let Ok(read) = case.sealed(&bent) else { continue };
        if read != honest {
            assert_same_but_for_what_is_free(&case, &read, &honest, &what);
            assert_ne!(bent.inflated(), parts.inflated(), "{what}");
        }
    }
}

#[test]
fn every_cut_and_flipped_byte_of_the_sections_leaves_what_is_signed_or_is_refused() {
    for case in Case::all() {
        let (parts, honest) = (case.parts(), case.told());
        for (what, inflated) in damaged(&parts.inflated()) {
            let Ok(mut read) = case.sealed(&parts.with_inflated(&inflated)) else { continue };
            read.manifest = honest.manifest.clone();
            assert_same_but_for_what_is_free(&case, &read, &honest, &what);
        }
    }
}

#[test]
fn every_cut_and_flipped_byte_of_an_entry_is_refused() {
    for case in Case::all() {
        let (parts, sections) = (case.parts(), case.parts().sections());
        for index in indices(&sections, BODIES) {
            let item = unpack(&sections[index].content);
            assert_eq!(pack(&item), sections[index].content);
            for (what, bent) in damaged(&item) {
                assert!(case.sealed(&parts.with_content(index, pack(&bent))).is_err(), "{what}");
            }
        }
    }
}

#[test]
fn every_cut_and_flipped_byte_of_a_supplement_is_refused_or_shows_nothing_wrong() {
    for case in Case::all() {
        let (parts, honest, sections) = (case.parts(), case.told(), case.parts().sections());
        for index in indices(&sections, SUPPLEMENTS) {
            for (what, bent) in damaged(&unpack(&sections[index].content)) {
                let Ok(mut read) = case.sealed(&parts.with_content(index, pack(&bent))) else { continue };
                read.manifest = honest.manifest.clone();
                assert_same_but_for_what_is_free(&case, &read, &honest, &what);
            }
        }
    }
}
