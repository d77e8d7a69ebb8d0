//! What is erased is gone in the village, in its second laptop and in the township, and is told of.

use exchange::Own;
use journal::ChannelId;
use scenarios::Laptop;
use serde_json::{Value, json};
use vault::SealIdentity;

use super::copies::{kept, put_back};
use super::laptops::{for_siblings, joined, settle};
use super::pair::{ID_NUMBER, NARRATIVE, PHONE, Pair, digest, dumped, shared_digest, takes, write};
use crate::homes::rows;

pub fn erase(pair: &Pair, kind: &str, id: &str, fields: Value) -> Value {
    let request = json!({ "kind": kind, "id": id, "fields": fields, "reason": "本人要求" });
    pair.village.call("erase", request)
}

pub fn id_of(pair: &Pair, kind: &str, field: &str, value: &str) -> String {
    let found = rows(&pair.village, kind, json!({}));
    let row = found.iter().find(|row| row[field] == value).unwrap();
    row["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_erased_value_is_gone_on_both_sides_and_the_rest_stands() {
    let pair = Pair::joined();
    pair.escalated(true);
    pair.settled();
    let who = id_of(&pair, "person", "name", "王大山");
    let offered = pair.village.call("erasable", json!({ "kind": "person", "id": who }));
    let names: Vec<&str> =
        offered["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"name") && names.contains(&"phone") && names.contains(&"id_number"), "{names:?}");
    assert!(dumped(&pair.township).contains(PHONE) && dumped(&pair.village).contains(ID_NUMBER));

    let reached = || {
        let told = pair.village.call("whereabouts", json!({ "kind": "person", "id": who }));
        (told["reached"].clone(), told["traces"][0]["what"].clone())
    };
    let erased = erase(&pair, "person", &who, json!(["phone", "id_number"]));
    assert_eq!(erased["fields"], 2);
    assert_eq!(reached(), (json!("saved"), json!("抹除个人信息")));
    assert!(!dumped(&pair.village).contains(PHONE) && !dumped(&pair.village).contains(ID_NUMBER));
    assert!(dumped(&pair.village).contains("王大山"));
    pair.settled();
    assert!(!dumped(&pair.township).contains(PHONE) && dumped(&pair.township).contains("屋顶漏水"));
    assert_eq!(reached().0, "received");
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    digest(&pair.village);
    digest(&pair.township);

    // What the visit says of them is another record, erased by itself.
    let visit = rows(&pair.village, "visit", json!({}))[0]["id"].as_str().unwrap().to_owned();
    assert!(dumped(&pair.village).contains(NARRATIVE));
    erase(&pair, "visit", &visit, json!(["content"]));
    assert!(!dumped(&pair.village).contains(NARRATIVE));
    digest(&pair.village);
}

#[test]
fn the_history_says_what_was_erased_and_nothing_undoes_it() {
    let pair = Pair::joined();
    pair.escalated(false);
    let who = id_of(&pair, "person", "name", "王大山");
    erase(&pair, "person", &who, json!(["phone"]));
    let history = pair.village.call("record_history", json!({ "kind": "person", "id": who }));
    let of_phone: Vec<&Value> =
        history["writes"].as_array().unwrap().iter().filter(|one| one["field"] == "手机号").collect();
    assert_eq!(of_phone.len(), 1, "{history}");
    assert_eq!((&of_phone[0]["what"], &of_phone[0]["value"]), (&json!("抹除个人信息"), &Value::Null));
    let act = pair.village.call("acts", json!({ "limit": 1 }))["acts"][0].clone();
    assert_eq!(act["code"], 22);
    let refused = pair.village.refused("undo", json!({ "act": act["act"] }));
    assert_eq!(refused.code, "erasure_stays");
    assert!(!dumped(&pair.village).contains(PHONE));
}

#[test]
fn a_second_laptop_erases_too_even_what_it_wrote_before_it_knew() {
    let pair = Pair::joined();
    pair.escalated(true);
    pair.settled();
    let (second, _folder) = joined(&pair.village);
    let who = id_of(&pair, "person", "name", "王大山");
    let stick = pair.stick.path();
    second.call("record_put", json!({ "kind": "person", "id": who, "fields": { "phone": "13900000777" } }));
    settle(&pair.village, &second, stick);
    assert!(dumped(&pair.village).contains("13900000777"));
    // Written before the erasure is known to the laptop that writes it, and by its stamp before the erasure.
    second.call("record_put", json!({ "kind": "person", "id": who, "fields": { "phone": "13900000888" } }));
    takes(&pair.township, &write(&second, stick));
    pair.village.wait_days(1);
    pair.village.call("record_put", json!({ "kind": "person", "id": who, "fields": { "skill": "木工" } }));
    erase(&pair, "person", &who, json!(["phone"]));
    assert!(dumped(&pair.township).contains("13900000888"));
    pair.settled();
    settle(&pair.village, &second, stick);
    for laptop in [&pair.village, &second, &pair.township] {
        let dump = dumped(laptop);
        for phone in [PHONE, "13900000777", "13900000888"] {
            assert!(!dump.contains(phone), "{phone}");
        }
        digest(laptop);
    }
    assert_eq!(shared_digest(&second), shared_digest(&pair.township));
}

/// All that a laptop of the township keeps sealed for the village, as the village reads it.
pub fn kept_sealed(pair: &Pair, keeper: &Laptop) -> String {
    let channel = ChannelId::from_slice(&hex::decode(pair.channel()).unwrap()).unwrap();
    let secret = pair.village.beside(|store| store.meta("seal_key").unwrap().unwrap());
    let identity = SealIdentity::from_secret_string(&String::from_utf8(secret).unwrap()).unwrap();
    let pieces: Vec<Own> = keeper.beside(|store| {
        let all = store.sealed(channel).unwrap().into_iter();
        all.map(|(number, _)| Own::from_bytes(&store.sealed_bytes(number).unwrap()).unwrap()).collect()
    });
    let mut all = String::new();
    for piece in pieces {
        for one in piece.open(std::slice::from_ref(&identity)).unwrap() {
            all.push_str(&format!("{:?}", one.unwrap()));
        }
    }
    all
}

#[test]
fn an_older_file_that_comes_late_brings_back_nothing_sealed_that_was_erased() {
    let pair = Pair::joined();
    pair.escalated(false);
    let late = pair.village_writes();
    let who = id_of(&pair, "person", "name", "王大山");
    erase(&pair, "person", &who, json!(["phone"]));
    pair.township_takes(&pair.village_writes());
    pair.township_takes(&late);
    let kept = kept_sealed(&pair, &pair.township);
    assert!(!kept.contains(PHONE) && kept.contains(ID_NUMBER) && kept.contains(NARRATIVE));
    pair.settled();
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}

#[test]
fn who_knows_of_another_erasure_under_the_same_number_brings_back_nothing_sealed() {
    let pair = Pair::joined();
    pair.escalated(false);
    pair.settled();
    let [who, other] = ["王大山", "李秀英"].map(|name| id_of(&pair, "person", "name", name));
    let old = kept(&pair.village);
    erase(&pair, "person", &who, json!(["phone"]));
    pair.township_takes(&pair.village_writes());
    // The older state knows nothing of that, and seals anew for an erasure of its own.
    put_back(&pair.village, &old);
    erase(&pair, "person", &other, json!(["phone"]));
    pair.village_takes(&pair.township_writes());
    assert!(dumped(&pair.village).contains(PHONE));
    pair.township_takes(&pair.village_writes());
    assert!(!kept_sealed(&pair, &pair.township).contains(PHONE));
    pair.settled();
    pair.settled();
    let kept = kept_sealed(&pair, &pair.township);
    for phone in [PHONE, "13900000456"] {
        assert!(!kept.contains(phone) && !dumped(&pair.village).contains(phone), "{phone}");
    }
    assert!(kept.contains(ID_NUMBER) && kept.contains(NARRATIVE));
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}

#[test]
fn no_laptop_of_a_township_keeps_sealed_what_was_erased() {
    let pair = Pair::joined();
    pair.escalated(false);
    pair.settled();
    let (second, _folder) = joined(&pair.township);
    let before = for_siblings(&second, pair.stick.path());
    let who = id_of(&pair, "person", "name", "王大山");
    erase(&pair, "person", &who, json!(["phone"]));
    pair.settled();
    // The file of the second laptop was made before either knew of the erasure.
    takes(&pair.township, &before);
    assert!(kept_sealed(&pair, &second).contains(PHONE));
    takes(&second, &for_siblings(&pair.township, pair.stick.path()));
    for keeper in [&pair.township, &second] {
        let kept = kept_sealed(&pair, keeper);
        assert!(!kept.contains(PHONE) && kept.contains(ID_NUMBER) && kept.contains(NARRATIVE));
        digest(keeper);
    }
}

#[test]
fn only_what_one_wrote_oneself_is_erased_and_only_with_a_reason() {
    let pair = Pair::joined();
    let need = pair.escalated(true);
    pair.settled();
    let who = id_of(&pair, "person", "name", "王大山");
    let request = json!({ "kind": "person", "id": who, "village": pair.channel() });
    assert_eq!(pair.township.refused("erasable", request).code, "erase_elsewhere");
    let without = json!({ "kind": "person", "id": who, "fields": ["phone"], "reason": " " });
    assert_eq!(pair.village.refused("erase", without).code, "reason_missing");
    for fields in [json!([]), json!(["birth_place"]), json!(["special"])] {
        let request = json!({ "kind": "person", "id": who, "fields": fields, "reason": "本人要求" });
        assert_eq!(pair.village.refused("erase", request).code, "erase_nothing");
    }
    let answered =
        json!({ "need": need, "village": pair.channel(), "fields": { "action": 1, "text": "已收到" } });
    pair.township.call("need_answer", answered);
    pair.settled();
    let page = pair.village.call("need", json!({ "id": need }));
    let answer = page["steps"].as_array().unwrap().iter().find(|step| step["kind"] == "answer").unwrap();
    let offered = pair.village.call("erasable", json!({ "kind": "answer", "id": answer["id"] }));
    assert_eq!(offered["fields"], json!([]));
}
