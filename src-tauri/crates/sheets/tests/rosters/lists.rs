//! What is written, read back.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use domain::kinds::{member, person};
use domain::{RecordId, Value};
use sheets::layout::preview;
use sheets::list_out::{Column, List, columns_of, text_of, write};
use sheets::{RosterKind, Target, grid, template};

fn list(title: &str, rows: &[&[&str]]) -> List {
    List {
        title: title.into(),
        unit_line: "填报单位：石桥村".into(),
        columns: ["姓名", "身份证号", "备注"].map(|label| Column { label: label.into(), width: 20.0 }).into(),
        rows: rows.iter().map(|row| row.iter().map(|text| (*text).into()).collect()).collect(),
    }
}

fn cells(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

fn xml(bytes: &[u8], entry: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name(entry).unwrap()).unwrap()
}

#[test]
fn what_looks_like_a_number_or_a_formula_stays_text() {
    let risky = ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "999001197801030257", "1E5", "0713"];
    let rows: Vec<&[&str]> = risky.iter().map(std::slice::from_ref).collect();
    let bytes = write(&list("名单", &rows), &mut |_, _| true).unwrap();
    let back: Vec<Data> = cells(&bytes).into_iter().skip(3).map(|row| row[0].clone()).collect();
    assert_eq!(back, risky.map(|text| Data::String(text.to_owned())));
    let sheet = xml(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "a formula was written");
    assert!(xml(&bytes, "xl/styles.xml").contains("numFmtId=\"49\""), "text is formatted as text");
}

#[test]
fn a_list_has_title_unit_line_header_and_a_page_to_print_on() {
    let bytes =
        write(&list("党员名册：2026/11", &[&["张三", "999001********0257", ""]]), &mut |_, _| true).unwrap();
    let rows = cells(&bytes);
    assert_eq!(rows[0][0], Data::String("党员名册：2026/11".into()));
    assert_eq!(rows[1][0], Data::String("填报单位：石桥村".into()));
    assert_eq!(rows[2][1], Data::String("身份证号".into()));
    assert_eq!(rows[3][1], Data::String("999001********0257".into()));
    let sheet = xml(&bytes, "xl/worksheets/sheet1.xml");
    for mark in [
        "orientation=\"landscape\"",
        "paperSize=\"9\"",
        "fitToHeight=\"0\"",
        "state=\"frozen\"",
        "ySplit=\"3\"",
    ] {
        assert!(sheet.contains(mark), "no {mark}");
    }
}

#[test]
fn writing_stops_when_asked_to() {
    let many: Vec<&[&str]> = vec![&["张三"]; 500];
    let stopped = write(&list("名单", &many), &mut |done, _| done < 100);
    assert_eq!(stopped.unwrap_err().code(), "cancelled");
}

#[test]
fn fields_are_shown_in_words() {
    let named = |_: RecordId| Some("一组".to_owned());
    assert_eq!(text_of(&person::SEX, &[Value::Int(2)], &named), "女");
    assert_eq!(text_of(&person::BIRTH, &[Value::Int(19_620_300)], &named), "1962-03");
    assert_eq!(text_of(&member::LOST, &[Value::Bool(false)], &named), "否");
    assert_eq!(text_of(&person::SPECIAL, &[Value::Int(6), Value::Int(7)], &named), "残疾人、低保对象");
    assert_eq!(text_of(&member::PARTY_GROUP, &[RecordId::new().into()], &named), "一组");
    let labels: Vec<String> = columns_of(&person::KIND).into_iter().map(|column| column.label).collect();
    assert_eq!(labels, ["姓名", "公民身份号码", "性别", "出生日期", "手机号"]);
}

#[test]
fn a_blank_roster_is_known_again_by_every_column() {
    for (kind, width) in [(RosterKind::Households, 16), (RosterKind::Members, 19)] {
        let bytes = template(kind).unwrap();
        let book = grid::open(&bytes, "空表.xlsx").unwrap();
        let preview = preview(&book, None);
        assert!(preview.kind == kind && preview.kind_sure);
        let sheet = &preview.sheets[0];
        assert_eq!(sheet.columns.len(), width);
        for column in &sheet.columns {
            assert!(column.target.is_some() && column.confidence == 100, "{}", column.header);
        }
        assert_eq!((sheet.header_row, sheet.data_rows, sheet.chosen), (Some(1), 0, false));
        let dictionary = preview.sheets.iter().find(|sheet| sheet.name == "字典").unwrap();
        assert!(dictionary.hidden && !dictionary.chosen);
        let sheet = xml(&bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<formula1>'字典'!$A$1:$A$"), "the drop-downs ask the hidden sheet");
        assert!(xml(&bytes, "docProps/custom.xml").contains("lianxin-template-version"));
    }
}

#[test]
fn the_member_form_has_the_national_order() {
    let book = grid::open(&template(RosterKind::Members).unwrap(), "空表.xlsx").unwrap();
    let headers: Vec<String> = book.sheets[0].rows[0].iter().map(sheets::grid::Cell::text).collect();
    let example = crate::support::fixture("党员信息.xlsx");
    let national: Vec<String> = example.sheets[0].rows[0].iter().map(sheets::grid::Cell::text).collect();
    assert_eq!(headers, national);
    assert_eq!(Target::all(RosterKind::Members).last(), Some(&Target::Ignored));
}
