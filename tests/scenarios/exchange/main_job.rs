//! The whole way: invited, joined, written, taken in, answered, acknowledged.

use scenarios::PASSPHRASE;
use serde_json::{Value, json};

use super::pair::{NARRATIVE, Pair, copy_files, digest, dumped, names, shared_digest};
use crate::homes::{put, rows};

#[test]
fn a_village_tells_its_township_and_hears_the_answer_and_the_receipt() {
    let pair = Pair::joined();
    let need = pair.escalated(true);
    let own = pair.village.call("exchange", json!({}));
    assert_eq!(own["peers"][0]["acknowledged"], 0);
    let total = own["peers"][0]["total"].as_u64().unwrap();
    assert_eq!(own["peers"][0]["unsent"], total);
    assert_eq!(pair.village.call("today", json!({}))["unsent"], total);

    let file = pair.village_writes();
    assert_eq!(file["number"], 1);
    assert_eq!(file["entries"], total);
    let name = file["name"].as_str().unwrap();
    assert_eq!(name, "练习-石桥村-交清河镇-第0001号-20260302.lxc");
    let own = pair.village.call("exchange", json!({}));
    assert_eq!((&own["peers"][0]["unsent"], &own["peers"][0]["sent"]), (&json!(0), &json!(total)));
    assert_eq!(
        (&own["written"][0]["entries"], &own["written"][0]["acknowledged"]),
        (&json!(total), &json!(false))
    );

    // The township looks before it takes in.
    let before = digest(&pair.township);
    let preview = pair.township.call("exchange_preview", json!({ "paths": [file["path"]] }));
    let incoming = &preview["files"][0];
    assert_eq!(
        (&incoming["ok"], &incoming["stranger"], &incoming["already"]),
        (&json!(true), &json!(true), &json!(false))
    );
    assert_eq!((&incoming["sender"], &incoming["fresh"]), (&json!("石桥村"), &json!(total)));
    let people = incoming["records"].as_array().unwrap().iter().find(|one| one["kind"] == "person").unwrap();
    assert_eq!((&people["label"], &people["count"]), (&json!("人员"), &json!(2)));
    assert_eq!(digest(&pair.township), before);
    assert_eq!(pair.township.call("exchange", json!({}))["peers"], json!([]));

    let received = pair.township.call("exchange_receive", json!({ "paths": [file["path"]] }));
    assert_eq!(received["files"][0]["ok"], true, "{received}");
    assert_eq!(received["outcomes"], outcomes(total, 0, 0));
    let village = &pair.township.call("exchange", json!({}))["peers"][0];
    assert_eq!(
        (&village["party"]["name"], &village["party"]["confirmed"]),
        (&json!("石桥村"), &json!(false))
    );
    assert_eq!(pair.township.call("exchange", json!({}))["invitations"][0]["used_by"], "石桥村");

    let listed = &rows(&pair.township, "villages", json!({}))[0];
    assert_eq!(
        (&listed["name"], &listed["households"], &listed["visits"]),
        (&json!("石桥村"), &json!(1), &json!(1))
    );
    assert_eq!((&listed["open_needs"], &listed["waiting"]), (&json!(1), &json!(1)));
    let channel = listed["id"].as_str().unwrap();
    let waiting = pair.township.call("today", json!({}))["waiting"].clone();
    assert_eq!((&waiting["total"], &waiting["first"][0]["record"]["label"]), (&json!(1), &json!("屋顶漏水")));

    let page = pair.township.call("need", json!({ "id": need, "village": channel }));
    assert_eq!(page["need"]["values"]["title"], "屋顶漏水");
    for fields in [json!({ "action": 1 }), json!({ "action": 3, "text": "列入危房改造", "result": 1 })]
    {
        pair.township.call("need_answer", json!({ "need": need, "village": channel, "fields": fields }));
    }
    assert_eq!(pair.township.call("today", json!({}))["unsent"], 2);
    let answer = pair.township_writes();
    assert_eq!(answer["name"], "练习-清河镇-交石桥村-第0001号-20260302.lxc");
    assert_eq!((&answer["entries"], &answer["to"]), (&json!(2), &json!("石桥村")));

    let seen =
        pair.village.call("exchange_preview", json!({ "paths": [answer["path"]] }))["files"][0].clone();
    assert_eq!((&seen["fresh"], &seen["acknowledges"]), (&json!(2), &json!(total)));
    let taken =
        pair.village.call("exchange_receive", json!({ "paths": [answer["path"]] }))["files"][0].clone();
    assert_eq!((&taken["outcomes"]["applied"], &taken["acknowledges"]), (&json!(2), &json!(total)));
    let page = pair.village.call("need", json!({ "id": need }));
    assert_eq!((&page["state"], &page["steps"][3]["values"]["text"]), (&json!(8), &json!("列入危房改造")));
    let today = pair.village.call("today", json!({}));
    assert_eq!((&today["unsent"], &today["answers"]["total"]), (&json!(0), &json!(1)));
    let own = pair.village.call("exchange", json!({}));
    let peer = &own["peers"][0];
    assert_eq!(
        (&peer["acknowledged"], &peer["sent"], &peer["receipt_number"]),
        (&json!(total), &json!(0), &json!(1))
    );
    assert_eq!(
        (&own["written"][0]["acknowledged"], &own["received"][0]["outcomes"]["applied"]),
        (&json!(true), &json!(2))
    );
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}

