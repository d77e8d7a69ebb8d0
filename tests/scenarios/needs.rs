//! 诉求: every way that a need may go, and those it may not.

use scenarios::Laptop;
use serde_json::{Value, json};

use crate::homes::{put, rows, village};

/// A village with a need at its first household.
fn raised() -> (Laptop, String) {
    let (village, homes) = village();
    let need = put(
        &village,
        "need",
        json!({
            "date": "2026-03-02", "title": "屋顶漏水", "description": "厨房后墙往下滴", "category": 105, "urgency": 2,
            "channel": 11, "household": homes[0],
        }),
    );
    (village, need)
}

fn step(village: &Laptop, need: &str, fields: Value) -> Value {
    village.call("need_step", json!({ "need": need, "fields": fields }))
}

fn refused(village: &Laptop, need: &str, fields: Value) -> String {
    village.refused("need_step", json!({ "need": need, "fields": fields })).code
}

fn page(village: &Laptop, need: &str) -> Value {
    village.call("need", json!({ "id": need }))
}

fn state(village: &Laptop, need: &str) -> u64 {
    page(village, need)["state"].as_u64().unwrap()
}

/// Goes steps that each must lead to its state.
fn go(village: &Laptop, need: &str, steps: Value) {
    for one in steps.as_array().unwrap() {
        step(village, need, one[0].clone());
        assert_eq!(json!(state(village, need)), one[1], "after {}", one[0]);
    }
}

#[test]
fn the_village_handles_a_need_to_the_end() {
    let (village, need) = raised();
    assert_eq!(page(&village, &need)["state"], 2);
    assert_eq!(village.call("acts", json!({ "limit": 1 }))["acts"][0]["what"], "登记诉求");
    go(
        &village,
        &need,
        json!([
            [{ "action": 2, "by": "李书记" }, 3],
            [{ "action": 4, "text": "请了瓦工来看" }, 4],
            [{ "action": 5, "text": "换了瓦", "result": 1, "answer_way": 1 }, 8],
            [{ "action": 8, "satisfaction": 1 }, 9],
            [{ "action": 9 }, 10],
        ]),
    );
    let done = page(&village, &need);
    assert_eq!(done["steps"].as_array().unwrap().len(), 5);
    assert_eq!((&done["misfits"], &done["due"]), (&json!([]), &Value::Null));
    // Only taking it up again may follow.
    assert_eq!(done["village_actions"], json!([10]));
}

#[test]
fn an_answer_on_the_spot_goes_straight_to_the_follow_up() {
    let (village, need) = raised();
    go(
        &village,
        &need,
        json!([
            [{ "action": 3, "text": "政策讲清楚了", "result": 3, "answer_way": 1 }, 8],
            [{ "action": 8, "gap": 2, "text": "电话打不通" }, 9],
            [{ "action": 9 }, 10],
        ]),
    );
}

#[test]
fn a_need_that_is_declined_is_closed_as_explained() {
    let (village, need) = raised();
    assert_eq!(refused(&village, &need, json!({ "action": 7 })), "required");
    go(&village, &need, json!([[{ "action": 7, "text": "不符合危房改造条件" }, 11], [{ "action": 9 }, 10]]));
}

#[test]
fn a_dissatisfied_answer_is_taken_up_again_or_closed_with_a_reason() {
    let (village, need) = raised();
    let resolved = json!({ "action": 5, "text": "补了瓦", "result": 2, "answer_way": 2 });
    go(
        &village,
        &need,
        json!([[{ "action": 2 }, 3], [resolved, 8], [{ "action": 8, "satisfaction": 3 }, 9]]),
    );
    assert_eq!(page(&village, &need)["lacking"], json!(["情况说明"]));
    assert_eq!(refused(&village, &need, json!({ "action": 9 })), "close_incomplete");
    go(&village, &need, json!([[{ "action": 10, "text": "还漏" }, 4]]));
    assert_eq!(page(&village, &need)["redone"], 1);
    go(&village, &need, json!([[resolved, 8], [{ "action": 8, "satisfaction": 3 }, 9]]));
    go(&village, &need, json!([[{ "action": 9, "text": "本人同意等来年统一翻修" }, 10]]));
}

