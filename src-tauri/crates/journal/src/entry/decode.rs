//! An entry from its bytes. Nothing is allocated by a length that the bytes merely claim.

use std::collections::BTreeMap;

use domain::RecordId;
use minicbor::Decoder;

use super::{ActRef, Change, Entry, Header, Leaf, MAX_CHANGES, OpenedLeaf, Part, Place, VERSION, Write};
use crate::cbor::{Sites, array, array_of, finished, fixed, number, optional, take_value};
use crate::hash::derive_seed;
use crate::{Error, Hlc, SiteId};

/// Reads a body; the caller compares its bytes.
pub(super) fn body(place: Place, input: &[u8]) -> Result<Entry, Error> {
    let decoder = &mut Decoder::new(input);
    let length = array(decoder)?;
    let version = decoder.u64()?;
    if version > u64::from(VERSION) {
        return Err(Error::NewerVersion(version));
    }
    if length != 11 || version != u64::from(VERSION) {
        return Err(Error::Malformed);
    }
    let header = header(place, decoder)?;
    array_of(decoder, 2)?;
    let sites = sites(place.site, decoder)?;
    let changes = changes(decoder, &sites)?;
    let secret = optional(decoder, fixed::<16>)?;
    let parts = parts(decoder, secret.as_ref(), &sites, changes.len())?;
    finished(decoder)?;
    let sites = sites.0.into_iter().skip(1).collect();
    Ok(Entry { header, sites, changes, parts, secret })
}

fn header(place: Place, decoder: &mut Decoder<'_>) -> Result<Header, Error> {
    let schema = decoder.u32()?;
    let hlc = Hlc(number(decoder)?);
    let drift = decoder.i64()?;
    let millis = i64::try_from(hlc.millis()).map_err(|_| Error::Malformed)?;
    let wall = millis.checked_add(drift).ok_or(Error::Malformed)?;
    let author = optional(decoder, fixed::<16>)?.map(RecordId::from_bytes);
    let act = decoder.u32()?;
    let act_id = Hlc(hlc.0.checked_sub(decoder.u64()?).ok_or(Error::Malformed)?);
    let undoes = optional(decoder, |decoder| {
        array_of(decoder, 2)?;
        Ok(ActRef { site: SiteId::from_bytes(fixed(decoder)?), id: Hlc(decoder.u64()?) })
    })?;
    Ok(Header { schema, place, hlc, wall, author, act, act_id, undoes })
}

fn sites(own: SiteId, decoder: &mut Decoder<'_>) -> Result<Sites, Error> {
    let mut all = vec![own];
    for _ in 0..array(decoder)? {
        let site = SiteId::from_bytes(fixed(decoder)?);
        let ascends = all.len() == 1 || all.last().is_some_and(|last| *last < site);
        if !ascends || site == own {
            return Err(Error::NotCanonical);
        }
        all.push(site);
    }
    Ok(Sites(all))
}

/// Changes ascend by kind and id, so that no record is changed twice in one entry.
fn changes(decoder: &mut Decoder<'_>, sites: &Sites) -> Result<Vec<Change>, Error> {
    let count = array(decoder)?;
    if count > MAX_CHANGES as u64 {
        return Err(Error::TooLarge);
    }
    let mut all: Vec<Change> = Vec::new();
    for _ in 0..count {
        let one = change(decoder, sites)?;
        if all.last().is_some_and(|last| (last.kind, last.id) >= (one.kind, one.id)) {
            return Err(Error::NotCanonical);
        }
        all.push(one);
    }
    if all.is_empty() { Err(Error::Malformed) } else { Ok(all) }
}

