//! Sheets that the importer writes: rows that come back, and blank rosters.

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use serde_json::json;

use super::{counts, dump, example, file, id, import, people_counts, plan, sheet, text, village};

/// The sheets of a workbook as texts, read by a reader that is not the importer's.
fn read(path: &str) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let names = book.sheet_names();
    let cell = |data: &Data| match data {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("not text: {other:?}"),
    };
    let rows =
        |range: calamine::Range<Data>| range.rows().map(|row| row.iter().map(cell).collect()).collect();
    names.iter().map(|name| (name.clone(), rows(book.worksheet_range(name).unwrap()))).collect()
}

fn write(path: &str, name: &str, rows: &[Vec<String>]) {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(name).unwrap();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            page.write_string(row, column, cell).unwrap();
        }
    }
    book.save(path).unwrap();
}

#[test]
fn rows_not_taken_come_back_with_the_reason_and_find_their_places_once_corrected() {
    let village = village();
    let path = example("户籍人口花名册.xlsx");
    import(&village, "households", &[&path]);
    let back = text(&file(&village, "退回表.xlsx"));
    let answer = village.call("import_returned", json!({ "path": back }));
    assert_eq!(answer, json!({ "path": back, "rows": 16 }));
    let sheets = read(&back);
    assert_eq!(sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["一组", "二组", "三组"]);
    let (name, rows) = &sheets[0];
    let column = |label: &str| rows[0].iter().position(|header| header == label).unwrap();
    let (why, number) = (column("问题"), column("身份证号码"));
    let destroyed = rows.iter().position(|row| row[why].contains("改坏")).unwrap();
    assert_eq!(rows[destroyed][column("原表单元格")], "I14");
    assert_eq!(rows[destroyed][column("户编号")], "一组-003", "{:?}", rows[destroyed]);

    // The person types the number from the card and imports the sheet that came back.
    let mut corrected = rows.clone();
    corrected[destroyed][number] = "999001200003271480".into();
    let path = text(&file(&village, "改好.xlsx"));
    write(&path, name, &corrected);
    let before = people_counts(&village);
    let done = import(&village, "households", &[&path]);
    assert_eq!(counts(&done)[0], 1);
    assert_eq!(people_counts(&village)[0], before[0] + 1);
    assert_eq!(people_counts(&village)[1], before[1], "no household is made anew");
    let people = dump(&village, "person");
    let (who, _) = people.iter().find(|(_, one)| one["id_number"] == "999001200003271480").unwrap();
    let resident = dump(&village, "resident").into_values().find(|one| one["person"] == json!(who)).unwrap();
    let home = &dump(&village, "household")[resident["household"].as_str().unwrap()];
    assert_eq!(home["number"], "一组-003");
}

#[test]
fn when_every_row_was_taken_nothing_comes_back() {
    let village = village();
    plan(&village, "members", &[&example("党员信息.xlsx")]);
    let refused = village.refused("import_returned", json!({ "path": text(&file(&village, "退回.xlsx")) }));
    assert_eq!(refused.code, "import_nothing_back");
    assert!(!file(&village, "退回.xlsx").exists());
}

#[test]
fn a_blank_roster_filled_in_is_imported() {
    let village = village();
    for (kind, width) in [("households", 16), ("members", 19)] {
        let path = text(&file(&village, &format!("空表-{kind}.xlsx")));
        assert_eq!(
            village.call("import_template", json!({ "kind": kind, "path": path })),
            json!({ "path": path })
        );
        let (name, mut rows) = read(&path).remove(0);
        assert_eq!(rows[0].len(), width);
        let number = id("19620305", 147);
        let value = |header: &String| match header.split('（').next().unwrap() {
            "姓名" => "张大山",
            "公民身份号码" | "公民身份证号" => number.as_str(),
            "与户主关系" => "户主",
            "户编号" => "1",
            "人员类别" => "正式党员",
            "加入党组织日期" => "1985-07-01",
            "转为正式党员日期" => "1986-07-01",
            _ => "",
        };
        let filled: Vec<String> = rows[0].iter().map(|header| value(header).to_owned()).collect();
        rows.truncate(1);
        rows.push(filled);
        let filled = text(&file(&village, &format!("填好-{kind}.xlsx")));
        write(&filled, &name, &rows);
        assert_eq!(counts(&import(&village, kind, &[&filled])), [1, 0, 0, 0, 0]);
    }
    assert_eq!(people_counts(&village), [1, 1, 1, 1], "resident and member are one person");
}

#[test]
fn a_place_that_cannot_be_written_is_said_to_be() {
    let village = village();
    let nowhere = text(&file(&village, "没有的文件夹").join("空表.xlsx"));
    let refused = village.refused("import_template", json!({ "kind": "members", "path": nowhere }));
    assert_eq!(refused.code, "path_missing");
    plan(
        &village,
        "households",
        &[&sheet(&village, "一.xlsx", &[&["姓名", "身份证号"], &["张大山", "123"]])],
    );
    assert_eq!(village.refused("import_returned", json!({ "path": nowhere })).code, "path_missing");
}