#[test]
fn nothing_is_closed_before_the_villager_was_told() {
    let (village, need) = raised();
    go(
        &village,
        &need,
        json!([
            [{ "action": 2 }, 3],
            [{ "action": 5, "text": "修好了", "result": 1 }, 8],
            [{ "action": 8, "satisfaction": 1 }, 9],
        ]),
    );
    let before = page(&village, &need);
    assert_eq!((&before["answered"], &before["lacking"]), (&json!(false), &json!(["答复方式"])));
    let failure = village.refused("need_step", json!({ "need": need, "fields": { "action": 9 } }));
    assert_eq!((failure.code.as_str(), &failure.params["missing"]), ("close_incomplete", &json!("答复方式")));
    assert_eq!(failure.params["fields"][0]["field"], "answer_way");
    // The form of the closing asks for just that.
    let close = before["forms"].as_array().unwrap().iter().find(|form| form["action"] == 9).unwrap();
    let required: Vec<&Value> = close["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["required"] == true)
        .map(|one| &one["name"])
        .collect();
    assert_eq!(required, [&json!("answer_way"), &json!("date")]);
    go(&village, &need, json!([[{ "action": 9, "answer_way": 2 }, 10]]));
}

#[test]
fn steps_out_of_order_are_refused_by_name_and_change_nothing() {
    let (village, need) = raised();
    for action in [4, 5, 6, 8, 9, 10, 11, 12, 13, 15] {
        let fields = json!({
            "action": action, "text": "试试", "result": 1, "satisfaction": 1, "until": "2026-04-01",
        });
        assert_eq!(refused(&village, &need, fields), "step_out_of_order", "action {action}");
    }
    assert_eq!(page(&village, &need)["steps"], json!([]));
    assert_eq!(page(&village, &need)["village_actions"], json!([2, 3, 7, 14]));
    step(&village, &need, json!({ "action": 2 }));
    assert_eq!(refused(&village, &need, json!({ "action": 2 })), "step_out_of_order");
}

#[test]
fn a_step_says_what_it_must() {
    let (village, need) = raised();
    step(&village, &need, json!({ "action": 2 }));
    for (fields, missing) in [
        (json!({ "action": 4 }), "text"),
        (json!({ "action": 5, "text": "修好了" }), "result"),
        (json!({ "action": 11, "text": "等雨停" }), "until"),
        (json!({ "action": 3, "text": "答复了", "result": 1 }), "answer_way"),
    ] {
        let failure = village.refused("need_step", json!({ "need": need, "fields": fields }));
        assert_eq!(failure.params["fields"][0]["field"], missing, "{}", failure.code);
    }
    // The forms that the window builds from say the same.
    for form in page(&village, &need)["forms"].as_array().unwrap() {
        let fields = form["fields"].as_array().unwrap();
        let names: Vec<&Value> = fields.iter().map(|field| &field["name"]).collect();
        assert_eq!(names[names.len() - 2..], [&json!("date"), &json!("by")], "action {}", form["action"]);
    }
    step(&village, &need, json!({ "action": 5, "text": "修好了", "result": 1 }));
    let failure = village.refused("need_step", json!({ "need": need, "fields": { "action": 8 } }));
    assert_eq!(failure.params["fields"][0]["field"], "satisfaction");
}

#[test]
fn handling_is_put_off_and_gone_on_with() {
    let (village, need) = raised();
    // An urgent need: three working days from Monday, the 2nd of March 2026.
    assert_eq!(page(&village, &need)["due"], "2026-03-05");
    go(
        &village,
        &need,
        json!([
            [{ "action": 2 }, 3],
            [{ "action": 13, "text": "等材料", "until": "2026-03-20" }, 3],
            [{ "action": 11, "text": "雨季不能施工", "until": "2026-04-10" }, 12],
        ]),
    );
    assert_eq!(page(&village, &need)["due"], "2026-04-10");
    go(&village, &need, json!([[{ "action": 12, "text": "天晴了" }, 4]]));
}

#[test]
fn a_need_past_its_day_is_marked_and_counted() {
    let (village, need) = raised();
    village.wait_days(4);
    let late = page(&village, &need);
    assert_eq!((&late["overdue"], &late["due"]), (&json!(true), &json!("2026-03-05")));
    assert_eq!(rows(&village, "needs", json!({ "size": 9, "page": 1 }))[0]["overdue"], true);
    let counts = village.call("need_counts", json!({}));
    assert_eq!(counts["states"], json!([{ "state": 2, "count": 1 }]));
    assert_eq!((&counts["overdue"], &counts["total"]), (&json!(1), &json!(1)));
    let only = json!({ "filters": [{ "column": "state", "any": [8] }], "size": 9, "page": 1 });
    assert_eq!(rows(&village, "needs", only), Vec::<Value>::new());
}

#[test]
fn a_need_that_says_the_same_is_merged_into_the_other() {
    let (village, need) = raised();
    let other = put(
        &village,
        "need",
        json!({ "date": "2026-03-02", "title": "还是漏水", "category": 105, "urgency": 3 }),
    );
    let failure = village.refused("need_step", json!({ "need": other, "fields": { "action": 14 } }));
    assert_eq!(failure.params["fields"][0]["field"], "main");
    assert_eq!(refused(&village, &other, json!({ "action": 14, "main": other })), "merge_itself");
    step(&village, &other, json!({ "action": 14, "main": need, "text": "同一处屋顶" }));
    let merged = page(&village, &other);
    assert_eq!(
        (&merged["state"], &merged["need"]["values"]["main"]["label"]),
        (&json!(13), &json!("屋顶漏水"))
    );
    assert_eq!(merged["village_actions"], json!([]));
}

#[test]
fn what_was_sent_up_can_be_taken_back_and_the_village_never_answers_for_the_township() {
    let (village, need) = raised();
    go(
        &village,
        &need,
        json!([
            [{ "action": 2 }, 3],
            [{ "action": 6, "text": "要申请危房改造资金", "tell_contact": true }, 5],
        ]),
    );
    assert_eq!(page(&village, &need)["township_actions"], json!([]));
    let answer = json!({ "kind": "answer", "fields": { "need": need, "action": 1, "date": "2026-03-02" } });
    assert_eq!(village.refused("record_put", answer).code, "not_yours");
    let fields = json!({ "action": 1 });
    let answer = json!({ "need": need, "village": "石桥村", "fields": fields });
    assert_eq!(village.refused("need_answer", answer).code, "other_side");
    go(&village, &need, json!([[{ "action": 15, "text": "村里自己筹到钱了" }, 4]]));
}

#[test]
fn a_wrong_step_is_taken_back_or_put_right() {
    let (village, need) = raised();
    let first = step(&village, &need, json!({ "action": 2 }));
    village.call("undo", json!({ "act": first["act"] }));
    assert_eq!(state(&village, &need), 2);
    let again = step(&village, &need, json!({ "action": 2, "text": "收下了" }));
    let id = again["id"].clone();
    village.call("record_put", json!({ "kind": "step", "id": id, "fields": { "text": "已收下，周五去看" } }));
    assert_eq!(page(&village, &need)["steps"][0]["values"]["text"], "已收下，周五去看");
    village.call("record_delete", json!({ "kind": "step", "id": id, "reason": "点错了" }));
    assert_eq!(state(&village, &need), 2);
}

#[test]
fn a_need_is_changed_deleted_and_brought_back_with_its_steps() {
    let (village, need) = raised();
    step(&village, &need, json!({ "action": 2 }));
    let record = village.call("record", json!({ "kind": "need", "id": need }));
    let put = json!({ "kind": "need", "id": need, "base": record["base"], "fields": { "urgency": 1, "place": "后墙" } });
    village.call("record_put", put);
    assert_eq!(page(&village, &need)["due"], "2026-03-03");
    village.call("record_delete", json!({ "kind": "need", "id": need, "reason": "重复" }));
    assert_eq!(village.refused("need", json!({ "id": need })).code, "not_found");
    assert_eq!(rows(&village, "needs", json!({ "size": 9, "page": 1 })), Vec::<Value>::new());
    let again = json!({ "action": 4, "text": "去看了" });
    village.refused("need_step", json!({ "need": need, "fields": again }));
    village.call("record_restore", json!({ "kind": "need", "id": need }));
    assert_eq!(state(&village, &need), 3);
}

#[test]
fn the_township_takes_a_need_up_and_answers_it() {
    let (village, need) = raised();
    let township = Laptop::township("青溪镇", "330281104000");
    let stick = tempfile::tempdir().unwrap();
    let stick = stick.path().to_str().unwrap();
    let invitation = township.call("invitation_write", json!({ "name": "石桥村", "folder": stick }));
    village.call("invitation_accept", json!({ "path": invitation["path"] }));
    step(&village, &need, json!({ "action": 2 }));
    step(&village, &need, json!({ "action": 6, "text": "要申请危房改造资金" }));
    let carry = |from: &Laptop, to: &Laptop| {
        let written = from.call("exchange_write", json!({ "folder": stick }));
        let paths: Vec<&Value> =
            written["files"].as_array().unwrap().iter().map(|file| &file["path"]).collect();
        let taken = to.call("exchange_receive", json!({ "paths": paths }));
        assert!(taken["files"].as_array().unwrap().iter().all(|file| file["ok"] == true), "{taken}");
    };
    carry(&village, &township);

    let row = &rows(&township, "needs", json!({ "size": 9, "page": 1 }))[0];
    assert_eq!(
        (&row["title"], &row["state"], &row["village"]),
        (&json!("屋顶漏水"), &json!(5), &json!("石桥村"))
    );
    let at = |need: &str| township.call("need", json!({ "id": need, "village": row["village_id"] }));
    assert_eq!((&at(&need)["township_actions"], &at(&need)["village_actions"]), (&json!([1, 4]), &json!([])));
    let answer = |fields: Value| json!({ "need": need, "village": row["village_id"], "fields": fields });
    assert_eq!(
        township.refused("need_answer", answer(json!({ "action": 3, "text": "可以", "result": 1 }))).code,
        "step_out_of_order"
    );
    township.call("need_answer", answer(json!({ "action": 1 })));
    assert_eq!(
        township.refused("need_answer", answer(json!({ "action": 3, "text": "可以" }))).code,
        "required"
    );
    township.call("need_answer", answer(json!({ "action": 2, "text": "转给村建办" })));
    township.call(
        "need_answer",
        answer(json!({ "action": 3, "text": "列入本年计划", "result": 1, "by": "周敏" })),
    );
    assert_eq!(at(&need)["state"], 8);
    let acts = township.call("acts", json!({ "limit": 3 }));
    assert_eq!(
        (&acts["acts"][0]["what"], &acts["acts"][0]["about"]),
        (&json!("乡镇答复"), &json!("屋顶漏水"))
    );

    carry(&township, &village);
    let page = page(&village, &need);
    assert_eq!(page["state"], 8);
    let answers: Vec<&Value> =
        page["steps"].as_array().unwrap().iter().filter(|one| one["kind"] == "answer").collect();
    assert_eq!((answers.len(), &answers[2]["values"]["text"]), (3, &json!("列入本年计划")));
    // Told to the villager, and closed.
    go(
        &village,
        &need,
        json!([[{ "action": 8, "answer_way": 1, "satisfaction": 1 }, 9], [{ "action": 9 }, 10]]),
    );
}

#[test]
fn a_new_need_gets_the_next_number_of_its_year() {
    let (village, homes) = village();
    let number =
        |id: &str| village.call("record", json!({ "kind": "need", "id": id }))["values"]["number"].clone();
    let fields = |date: &str| json!({ "date": date, "title": "修路灯", "category": 504, "urgency": 3 });
    let first = put(&village, "need", fields("2026-03-02"));
    let before = put(&village, "need", fields("2025-12-31"));
    assert_eq!((number(&first), number(&before)), (json!("2026-0001"), json!("2025-0001")));
    // Two raised in one visit, and one whose number a person gave.
    let raised = json!({ "title": "清水沟", "category": 504 });
    let visit = json!({ "date": "2026-03-02", "households": [homes[0]], "form": 1, "content": "家里都好" });
    let given = json!({ "title": "修桥", "category": 504, "number": "2026-0009" });
    let done = village.call("visit_register", json!({ "visit": visit, "needs": [raised, raised, given] }));
    let of = |place: usize| number(done["needs"][place].as_str().unwrap());
    assert_eq!([of(0), of(1), of(2)], ["2026-0002", "2026-0003", "2026-0009"]);
    // What a person meant otherwise does not lead on, and a deleted need keeps its number.
    let mut other = fields("2026-03-02");
    other["number"] = json!("2026-20260302");
    put(&village, "need", other);
    village.call("record_delete", json!({ "kind": "need", "id": done["needs"][2], "reason": "重复" }));
    let blank = {
        let mut fields = fields("2026-03-02");
        fields["number"] = json!(" ");
        fields
    };
    assert_eq!(number(&put(&village, "need", blank)), "2026-0010");
    // Changing one numbers nothing.
    village.call("record_put", json!({ "kind": "need", "id": first, "fields": { "number": null } }));
    village.call("record_put", json!({ "kind": "need", "id": first, "fields": { "title": "修路" } }));
    assert_eq!(number(&first), Value::Null);
}
