//! What a person sees and corrects between the file and the register.

use serde_json::{Value, json};

use super::{counts, dump, example, id, import, people_counts, plan, rows, sheet, village};

fn warnings(preview: &Value) -> Vec<&str> {
    let all = preview["files"][0]["sheets"][0]["warnings"].as_array().unwrap();
    all.iter().map(|one| one["code"].as_str().unwrap()).collect()
}

#[test]
fn the_preview_shows_what_each_column_seems_to_hold() {
    let village = village();
    let path = example("家庭成员登记表-两级表头.xlsx");
    let preview = village.call("import_preview", json!({ "kind": "households", "paths": [path] }));
    let file = &preview["files"][0];
    assert_eq!((&file["file"], &file["path"]), (&json!("家庭成员登记表-两级表头.xlsx"), &json!(path)));
    assert_eq!((&file["kind"], &file["kind_sure"]), (&json!("households"), &json!(true)));
    let sheet = &file["sheets"][0];
    assert_eq!(
        (&sheet["header_row"], &sheet["header_rows"], &sheet["chosen"]),
        (&json!(2), &json!(2), &json!(true))
    );
    let number = &sheet["columns"][5];
    assert_eq!((&number["letters"], &number["target"]), (&json!("F"), &json!("person.id_number")));
    assert_eq!(sheet["mapping"]["columns"]["5"], "person.id_number");
    assert!(number["samples"][0].as_str().unwrap().contains("********"), "{number}");
    let labels = preview["targets"].as_array().unwrap();
    assert!(labels.contains(&json!({ "target": "household.number", "label": "户编号" })));
    let other =
        village.call("import_preview", json!({ "kind": "households", "paths": [example("党员信息.xlsx")] }));
    assert_eq!(other["files"][0]["kind"], "members", "the person is told that this is the other roster");
}

#[test]
fn a_mapping_corrected_by_hand_is_obeyed_and_remembered_for_the_next_file_of_its_make() {
    let village = village();
    let header: &[&str] = &["甲", "乙", "丙", "丁"];
    let (first, second) = (id("19620305", 147), id("19640817", 226));
    let path = sheet(
        &village,
        "怪表.xlsx",
        &[header, &["石桥", "张大山", "A-1", &first], &["石桥", "李秀英", "A-1", &second]],
    );
    let preview = village.call("import_preview", json!({ "kind": "households", "paths": [path] }));
    assert!(warnings(&preview).contains(&"no_household"), "{preview}");
    let by_hand = json!({
        "kind": "households",
        "sheets": [{
            "name": preview["files"][0]["sheets"][0]["name"], "chosen": true, "header_row": 1, "header_rows": 1,
            "columns": { "1": "person.name", "2": "household.number", "3": "person.id_number" }, "group": "五组",
        }],
    });
    let request = json!({ "kind": "households", "paths": [path], "mappings": [by_hand] });
    assert_eq!(counts(&village.call("import_plan", request)), [2, 0, 0, 0, 0]);
    let done = village.call("import_confirm", json!({}));
    assert_eq!(counts(&done), [2, 0, 0, 0, 0]);
    let homes: Vec<Value> = dump(&village, "household").into_values().collect();
    assert_eq!((homes.len(), &homes[0]["number"]), (1, &json!("A-1")));
    assert!(dump(&village, "unit").values().any(|unit| unit["name"] == "五组"));

    let next = sheet(&village, "下月.xlsx", &[header, &["石桥", "王二喜", "A-2", &id("19550101", 333)]]);
    let preview = village.call("import_preview", json!({ "kind": "households", "paths": [next] }));
    let columns = &preview["files"][0]["sheets"][0]["mapping"]["columns"];
    assert_eq!(columns["2"], "household.number", "{columns}");
    assert_eq!(counts(&import(&village, "households", &[&next])), [1, 0, 0, 0, 0]);
}

#[test]
fn a_header_shown_by_hand_is_read_as_the_header() {
    let village = village();
    let path = sheet(
        &village,
        "两个表头.xlsx",
        &[
            &["姓名", "身份证号", "户编号"],
            &["户编号", "姓名", "身份证号"],
            &["7", "张大山", &id("19620305", 147)],
        ],
    );
    let name = village.call("import_preview", json!({ "kind": "households", "paths": [path] }));
    let name = name["files"][0]["sheets"][0]["name"].clone();
    let shown = json!([{ "path": path, "sheet": name, "header_row": 2, "header_rows": 1 }]);
    let preview =
        village.call("import_preview", json!({ "kind": "households", "paths": [path], "headers": shown }));
    let sheet = &preview["files"][0]["sheets"][0];
    assert_eq!((&sheet["header_row"], &sheet["data_rows"]), (&json!(2), &json!(1)));
    assert_eq!(sheet["mapping"]["columns"]["0"], "household.number");
}

