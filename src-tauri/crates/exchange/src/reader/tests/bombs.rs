//! Files that try to take time or memory.

use std::time::Duration;

use zstd::stream::write::Encoder;

use super::*;

/// Zeros, compressed without ever being in memory; `lead` stands before them.
fn zeros(lead: &[u8], mebibytes: usize, window_log: u32) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(window_log).unwrap();
    encoder.write_all(lead).unwrap();
    for _ in 0..mebibytes {
        encoder.write_all(&vec![0; 1 << 20]).unwrap();
    }
    encoder.finish().unwrap()
}

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").trim().parse().unwrap()
}

/// The time that this thread has computed for; a busy machine does not add to it.
fn computed() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(stat.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0))
}

fn refuse(world: &World, file: &[u8]) -> Error {
    let (begin, before) = (computed(), peak());
    let refused = world.receive(file).unwrap_err();
    let spent = computed() - begin;
    assert!(spent < Duration::from_secs(1), "{refused} after {spent:?}");
    // Other tests of this process may run beside it; each is far below this.
    assert!(peak() - before < 100 << 10, "{refused} with {} KiB more", peak() - before);
    refused
}

fn bomb(world: &World, inflated: u64, compressed: &[u8]) -> Vec<u8> {
    let honest = Forgery::honest(world);
    let manifest = Manifest { inflated, ..honest.manifest.clone() };
    seal(world, &honest.header, &manifest, compressed)
}

#[test]
fn a_compressed_bomb_is_refused_at_once() {
    let world = World::new();
    let most = format::MAX_INFLATED;
    let gibibyte = zeros(&[], 1024, 19);
    assert_eq!(refuse(&world, &bomb(&world, most + 1, &gibibyte)), Error::TooLarge { most });
    assert_eq!(refuse(&world, &bomb(&world, most, &gibibyte)), Error::Malformed);

    // As a section that may be passed over: it is never more than its limit, and never more than announced.
    let lead = Section::lead(99, true, 1 << 30).unwrap();
    let section = zeros(&lead, 1024, 19);
    assert_eq!(refuse(&world, &bomb(&world, most, &section)), Error::TooLarge { most: format::MAX_SECTION });
    let lead = Section::lead(99, true, 16 << 20).unwrap();
    let short = zeros(&lead, 1024, 19);
    assert_eq!(refuse(&world, &bomb(&world, 1_000, &short)), Error::Miscounted);
    assert_eq!(refuse(&world, &bomb(&world, most, &short)), Error::Malformed);
}

#[test]
fn a_window_that_is_too_wide_is_refused() {
    let world = World::new();
    let wide = zeros(&[], 20, 27);
    assert_eq!(refuse(&world, &bomb(&world, 20 << 20, &wide)), Error::Damaged);
}

#[test]
fn countless_sections_are_refused() {
    let world = World::new();
    let section = Section::lead(99, true, 0).unwrap();
    let flood = section.repeat(100_000);
    let compressed = zstd::bulk::compress(&flood, 3).unwrap();
    let refused = refuse(&world, &bomb(&world, flood.len() as u64, &compressed));
    assert_eq!(refused, Error::TooLarge { most: format::MAX_SECTIONS });
}

#[test]
fn huge_counts_allocate_nothing() {
    let world = World::new();
    let huge = |lead: u8| [&[lead][..], &(u64::MAX >> 1).to_be_bytes()].concat();
    let packed_huge = |item: &[u8]| {
        cbor::bytes(|out| {
            out.array(2)?.bytes(item)?.bytes(&[])?;
            Ok(())
        })
        .unwrap()
    };
    let contents = [
        (number::STATEMENTS, huge(0x9b)),
        (number::RECEIPTS, huge(0x9b)),
        (number::RANGE, huge(0x9b)),
        (number::BODIES, packed_huge(&huge(0x9b))),
        (number::BODIES, packed_huge(&huge(0x5b))),
        (number::HEAD, huge(0x9b)),
        (number::SUPPLEMENTS, packed_huge(&huge(0x9b))),
        (number::OWN, huge(0x9b)),
    ];
    for (number, content) in contents {
        let mut forgery = Forgery::honest(&world);
        match forgery.sections.iter_mut().find(|section| section.0 == number) {
            Some(section) => section.2 = content,
            None if number < number::RANGE => forgery.sections.insert(0, (number, false, content)),
            None => forgery.sections.push((number, false, content)),
        }
        assert_eq!(refuse(&world, &forgery.seal(&world)), Error::Malformed, "{number}");
    }
}

#[test]
fn a_body_nested_without_end_is_refused() {
    let world = World::new();
    let mut item = vec![0x81; 200_000];
    item.push(0);
    let mut forgery = Forgery::honest(&world);
    *forgery.section(number::BODIES) = pack(&item).unwrap();
    let refused = refuse(&world, &forgery.seal(&world));
    assert_eq!(refused, Error::BadEntry(journal::Error::Malformed));
}

#[test]
fn a_flood_of_statements_is_refused_before_it_is_verified() {
    let world = World::new();
    let statement = Statement::Policy(world.township.policy(1)).to_bytes().unwrap();
    let count = format::MAX_STATEMENTS as usize + 1;
    let mut content = cbor::bytes(|out| {
        out.array(count as u64)?;
        Ok(())
    })
    .unwrap();
    content.extend(statement.repeat(count));
    let mut forgery = Forgery::honest(&world);
    forgery.sections.insert(0, (number::STATEMENTS, false, content));
    let refused = refuse(&world, &forgery.seal(&world));
    assert_eq!(refused, Error::TooLarge { most: format::MAX_STATEMENTS });
}

#[test]
fn a_flood_of_recipients_inside_a_signed_file_is_refused() {
    let world = World::new();
    let honest = Forgery::honest(&world);
    let stanza = format!("-> X25519 {}\n{}\n", "B".repeat(42) + "E", "A".repeat(42) + "E");
    let body = format!("age-encryption.org/v1\n{}--- {}\n", stanza.repeat(1_000), "A".repeat(43));
    let body = [body.as_bytes(), &[0; 64]].concat();
    let file = Frame::build(honest.header, &body, &world.laptop.key).unwrap();
    assert_eq!(refuse(&world, &file), Error::Damaged);
}

#[test]
fn an_own_piece_that_inflates_without_end_is_refused() {
    let world = World::new();
    let packed = zeros(&[], 256, 19);
    let sealed = vault::seal::seal(&[world.village.identity.recipient()], &packed).unwrap();
    let own = Own { owner: world.village.id(), covers: Vec::new(), sealed };
    let begin = computed();
    let refused = own.open(std::slice::from_ref(&world.village.identity)).err().unwrap();
    assert_eq!(refused, Error::TooLarge { most: format::MAX_OWN_INFLATED });
    assert!(computed() - begin < Duration::from_secs(1));
}
