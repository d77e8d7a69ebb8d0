//! 党员: registering members, a member's page, who need not care for households.

use scenarios::Laptop;
use serde_json::{Value, json};

use crate::homes::{rows, village};

/// A member of the village, new or known, born in `birth`.
pub fn member(village: &Laptop, name: &str, birth: &str) -> String {
    let request = json!({
        "person_fields": { "name": name, "birth": birth }, "fields": { "category": 1, "joined": "2005-07-01" },
    });
    village.call("member_register", request)["id"].as_str().unwrap().to_owned()
}

fn page(village: &Laptop, member: &str) -> Value {
    village.call("member", json!({ "id": member }))
}

#[test]
fn someone_of_a_household_becomes_a_member_and_is_so_on_both_pages() {
    let (village, homes) = village();
    let person = village.call("household", json!({ "id": homes[0] }))["people"][0]["person"]["id"].clone();
    let request = json!({ "person": person, "fields": { "category": 2, "joined": "2025-07-01" } });
    let member = village.call("member_register", request)["id"].clone();
    let page = page(&village, member.as_str().unwrap());
    assert_eq!((&page["person"]["label"], &page["home"]["id"]), (&json!("王大山"), &json!(homes[0])));
    assert_eq!(page["person"]["values"]["politics"], 2);
    assert_eq!(page["standing"], "able");
    assert_eq!(village.call("household", json!({ "id": homes[0] }))["people"][0]["member"], member);
    let again = json!({ "person": person, "fields": { "category": 1 } });
    assert_eq!(village.refused("member_register", again).code, "member_twice");
}

#[test]
fn who_need_not_care_for_households_is_listed_with_the_reason() {
    let village = Laptop::village("石桥村", "330281104208");
    member(&village, "赵老", "1950-01-01");
    member(&village, "钱壮", "1980-01-01");
    let list = rows(&village, "members", json!({ "size": 20, "page": 1 }));
    let told = |name: &str| {
        let row = list.iter().find(|row| row["person"]["label"] == name).unwrap();
        (row["standing"].clone(), row["exempt"].clone())
    };
    assert_eq!(told("赵老"), (json!("不承担"), json!(1)));
    assert_eq!(told("钱壮"), (json!("可联户"), Value::Null));
}

#[test]
fn a_member_who_is_away_for_half_a_year_is_exempt_and_the_households_must_be_adjusted() {
    let (village, homes) = village();
    let person = village.call("household", json!({ "id": homes[0] }))["people"][0]["person"]["id"].clone();
    let request = json!({ "person": person, "fields": { "category": 1 } });
    let member = village.call("member_register", request)["id"].as_str().unwrap().to_owned();
    village.call(
        "link_assign",
        json!({ "households": [homes[1]], "member": member, "from": "2026-01-01", "decided_by": 3 }),
    );
    village
        .call("record_away", json!({ "person": person, "away": true, "to": "宁波", "date": "2026-03-01" }));
    assert_eq!(page(&village, &member)["standing"], "able");
    village.wait_days(190);
    let page = page(&village, &member);
    assert_eq!((&page["standing"], &page["exempt"]), (&json!("exempt"), &json!(3)));
    let coverage = village.call("coverage", json!({}));
    assert_eq!(coverage["to_adjust"][0]["household"]["id"], json!(homes[1]));
    assert_eq!(coverage["to_adjust"][0]["exempt"], 3);
    let home = village.call("household", json!({ "id": homes[1] }));
    assert_eq!((&home["to_adjust"], &home["exempt"]), (&json!(true), &json!(3)));
}
