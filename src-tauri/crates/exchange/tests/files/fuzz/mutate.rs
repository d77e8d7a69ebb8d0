//! Mutations that know CBOR: parts are doubled, taken from other members, and told to be longer than they are.
//!
//! What there is for this on stable Rust mutates values of types; here bytes are mutated by their form.

use std::ops::Range;

use minicbor::{Decoder, Encoder};

use crate::support::year::Chance;

/// Every place where an item of CBOR could begin, with its end. What byte strings hold is looked into as well.
fn items(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let mut decoder = Decoder::new(&bytes[at..]);
        if decoder.skip().is_ok() {
            found.push(at..at + decoder.position());
        }
        at += head(bytes[at]);
    }
    found
}

/// How long the head is that begins with this byte.
fn head(lead: u8) -> usize {
    match lead & 0x1f {
        info @ 24..28 => 1 + (1 << (info - 24)),
        _ => 1,
    }
}

fn pick<T: Clone>(chance: &mut Chance, all: &[T]) -> Option<T> {
    let index = chance.below(all.len().max(1) as u64) as usize;
    all.get(index).cloned()
}

/// Some range of the bytes, mostly a short one.
fn range(chance: &mut Chance, length: usize) -> Range<usize> {
    let start = chance.below(length as u64 + 1) as usize;
    let most = if chance.below(4) == 0 { length } else { 16 };
    start..(start + chance.below(most as u64 + 1) as usize).min(length)
}

/// A head that tells of another length, count or number.
fn retold(chance: &mut Chance, bytes: &mut Vec<u8>) {
    let Some(item) = pick(chance, &items(bytes)) else { return };
    let end = (item.start + head(bytes[item.start])).min(bytes.len());
    let wide = bytes[item.start + 1..end].iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
    let told = if end == item.start + 1 { u64::from(bytes[item.start] & 0x1f) } else { wide };
    let other = match chance.below(8) {
        0 => 0,
        1 => told.wrapping_sub(1),
        2 => told.wrapping_mul(2),
        3 => u64::MAX >> chance.below(64),
        4 => 1 << chance.below(64),
        _ => told.wrapping_add(1),
    };
    let mut lead = Vec::new();
    if Encoder::new(&mut lead).u64(other).is_ok() {
        lead[0] |= bytes[item.start] & 0xe0;
        bytes.splice(item.start..end, lead);
    }
}

/// An item in the place of another one, or before it.
fn spliced(chance: &mut Chance, bytes: &mut Vec<u8>, from: &[u8]) {
    let (Some(to), Some(item)) = (pick(chance, &items(bytes)), pick(chance, &items(from))) else { return };
    let before = to.start..to.start;
    let part = from[item].to_vec();
    bytes.splice(if chance.below(2) == 0 { to } else { before }, part);
}

/// Changes the bytes in one to four ways; `others` are what parts are taken from.
pub fn mutate(chance: &mut Chance, member: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = member.to_vec();
    for _ in 0..=chance.below(4) {
        let other = pick(chance, others).unwrap_or_default();
        let at = chance.below(bytes.len().max(1) as u64) as usize;
        match chance.below(10) {
            0 | 1 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << chance.below(8)),
            2 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = chance.next() as u8),
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(range(chance, bytes.len()))),
            5 => {
                let (to, from) = (range(chance, bytes.len()), range(chance, other.len()));
                drop(bytes.splice(to, other[from].to_vec()));
            }
            6 | 7 => retold(chance, &mut bytes),
            8 => {
                let own = bytes.clone();
                spliced(chance, &mut bytes, &own);
            }
            _ => spliced(chance, &mut bytes, &other),
        }
    }
    bytes
}
