//! Deterministic CBOR (RFC 8949, 4.2.1) as this format uses it: definite lengths, shortest heads, no tags, no floats,
//! maps with ascending unsigned keys. Readers skip map keys that they do not know.

use std::convert::Infallible;
use std::io::Read;

use minicbor::{Decoder, Encoder, encode};

use crate::format::MAX_DEPTH;
use crate::{Error, Result};

pub(crate) type Out<'a> = Encoder<&'a mut Vec<u8>>;
pub(crate) type Written = std::result::Result<(), encode::Error<Infallible>>;

/// The major types that are told apart here.
pub(crate) mod major {
    pub(crate) const BYTES: u8 = 2;
    pub(crate) const TEXT: u8 = 3;
    pub(crate) const ARRAY: u8 = 4;
    pub(crate) const MAP: u8 = 5;
    pub(crate) const SIMPLE: u8 = 7;
}

/// The simple values in use.
pub(crate) const FALSE: u64 = 20;
pub(crate) const TRUE: u64 = 21;
const NULL: u64 = 22;

/// The bytes that `write` produces.
pub(crate) fn bytes(write: impl FnOnce(&mut Out<'_>) -> Written) -> Result<Vec<u8>> {
    let mut buffer = Vec::new();
    write(&mut Encoder::new(&mut buffer))?;
    Ok(buffer)
}

/// Reads an input that is one item in deterministic form, to its end.
pub(crate) fn whole<'b, T>(input: &'b [u8], read: impl FnOnce(&mut Decoder<'b>) -> Result<T>) -> Result<T> {
    let mut rest = input;
    item(&mut rest, MAX_DEPTH)?;
    if !rest.is_empty() {
        return Err(Error::Malformed);
    }
    let mut decoder = Decoder::new(input);
    let value = read(&mut decoder)?;
    if decoder.position() == input.len() { Ok(value) } else { Err(Error::Malformed) }
}

/// Reads one head: major type and argument. `None` at the end of the input.
pub(crate) fn head(input: &mut impl Read) -> Result<Option<(u8, u64)>> {
    let mut first = [0];
    if input.read(&mut first).map_err(|_| Error::Damaged)? == 0 {
        return Ok(None);
    }
    let (major, info) = (first[0] >> 5, first[0] & 0x1f);
    let argument = match info {
        0..24 => u64::from(info),
        24..28 => {
            let mut wide = [0; 8];
            let length = 1usize << (info - 24);
            input.read_exact(&mut wide[8 - length..]).map_err(|_| Error::Malformed)?;
            let value = u64::from_be_bytes(wide);
            let least = if length == 1 { 24 } else { 1 << (4 * length) };
            if value < least {
                return Err(Error::Malformed);
            }
            value
        }
        _ => return Err(Error::Malformed),
    };
    Ok(Some((major, argument)))
}

/// Whether a simple value is in use here.
pub(crate) fn is_simple(value: u64) -> bool {
    matches!(value, FALSE | TRUE | NULL)
}

/// Cuts `length` bytes off the front.
pub(crate) fn cut<'a>(input: &mut &'a [u8], length: u64) -> Result<&'a [u8]> {
    let length = usize::try_from(length).map_err(|_| Error::Malformed)?;
    let (front, rest) = input.split_at_checked(length).ok_or(Error::Malformed)?;
    *input = rest;
    Ok(front)
}

fn item(input: &mut &[u8], depth: u8) -> Result<()> {
    let (major, value) = head(input)?.ok_or(Error::Malformed)?;
    let deeper = depth.checked_sub(1).ok_or(Error::Malformed)?;
    match major {
        0 | 1 => Ok(()),
        major::BYTES | major::TEXT => cut(input, value).map(|_| ()),
        major::ARRAY => (0..value).try_for_each(|_| item(input, deeper)),
        major::MAP => entries(input, value, deeper),
        major::SIMPLE if is_simple(value) => Ok(()),
        _ => Err(Error::Malformed),
    }
}

fn entries(input: &mut &[u8], count: u64, depth: u8) -> Result<()> {
    let mut least = 0;
    for _ in 0..count {
        match head(input)? {
            Some((0, key)) if key >= least => least = key.checked_add(1).ok_or(Error::Malformed)?,
            _ => return Err(Error::Malformed),
        }
        item(input, depth)?;
    }
    Ok(())
}

