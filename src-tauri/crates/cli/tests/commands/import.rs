//! Importing rosters.

use std::fs;

use crate::support::{Site, text};

const ROSTER: &str = "户编号,户主姓名,姓名,性别,与户主关系,身份证号,出生日期,联系电话\n\
    1,刘长河,刘长河,男,户主,999001196203050114,1962-03-05,13800000001\n\
    1,刘长河,周桂兰,女,妻,999001196408110221,1964-08-11,\n\
    2,王国秀,王国秀,女,户主,999001197002030242,1970-02-03,13800000002\n\
    2,王国秀,王建国,男,长子,99900119950809,1995-08-09,\n";

#[test]
fn a_roster_is_checked_then_imported_and_changes_nothing_the_second_time() {
    let site = Site::village("石桥村", "999001101201");
    let file = site.file("花名册.csv", ROSTER);
    let checked = site.json(&["import", "households", text(&file), "--dry-run"]);
    assert_eq!((checked["dry_run"].as_bool(), checked["total"].as_u64()), (Some(true), Some(4)), "{checked}");
    assert!(checked["act"].is_null());
    assert_eq!(site.dump(&["person"]).len(), 0);

    let done = site.json(&["import", "households", text(&file)]);
    let new = done["counts"]["new"].as_u64().unwrap();
    assert!(new >= 2 && done["act"].is_string(), "{done}");
    let rows = done["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    // The broken ID number is refused, with the reason and the cell.
    let refused: Vec<_> = rows.iter().filter(|row| row["outcome"] == "refused").collect();
    assert_eq!((refused.len(), refused[0]["name"].as_str()), (1, Some("王建国")), "{done}");
    assert!(refused[0]["reasons"][0]["sentence"].as_str().unwrap().contains("身份证号"));
    assert_eq!(site.dump(&["household"]).len(), 2);

    let again = site.json(&["import", "households", text(&file)]);
    assert_eq!((again["counts"]["new"].as_u64(), again["act"].is_null()), (Some(0), true), "{again}");
    site.json(&["verify"]);
}

#[test]
fn people_are_told_counts_and_reasons_and_get_the_rows_back() {
    let site = Site::village("石桥村", "999001101201");
    let file = site.file("花名册.csv", ROSTER);
    let back = site.beside("退回.xlsx");
    let told = site.told(&["import", "households", text(&file), "--returned", text(&back)]);
    assert!(told.starts_with("导入完成：共4行") && told.contains("没有收"), "{told}");
    assert!(fs::metadata(&back).unwrap().len() > 1000);
    let told = site.told(&["import", "households", text(&file), "--dry-run"]);
    assert!(told.starts_with("只检查，没有导入"), "{told}");
}

#[test]
fn what_is_no_roster_is_said() {
    let site = Site::village("石桥村", "999001101201");
    let file = site.file("空.csv", "");
    assert_eq!(site.run(&["import", "members", text(&file)]).code, 1);
    assert_eq!(
        site.run(&["--json", "import", "members", "no-such-file.xlsx"]).object()["code"],
        "path_missing"
    );
    let township = Site::township("清河镇", "999001101000");
    let file = township.file("花名册.csv", ROSTER);
    township.fails("other_side", &["import", "households", text(&file)]);
}