#[test]
fn a_row_that_waits_is_decided_and_holds_up_nobody() {
    let village = village();
    let path = example("户籍人口花名册.xlsx");
    plan(&village, "households", &[&path]);
    let waiting = rows(&village, Some("doubtful"));
    assert_eq!(waiting.len(), 11);
    let code = |row: &Value| row["reasons"][0]["code"].as_str().unwrap().to_owned();
    let missing: Vec<&Value> = waiting.iter().filter(|row| code(row) == "id_missing").collect();
    let twice = waiting.iter().find(|row| code(row) == "duplicate").unwrap();
    let decisions = json!([
        { "at": missing[0]["at"], "decision": "take_as_new" },
        { "at": twice["at"], "decision": { "take_as_row": twice["candidates"][0]["row"] } },
        { "at": missing[1]["at"], "decision": "skip" },
    ]);
    let decided = village.call("import_decide", json!({ "decisions": decisions }));
    assert_eq!(counts(&decided), [392, 0, 1, 8, 6], "one new, one the same as another row, one left out");
    let back =
        village.call("import_decide", json!({ "decisions": [{ "at": missing[1]["at"], "decision": null }] }));
    assert_eq!(counts(&back), [392, 0, 1, 9, 5], "a decision can be taken back");
    let done = village.call("import_confirm", json!({}));
    assert_eq!(done["doubtful_left"], 9);
    assert_eq!(people_counts(&village)[0], 392);

    // What still waits can be decided after the others were taken, without opening the file again.
    let more = json!([{ "at": missing[1]["at"], "decision": "take_as_new" }]);
    let decided = village.call("import_decide", json!({ "decisions": more }));
    assert_eq!(counts(&decided), [1, 0, 393, 8, 5], "who was taken as new before is not new again");
    let done = village.call("import_confirm", json!({}));
    assert!(done["act"].is_string());
    assert_eq!(people_counts(&village)[0], 393);
    let again = village.call("import_confirm", json!({}));
    assert_eq!(again["act"], Value::Null, "confirming twice changes nothing");
    assert_eq!(village.call("imports", json!({}))["imports"].as_array().unwrap().len(), 2);
}

#[test]
fn a_row_may_be_taken_as_someone_of_the_register() {
    let village = village();
    let header: &[&str] = &["户编号", "姓名", "与户主关系", "身份证号"];
    let number = id("19620305", 147);
    import(
        &village,
        "households",
        &[&sheet(&village, "一.xlsx", &[header, &["1", "张大山", "户主", &number]])],
    );
    let renamed = sheet(&village, "二.xlsx", &[header, &["1", "张大川", "户主", &number]]);
    assert_eq!(counts(&plan(&village, "households", &[&renamed])), [0, 0, 0, 1, 0]);
    let row = rows(&village, Some("doubtful")).remove(0);
    assert_eq!(row["reasons"][0]["code"], "name_differs");
    let candidate = &row["candidates"][0];
    assert_eq!((&candidate["name"], &candidate["household"]), (&json!("张大山"), &json!("1")));
    assert!(candidate["id_number"].as_str().unwrap().contains("********"));
    let decision = json!({ "take_as": candidate["person"] });
    village.call("import_decide", json!({ "decisions": [{ "at": row["at"], "decision": decision }] }));
    village.call("import_confirm", json!({}));
    let people = dump(&village, "person");
    assert_eq!(people.values().map(|one| &one["name"]).collect::<Vec<_>>(), [&json!("张大川")]);
}

#[test]
fn rows_come_page_by_page_with_their_cells_masked() {
    let village = village();
    plan(&village, "households", &[&example("户籍人口花名册.xlsx")]);
    let page = |page| village.call("import_rows", json!({ "page": page, "size": 100 }));
    let (first, last) = (page(1), page(5));
    assert_eq!((first["total"].as_u64(), first["rows"].as_array().unwrap().len()), (Some(407), 100));
    assert_eq!(last["rows"].as_array().unwrap().len(), 7);
    assert_eq!(page(6)["rows"], json!([]));
    let number = id("19780103", 25);
    assert!(!first.to_string().contains(&number), "an ID number is shown whole");
    let cells = first["rows"][0]["cells"].as_array().unwrap();
    assert!(cells.contains(&json!("999001********0257")), "{cells:?}");
    let headers = first["headers"][0]["headers"].as_array().unwrap();
    assert_eq!(headers.len(), cells.len());
    assert!(headers.contains(&json!("身份证号码")));
    let phone = |cell: &Value| {
        cell.as_str().is_some_and(|text| text.len() == 11 && text.bytes().all(|b| b.is_ascii_digit()))
    };
    assert!(!rows(&village, None).iter().flat_map(|row| row["cells"].as_array().unwrap()).any(phone));
}

#[test]
fn a_plan_made_before_the_register_changed_is_made_again() {
    let village = village();
    let header: &[&str] = &["户编号", "姓名", "与户主关系", "身份证号"];
    let number = id("19620305", 147);
    plan(
        &village,
        "households",
        &[&sheet(&village, "一.xlsx", &[header, &["1", "张大山", "户主", &number]])],
    );
    let fields = json!({ "name": "张大山", "id_number": number });
    village.call("record_put", json!({ "kind": "person", "fields": fields }));
    let done = village.call("import_confirm", json!({}));
    assert_eq!(counts(&done), [1, 0, 0, 0, 0], "new as a resident");
    assert_eq!(people_counts(&village), [1, 1, 1, 0], "and the same person");
}

#[test]
fn without_a_plan_there_is_nothing_to_confirm() {
    let village = village();
    for command in ["import_confirm", "import_rows", "import_decide", "import_returned"] {
        let request = json!({ "page": 1, "size": 10, "decisions": [], "path": "x.xlsx" });
        let request = if command == "import_confirm" { json!({}) } else { request };
        assert_eq!(village.refused(command, request).code, "import_none");
    }
    let township = scenarios::Laptop::township("青山镇", "999001001000");
    assert_eq!(township.refused("import_confirm", json!({})).code, "other_side");
}
