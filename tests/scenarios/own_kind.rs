//! A kind that only this test declares goes through table, form, list, sheet and package without a line elsewhere.

use calamine::{Reader, Xlsx, open_workbook};
use domain::Registry;
use scenarios::Laptop;
use serde_json::{Value, json};

mod declared {
    domain::kind! {
        /// 果园.
        orchard = 61 "果园" in Village {
            NAME: Field::new(2, "name", "园名", Type::Text).required().group(Group::Name).searched().listed();
            HOME: Field::new(3, "home", "农户", Type::Ref("household")).listed();
            TREES: Field::new(4, "trees", "棵数", Type::Int).listed();
            PLANTED: Field::new(5, "planted", "栽种日期", Type::PartialDate).listed();
            KEEPER: Field::new(6, "keeper", "看园人电话", Type::Phone).group(Group::Contact).listed();
            SOILS: Field::new(7, "soils", "土质", Type::Text).many();
        }
    }
}

fn knowing() -> Registry {
    Registry::standard().with(&declared::orchard::KIND)
}

/// A village and its township, both with a program that knows orchards, or a township whose program does not.
fn pair(township_knows: bool) -> (Laptop, Laptop) {
    let village = Laptop::knowing(knowing());
    village.create("village", "石桥村", "330281104208");
    let township =
        if township_knows { Laptop::knowing(knowing()) } else { Laptop::knowing(Registry::standard()) };
    township.create("township", "清河镇", "330281104000");
    (village, township)
}

fn planted(village: &Laptop) -> String {
    let home = village.call("record_put", json!({ "kind": "household", "fields": { "number": "0301" } }));
    let fields = json!({
        "name": "南坡果园", "home": home["id"], "trees": 40, "planted": "1998-03", "keeper": "13800001234",
        "soils": ["沙土", "黄土"],
    });
    let saved = village.call("record_put", json!({ "kind": "orchard", "fields": fields }));
    saved["id"].as_str().unwrap().to_owned()
}

/// The village's package, taken in by the township.
fn carry(village: &Laptop, township: &Laptop) -> Value {
    let stick = tempfile::tempdir().unwrap();
    let invite = json!({ "name": "石桥村", "code": "330281104208", "folder": stick.path() });
    let invitation = township.call("invitation_write", invite)["path"].clone();
    village.call("invitation_accept", json!({ "path": invitation }));
    let written = village.call("exchange_write", json!({ "folder": stick.path() }));
    township.call("exchange_receive", json!({ "paths": [written["files"][0]["path"]] }))
}

fn shared(laptop: &Laptop) -> String {
    laptop.app().session(|session, _| session.shared_digest(Some("330281104208"))).unwrap()
}

#[test]
fn its_form_and_its_list_follow_from_the_declaration() {
    let (village, _) = pair(true);
    let form = village.call("form", json!({ "kind": "orchard" }));
    assert_eq!(form["label"], "果园");
    let labels: Vec<&str> =
        form["fields"].as_array().unwrap().iter().map(|one| one["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["园名", "农户", "棵数", "栽种日期", "看园人电话", "土质"]);
    assert_eq!(
        village.refused("record_put", json!({ "kind": "orchard", "fields": { "trees": 3 } })).code,
        "required"
    );

    let id = planted(&village);
    let page =
        json!({ "search": "nanpo", "filters": [{ "column": "trees", "from": 30 }], "size": 10, "page": 1 });
    let found = village.call("list", json!({ "list": "orchard", "request": page }));
    assert_eq!((found["total"].as_i64(), found["rows"][0]["id"].as_str()), (Some(1), Some(id.as_str())));
    assert_eq!(found["rows"][0]["keeper"], "138****1234");
}

#[test]
fn it_is_written_to_a_sheet() {
    let (village, _) = pair(true);
    planted(&village);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("果园.xlsx");
    let request = json!({ "list": "orchard", "request": {}, "title": "果园台账", "path": path });
    assert_eq!(village.call("list_export", request)["rows"], 1);
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let texts: Vec<Vec<String>> =
        sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let header = texts.iter().position(|row| row[0] == "园名").expect("a header");
    assert_eq!(texts[header], ["园名", "农户", "棵数", "栽种日期", "看园人电话"]);
    assert_eq!(texts[header + 1], ["南坡果园", "0301", "40", "1998-03", "138****1234"]);
}

#[test]
fn it_travels_in_a_package_by_its_groups() {
    let (village, township) = pair(true);
    let id = planted(&village);
    let taken = carry(&village, &township);
    assert_eq!(taken["files"][0]["ok"], true, "{taken}");
    let shown = township.call("record", json!({ "kind": "orchard", "id": id, "village": "石桥村" }));
    assert_eq!((&shown["values"]["name"], &shown["values"]["trees"]), (&json!("南坡果园"), &json!(40)));
    assert_eq!(shown["values"]["keeper"], Value::Null, "contacts stay in the village");
    assert_eq!(shared(&village), shared(&township));
}

#[test]
fn a_program_that_does_not_know_it_keeps_it_all_the_same() {
    let (village, township) = pair(false);
    planted(&village);
    let taken = carry(&village, &township);
    assert_eq!(taken["files"][0]["outcomes"]["refused"], 0, "{taken}");
    assert_eq!(township.refused("form", json!({ "kind": "orchard" })).code, "kind_unknown");
    assert_eq!(shared(&village), shared(&township));
}
