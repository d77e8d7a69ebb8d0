//! 批量导出再录入: what a dump for oneself gives can all be put into a new workspace.

use app::{Dumped, LeftOut};
use scenarios::Laptop;
use serde_json::{Value, json};

use crate::homes::{put, rows};
use crate::members::member;

/// The lists that must come out alike.
const LISTS: [&str; 9] =
    ["households", "members", "links", "needs", "visit", "person", "resident", "unit", "step"];

fn dumped(laptop: &Laptop, kind: Option<&str>, deleted: bool) -> (Vec<Value>, LeftOut) {
    let mut all = Vec::new();
    let each = |one: Dumped| {
        all.push(one.0);
        Ok(())
    };
    let left = laptop.app().session(|session, _| session.dump_own(kind, deleted, each)).unwrap();
    (all, left)
}

fn put_all(laptop: &Laptop, lines: &[Value], batch: usize) {
    let lines = lines.iter().map(|line| Ok(line.to_string()));
    let put = laptop.app().session(|session, moment| session.put_lines(lines, batch, moment, |_| {}));
    put.unwrap_or_else(|failure| panic!("{} {:?}", failure.sentence(), failure.params));
}

fn counts(laptop: &Laptop) -> Vec<(&'static str, usize)> {
    let count = |list| rows(laptop, list, json!({ "size": 0, "page": 1 })).len();
    LISTS.into_iter().map(|list| (list, count(list))).collect()
}

/// A sample village in which people died and left while they had households, and records were deleted.
fn eventful() -> Laptop {
    let village = Laptop::village("石桥村", "330281104208");
    village.call("sample", json!({ "households": 40, "years": 1, "seed": 7 }));
    let with_links: Vec<Value> = rows(&village, "members", json!({ "size": 0, "page": 1 }))
        .into_iter()
        .filter(|row| row["households"].as_u64().unwrap() > 2)
        .collect();
    let died = json!({ "person": with_links[0]["person"]["id"], "date": "2026-03-01" });
    village.call("record_death", died);
    // 转出组织关系: nobody notes the day.
    let left = json!({ "kind": "member", "id": with_links[1]["id"], "fields": { "status": 5 } });
    village.call("record_put", left);
    let guest = put(&village, "person", json!({ "name": "陈干事" }));
    let home = rows(&village, "households", json!({ "size": 1, "page": 1 }))[0]["id"].clone();
    let visit = json!({ "date": "2026-03-01", "households": [home], "form": 1, "visitors": [guest] });
    village.call("visit_register", json!({ "visit": visit, "needs": [] }));
    village.call("record_delete", json!({ "kind": "person", "id": guest, "reason": "录错了" }));
    let gone = rows(&village, "visit", json!({ "size": 1, "page": 2 }))[0]["id"].clone();
    village.call("record_delete", json!({ "kind": "visit", "id": gone, "reason": "重复" }));
    village
}

#[test]
fn a_sample_village_with_a_death_and_deletions_goes_into_a_new_village() {
    let village = eventful();
    let standing = |who: &str| {
        let links = rows(&village, "links", json!({ "size": 0, "page": 1 }));
        links.iter().filter(|row| row["to_adjust"] == true && row["member"]["label"] == who).count()
    };
    let gone: Vec<Value> = rows(&village, "members", json!({ "size": 0, "page": 1 }))
        .into_iter()
        .filter(|row| row["standing"] == "已离开" && row["households"].as_u64().unwrap() > 0)
        .collect();
    assert_eq!(gone.len(), 2, "one died, one left");
    assert!(gone.iter().all(|row| standing(row["person"]["label"].as_str().unwrap()) > 0));
    for (batch, deleted) in [(1, false), (500, true), (100_000, false)] {
        let (lines, left) = dumped(&village, None, deleted);
        assert!(left.records.is_empty(), "{left:?}");
        // The reference to the person in the bin, and to the visit there if a need was raised in it.
        assert!(!left.is_empty() && left.values.contains_key("走访"), "{left:?}");
        let other = Laptop::village("大湾村", "330281104209");
        put_all(&other, &lines, batch);
        assert_eq!(counts(&other), counts(&village), "{batch} lines an act");
        let state = |laptop: &Laptop, list: &str, column: &str| {
            let mut all: Vec<(String, String)> = rows(laptop, list, json!({ "size": 0, "page": 1 }))
                .iter()
                .map(|row| (row["id"].to_string(), row[column].to_string()))
                .collect();
            all.sort();
            all
        };
        for (list, column) in [("needs", "state"), ("members", "standing"), ("links", "to_adjust")] {
            assert_eq!(state(&other, list, column), state(&village, list, column), "{list}.{column}");
        }
        let bin = rows(&other, "bin:visit", json!({ "size": 0, "page": 1 })).len();
        assert_eq!(bin, usize::from(deleted));
        other.call("workspace_verify", json!({}));
        // Once more changes nothing, and the same comes out again.
        let acts = other.call("acts", json!({ "limit": 1 }))["acts"][0]["act"].clone();
        let again = dumped(&other, None, deleted);
        assert!(again.1.is_empty(), "{:?}", again.1);
        put_all(&other, &again.0, batch);
        assert_eq!(other.call("acts", json!({ "limit": 1 }))["acts"][0]["act"], acts);
    }
}

