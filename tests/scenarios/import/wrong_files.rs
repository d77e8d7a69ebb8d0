//! Files that are no rosters: each is refused with a sentence that names it and says what to do, and nothing changes.

use std::io::{Cursor, Write};

use rust_xlsxwriter::Workbook;
use scenarios::Laptop;
use serde_json::json;

use super::{file, people_counts, sheet, text, village};

fn zipped(entry: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(entry, zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

/// A workbook with a password is a compound file that holds the sealed one.
fn sealed() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("EncryptedPackage").unwrap().write_all(b"sealed").unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn too_long() -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    (0..20_002).for_each(|row| {
        page.write_string(row, 0, "张大山").unwrap();
    });
    book.save_to_buffer().unwrap()
}

fn cut_short() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "姓名").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    bytes[..bytes.len() / 2].to_vec()
}

fn is_refused(village: &Laptop, name: &str, bytes: &[u8], code: &str) {
    let path = file(village, name);
    std::fs::write(&path, bytes).unwrap();
    for command in ["import_preview", "import_plan"] {
        let failure = village.refused(command, json!({ "kind": "households", "paths": [text(&path)] }));
        assert_eq!(failure.code, code, "{name}");
        let sentence = failure.sentence();
        assert!(sentence.contains(name) && sentence.ends_with('。') && !sentence.contains('{'), "{sentence}");
    }
    assert_eq!(village.refused("import_confirm", json!({})).code, "import_none");
}

#[test]
fn what_is_no_roster_is_refused_with_its_name_and_what_to_do() {
    let village = village();
    is_refused(&village, "报告.xlsx", &zipped("word/document.xml", b"<w:document/>"), "sheet_unsupported");
    is_refused(&village, "照片.xls", &[0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3], "sheet_unsupported");
    is_refused(&village, "空.xlsx", b"", "sheet_empty");
    is_refused(&village, "加密.xlsx", &sealed(), "sheet_password");
    let page = "<html><body><table><tr><td>姓名</td></tr></table></body></html>";
    is_refused(&village, "网页.xls", page.as_bytes(), "sheet_web_page");
    is_refused(&village, "太长.xlsx", &too_long(), "sheet_too_large");
    is_refused(&village, "残缺.xlsx", &cut_short(), "sheet_damaged");
    assert_eq!(people_counts(&village), [0; 4]);
}

#[test]
fn a_film_is_not_read_into_memory() {
    let village = village();
    let path = file(&village, "录像.xlsx");
    std::fs::File::create(&path).unwrap().set_len(5 << 30).unwrap();
    let failure = village.refused("import_preview", json!({ "kind": "households", "paths": [text(&path)] }));
    assert_eq!(failure.code, "sheet_too_large");
}

#[test]
fn a_file_that_is_gone_and_no_file_at_all_are_named() {
    let village = village();
    let gone = text(&file(&village, "没有.xlsx"));
    for command in ["import_preview", "import_plan"] {
        let failure = village.refused(command, json!({ "kind": "households", "paths": [gone] }));
        assert_eq!((failure.code.as_str(), &failure.params["name"]), ("path_missing", &json!("没有.xlsx")));
        assert_eq!(
            village.refused(command, json!({ "kind": "households", "paths": [] })).code,
            "import_no_file"
        );
    }
}

#[test]
fn one_bad_file_among_good_ones_is_the_one_that_is_named() {
    let village = village();
    let good = sheet(&village, "好.xlsx", &[&["户编号", "姓名", "与户主关系"], &["1", "张大山", "户主"]]);
    let bad = file(&village, "坏.xlsx");
    std::fs::write(&bad, b"%PDF-1.7").unwrap();
    let failure =
        village.refused("import_plan", json!({ "kind": "households", "paths": [good, text(&bad)] }));
    assert!(failure.sentence().contains("坏.xlsx"), "{}", failure.sentence());
}

#[test]
fn a_sheet_without_people_says_what_to_look_at() {
    let village = village();
    let path = sheet(&village, "账.xlsx", &[&["日期", "摘要", "金额"], &["2026-01-01", "电费", "35"]]);
    let failure = village.refused("import_plan", json!({ "kind": "households", "paths": [path] }));
    assert_eq!(failure.code, "import_no_rows");
    assert!(failure.sentence().contains("姓名"));
}