/// Reads a map: `field` is told each key and reads its value; a value that it leaves alone is skipped.
pub(crate) fn map<'b>(
    decoder: &mut Decoder<'b>,
    mut field: impl FnMut(u64, &mut Decoder<'b>) -> Result<()>,
) -> Result<()> {
    for _ in 0..decoder.map()?.ok_or(Error::Malformed)? {
        let key = decoder.u64()?;
        let start = decoder.position();
        field(key, decoder)?;
        if decoder.position() == start {
            decoder.skip()?;
        }
    }
    Ok(())
}

/// Reads an array of at most `most` items.
pub(crate) fn array<'b, T>(
    decoder: &mut Decoder<'b>,
    most: u64,
    mut read: impl FnMut(&mut Decoder<'b>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = decoder.array()?.ok_or(Error::Malformed)?;
    if count > most {
        return Err(Error::TooLarge { most });
    }
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(read(decoder)?);
    }
    Ok(items)
}

/// Reads the head of an array of exactly `length` items.
pub(crate) fn tuple(decoder: &mut Decoder<'_>, length: u64) -> Result<()> {
    if decoder.array()? == Some(length) { Ok(()) } else { Err(Error::Malformed) }
}

/// The bytes of the next item.
pub(crate) fn raw<'b>(decoder: &mut Decoder<'b>) -> Result<&'b [u8]> {
    let start = decoder.position();
    decoder.skip()?;
    decoder.input().get(start..decoder.position()).ok_or(Error::Malformed)
}

/// A byte string of exactly `N` bytes.
pub(crate) fn fixed<const N: usize>(decoder: &mut Decoder<'_>) -> Result<[u8; N]> {
    decoder.bytes()?.try_into().map_err(|_| Error::Malformed)
}

/// A number that a table can hold: at most 2^63 - 1.
pub(crate) fn number(decoder: &mut Decoder<'_>) -> Result<u64> {
    let number = decoder.u64()?;
    if i64::try_from(number).is_ok() { Ok(number) } else { Err(Error::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_deterministic(input: &[u8]) -> bool {
        whole(input, |decoder| Ok(decoder.skip()?)).is_ok()
    }

    #[test]
    fn only_the_shortest_definite_form_is_read() {
        let good: [&[u8]; 8] = [
            &[0x00],
            &[0x18, 24],
            &[0x19, 1, 0],
            &[0x38, 99],
            &[0x42, 1, 2],
            &[0x82, 0xf6, 0xf5],
            &[0xa2, 0x01, 0x02, 0x18, 0x20, 0x80],
            &[0x1a, 0, 1, 0, 0],
        ];
        for input in good {
            assert!(is_deterministic(input), "{input:02x?}");
        }
        let bad: [&[u8]; 14] = [
            &[],
            &[0x18, 23],
            &[0x19, 0, 255],
            &[0x1a, 0, 0, 255, 255],
            &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255],
            &[0x5f, 0x41, 1, 0xff],
            &[0x9f, 0xff],
            &[0xa2, 0x02, 0x01, 0x01, 0x01],
            &[0xa2, 0x01, 0x01, 0x01, 0x01],
            &[0xa1, 0x61, b'a', 0x01],
            &[0xc0, 0x00],
            &[0xf9, 0, 0],
            &[0x42, 1],
            &[0x00, 0x00],
        ];
        for input in bad {
            assert!(!is_deterministic(input), "{input:02x?}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| [vec![0x81; depth], vec![0x00]].concat();
        assert!(is_deterministic(&nested(usize::from(MAX_DEPTH) - 1)));
        assert!(!is_deterministic(&nested(usize::from(MAX_DEPTH))));
        assert!(!is_deterministic(&nested(100_000)));
    }

    #[test]
    fn a_claimed_length_allocates_nothing() {
        for lead in [0x9b, 0xbb, 0x5b, 0x7b] {
            let input = [&[lead][..], &u64::MAX.to_be_bytes()].concat();
            assert!(!is_deterministic(&input));
        }
    }
}