#[test]
fn what_is_acknowledged_is_not_sent_again() {
    let pair = Pair::joined();
    pair.escalated(false);
    let total = pair.village_writes()["entries"].as_u64().unwrap();
    let told = pair.village.progress();
    assert!(told.contains(&("exchange_write".to_owned(), total, total)), "{told:?}");
    // Without a receipt, the next file repeats all of it.
    let second = pair.village_writes();
    assert_eq!((&second["number"], &second["entries"]), (&json!(2), &json!(total)));
    pair.township_takes(&second);
    pair.village_takes(&pair.township_writes());
    let third = pair.village_writes();
    assert_eq!(third["entries"], 0);
    put(&pair.village, "person", json!({ "name": "后来人" }));
    let fourth = pair.village_writes();
    assert_eq!(fourth["entries"], 1);
    // An earlier file that comes late changes nothing, nor does one without entries.
    let taken = pair.township_takes(&fourth);
    assert_eq!(taken["outcomes"]["applied"], 1);
    assert_eq!(pair.township_takes(&third)["outcomes"], outcomes(0, 0, 0));
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    // And what the township acknowledged last still holds.
    pair.village_takes(&pair.township_writes());
    assert_eq!(pair.village.call("today", json!({}))["unsent"], 0);
}

#[test]
fn a_file_comes_twice_late_or_in_the_wrong_order() {
    let pair = Pair::joined();
    pair.settled();
    let first_receipt = pair.township_writes();
    put(&pair.village, "person", json!({ "name": "第一人" }));
    let one = pair.village_writes();
    pair.township_takes(&one);
    pair.village_takes(&pair.township_writes());
    let who = put(&pair.village, "person", json!({ "name": "第二人" }));
    let two = pair.village_writes();
    pair.village.call("record_put", json!({ "kind": "person", "id": who, "fields": { "name": "改名人" } }));
    let three = pair.village_writes();

    // Twice: an outcome, not a failure.
    let again = pair.township_takes(&one);
    assert_eq!((&again["already"], &again["outcomes"]["same"]), (&json!(true), &one["entries"]));
    // The later one first; it carries the earlier one's entries too, as no receipt covered them.
    assert_eq!(pair.township_takes(&three)["outcomes"]["applied"], 2);
    assert_eq!(pair.township_takes(&two)["outcomes"], outcomes(0, 1, 0));
    // An old receipt does not undo a newer one.
    pair.village_takes(&pair.township_writes());
    assert_eq!(pair.village.call("today", json!({}))["unsent"], 0);
    assert_eq!(pair.village_takes(&first_receipt)["acknowledges"], 0);
    assert_eq!(pair.village.call("today", json!({}))["unsent"], 0);
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}