/// The township's answers are its own; the village's steps that stand on them cannot stand alone.
#[test]
fn what_the_township_answered_is_left_out_and_counted() {
    let (village, township) =
        (Laptop::village("石桥村", "330281104208"), Laptop::township("青溪镇", "330281104000"));
    let stick = tempfile::tempdir().unwrap();
    let stick = stick.path().to_str().unwrap();
    let invitation = township.call("invitation_write", json!({ "name": "石桥村", "folder": stick }));
    village.call("invitation_accept", json!({ "path": invitation["path"] }));
    let need = put(
        &village,
        "need",
        json!({ "date": "2026-03-02", "title": "屋顶漏水", "category": 105, "urgency": 2 }),
    );
    let step = |fields: Value| village.call("need_step", json!({ "need": need, "fields": fields }));
    step(json!({ "action": 2 }));
    step(json!({ "action": 6, "text": "要申请危房改造资金" }));
    let carry = |from: &Laptop, to: &Laptop| {
        let written = from.call("exchange_write", json!({ "folder": stick }));
        let paths: Vec<&Value> =
            written["files"].as_array().unwrap().iter().map(|file| &file["path"]).collect();
        to.call("exchange_receive", json!({ "paths": paths }));
    };
    carry(&village, &township);
    let answer = |fields: Value| {
        township.call("need_answer", json!({ "need": need, "village": "石桥村", "fields": fields }));
    };
    answer(json!({ "action": 1 }));
    answer(json!({ "action": 3, "text": "列入本年计划", "result": 1 }));
    carry(&township, &village);
    step(json!({ "action": 8, "answer_way": 1, "satisfaction": 1 }));

    let (lines, left) = dumped(&village, None, false);
    assert_eq!(left.records, [("乡镇答复", 2), ("办理环节", 1)].into());
    let other = Laptop::village("大湾村", "330281104209");
    put_all(&other, &lines, 1);
    assert_eq!(
        other.call("need", json!({ "id": need }))["state"],
        5,
        "with the township, as far as the village went"
    );
    // Of one kind only what was left out of it is told.
    let (steps, left) = dumped(&village, Some("step"), false);
    assert_eq!((steps.len(), left.records), (2, [("办理环节", 1)].into()));

    // A new workspace of the township knows no village: what it writes for villages is left to their files.
    let (lines, _) = dumped(&township, None, false);
    assert!(lines.iter().all(|line| line["village"].is_null()), "{lines:?}");
    put_all(&Laptop::township("清水镇", "330281105000"), &lines, 1);
}

/// More than 20 households need a reason, whichever of them has it.
#[test]
fn links_with_a_reason_come_when_the_others_are_there() {
    let village = Laptop::village("石桥村", "330281104208");
    let who = member(&village, "李四", "1980-01-01");
    let homes: Vec<String> =
        (0..21).map(|n| put(&village, "household", json!({ "number": format!("{n:03}") }))).collect();
    let link = |id: u32, home: &str, overload: Option<&str>| {
        json!({ "kind": "link", "id": format!("01900000-0000-7000-8000-{id:012}"), "fields": {
            "household": home, "member": who, "type": 1, "from": "2026-03-02", "decided_by": 1, "overload": overload,
        }})
    };
    let mut lines: Vec<Value> = (0..20u32).map(|n| link(100 + n, &homes[n as usize], None)).collect();
    // Its id is the smallest one.
    lines.push(link(1, &homes[20], Some("同住一幢楼")));
    put_all(&village, &lines, 1);
    for batch in [1, 1000] {
        let other = Laptop::village("大湾村", "330281104209");
        put_all(&other, &dumped(&village, None, false).0, batch);
        assert_eq!(counts(&other), counts(&village));
    }
}
