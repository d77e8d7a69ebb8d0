//! How large a package is beside the rows that it carries.

use exchange::*;

use crate::support::year::{Year, csv, left_out, year};
use crate::support::*;

/// About a third of a village's year; the whole has 12,260 and comes out the same.
const ROWS: u64 = 4_000;

fn compressed(text: &str) -> u64 {
    zstd::bulk::compress(text.as_bytes(), 3).unwrap().len() as u64
}

/// The year as a file to the township.
fn file(world: &World, year: &Year, carried: fn(u8) -> bool, own: bool) -> Vec<u8> {
    let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
    year.chain.put(&mut writer, &world.laptop, (1, year.chain.len()), carried);
    let mut draft = OwnDraft::new(&world.village.card);
    let kept = year.chain.entries.iter().filter(|_| own);
    kept.for_each(|entry| draft.add(entry, carried).unwrap());
    draft.finish().unwrap().iter().for_each(|piece| writer.own(piece).unwrap());
    writer.finish().unwrap()
}

/// The design's bound: 1.3 times the carried rows as compressed CSV, 16 bytes an entry, 40 a group left out. What is
/// sealed as one's own comes on top of the carried rows, and stays within the bound all the same.
#[test]
fn a_package_is_hardly_larger_than_its_rows() {
    let world = World::new();
    let year = year(&world.village, &world.laptop, ROWS);
    let entries = year.chain.len();
    let cases = [
        ("all groups", all as fn(u8) -> bool, false),
        ("by policy", by_policy, false),
        ("by policy, with own", by_policy, true),
    ];
    for (name, carried, own) in cases {
        let file = file(&world, &year, carried, own);
        let opened = world.receive(&file).unwrap();
        assert_eq!(opened.entries().unwrap().count() as u64, entries);
        let (rows, groups) = (compressed(&csv(&year.rows, carried)), left_out(&year.chain, carried));
        let most = rows * 13 / 10 + 16 * entries + 40 * groups;
        let each = file.len() as f64 / entries as f64;
        println!("{name}: {} bytes, {each:.1} an entry; {rows} as CSV, {most} allowed", file.len());
        assert!(file.len() as u64 <= most, "{name}: {} of {most}", file.len());
    }
}
