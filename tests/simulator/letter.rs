//! What a reader of a file finds in it: all of its plain text, and none of what is sealed to somebody else.

use std::path::Path;

use exchange::format::MAX_FILE;
use store::Store;
use vault::{SealIdentity, seal};

/// What stands before the header, and behind the body.
const PREFIX: usize = 12;
const END: usize = 8;
const SIGNATURE: usize = 64;

/// The identity that opens what is sealed to a workspace.
pub fn identity(store: &Store) -> SealIdentity {
    let kept = String::from_utf8(store.meta("seal_key").unwrap().unwrap()).unwrap();
    SealIdentity::from_secret_string(&kept).unwrap()
}

/// The manifest and the inflated sections of a file.
pub fn plain(path: &Path, identity: &SealIdentity) -> Vec<u8> {
    let file = std::fs::read(path).unwrap();
    let header = usize::from(u16::from_be_bytes([file[10], file[11]]));
    let body = &file[PREFIX + header..file.len() - END - SIGNATURE];
    let letter = seal::open(identity, body, MAX_FILE as usize).unwrap();
    let manifest = 4 + u32::from_be_bytes(letter[..4].try_into().unwrap()) as usize;
    let sections = zstd::decode_all(&letter[manifest..letter.len() - SIGNATURE]).unwrap();
    [&letter[..manifest], &sections].concat()
}

/// What can be read of bytes as text, for looking for many texts.
pub fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether bytes hold others.
pub fn holds(bytes: &[u8], others: &[u8]) -> bool {
    bytes.windows(others.len()).any(|window| window == others)
}
