//! A large village in one file: one act, taken back as one, its list written whole.

use rust_xlsxwriter::Workbook;
use scenarios::Laptop;
use serde_json::{Value, json};

use super::{counts, file, id, import, people_counts, plan, text, village};

/// 2,000 households of four.
const HOUSEHOLDS: u32 = 2_000;
const PEOPLE: u32 = 4;

fn large(village: &Laptop) -> String {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let header = ["户编号", "姓名", "与户主关系", "民族", "身份证号码", "文化程度", "手机号", "住址", "备注"];
    for (column, label) in (0..).zip(header) {
        page.write_string(0, column, label).unwrap();
    }
    let mut row = 0;
    for house in 0..HOUSEHOLDS {
        for place in 0..PEOPLE {
            row += 1;
            let birth = format!(
                "19{:02}{:02}{:02}",
                40 + place * 15 + house % 15,
                1 + house / 15 % 12,
                1 + house / 180 % 28
            );
            let name = format!(
                "张{}{}",
                char::from_u32(0x4E00 + house).unwrap(),
                char::from_u32(0x5E00 + place).unwrap()
            );
            let relation = ["户主", "弟弟", "长子", "孙子"][place as usize];
            let cells = [
                format!("{house:04}"),
                name,
                relation.into(),
                "汉族".into(),
                id(&birth, 1 + 2 * place),
                "初中".into(),
                format!("138{row:08}"),
                format!("石桥村{house}号"),
                "常年在家，身体尚好，主要靠种植业和零工收入。".repeat(12),
            ];
            for (column, cell) in (0..).zip(cells) {
                page.write_string(row, column, cell).unwrap();
            }
        }
    }
    let path = file(village, "大村.xlsx");
    book.save(&path).unwrap();
    text(&path)
}

#[test]
fn eight_thousand_people_are_one_act_and_are_taken_back_as_one() {
    let village = village();
    let path = large(&village);
    let entries = |village: &Laptop| village.call("workspace_verify", json!({}))["entries"].as_u64().unwrap();
    let before = entries(&village);
    let done = import(&village, "households", &[&path]);
    let all = (HOUSEHOLDS * PEOPLE) as usize;
    assert_eq!(counts(&done), [all as u64, 0, 0, 0, 0]);
    assert_eq!(people_counts(&village), [all, HOUSEHOLDS as usize, all, 0]);

    assert!(entries(&village) >= before + 2, "more than one entry can hold");
    let acts = village.call("acts", json!({ "limit": 2 }));
    assert_eq!(
        (&acts["acts"][0]["act"], &acts["acts"][0]["records"]),
        (&done["act"], &json!(2 * all + HOUSEHOLDS as usize))
    );

    let list = text(&file(&village, "农户.xlsx"));
    let request =
        json!({ "list": "households", "request": { "size": 50, "page": 1 }, "title": "农户", "path": list });
    assert_eq!(village.call("list_export", request)["rows"], HOUSEHOLDS);

    let again = import(&village, "households", &[&path]);
    assert_eq!((counts(&again), &again["act"]), ([0, 0, all as u64, 0, 0], &Value::Null));
    let undone = village.call("undo", json!({ "act": done["act"] }));
    assert_eq!(undone["left"], json!([]));
    assert_eq!(people_counts(&village), [0; 4]);
    assert_eq!(village.call("imports", json!({}))["imports"][0]["undone"], true);
    village.call("workspace_verify", json!({}));
}

/// 8,000 rows are long enough for a person to press 停止 in the middle of either step.
#[test]
fn a_long_import_tells_how_far_it_is_and_can_be_stopped_without_a_trace() {
    let village = village();
    let path = large(&village);
    let digest = |village: &Laptop| village.call("workspace_digest", json!({}))["digest"].clone();
    let before = digest(&village);
    let told = |village: &Laptop, job: &str| -> Vec<u64> {
        let told = village.progress().into_iter();
        told.filter(|(named, _, total)| named == job && *total == 1000).map(|(_, done, _)| done).collect()
    };

    village.stop_at("import_plan", 600);
    let request = json!({ "kind": "households", "paths": [path] });
    assert_eq!(village.refused("import_plan", request).code, "cancelled");
    let steps = told(&village, "import_plan");
    assert!(steps.is_sorted() && steps.len() > 20, "{steps:?}");
    assert!(steps.last().is_some_and(|last| (600..1000).contains(last)), "{steps:?}");
    assert_eq!(village.refused("import_confirm", json!({})).code, "import_none");

    plan(&village, "households", &[&path]);
    assert_eq!(told(&village, "import_plan").last(), Some(&1000));
    village.stop_at("import_confirm", 700);
    assert_eq!(village.refused("import_confirm", json!({})).code, "cancelled");
    let steps = told(&village, "import_confirm");
    assert!(
        steps.is_sorted() && steps.iter().filter(|done| (501..800).contains(*done)).count() > 10,
        "{steps:?}"
    );
    assert_eq!((digest(&village), people_counts(&village)), (before.clone(), [0; 4]));
    assert_eq!(village.call("imports", json!({}))["imports"], json!([]));
    assert_eq!(village.call("acts", json!({ "limit": 9 }))["acts"].as_array().unwrap().len(), 1);
    village.call("workspace_verify", json!({}));

    // What was stopped is still in hand.
    let all = u64::from(HOUSEHOLDS * PEOPLE);
    assert_eq!(counts(&village.call("import_confirm", json!({}))), [all, 0, 0, 0, 0]);
    assert_eq!(told(&village, "import_confirm").last(), Some(&1000));
}