#[test]
fn what_comes_before_what_it_builds_on_waits_and_is_sent_again() {
    let pair = Pair::joined();
    pair.settled();
    let copy = tempfile::tempdir().unwrap();
    pair.township.call("workspace_lock", json!({}));
    copy_files(pair.township.home(), copy.path());
    pair.township.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    let who = put(&pair.village, "person", json!({ "name": "第一人" }));
    pair.settled();
    // The township is put back to the older copy: what it acknowledged is gone there.
    pair.township.call("workspace_lock", json!({}));
    copy_files(copy.path(), pair.township.home());
    pair.township.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));

    pair.village.call("record_put", json!({ "kind": "person", "id": who, "fields": { "name": "改名人" } }));
    let early = pair.village_writes();
    assert_eq!(early["entries"], 1);
    let before = shared_digest(&pair.township);
    let taken = pair.township_takes(&early);
    assert_eq!(taken["outcomes"], outcomes(0, 0, 1));
    assert_eq!(shared_digest(&pair.township), before);
    // By the village's receipt it wrote more files than it knows of, so it takes a new name and says what it lacks.
    assert_eq!(taken["remarks"][0]["code"], "site_renewed");
    pair.village_takes(&pair.township_writes());
    let peer = pair.village.call("exchange", json!({}))["peers"][0].clone();
    assert_eq!((&peer["waiting"], &peer["sent"]), (&json!(1), &json!(1)));
    let again = pair.village_writes();
    assert_eq!(again["entries"], 1);
    assert_eq!(pair.township_takes(&again)["outcomes"], outcomes(1, 0, 0));
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}

fn outcomes(applied: u64, same: u64, waiting: u64) -> Value {
    json!({ "applied": applied, "same": same, "conflict": 0, "refused": 0, "waiting": waiting })
}

#[test]
fn a_need_answered_while_it_is_taken_back_ends_the_same_on_both_sides() {
    let pair = Pair::joined();
    let need = pair.escalated(false);
    pair.township_takes(&pair.village_writes());
    let channel = pair.channel();
    pair.township.call("need_answer", json!({ "need": need, "village": channel, "fields": { "action": 1 } }));
    pair.village.call("need_step", json!({ "need": need, "fields": { "action": 15, "text": "自己解决" } }));
    pair.township_takes(&pair.village_writes());
    pair.village_takes(&pair.township_writes());
    let page = |laptop: &scenarios::Laptop, request: Value| {
        let page = laptop.call("need", request);
        (page["state"].clone(), page["misfits"].clone())
    };
    let here = page(&pair.village, json!({ "id": need }));
    assert_eq!(here, page(&pair.township, json!({ "id": need, "village": channel })));
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}

#[test]
fn the_township_reads_a_village_and_what_is_withheld_is_just_empty() {
    let pair = Pair::joined();
    pair.escalated(true);
    pair.township_takes(&pair.village_writes());
    let channel = pair.channel();
    let home = &pair.rows_in("households")[0];
    let page = pair.township.call("household", json!({ "id": home["id"], "village": channel }));
    assert!(page.to_string().contains("王大山"));
    let visit = &pair.rows_in("visit")[0];
    assert_eq!((&visit["date"], &visit["content"]), (&json!("2026-03-02"), &Value::Null));
    let view =
        pair.township.call("record", json!({ "kind": "visit", "id": visit["id"], "village": channel }));
    assert_eq!(view["values"].get("content"), None);
    // By code and by name as well.
    for village in ["330281104208", "石桥村"] {
        let listed =
            pair.township.call("list", json!({ "list": "needs", "village": village, "request": {} }));
        assert_eq!(listed["total"], 1);
    }
    assert!(!dumped(&pair.township).contains(NARRATIVE));
    assert!(dumped(&pair.village).contains(NARRATIVE));
    assert_eq!(names(&pair.township), names(&pair.village));
}
