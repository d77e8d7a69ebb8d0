//! The example files, row by row, against what is true about them.

use domain::Day;
use domain::codes::{household_category, relation};
use domain::kinds::{household, member, person};
use serde::Deserialize;
use sheets::Target;
use sheets::layout;
use sheets::read::{Roster, RosterRow, Severity};

use crate::support::{fixture, households, read_files};

#[derive(Deserialize)]
struct Truth {
    sheet: Option<String>,
    row: usize,
    name: String,
    id: String,
    #[serde(default)]
    sex: String,
    #[serde(default)]
    birth: String,
    #[serde(default)]
    relation: String,
    household: String,
    #[serde(default)]
    group: String,
    problem: Option<String>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    joined: String,
    full: Option<String>,
    #[serde(default)]
    mobile: bool,
    #[serde(default)]
    lost: bool,
}

fn truth(file: &str) -> Vec<Truth> {
    let text = include_str!("../fixtures/truth.json");
    let mut all: serde_json::Value = serde_json::from_str(text).unwrap();
    serde_json::from_value(all[file].take()).unwrap()
}

/// The relation in the few words that the truth uses.
fn plain_relation(row: &RosterRow) -> &'static str {
    match row.code(Target::RELATION) {
        Some(relation::HEAD) => "户主",
        Some(relation::SPOUSE | relation::HUSBAND | relation::WIFE) => "配偶",
        Some(20..=26) => "子",
        Some(30..=36) => "女",
        Some(relation::DAUGHTER_IN_LAW) => "儿媳",
        Some(41) => "孙子",
        _ => "?",
    }
}

fn compare(roster: &Roster, row: &RosterRow, truth: &Truth) {
    let place = format!("{} {} {}", row.at.file, row.at.sheet, row.at.row);
    let serious = row.problems.iter().filter(|problem| problem.rule.severity() > Severity::Warning);
    let serious: Vec<&str> = serious.map(|problem| problem.rule.name()).collect();
    assert_eq!(serious, truth.problem.as_deref().into_iter().collect::<Vec<_>>(), "{place}");
    if truth.problem.as_deref() != Some("name_missing") {
        assert_eq!(row.name(), Some(truth.name.as_str()), "{place}");
    }
    let told = !matches!(
        truth.problem.as_deref(),
        Some("id_missing" | "id_destroyed" | "id_length" | "id_checksum")
    );
    let id = row.id_number().map(|number| number.as_str().to_owned());
    assert_eq!(id.as_deref(), told.then_some(truth.id.as_str()), "{place}");
    let household = &roster.households[row.household.unwrap()];
    assert_eq!(household.number.as_deref(), Some(truth.household.as_str()), "{place}");
    assert_eq!(household.group.as_deref(), Some(truth.group.as_str()), "{place}");
    assert_eq!(plain_relation(row), truth.relation, "{place}");
    let sex = row.code(Target::SEX).and_then(|code| domain::words::code(&domain::codes::sex::LIST, code));
    assert_eq!(sex, Some(truth.sex.as_str()), "{place}");
    let born: Day = truth.birth.parse().unwrap();
    if told {
        assert_eq!(row.birth(), Some(born), "{place}");
    } else if let Some(birth) = row.birth() {
        assert!(birth.agrees_with(born), "{place}: {birth} for {born}");
    }
}

fn check_households(file: &str) -> Roster {
    let roster = households(&fixture(file));
    let truth = truth(file);
    let rows: Vec<usize> = roster.rows.iter().map(|row| row.at.row).collect();
    assert_eq!(rows, truth.iter().map(|truth| truth.row).collect::<Vec<_>>(), "other rows of {file}");
    for (row, truth) in roster.rows.iter().zip(&truth) {
        assert_eq!(Some(&row.at.sheet), truth.sheet.as_ref());
        compare(&roster, row, truth);
    }
    roster
}

#[test]
fn the_register_with_a_sheet_for_each_group_is_read_truly() {
    let roster = check_households("户籍人口花名册.xlsx");
    assert_eq!(roster.households.iter().filter(|one| !one.rows.is_empty()).count(), 120);
    let category = Target::of(3, household::CATEGORY);
    let destitute = roster.households[5].fields.iter().find(|filled| filled.target == category).unwrap();
    assert_eq!(destitute.values, [household_category::DESTITUTE.into()], "五保户 are 特困户");
}

#[test]
fn the_register_with_a_header_of_two_rows_is_read_truly() {
    let roster = check_households("家庭成员登记表-两级表头.xlsx");
    let first = &roster.rows[3];
    assert_eq!(first.text(Target::PHONE), Some("13962442011"), "a number is a telephone number");
}

#[test]
fn the_register_as_gb18030_text_is_read_truly() {
    check_households("人口.csv");
}

#[test]
fn the_national_member_form_is_read_truly() {
    let file = "党员信息.xlsx";
    let roster = read_files(&[&fixture(file)]);
    assert_eq!(roster.kind, sheets::RosterKind::Members);
    let truth = truth(file);
    assert_eq!(roster.rows.len(), truth.len());
    let day = |row: &RosterRow, field| match row.value(Target::of(5, field)) {
        Some(domain::Value::Int(number)) => Some(Day::from_number(*number).unwrap().to_string()),
        _ => None,
    };
    for (row, truth) in roster.rows.iter().zip(&truth) {
        assert_eq!((row.at.row, row.problems.len()), (truth.row, 0), "{:?}", row.problems);
        assert_eq!(
            (row.name(), row.text(Target::ID_NUMBER)),
            (Some(truth.name.as_str()), Some(truth.id.as_str()))
        );
        let category = row.code(Target::of(5, member::CATEGORY)).unwrap();
        assert_eq!(
            domain::words::code(&domain::codes::member_category::LIST, category),
            Some(truth.kind.as_str())
        );
        assert_eq!(day(row, member::JOINED).as_deref(), Some(truth.joined.as_str()));
        assert_eq!(day(row, member::CONFIRMED), truth.full);
        assert_eq!(row.value(Target::of(5, member::MOBILE)), Some(&truth.mobile.into()));
        assert_eq!(row.value(Target::of(5, member::LOST)), Some(&truth.lost.into()));
        assert!(row.value(Target::of(2, person::ADDRESS)).is_some());
    }
}

#[test]
fn the_preview_says_what_it_found_and_masks_numbers() {
    let preview = layout::preview(&fixture("家庭成员登记表-两级表头.xlsx"), None);
    let sheet = &preview.sheets[0];
    assert!(preview.kind_sure && sheet.chosen && sheet.warnings.is_empty());
    assert_eq!((sheet.header_row, sheet.header_rows, sheet.data_rows), (Some(2), 2, 158));
    let column = |target: Target| sheet.columns.iter().find(|column| column.target == Some(target)).unwrap();
    assert_eq!(
        (column(Target::ID_NUMBER).letters.as_str(), column(Target::ID_NUMBER).confidence),
        ("F", 100)
    );
    assert_eq!(column(Target::ID_NUMBER).samples[0], "999001********024X");
    assert!(column(Target::PHONE).samples[0].contains("****"));
    let json = serde_json::to_string(&preview.mapping()).unwrap();
    assert_eq!(serde_json::from_str::<layout::Mapping>(&json).unwrap(), preview.mapping());
    let register = layout::preview(&fixture("户籍人口花名册.xlsx"), None);
    let groups: Vec<_> = register.sheets.iter().map(|sheet| sheet.group.clone().unwrap()).collect();
    assert_eq!(groups, ["一组", "二组", "三组"]);
    assert_eq!(register.sheets[0].other_rows, 2, "the sum and the signatures");
}