fn change(decoder: &mut Decoder<'_>, sites: &Sites) -> Result<Change, Error> {
    let length = array(decoder)?;
    let kind = decoder.u16()?;
    let id = RecordId::from_bytes(fixed(decoder)?);
    let mut writes: Vec<Write> = Vec::new();
    for _ in 0..array(decoder)? {
        let fields = array(decoder)?;
        let one = write(decoder, fields, sites)?;
        if writes.last().is_some_and(|last| (last.field, &last.element) >= (one.field, &one.element)) {
            return Err(Error::NotCanonical);
        }
        writes.push(one);
    }
    let seen = match length {
        3 => Vec::new(),
        4 => sites.take_dots(decoder)?,
        _ => return Err(Error::Malformed),
    };
    Ok(Change { kind, id, writes, seen })
}

fn write(decoder: &mut Decoder<'_>, length: u64, sites: &Sites) -> Result<Write, Error> {
    let field = decoder.u16()?;
    let value = take_value(decoder)?;
    let replaces = if length > 2 { sites.take_dots(decoder)? } else { Vec::new() };
    let element = if length > 3 { take_value(decoder)? } else { None };
    if !(2..=4).contains(&length) {
        return Err(Error::Malformed);
    }
    Ok(Write { field, element, value, replaces })
}

fn leaf(decoder: &mut Decoder<'_>, sites: &Sites, changes: usize) -> Result<Leaf, Error> {
    let length = array(decoder)?.checked_sub(1).ok_or(Error::Malformed)?;
    let change = decoder.u32()?;
    if change as usize >= changes {
        return Err(Error::Malformed);
    }
    Ok(Leaf { change, write: write(decoder, length, sites)? })
}

/// Leaves ascend by change, field and element.
fn ascending(before: &Leaf, after: &Leaf) -> bool {
    (before.change, before.write.field, &before.write.element)
        < (after.change, after.write.field, &after.write.element)
}

fn parts(
    decoder: &mut Decoder<'_>,
    secret: Option<&[u8; 16]>,
    sites: &Sites,
    changes: usize,
) -> Result<BTreeMap<u8, Part>, Error> {
    let mut all = BTreeMap::new();
    for _ in 0..array(decoder)? {
        let length = array(decoder)?;
        let group = decoder.u8()?;
        if group == 0 || all.last_key_value().is_some_and(|(last, _)| *last >= group) {
            return Err(Error::NotCanonical);
        }
        let part = match length {
            2 => {
                let secret = secret.ok_or(Error::Malformed)?;
                Part::Whole { seed: derive_seed(secret, group), leaves: leaves(decoder, sites, changes)? }
            }
            3 => {
                let leaves = leaves(decoder, sites, changes)?;
                Part::Whole { seed: fixed(decoder)?, leaves }
            }
            4 => root(decoder, sites, changes)?,
            _ => return Err(Error::Malformed),
        };
        all.insert(group, part);
    }
    Ok(all)
}

fn leaves(decoder: &mut Decoder<'_>, sites: &Sites, changes: usize) -> Result<Vec<Leaf>, Error> {
    let mut all: Vec<Leaf> = Vec::new();
    for _ in 0..array(decoder)? {
        let one = leaf(decoder, sites, changes)?;
        if all.last().is_some_and(|last| !ascending(last, &one)) {
            return Err(Error::NotCanonical);
        }
        all.push(one);
    }
    if all.is_empty() { Err(Error::Malformed) } else { Ok(all) }
}

fn root(decoder: &mut Decoder<'_>, sites: &Sites, changes: usize) -> Result<Part, Error> {
    let root = fixed(decoder)?;
    let count = decoder.u32()?;
    let mut opened: Vec<OpenedLeaf> = Vec::new();
    for _ in 0..array(decoder)? {
        array_of(decoder, 4)?;
        let index = decoder.u32()?;
        if opened.last().is_some_and(|last| last.index >= index) {
            return Err(Error::NotCanonical);
        }
        let salt = fixed(decoder)?;
        let leaf = leaf(decoder, sites, changes)?;
        let mut path = Vec::new();
        for _ in 0..array(decoder)? {
            path.push(fixed(decoder)?);
        }
        opened.push(OpenedLeaf { index, salt, leaf, path });
    }
    if opened.is_empty() != (count == 0) {
        return Err(Error::NotCanonical);
    }
    Ok(Part::Root { root, count, opened })
}
