//! The shape of an age file, read without any cryptography: <https://age-encryption.org/v1>.
//!
//! Every stanza costs its reader one X25519 computation and age sets no limit, so a file of some kilobytes
//! could keep a laptop busy for minutes.

use crate::{Error, Result};

pub(super) const MAX_STANZAS: usize = 16;
const MAX_HEADER: usize = 16 * 1024;

const VERSION_LINE: &[u8] = b"age-encryption.org/v1\n";
const STANZA: &[u8] = b"-> ";
const MAC: &[u8] = b"--- ";

const NONCE: usize = 16;
const TAG: usize = 16;
const CHUNK: usize = 64 * 1024;

/// The length of the header in bytes; [`Error::SealHeader`] if there is none within the bounds.
///
/// Header lines begin with `-> `, `--- ` or a base64 character, so this finds the same end as age does.
pub(super) fn length(sealed: &[u8]) -> Result<usize> {
    let window = &sealed[..sealed.len().min(MAX_HEADER)];
    let lines = window.strip_prefix(VERSION_LINE).ok_or(Error::SealHeader)?;
    let mut length = VERSION_LINE.len();
    let mut stanzas = 0;
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        length += line.len();
        stanzas += usize::from(line.starts_with(STANZA));
        if stanzas > MAX_STANZAS || !line.ends_with(b"\n") {
            break;
        }
        if line.starts_with(MAC) {
            return Ok(length);
        }
    }
    Err(Error::SealHeader)
}

/// How many bytes of plaintext lie in so many bytes behind the header; `None` if none could.
///
/// Behind the header stand a nonce and chunks of 64 KiB, each with a tag, of which only the last is shorter.
pub(super) fn plain_length(payload: usize) -> Option<usize> {
    let stream = payload.checked_sub(NONCE)?;
    let chunks = stream.div_ceil(CHUNK + TAG).max(1);
    stream.checked_sub(chunks * TAG)
}
