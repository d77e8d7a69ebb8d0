//! Files that are damaged, foreign or built to do harm.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use sheets::grid;
use zip::write::SimpleFileOptions;

fn refusal(bytes: &[u8]) -> &'static str {
    grid::open(bytes, "名册.xlsx").map(|_| "read").unwrap_or_else(|error| error.code())
}

fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A compound file with one stream.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

fn small_workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "姓名").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn what_is_no_spreadsheet_is_said_to_be_none() {
    assert_eq!(refusal(b""), "sheet_empty");
    assert_eq!(refusal("  \r\n\t\r\n".as_bytes()), "sheet_empty");
    assert_eq!(refusal(b"%PDF-1.7 ..."), "sheet_unsupported");
    assert_eq!(refusal(&packed(&[("word/document.xml", b"<w:document/>")])), "sheet_unsupported");
    assert_eq!(refusal(&compound("WordDocument", b"text")), "sheet_unsupported");
    assert_eq!(refusal("<html><table><tr><td>姓名</td></tr></table></html>".as_bytes()), "sheet_web_page");
    assert_eq!(refusal("\u{FEFF}<?xml version=\"1.0\"?><Workbook/>".as_bytes()), "sheet_web_page");
    assert_eq!(refusal(&[0, 1, 2, 3, 0, 0, 7, 9]), "sheet_unsupported");
}

#[test]
fn a_password_is_named_as_the_reason() {
    assert_eq!(refusal(&compound("EncryptedPackage", b"sealed")), "sheet_password");
    let stream = [record(0x0809, &[0, 6, 5, 0]), record(0x002F, &[1, 0])].concat();
    assert_eq!(refusal(&compound("Workbook", &stream)), "sheet_password");
}

#[test]
fn what_would_unfold_beyond_measure_is_not_unfolded() {
    let bomb = vec![b' '; 9 << 20];
    let entries = [("xl/workbook.xml", &b"<workbook/>"[..]), ("xl/worksheets/sheet1.xml", &bomb)];
    let bytes = packed(&entries);
    assert!(bytes.len() < 100_000);
    assert_eq!(refusal(&bytes), "sheet_hostile");
    let outside = packed(&[("xl/workbook.xml", b"<workbook/>"), ("../../evil", b"x")]);
    assert_eq!(refusal(&outside), "sheet_hostile");
}

#[test]
fn a_cell_at_the_far_end_claims_no_memory() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(1_048_575, 16_383, "远").unwrap();
    assert_eq!(refusal(&book.save_to_buffer().unwrap()), "sheet_too_large");
    let far =
        [record(0x0809, &[0, 6, 5, 0]), record(0x0203, &[0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])]
            .concat();
    assert_eq!(refusal(&compound("Workbook", &far)), "sheet_too_large");
    let mut claim = vec![0, 0, 0, 0];
    claim.extend(u32::MAX.to_le_bytes());
    claim.extend([0, 0, 0xFF, 0xFF, 0, 0]);
    let claim = [record(0x0809, &[0, 6, 5, 0]), record(0x0200, &claim)].concat();
    assert_eq!(refusal(&compound("Workbook", &claim)), "sheet_too_large");
}

#[test]
fn a_file_cut_short_is_damaged() {
    let bytes = small_workbook();
    assert_eq!(refusal(&bytes), "read");
    assert_eq!(refusal(&bytes[..bytes.len() / 2]), "sheet_damaged");
    let xls = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/两级表头.xls")).unwrap();
    assert_eq!(refusal(&xls), "read");
    assert_ne!(refusal(&xls[..1024]), "read");
}

#[test]
fn every_refusal_is_worded() {
    for bytes in [&b""[..], b"%PDF", b"<html>", b"PK\x03\x04", &compound("EncryptedPackage", b"x")] {
        let code = refusal(bytes);
        let sentence = domain::words::sentence("failures", code, &std::collections::HashMap::new());
        assert_ne!(sentence, code);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_flipped_byte_never_brings_the_program_down(at in 0_usize..6_000, flip in 1_u8..=255, old in any::<bool>()) {
        let mut bytes = if old {
            std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/两级表头.xls")).unwrap()
        } else {
            small_workbook()
        };
        let at = at % bytes.len();
        bytes[at] ^= flip;
        let _ = grid::open(&bytes, "名册");
    }

    #[test]
    fn no_bytes_bring_the_program_down(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = grid::open(&bytes, "名册");
    }
}
