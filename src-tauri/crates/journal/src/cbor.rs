//! Values and dots in deterministic CBOR (RFC 8949, 4.2.1): definite lengths, shortest integers.

use std::convert::Infallible;

use domain::Value;
use minicbor::data::Type;
use minicbor::{Decoder, Encoder, encode};

use crate::{Dot, Error, SiteId};

pub(crate) type Out<'a> = Encoder<&'a mut Vec<u8>>;
pub(crate) type Written = Result<(), encode::Error<Infallible>>;

/// The bytes that `write` produces.
pub(crate) fn bytes(write: impl FnOnce(&mut Out<'_>) -> Written) -> Result<Vec<u8>, Error> {
    let mut buffer = Vec::new();
    write(&mut Encoder::new(&mut buffer))?;
    Ok(buffer)
}

/// Refuses trailing bytes.
pub(crate) fn finished(decoder: &Decoder<'_>) -> Result<(), Error> {
    if decoder.position() == decoder.input().len() { Ok(()) } else { Err(Error::Malformed) }
}

/// The length of an array; indefinite ones are refused.
pub(crate) fn array(decoder: &mut Decoder<'_>) -> Result<u64, Error> {
    decoder.array()?.ok_or(Error::Malformed)
}

/// An array of exactly `length`.
pub(crate) fn array_of(decoder: &mut Decoder<'_>, length: u64) -> Result<(), Error> {
    if array(decoder)? == length { Ok(()) } else { Err(Error::Malformed) }
}

/// A number that a table can hold: at most 2^63 - 1.
pub(crate) fn number(decoder: &mut Decoder<'_>) -> Result<u64, Error> {
    let number = decoder.u64()?;
    if i64::try_from(number).is_ok() { Ok(number) } else { Err(Error::Malformed) }
}

/// A byte string of exactly `N` bytes.
pub(crate) fn fixed<const N: usize>(decoder: &mut Decoder<'_>) -> Result<[u8; N], Error> {
    decoder.bytes()?.try_into().map_err(|_| Error::Malformed)
}

/// Something, or null.
pub(crate) fn optional<'b, T>(
    decoder: &mut Decoder<'b>,
    read: impl FnOnce(&mut Decoder<'b>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    if decoder.datatype()? == Type::Null {
        decoder.null()?;
        return Ok(None);
    }
    read(decoder).map(Some)
}

/// Writes a value; unset is null.
pub(crate) fn put_value(out: &mut Out<'_>, value: Option<&Value>) -> Written {
    match value {
        None => out.null()?,
        Some(Value::Bool(value)) => out.bool(*value)?,
        Some(Value::Int(value)) => out.i64(*value)?,
        Some(Value::Text(value)) => out.str(value)?,
        Some(Value::Bytes(value)) => out.bytes(value)?,
    };
    Ok(())
}

/// Reads a value; null is unset.
pub(crate) fn take_value(decoder: &mut Decoder<'_>) -> Result<Option<Value>, Error> {
    let value = match decoder.datatype()? {
        Type::Null => {
            decoder.null()?;
            return Ok(None);
        }
        Type::Bool => Value::Bool(decoder.bool()?),
        Type::String => Value::Text(decoder.str()?.to_owned()),
        Type::Bytes => Value::Bytes(decoder.bytes()?.to_vec()),
        Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
            Value::Int(decoder.i64()?)
        }
        _ => return Err(Error::Malformed),
    };
    Ok(Some(value))
}

/// The canonical bytes of a value, null for unset.
pub fn encode_value(value: Option<&Value>) -> Result<Vec<u8>, Error> {
    bytes(|out| put_value(out, value))
}

/// The value of canonical bytes.
pub fn decode_value(input: &[u8]) -> Result<Option<Value>, Error> {
    let mut decoder = Decoder::new(input);
    let value = take_value(&mut decoder)?;
    finished(&decoder)?;
    Ok(value)
}

/// The sites that an entry's dots name, by index: its own site first, then the others ascending.
pub(crate) struct Sites(pub(crate) Vec<SiteId>);

impl Sites {
    fn index(&self, site: SiteId) -> u64 {
        self.0.iter().position(|known| *known == site).map_or(u64::MAX, |index| index as u64)
    }

    /// Writes dots as a flat array of index and number, in that order.
    pub(crate) fn put_dots(&self, out: &mut Out<'_>, dots: &[Dot]) -> Written {
        let mut pairs: Vec<(u64, u64)> = dots.iter().map(|dot| (self.index(dot.site), dot.seq)).collect();
        pairs.sort_unstable();
        out.array(2 * pairs.len() as u64)?;
        for (index, seq) in pairs {
            out.u64(index)?.u64(seq)?;
        }
        Ok(())
    }

    /// Reads dots, each once.
    pub(crate) fn take_dots(&self, decoder: &mut Decoder<'_>) -> Result<Vec<Dot>, Error> {
        let length = array(decoder)?;
        if length % 2 == 1 {
            return Err(Error::Malformed);
        }
        let (mut dots, mut last) = (Vec::new(), None);
        for _ in 0..length / 2 {
            let index = usize::try_from(decoder.u64()?).map_err(|_| Error::Malformed)?;
            let site = *self.0.get(index).ok_or(Error::Malformed)?;
            let seq = decoder.u64()?;
            if last.replace((index, seq)) >= Some((index, seq)) {
                return Err(Error::NotCanonical);
            }
            dots.push(Dot { site, seq });
        }
        Ok(dots)
    }
}
