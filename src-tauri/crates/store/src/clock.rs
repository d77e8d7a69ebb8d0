//! How the dots of a record are kept beside its row.
//!
//! Nearly every field has one survivor whose value is the column's, so the clock names each entry once with the
//! numbers of its fields. Everything else (elements, conflicts, deletions, fields and values that no column can hold)
//! is kept whole behind it.

use std::collections::BTreeMap;

use domain::{Field, Kind, Type, Value};
use journal::{Dot, Register, RegisterKey, State, Survivor, decode_value, encode_value};
use minicbor::{Decoder, Encoder};

use crate::names::Names;
use crate::{Error, Result};

/// Whether a column of this field's type can hold the value.
pub(crate) fn fits(field: &Field, value: &Value) -> bool {
    matches!(
        (field.ty, value),
        (Type::Bool, Value::Bool(_))
            | (Type::Int | Type::Date | Type::PartialDate | Type::Code(_), Value::Int(_))
            | (Type::Ref(_), Value::Bytes(_))
            | (Type::Text | Type::Multiline | Type::IdNumber | Type::Phone | Type::Division, Value::Text(_))
    )
}

/// The field whose column says all about this register, if one does.
fn column_of<'k>(kind: Option<&'k Kind>, key: &RegisterKey, register: &Register) -> Option<&'k Field> {
    let field = kind?.fields.iter().find(|field| field.number == key.0 && !field.many)?;
    let [only] = register.0.as_slice() else { return None };
    let plain = key.1.is_none() && only.seen.is_empty() && only.group == field.group as u8;
    let held = only.value.as_ref().is_none_or(|value| fits(field, value));
    (plain && held).then_some(field)
}

/// The clock of a state.
pub(crate) fn encode(kind: Option<&Kind>, state: &State, names: &Names) -> Result<Vec<u8>> {
    let mut runs: BTreeMap<Dot, Vec<u16>> = BTreeMap::new();
    let mut rest: Vec<(&RegisterKey, &Register)> = Vec::new();
    for (key, register) in &state.registers {
        match (column_of(kind, key, register), register.0.first()) {
            (Some(field), Some(only)) => runs.entry(only.dot).or_default().push(field.number),
            _ => rest.push((key, register)),
        }
    }
    let mut bytes = Vec::with_capacity(32);
    write(&mut Encoder::new(&mut bytes), &runs, &rest, names)?;
    Ok(bytes)
}

type Out<'a> = Encoder<&'a mut Vec<u8>>;

fn damaged<E>(_: E) -> Error {
    Error::Damaged("clock")
}

fn write(
    out: &mut Out<'_>,
    runs: &BTreeMap<Dot, Vec<u16>>,
    rest: &[(&RegisterKey, &Register)],
    names: &Names,
) -> Result<()> {
    out.array(2 * runs.len() as u64).map_err(damaged)?;
    for (dot, fields) in runs {
        write_dots(out, &[*dot], names)?;
        out.array(fields.len() as u64).map_err(damaged)?;
        for field in fields {
            out.u16(*field).map_err(damaged)?;
        }
    }
    for ((field, element), register) in rest {
        out.u16(*field).map_err(damaged)?;
        out.bytes(&encode_value(element.as_ref())?).map_err(damaged)?;
        out.array(4 * register.0.len() as u64).map_err(damaged)?;
        for one in &register.0 {
            write_dots(out, &[one.dot], names)?;
            out.bytes(&encode_value(one.value.as_ref())?).map_err(damaged)?;
            out.u8(one.group).map_err(damaged)?;
            write_dots(out, &one.seen, names)?;
        }
    }
    Ok(())
}

fn write_dots(out: &mut Out<'_>, dots: &[Dot], names: &Names) -> Result<()> {
    out.array(2 * dots.len() as u64).map_err(damaged)?;
    for dot in dots {
        out.i64(names.site_ix(dot.site)?).map_err(damaged)?.u64(dot.seq).map_err(damaged)?;
    }
    Ok(())
}

/// The state of a clock, with the values of the columns put back in.
pub(crate) fn decode(
    kind: Option<&Kind>,
    bytes: &[u8],
    names: &Names,
    column: impl Fn(u16) -> Option<Value>,
) -> Result<State> {
    let decoder = &mut Decoder::new(bytes);
    let mut state = State::default();
    let length = decoder.array()?.unwrap_or(0);
    for _ in 0..length / 2 {
        let dot = *read_dots(decoder, names)?.first().ok_or(Error::Damaged("clock"))?;
        for _ in 0..decoder.array()?.unwrap_or(0) {
            let number = decoder.u16()?;
            let group = kind.and_then(|kind| kind.field(number)).map_or(0, |field| field.group as u8);
            let survivor = Survivor { dot, value: column(number), group, seen: Vec::new() };
            state.registers.insert((number, None), Register(vec![survivor]));
        }
    }
    read_rest(decoder, names, &mut state)?;
    Ok(state)
}

/// The registers of a clock that no column says all about; none for most records.
pub(crate) fn beside_columns(bytes: &[u8], names: &Names) -> Result<State> {
    let decoder = &mut Decoder::new(bytes);
    let mut state = State::default();
    decoder.skip()?;
    read_rest(decoder, names, &mut state)?;
    Ok(state)
}

/// The dots of the survivors of a plain field.
pub(crate) fn dots_of(bytes: &[u8], names: &Names, wanted: u16) -> Result<Vec<Dot>> {
    let decoder = &mut Decoder::new(bytes);
    for _ in 0..decoder.array()?.unwrap_or(0) / 2 {
        let dots = read_dots(decoder, names)?;
        for _ in 0..decoder.array()?.unwrap_or(0) {
            if decoder.u16()? == wanted {
                return Ok(dots);
            }
        }
    }
    let mut state = State::default();
    read_rest(decoder, names, &mut state)?;
    Ok(state.dots_of(wanted, None))
}

fn read_rest(decoder: &mut Decoder<'_>, names: &Names, state: &mut State) -> Result<()> {
    while decoder.position() < decoder.input().len() {
        let field = decoder.u16()?;
        let element = decode_value(decoder.bytes()?)?;
        let mut survivors = Vec::new();
        for _ in 0..decoder.array()?.unwrap_or(0) / 4 {
            let dot = *read_dots(decoder, names)?.first().ok_or(Error::Damaged("clock"))?;
            let value = decode_value(decoder.bytes()?)?;
            survivors.push(Survivor { dot, value, group: decoder.u8()?, seen: read_dots(decoder, names)? });
        }
        state.registers.insert((field, element), Register(survivors));
    }
    Ok(())
}

fn read_dots(decoder: &mut Decoder<'_>, names: &Names) -> Result<Vec<Dot>> {
    let mut dots = Vec::new();
    for _ in 0..decoder.array()?.unwrap_or(0) / 2 {
        dots.push(Dot { site: names.site(decoder.i64()?)?, seq: decoder.u64()? });
    }
    Ok(dots)
}
