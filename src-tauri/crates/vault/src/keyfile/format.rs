//! The bytes of a key file: JSON of a fixed shape whose last member is the SHA-256 of everything before it.
//!
//! The checksum separates a damaged file from a wrong passphrase, which a cipher alone cannot tell apart.
//! Every later version keeps `version` as a member and the checksum as the tail, so that "newer" is never
//! mistaken for "damaged".

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::slot::Slot;
use super::{KeyFile, VERSION};
use crate::kdf::KdfCost;
use crate::{Error, Result};

const FORMAT: &str = "lianxin-key-file";
const KDF: &str = "argon2id";
const BYTES_MOST: usize = 16 * 1024;
const TAIL_OPEN: &str = ",\n  \"check\": \"";
const TAIL_CLOSE: &str = "\"\n}\n";
const TAIL_LEN: usize = TAIL_OPEN.len() + 2 * 32 + TAIL_CLOSE.len();

#[derive(Deserialize)]
struct HeadText {
    format: String,
    version: u32,
}

#[derive(Deserialize)]
struct FileText {
    key_check: String,
    passphrase: SlotText,
    recovery: SlotText,
}

#[derive(Deserialize)]
struct SlotText {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    wrapped: String,
}

pub(super) fn encode(file: &KeyFile) -> Vec<u8> {
    let key_check = hex::encode(file.key_check);
    let passphrase = slot_text("passphrase", &file.passphrase);
    let recovery = slot_text("recovery", &file.recovery);
    let body = format!(
        "{{\n  \"format\": \"{FORMAT}\",\n  \"version\": {VERSION},\n  \"key_check\": \"{key_check}\",\n  \
         {passphrase},\n  {recovery}"
    );
    let tail = tail(body.as_bytes());
    [body, tail].concat().into_bytes()
}

fn slot_text(name: &str, slot: &Slot) -> String {
    let KdfCost { memory_kib, passes, lanes } = slot.cost;
    let (salt, wrapped) = (hex::encode(slot.salt), hex::encode(slot.wrapped));
    format!(
        "\"{name}\": {{\n    \"kdf\": \"{KDF}\",\n    \"memory_kib\": {memory_kib},\n    \"passes\": {passes},\n    \
         \"lanes\": {lanes},\n    \"salt\": \"{salt}\",\n    \"wrapped\": \"{wrapped}\"\n  }}"
    )
}

fn tail(body: &[u8]) -> String {
    format!("{TAIL_OPEN}{}{TAIL_CLOSE}", hex::encode(Sha256::digest(body)))
}

pub(super) fn decode(bytes: &[u8]) -> Result<KeyFile> {
    check_intact(bytes)?;
    let head: HeadText = serde_json::from_slice(bytes).map_err(|_| Error::DamagedKeyFile)?;
    if head.format != FORMAT {
        return Err(Error::DamagedKeyFile);
    }
    if head.version > VERSION {
        return Err(Error::NewerKeyFile { found: head.version });
    }
    let text: FileText = serde_json::from_slice(bytes).map_err(|_| Error::DamagedKeyFile)?;
    let file = read_file(&text).ok_or(Error::DamagedKeyFile)?;
    // Only one spelling is accepted, so nothing can hide in spacing, extra members or letter case.
    if encode(&file) == bytes { Ok(file) } else { Err(Error::DamagedKeyFile) }
}

fn check_intact(bytes: &[u8]) -> Result<()> {
    if bytes.len() > BYTES_MOST {
        return Err(Error::DamagedKeyFile);
    }
    let body_len = bytes.len().checked_sub(TAIL_LEN).ok_or(Error::DamagedKeyFile)?;
    let (body, found) = bytes.split_at(body_len);
    if tail(body).as_bytes() == found { Ok(()) } else { Err(Error::DamagedKeyFile) }
}

fn read_file(text: &FileText) -> Option<KeyFile> {
    Some(KeyFile {
        key_check: read_bytes(&text.key_check)?,
        passphrase: read_slot(&text.passphrase)?,
        recovery: read_slot(&text.recovery)?,
    })
}

fn read_slot(text: &SlotText) -> Option<Slot> {
    Some(Slot {
        cost: KdfCost::bounded(text.memory_kib, text.passes, text.lanes)?,
        salt: read_bytes(&text.salt)?,
        wrapped: read_bytes(&text.wrapped)?,
    })
}

fn read_bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    hex::decode(text).ok()?.try_into().ok()
}
