//! An entry's bytes.

use super::{Change, Entry, Header, Leaf, Part, VERSION, Write};
use crate::Error;
use crate::cbor::{Out, Sites, Written, bytes, put_value};
use crate::hash::{Hash, derive_seed, part_root as root_of_leaves};

/// The sites that dots are numbered by.
pub(super) fn sites(entry: &Entry) -> Sites {
    Sites(std::iter::once(entry.header.place.site).chain(entry.sites.iter().copied()).collect())
}

fn optional(out: &mut Out<'_>, bytes: Option<&[u8]>) -> Written {
    match bytes {
        Some(bytes) => out.bytes(bytes)?,
        None => out.null()?,
    };
    Ok(())
}

fn undoes(out: &mut Out<'_>, header: &Header) -> Written {
    match header.undoes {
        Some(act) => out.array(2)?.bytes(act.site.as_bytes())?.u64(act.id.0)?,
        None => out.null()?,
    };
    Ok(())
}

/// The header's bytes, as the hash covers them.
pub(super) fn header(header: &Header) -> Result<Vec<u8>, Error> {
    let place = &header.place;
    bytes(|out| {
        out.array(12)?.u32(VERSION)?.u32(header.schema)?;
        out.bytes(place.site.as_bytes())?
            .bytes(place.channel.as_bytes())?
            .u64(place.seq)?
            .bytes(&place.previous)?;
        out.u64(header.hlc.0)?.i64(header.wall)?;
        optional(out, header.author.as_ref().map(|id| id.as_bytes().as_slice()))?;
        out.u32(header.act)?.u64(header.act_id.0)?;
        undoes(out, header)
    })
}

fn write(out: &mut Out<'_>, lead: Option<u32>, write: &Write, sites: &Sites) -> Written {
    let tail = match (&write.element, write.replaces.is_empty()) {
        (Some(_), _) => 2,
        (None, false) => 1,
        (None, true) => 0,
    };
    out.array(2 + tail + u64::from(lead.is_some()))?;
    if let Some(lead) = lead {
        out.u32(lead)?;
    }
    out.u16(write.field)?;
    put_value(out, write.value.as_ref())?;
    if tail > 0 {
        sites.put_dots(out, &write.replaces)?;
    }
    if tail > 1 {
        put_value(out, write.element.as_ref())?;
    }
    Ok(())
}

fn change(out: &mut Out<'_>, change: &Change, sites: &Sites) -> Written {
    out.array(3 + u64::from(!change.seen.is_empty()))?.u16(change.kind)?.bytes(change.id.as_bytes())?;
    out.array(change.writes.len() as u64)?;
    for one in &change.writes {
        write(out, None, one, sites)?;
    }
    if !change.seen.is_empty() {
        sites.put_dots(out, &change.seen)?;
    }
    Ok(())
}

fn put_open(out: &mut Out<'_>, changes: &[Change], sites: &Sites) -> Written {
    let others = &sites.0[1..];
    out.array(2)?.array(others.len() as u64)?;
    for site in others {
        out.bytes(site.as_bytes())?;
    }
    out.array(changes.len() as u64)?;
    for one in changes {
        change(out, one, sites)?;
    }
    Ok(())
}

/// The open part's bytes, as the hash covers them.
pub(super) fn open(changes: &[Change], sites: &Sites) -> Result<Vec<u8>, Error> {
    bytes(|out| put_open(out, changes, sites))
}

/// A leaf's bytes, as its hash covers them.
pub(super) fn leaf(leaf: &Leaf, sites: &Sites) -> Result<Vec<u8>, Error> {
    bytes(|out| write(out, Some(leaf.change), &leaf.write, sites))
}

/// The root of a group, from its leaves or as withheld.
pub(super) fn part_root(part: &Part, sites: &Sites) -> Result<Hash, Error> {
    match part {
        Part::Root { root, .. } => Ok(*root),
        Part::Whole { seed, leaves } => {
            let leaves: Result<Vec<Vec<u8>>, Error> = leaves.iter().map(|one| leaf(one, sites)).collect();
            Ok(root_of_leaves(seed, &leaves?))
        }
    }
}

fn put_leaves(out: &mut Out<'_>, leaves: &[Leaf], sites: &Sites) -> Written {
    out.array(leaves.len() as u64)?;
    for leaf in leaves {
        write(out, Some(leaf.change), &leaf.write, sites)?;
    }
    Ok(())
}

/// `[group, leaves]` where the seed follows from the entry's secret, `[group, leaves, seed]` where it does not,
/// `[group, root, count, [[index, salt, leaf, path]…]]` where the group is withheld.
fn part(out: &mut Out<'_>, group: u8, part: &Part, secret: Option<&[u8; 16]>, sites: &Sites) -> Written {
    match part {
        Part::Whole { seed, leaves } => {
            let derived = secret.is_some_and(|secret| derive_seed(secret, group) == *seed);
            out.array(if derived { 2 } else { 3 })?.u8(group)?;
            put_leaves(out, leaves, sites)?;
            if !derived {
                out.bytes(seed)?;
            }
        }
        Part::Root { root, count, opened } => {
            out.array(4)?.u8(group)?.bytes(root)?.u32(*count)?.array(opened.len() as u64)?;
            for one in opened {
                out.array(4)?.u32(one.index)?.bytes(&one.salt)?;
                write(out, Some(one.leaf.change), &one.leaf.write, sites)?;
                out.array(one.path.len() as u64)?;
                for hash in &one.path {
                    out.bytes(hash)?;
                }
            }
        }
    }
    Ok(())
}

/// The body's bytes. Against the header the place is left out, and the clock and the act are told as their
/// difference from the stamp, which is mostly nothing.
pub(super) fn body(entry: &Entry) -> Result<Vec<u8>, Error> {
    let (header, sites) = (&entry.header, sites(entry));
    let drift = i128::from(header.wall) - i128::from(header.hlc.millis());
    let drift = i64::try_from(drift).map_err(|_| Error::Malformed)?;
    let since = header.hlc.0.checked_sub(header.act_id.0).ok_or(Error::Malformed)?;
    bytes(|out| {
        out.array(11)?.u32(VERSION)?.u32(header.schema)?.u64(header.hlc.0)?.i64(drift)?;
        optional(out, header.author.as_ref().map(|id| id.as_bytes().as_slice()))?;
        out.u32(header.act)?.u64(since)?;
        undoes(out, header)?;
        put_open(out, &entry.changes, &sites)?;
        optional(out, entry.secret.as_ref().map(<[u8; 16]>::as_slice))?;
        out.array(entry.parts.len() as u64)?;
        for (group, one) in &entry.parts {
            part(out, *group, one, entry.secret.as_ref(), &sites)?;
        }
        Ok(())
    })
}
