//! What is small only as long as it is compressed.

use std::io::Write;

use zstd::stream::write::Encoder;
use zstd::zstd_safe::{DCtx, DParameter, InBuffer, OutBuffer};

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

/// The lead of a section that may be passed over.
fn lead(length: u64) -> Vec<u8> {
    [vec![0x83, 0x18, 99, 0xf5], head(2, length)].concat()
}

impl Bomb {
    /// Compressed sections that the manifest says to have so many bytes.
    fn refuse_inflated(&self, what: &str, inflated: u64, compressed: Vec<u8>) -> Error {
        let parts = Parts { compressed, ..self.parts.with_length(inflated) };
        self.refuse(what, &parts)
    }
}

#[test]
fn a_gibibyte_of_zeros_is_refused() {
    let bomb = Bomb::new();
    let most = format::MAX_INFLATED;
    let gibibyte = zeros(&[], 1024, 19);
    let refused = bomb.refuse_inflated("zeros, announced", most + 1, gibibyte.clone());
    assert_eq!(refused, Error::TooLarge { most });
    assert_eq!(bomb.refuse_inflated("zeros", most, gibibyte), Error::Malformed);
}

#[test]
fn a_section_is_never_more_than_its_limit_and_than_what_is_announced() {
    let bomb = Bomb::new();
    let most = format::MAX_INFLATED;
    let refused = bomb.refuse_inflated("a section of a gibibyte", most, zeros(&lead(1 << 30), 1024, 19));
    assert_eq!(refused, Error::TooLarge { most: format::MAX_SECTION });
    let full = zeros(&lead(16 << 20), 1024, 19);
    assert_eq!(bomb.refuse_inflated("a section, little announced", 1_000, full.clone()), Error::Miscounted);
    assert_eq!(bomb.refuse_inflated("a section with zeros behind", most, full), Error::Malformed);
    let largest = lead(format::MAX_SECTION);
    let refused = bomb.refuse_inflated("the largest section, cut", most, zeros(&largest, 16, 19));
    assert_eq!(refused, Error::Miscounted);
}

#[test]
fn a_window_that_is_too_wide_is_refused() {
    let bomb = Bomb::new();
    for window in [24, 27] {
        let refused = bomb.refuse_inflated("a wide window", 20 << 20, zeros(&[], 20, window));
        assert_eq!(refused, Error::Damaged, "{window}");
    }
    // The widest that is granted gets as far as the zeros.
    let refused = bomb.refuse_inflated("the widest window", 20 << 20, zeros(&[], 20, format::WINDOW_LOG_MAX));
    assert_eq!(refused, Error::Malformed);
    // One that is only claimed, by the header of a frame: 2^37 bytes.
    let claimed = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 27 << 3, 0x01, 0x00, 0x00];
    assert_eq!(bomb.refuse_inflated("a claimed window", 100, claimed.to_vec()), Error::Damaged);
    // A frame that claims its content to be one segment of 2^60 bytes.
    let segment = [&[0x28, 0xb5, 0x2f, 0xfd, 0xe0][..], &(1u64 << 60).to_le_bytes(), &[1, 0, 0]].concat();
    assert_eq!(bomb.refuse_inflated("a claimed segment", 100, segment), Error::Damaged);
}

#[test]
fn zstd_itself_takes_no_more_than_is_counted_for_it() {
    let frame = zeros(&[], 20, format::WINDOW_LOG_MAX);
    let (mut context, mut input) = (DCtx::create(), InBuffer::around(&frame));
    context.set_parameter(DParameter::WindowLogMax(format::WINDOW_LOG_MAX)).unwrap();
    let mut part = vec![0; 1 << 17];
    while context.decompress_stream(&mut OutBuffer::around(&mut part[..]), &mut input).unwrap() > 0 {}
    let takes = context.sizeof() as u64;
    assert!((1 << format::WINDOW_LOG_MAX..=INFLATER).contains(&takes), "{takes}");
}

#[test]
fn a_flood_of_tiny_frames_is_refused_at_the_first() {
    let bomb = Bomb::new();
    let empty = zstd::bulk::compress(&[], 3).unwrap();
    let refused = bomb.refuse_inflated("empty frames", 100, empty.repeat(500_000));
    assert_eq!(refused, Error::Malformed);
    let one = zstd::bulk::compress(&[0x83], 3).unwrap();
    assert_eq!(bomb.refuse_inflated("frames of a byte", 300_000, one.repeat(300_000)), Error::Malformed);
}

#[test]
fn an_own_piece_that_inflates_without_end_or_claims_to_is_refused() {
    let village = Party::new(PartyKind::Village, 1);
    let open = |what: &str, plain: &[u8]| {
        let sealed = vault::seal::seal(&[village.identity.recipient()], plain).unwrap();
        let own = Own { owner: village.id(), covers: Vec::new(), sealed };
        bounded(what, || own.open(std::slice::from_ref(&village.identity)).err().unwrap())
    };
    let most = format::MAX_OWN_INFLATED;
    assert_eq!(open("own zeros", &zeros(&[], 256, 19)), Error::TooLarge { most });
    assert_eq!(open("own wide window", &zeros(&[], 20, 24)), Error::Damaged);
    assert_eq!(open("own zeros, within", &zeros(&[], 16, 19)), Error::Malformed);
    let empty = zstd::bulk::compress(&[], 3).unwrap();
    assert_eq!(open("own frames", &empty.repeat(500_000)), Error::Malformed);
}
