//! Lists into spreadsheets, read back by another reader.

use calamine::{Data, Reader, Xlsx, open_workbook};
use scenarios::Laptop;
use serde_json::{Value, json};

use super::{example, file, import, text, village};

fn cells(path: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    book.worksheet_range_at(0).unwrap().unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn export(village: &Laptop, list: &str, request: Value, path: &str) -> Value {
    let title = json!("石桥村名册：2026/3");
    village.call("list_export", json!({ "list": list, "request": request, "title": title, "path": path }))
}

/// The rows of a sheet against those of the list on the screen, cell by cell.
fn is_what_the_screen_shows(village: &Laptop, list: &str, mut request: Value) -> Vec<Vec<String>> {
    let path = text(&file(village, &format!("{}.xlsx", list.replace(':', "-"))));
    let written = export(village, list, request.clone(), &path);
    request["size"] = json!(0);
    let shown = village.call("list", json!({ "list": list, "request": request }));
    let columns = village.call("list_columns", json!({ "list": list }));
    let chosen: Vec<&str> =
        request["columns"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let all = columns["columns"].as_array().unwrap();
    let named = |name: &&str| all.iter().find(|column| column["name"] == **name).unwrap();
    let columns: Vec<&Value> = match chosen.as_slice() {
        [] => all.iter().filter(|column| column["listed"] == true).collect(),
        chosen => chosen.iter().map(named).collect(),
    };
    let sheet = cells(&path);
    assert_eq!(sheet[0][0], Data::String("石桥村名册：2026/3".into()));
    assert_eq!(sheet[1][0], Data::String("单位：石桥村　　日期：2026年3月2日".into()));
    let texts: Vec<Vec<String>> = sheet[2..]
        .iter()
        .map(|row| {
            row.iter()
                .map(|cell| match cell {
                    Data::String(text) => text.clone(),
                    Data::Empty => String::new(),
                    other => panic!("not text: {other:?}"),
                })
                .collect()
        })
        .collect();
    let labels: Vec<&str> = columns.iter().map(|column| column["label"].as_str().unwrap()).collect();
    assert_eq!(texts[0], labels);
    let rows = shown["rows"].as_array().unwrap();
    assert_eq!((written["rows"].as_u64().unwrap() as usize, texts.len() - 1), (rows.len(), rows.len()));
    for (row, texts) in rows.iter().zip(&texts[1..]) {
        for (column, text) in columns.iter().zip(texts) {
            // Codes are in words in the sheet; everything else reads as on the screen.
            match &row[column["name"].as_str().unwrap()] {
                Value::String(shown) => assert_eq!(text, shown),
                Value::Object(reference) => assert_eq!(json!(text), reference["label"]),
                Value::Null => assert_eq!(text, ""),
                Value::Number(number) if column["codes"].is_null() => assert_eq!(text, &number.to_string()),
                Value::Number(_) | Value::Array(_) | Value::Bool(_) => assert!(!text.contains('"')),
            }
        }
    }
    texts
}

#[test]
fn a_list_of_people_is_written_as_shown_and_masked() {
    let village = village();
    import(&village, "households", &[&example("户籍人口花名册.xlsx")]);
    let columns = json!(["name", "id_number", "sex", "birth", "phone", "nation"]);
    let texts =
        is_what_the_screen_shows(&village, "person", json!({ "columns": columns, "size": 20, "page": 2 }));
    assert_eq!(texts.len(), 392, "every row of the list, not only a page");
    let first = texts.iter().find(|row| row[0] == "吴军志").unwrap();
    assert_eq!(
        (first[1].as_str(), first[2].as_str(), first[3].as_str()),
        ("999001********0257", "男", "1978-01-03")
    );
    assert!(texts[1..].iter().all(|row| row[1].is_empty() || row[1].contains("********")), "masked");
    let phones: Vec<&String> =
        texts[1..].iter().map(|row| &row[4]).filter(|phone| !phone.is_empty()).collect();
    assert!(!phones.is_empty() && phones.iter().all(|phone| phone.contains("****")));
}

#[test]
fn the_lists_of_the_window_are_written_with_the_filters_set() {
    let village = village();
    import(&village, "households", &[&example("户籍人口花名册.xlsx")]);
    import(&village, "members", &[&example("党员信息.xlsx")]);
    let all =
        json!({ "columns": [], "size": 20, "page": 1, "sort": { "column": "number", "descending": true } });
    let texts = is_what_the_screen_shows(&village, "households", all);
    assert_eq!(texts.len(), 121);
    assert!(texts[1].contains(&"一组-040".to_owned()), "by pinyin, the greatest first: {:?}", texts[1]);
    let some = json!({ "columns": [], "size": 20, "page": 1, "search": "一组-00" });
    assert_eq!(is_what_the_screen_shows(&village, "households", some).len(), 1 + 9);
    assert_eq!(
        is_what_the_screen_shows(&village, "members", json!({ "columns": [], "size": 20, "page": 1 })).len(),
        49
    );
    let none = json!({ "columns": [], "size": 20, "page": 1, "search": "没有这个人" });
    assert_eq!(
        is_what_the_screen_shows(&village, "members", none).len(),
        1,
        "a list without rows is a sheet too"
    );
}

#[test]
fn a_text_that_looks_like_a_formula_is_text() {
    let village = village();
    for name in ["=HYPERLINK(\"http://x\")", "+86", "@张", "007"] {
        village.call("record_put", json!({ "kind": "person", "fields": { "name": name } }));
    }
    let texts =
        is_what_the_screen_shows(&village, "person", json!({ "columns": ["name"], "size": 9, "page": 1 }));
    assert!(texts.contains(&vec!["007".to_owned()]) && texts.contains(&vec!["+86".to_owned()]));
}

#[test]
fn a_list_replaces_the_file_that_the_person_chose_and_leaves_nothing_else() {
    let village = village();
    import(&village, "households", &[&example("人口.csv")]);
    let folder = file(&village, "导出");
    std::fs::create_dir(&folder).unwrap();
    let path = text(&folder.join("名单.xlsx"));
    std::fs::write(&path, "旧的").unwrap();
    let written = export(&village, "households", json!({ "size": 0, "page": 1 }), &path);
    assert_eq!(written["path"], json!(path));
    assert!(cells(&path).len() > 20);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    let nowhere = text(&folder.join("没有").join("名单.xlsx"));
    let request = json!({ "list": "households", "request": { "size": 0, "page": 1 }, "title": "名单", "path": nowhere });
    assert_eq!(village.refused("list_export", request).code, "path_missing");
}
