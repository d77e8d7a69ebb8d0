//! 对方没有收的: what the other side refused stays listed, leads to its page, and is corrected or sent again.

use journal::{Hlc, MAX_HLC};
use scenarios::Laptop;
use serde_json::{Value, json};

use super::pair::{Pair, digest, shared_digest};
use crate::homes::home;

/// Notes the last stamp that a laptop has seen, and answers the one before. No honest laptop comes beyond the year
/// 2100; one with a faulty program would.
fn stamped(laptop: &Laptop, last: Hlc) -> Hlc {
    laptop.beside(|store| {
        let before = store.meta("hlc").unwrap().unwrap().try_into().unwrap();
        store.set_meta("hlc", &last.0.to_be_bytes()).unwrap();
        Hlc(u64::from_be_bytes(before))
    })
}

fn number(laptop: &Laptop, home: &str, number: &str) {
    let fields = json!({ "number": number });
    laptop.call("record_put", json!({ "kind": "household", "id": home, "fields": fields }));
}

fn refused(pair: &Pair) -> Vec<Value> {
    pair.village.call("refusals", json!({}))["refused"].as_array().unwrap().clone()
}

fn reached(pair: &Pair, home: &str) -> Value {
    pair.village.call("whereabouts", json!({ "kind": "household", "id": home }))["reached"].clone()
}

#[test]
fn a_refused_entry_is_listed_until_it_is_corrected_or_sent_again() {
    let pair = Pair::joined();
    let homes = [home(&pair.village, "王大山", "01-001"), home(&pair.village, "李秀英", "01-002")];
    pair.settled();
    let before = stamped(&pair.village, Hlc(MAX_HLC.0 + 1));
    number(&pair.village, &homes[0], "09-001");
    number(&pair.village, &homes[1], "09-002");
    stamped(&pair.village, before);
    let taken = pair.township_takes(&pair.village_writes());
    assert_eq!(
        (&taken["outcomes"]["refused"], &taken["refusals"][0]["kind"]),
        (&json!(2), &json!("household"))
    );
    assert_eq!(refused(&pair), [] as [Value; 0], "nobody knows of it yet");
    pair.village_takes(&pair.township_writes());

    let listed = refused(&pair);
    assert_eq!(listed.len(), 2, "{listed:?}");
    for (one, home) in listed.iter().zip(&homes) {
        assert_eq!((&one["peer"], &one["records"][0]["page_kind"]), (&json!("清河镇"), &json!("household")));
        assert_eq!(&one["records"][0]["page"], home);
        assert!(one["why"].as_str().unwrap().contains("2100"), "{one}");
        assert_eq!(reached(&pair, home), "refused");
    }
    // Both are sent again, and one is corrected; neither needs any more attention.
    for one in &listed {
        pair.village.call("refusal_resend", json!({ "entry": one["entry"] }));
    }
    number(&pair.village, &homes[0], "01-011");
    assert_eq!(refused(&pair), [] as [Value; 0]);
    let again = json!({ "entry": listed[1]["entry"] });
    assert_eq!(pair.village.refused("refusal_resend", again).code, "not_found", "it is sent already");
    pair.settled();
    let mut numbers: Vec<Value> =
        pair.rows_in("households").iter().map(|one| one["number"].clone()).collect();
    numbers.sort_by_key(Value::to_string);
    assert_eq!(numbers, ["01-011", "09-002"]);
    for home in &homes {
        assert_eq!(reached(&pair, home), "received");
    }
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    digest(&pair.village);
    digest(&pair.township);
}
