//! What can be read without the key of the seal.

use super::*;
use crate::golden::INVITATION;
use crate::support::forge::{self, Shell};

#[test]
fn every_cut_and_flipped_byte_of_a_file_with_receipt_or_reply_is_refused() {
    for case in Case::all() {
        for (what, bytes) in cut(&case.file) {
            assert_eq!(case.open(&bytes).unwrap_err(), Error::Truncated, "{what}");
            assert_eq!(peek(&bytes).unwrap_err(), Error::Truncated, "{what}");
        }
        for (what, bytes) in flipped(&case.file) {
            assert!(case.open(&bytes).is_err(), "{what}");
            assert!(check(&bytes).is_err(), "{what}");
        }
    }
}

#[test]
fn every_cut_and_flipped_byte_of_a_header_is_refused_although_the_sender_signed_it() {
    let case = Case::package();
    let shell = Shell::of(&case.file);
    for (what, header) in damaged(&shell.header()) {
        let file = forge::file(&header, &shell.body, &case.sender().key);
        assert!(case.open(&file).is_err(), "{what}");
    }
}

/// Token, name, code and time are the township's to choose; all else is signed once more, or names what is.
#[test]
fn every_cut_and_flipped_byte_of_an_invitation_is_refused_or_reads_otherwise() {
    let (shell, key) = (Shell::of(INVITATION), world().office.key);
    let honest = Invitation::from_file(INVITATION).unwrap();
    let open = |header: &[u8], body: &[u8]| Invitation::from_file(&forge::file(header, body, &key));
    let mut others = 0;
    for (what, body) in damaged(&shell.body) {
        let header = Shell { body: body.clone(), ..shell.clone() }.header();
        let Ok(read) = open(&header, &body) else { continue };
        assert_ne!(read, honest, "{what}");
        let (card, cert, policy) = (honest.card.clone(), honest.cert.clone(), honest.policy.clone());
        assert_eq!(Invitation { card, cert, policy, ..read.clone() }, read, "{what}");
        others += 1;
    }
    assert!(others >= 16, "any token is one: {others}");
    for (what, header) in damaged(&shell.header()) {
        match open(&header, &shell.body) {
            // The file's id stands nowhere else.
            Ok(read) => assert_eq!(read, honest, "{what}"),
            Err(_) => continue,
        }
        let file = forge::file(&header, &shell.body, &key);
        assert_ne!(peek(&file).unwrap().file, peek(INVITATION).unwrap().file, "{what}");
    }
}
