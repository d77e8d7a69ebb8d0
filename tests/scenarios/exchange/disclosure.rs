//! What the township is told, is told later, and never.

use serde_json::json;

use super::pair::{ID_NUMBER, NARRATIVE, PHONE, Pair, dumped, shared_digest, write};
use crate::homes::put;

/// What of the escalated visit the township knows.
fn known(pair: &Pair) -> [bool; 5] {
    let dump = dumped(&pair.township);
    [PHONE, "13900000789", "13900000456", ID_NUMBER, NARRATIVE].map(|text| dump.contains(text))
}

#[test]
fn telephones_go_up_only_with_an_escalation_that_says_so() {
    let pair = Pair::joined();
    pair.escalated(false);
    pair.settled();
    assert_eq!(known(&pair), [false; 5]);
    let pair = Pair::joined();
    pair.escalated(true);
    pair.settled();
    // The person's own and the one given for the need; not another's, and no ID number.
    assert_eq!(known(&pair), [true, true, false, false, false]);
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}

#[test]
fn what_was_sent_sealed_is_opened_later() {
    let pair = Pair::joined();
    let need = pair.escalated(false);
    pair.settled();
    assert_eq!(known(&pair), [false; 5]);
    for fields in [
        json!({ "action": 15, "text": "先自己问" }),
        json!({ "action": 6, "text": "还是请镇里", "tell_contact": true }),
    ] {
        pair.village.call("need_step", json!({ "need": need, "fields": fields }));
    }
    let lost = pair.village_writes();
    let file = pair.village_writes();
    assert_eq!((&lost["entries"], &file["entries"]), (&json!(2), &json!(2)));
    pair.township_takes(&file);
    assert_eq!(known(&pair), [true, true, false, false, false]);
}

#[test]
fn becoming_a_member_opens_the_items_of_the_form_older_ones_too() {
    let pair = Pair::joined();
    pair.escalated(false);
    let who = put(
        &pair.village,
        "person",
        json!({ "name": "赵党员", "phone": "13900000555", "id_number": "999001195807120035", "health": "高血压" }),
    );
    pair.settled();
    assert!(!dumped(&pair.township).contains("13900000555"));
    put(&pair.village, "member", json!({ "person": who, "category": 1, "joined": "1985-07" }));
    pair.settled();
    let dump = dumped(&pair.township);
    assert!(dump.contains("13900000555") && dump.contains("999001195807120035") && dump.contains("1985-07"));
    assert!(!dump.contains("高血压") && !dump.contains(ID_NUMBER));
    // What is written of a member from now on is open from the beginning.
    pair.village
        .call("record_put", json!({ "kind": "person", "id": who, "fields": { "phone": "13900000666" } }));
    pair.settled();
    let dump = dumped(&pair.township);
    assert!(dump.contains("13900000666") && !dump.contains("13900000555"));
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    let shown =
        pair.township.call("record", json!({ "kind": "person", "id": who, "village": pair.channel() }));
    assert_ne!(shown["values"]["phone"], "13900000666", "masked until somebody asks with a reason");
    let whole =
        json!({ "kind": "person", "id": who, "field": "phone", "reason": "核对", "village": pair.channel() });
    assert_eq!(pair.township.call("reveal", whole)["value"], "13900000666");
}

#[test]
fn no_village_learns_anything_of_another() {
    let pair = Pair::joined();
    pair.escalated(true);
    pair.settled();
    let other = scenarios::Laptop::village("杨家村", "330281104209");
    let invitation = pair.invitation("杨家村");
    other.call("invitation_accept", json!({ "path": invitation }));
    put(&other, "person", json!({ "name": "别村人" }));
    pair.township_takes(&write(&other, pair.stick.path()));
    let written =
        pair.township.call("exchange_write", json!({ "folder": pair.stick.path() }))["files"].clone();
    let files = written.as_array().unwrap();
    assert_eq!(files.len(), 2);
    for file in files {
        let (reader, stranger) =
            if file["to"] == "石桥村" { (&pair.village, &other) } else { (&other, &pair.village) };
        let taken = reader.call("exchange_receive", json!({ "paths": [file["path"]] }))["files"][0].clone();
        assert_eq!(taken["ok"], true, "{taken}");
        let foreign =
            stranger.call("exchange_receive", json!({ "paths": [file["path"]] }))["files"][0].clone();
        assert_eq!(foreign["failure"]["code"], "package_foreign");
    }
    assert!(!dumped(&other).contains("王大山") && !dumped(&pair.village).contains("别村人"));
    let only =
        pair.township.call("exchange_write", json!({ "to": "330281104209", "folder": pair.stick.path() }));
    assert_eq!((&only["files"][0]["to"], only["files"].as_array().unwrap().len()), (&json!("杨家村"), 1));
}
