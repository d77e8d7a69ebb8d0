//! 走访: recording visits, finding, changing and losing them.

use scenarios::{Laptop, PASSPHRASE, morning};
use serde_json::{Value, json};

use crate::homes::{labels, put, rows, village};

fn visit(homes: &[&String]) -> Value {
    json!({ "date": "2026-03-02", "households": homes, "form": 1, "content": "家里屋顶漏水，等天晴修" })
}

fn register(village: &Laptop, visit: Value, needs: Value) -> Value {
    village.call("visit_register", json!({ "visit": visit, "needs": needs }))
}

#[test]
fn a_visit_with_a_need_is_one_act_and_the_need_asks_nothing_twice() {
    let (village, homes) = village();
    let mut of_home = visit(&[&homes[0]]);
    of_home["visitors"] = json!([put(&village, "person", json!({ "name": "李建国" }))]);
    let done = register(&village, of_home, json!([{ "title": "屋顶漏水", "category": 105, "urgency": 2 }]));
    assert_eq!(done["warnings"], json!([]));

    let page = village.call("visit", json!({ "id": done["visit"] }));
    assert_eq!(page["visit"]["values"]["visitors"][0]["label"], "李建国");
    assert_eq!(page["needs"], json!([{ "id": done["needs"][0], "title": "屋顶漏水", "state": 2 }]));

    let need = village.call("need", json!({ "id": done["needs"][0] }));
    let of = |field: &str| need["need"]["values"][field].clone();
    assert_eq!((of("date"), of("channel"), of("urgency")), (json!("2026-03-02"), json!(1), json!(2)));
    assert_eq!(of("household")["id"], json!(homes[0]));

    let acts = village.call("acts", json!({ "limit": 1 }));
    assert_eq!(acts["acts"][0]["code"], 10);
    assert_eq!(acts["acts"][0]["act"], done["act"]);
    assert_eq!(
        (&acts["acts"][0]["about"], &acts["acts"][0]["records"]),
        (&json!("王大山（01-001）"), &json!(2))
    );
}

#[test]
fn a_yard_meeting_is_one_visit_of_many_households() {
    let (village, homes) = village();
    let mut meeting = visit(&homes.iter().collect::<Vec<_>>());
    meeting["form"] = json!("屋场会");
    meeting["place"] = json!("晒谷场");
    let done = register(&village, meeting, json!([{ "title": "修机耕路", "category": 501, "scope": 1 }]));
    for home in &homes {
        let page = village.call("household", json!({ "id": home }));
        assert_eq!(page["timeline"][0]["id"], done["visit"], "not on the page of {home}");
    }
    // It belongs to no single household.
    let need = village.call("need", json!({ "id": done["needs"][0] }));
    assert_eq!(need["need"]["values"]["household"], Value::Null);
    let act = &village.call("acts", json!({ "limit": 1 }))["acts"][0];
    assert_eq!((&act["about"], &act["households"]), (&json!("王大山（01-001）"), &json!(3)));
    assert_eq!((&act["kind"], &act["count"]), (&json!("走访"), &json!(1)));
}

#[test]
fn nobody_at_home_is_a_visit_as_well() {
    let (village, homes) = village();
    let call = json!({ "date": "2026-03-02", "households": [homes[1]], "form": 1, "occupancy": 3 });
    let done = register(&village, call, json!([]));
    let page = village.call("visit", json!({ "id": done["visit"] }));
    assert_eq!(page["visit"]["values"]["occupancy"], 3);
    let homes = rows(&village, "households", json!({ "search": "李秀英", "size": 20, "page": 1 }));
    assert_eq!(homes[0]["last_visit"], "2026-03-02");
}

#[test]
fn a_visit_without_a_household_or_from_the_future_is_refused_and_a_late_one_noted() {
    let (village, homes) = village();
    let refused = village.refused("visit_register", json!({ "visit": visit(&[]) }));
    assert_eq!(
        (refused.code.as_str(), &refused.params["fields"][0]["field"]),
        ("required", &json!("households"))
    );
    let mut wrong = visit(&[&homes[0]]);
    wrong["date"] = json!("2026-03-03");
    assert_eq!(village.refused("visit_register", json!({ "visit": wrong })).code, "date_future");
    // A need that is refused takes the visit with it.
    let untitled = json!({ "visit": visit(&[&homes[0]]), "needs": [{ "category": 105 }] });
    assert_eq!(village.refused("visit_register", untitled).code, "required");
    assert_eq!(rows(&village, "visit", json!({ "size": 20, "page": 1 })), Vec::<Value>::new());

    let mut late = visit(&[&homes[0]]);
    late["date"] = json!("2026-02-20");
    assert_eq!(register(&village, late, json!([]))["warnings"][0]["code"], "visit_entered_late");
}

#[test]
fn visits_are_found_by_whom_they_called_on_and_by_what_was_said() {
    let (village, homes) = village();
    register(&village, visit(&[&homes[0]]), json!([]));
    let mut other = visit(&[&homes[1], &homes[2]]);
    other["date"] = json!("2026-03-01");
    other["content"] = json!("商量灌溉排班");
    register(&village, other, json!([]));
    let found = |request: Value| -> Vec<String> {
        rows(&village, "visit", request).iter().map(|row| row["date"].as_str().unwrap().to_owned()).collect()
    };
    let search = |text: &str| found(json!({ "search": text, "size": 20, "page": 1 }));
    assert_eq!(search("王大山"), ["2026-03-02"]);
    assert_eq!(search("zst"), ["2026-03-01"], "by the initials of a name");
    assert_eq!(search("灌溉"), ["2026-03-01"]);
    assert_eq!(search("赵"), Vec::<String>::new());
    let newest = json!({ "sort": { "column": "date", "descending": true }, "size": 1, "page": 1 });
    assert_eq!(found(newest), ["2026-03-02"]);
    let filter = |column: &str, text: &str| json!({ "filters": [{ "column": column, "contains": text }], "size": 9, "page": 1 });
    assert_eq!(found(filter("households", "李秀英")), ["2026-03-01"]);
    assert_eq!(found(filter("content", "漏水")), ["2026-03-02"]);
    assert_eq!(found(filter("content", "没有的话")), Vec::<String>::new());
    let both = rows(&village, "visit", json!({ "search": "张守田", "size": 20, "page": 1 }));
    assert_eq!(labels(&both[0], "households"), ["李秀英（01-002）", "张守田（02-001）"]);
}

#[test]
fn an_edit_replaces_only_what_was_changed_and_stays_in_the_history() {
    let (village, homes) = village();
    let id = register(&village, visit(&[&homes[0]]), json!([]))["visit"].clone();
    let record = village.call("record", json!({ "kind": "visit", "id": id }));
    let put = json!({
        "kind": "visit", "id": id, "base": record["base"],
        "fields": { "content": "屋顶已经修好", "households": [homes[0], homes[1]] },
    });
    village.call("record_put", put);
    let after = village.call("record", json!({ "kind": "visit", "id": id }));
    assert_eq!(after["values"]["content"], "屋顶已经修好");
    assert_eq!(labels(&after["values"], "households").len(), 2);
    assert_eq!(after["values"]["form"], 1);
    let history = village.call("record_history", json!({ "kind": "visit", "id": id }));
    let content: Vec<&Value> = history["writes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["field"] == "走访内容")
        .map(|one| &one["value"])
        .collect();
    assert_eq!(content, [&json!("屋顶已经修好"), &json!("家里屋顶漏水，等天晴修")]);
    assert_eq!(history["writes"][0]["who"], "李书记");
}

#[test]
fn a_deleted_visit_waits_in_the_bin_with_its_reason() {
    let (village, homes) = village();
    let id = register(&village, visit(&[&homes[0]]), json!([]))["visit"].clone();
    assert_eq!(village.refused("record_delete", json!({ "kind": "visit", "id": id })).code, "reason_missing");
    village.call("record_delete", json!({ "kind": "visit", "id": id, "reason": "重复登记" }));
    assert_eq!(rows(&village, "visit", json!({ "size": 20, "page": 1 })), Vec::<Value>::new());
    let bin = rows(&village, "bin:visit", json!({ "size": 20, "page": 1 }));
    assert_eq!((&bin[0]["id"], &bin[0]["reason"]), (&id, &json!("重复登记")));
    assert_eq!(bin[0]["deleted_on"], "2026-03-02");
    assert_eq!(rows(&village, "bin:visit", json!({ "search": "漏水", "size": 20, "page": 1 })).len(), 1);
    assert_eq!(village.call("visit", json!({ "id": id }))["visit"]["deleted"], true);

    village.call("record_restore", json!({ "kind": "visit", "id": id }));
    assert_eq!(rows(&village, "visit", json!({ "size": 20, "page": 1 })).len(), 1);
    assert_eq!(rows(&village, "bin:visit", json!({ "size": 20, "page": 1 })), Vec::<Value>::new());
}

#[test]
fn a_half_typed_visit_survives_the_end_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let typed = json!({ "visit": { "content": "说到一半" }, "need": { "title": "路灯" } });
    {
        let laptop = Laptop::at(folder.path(), morning());
        laptop.create("village", "石桥村", "330281104208");
        laptop.call("draft_save", json!({ "name": "visit", "json": typed }));
    }
    let laptop = Laptop::at(folder.path(), morning());
    laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(laptop.call("draft", json!({ "name": "visit" }))["json"], typed);
    laptop.call("draft_save", json!({ "name": "visit", "json": null }));
    assert_eq!(laptop.call("draft", json!({ "name": "visit" }))["json"], Value::Null);
}
