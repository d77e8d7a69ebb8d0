//! Plans on the example files: what they make, that a second time makes nothing, and that people are people once.

use domain::codes::{household_category, relation};
use domain::kinds::{household, member, person, resident, unit};
use domain::{Facts, RecordId};
use sheets::plan::{Decision, Decisions, Outcome, Plan, Planned};

use crate::register::{Register, counts};
use crate::support::{fixture, read_files};

fn find<'a>(plan: &'a Plan, sheet: &str, row: usize) -> &'a Planned {
    plan.rows.iter().find(|planned| planned.at.sheet == sheet && planned.at.row == row).unwrap()
}

fn codes(planned: &Planned) -> Vec<&str> {
    planned.reasons.iter().map(|reason| reason.code.as_str()).collect()
}

#[test]
fn the_register_is_planned_with_one_of_five_outcomes_a_row() {
    let roster = read_files(&[&fixture("户籍人口花名册.xlsx")]);
    let plan = Register::new().plan(&roster);
    assert_eq!(plan.rows.len(), 407);
    // Four destroyed numbers and one missing name are refused; three without a number, six twice and two that
    // contradict their number wait.
    assert_eq!(counts(&plan), [391, 0, 0, 11, 5]);
    let destroyed = find(&plan, "一组", 14);
    assert_eq!((destroyed.outcome, codes(destroyed)), (Outcome::Refused, vec!["id_destroyed"]));
    assert_eq!(destroyed.reasons[0].cell.as_deref(), Some("I14"));
    assert!(destroyed.reasons[0].sentence.contains("I14"), "{}", destroyed.reasons[0].sentence);
    let twice = find(&plan, "一组", 133);
    assert_eq!((twice.outcome, codes(twice)), (Outcome::Doubtful, vec!["duplicate"]));
    assert_eq!(twice.candidates[0].name, "卢丽兰");
    assert!(find(&plan, "一组", 4).records.iter().map(|(kind, _)| *kind).eq([
        "person",
        "resident",
        "household"
    ]));
}

#[test]
fn importing_the_same_file_twice_changes_nothing() {
    for file in ["户籍人口花名册.xlsx", "家庭成员登记表-两级表头.xlsx", "人口.csv", "党员信息.xlsx"]
    {
        let roster = read_files(&[&fixture(file)]);
        let mut register = Register::new();
        let [new, 0, 0, doubtful, refused] = register.import(&roster) else {
            panic!("{file} updates nothing at first")
        };
        let again = register.plan(&roster);
        assert_eq!(counts(&again), [0, 0, new, doubtful, refused], "{file}");
        assert!(again.puts.is_empty(), "{file}: {:?}", again.puts);
    }
}

#[test]
fn members_and_residents_are_the_same_people_in_either_order() {
    let households = read_files(&[&fixture("户籍人口花名册.xlsx")]);
    let members = read_files(&[&fixture("党员信息.xlsx")]);
    let mut one_way = Register::new();
    one_way.import(&households);
    let people = one_way.counts()[0];
    let [new, ..] = one_way.import(&members);
    assert_eq!(new, 48, "every member is new as a member");
    // Members whose rows in the register were refused, or wait, are the only new people.
    let added = one_way.counts()[0] - people;
    let absent = |id: &str| {
        !households.rows.iter().any(|row| {
            row.text(sheets::Target::ID_NUMBER) == Some(id)
                && row.severity().is_none_or(|s| s == sheets::read::Severity::Warning)
        })
    };
    let expected =
        members.rows.iter().filter(|row| absent(row.text(sheets::Target::ID_NUMBER).unwrap())).count();
    assert_eq!(added, expected);
    assert!(expected < 10, "nearly all members are in the register");

    let mut other_way = Register::new();
    other_way.import(&members);
    let [new, updated, ..] = other_way.import(&households);
    assert_eq!(
        (new, updated),
        (391 + (expected - expected), 0),
        "residents are new though persons were there"
    );
    assert_eq!(other_way.counts(), one_way.counts(), "the order makes no difference");
    assert!(one_way.plan(&members).puts.is_empty() && other_way.plan(&members).puts.is_empty());
}

#[test]
fn a_household_has_head_group_category_and_people() {
    let mut register = Register::new();
    register.import(&read_files(&[&fixture("户籍人口花名册.xlsx")]));
    let home = register.household("一组-006");
    let head = register.person("999001196406212638");
    assert_eq!(home.id_of(household::HEAD), Some(head.id));
    assert_eq!(home.code(household::CATEGORY), Some(household_category::DESTITUTE));
    assert_eq!(home.text(household::ADDRESS), Some("一组6号"));
    let group = register.record(&unit::KIND, home.id_of(household::GROUP).unwrap()).unwrap().unwrap();
    assert_eq!(group.text(unit::NAME), Some("一组"));
    assert_eq!(register.all(&unit::KIND).len(), 3);
    assert_eq!(register.names_in(home.id), ["许庆伟", "许德", "许敏秀"]);
    let wife = register.person("999001198104030360");
    let residents = register.holding(&resident::KIND, resident::PERSON, &wife.id.into()).unwrap();
    assert_eq!(residents[0].code(resident::RELATION), Some(relation::WIFE));
    assert_eq!(residents[0].text(resident::RELATION_TEXT), Some("妻"));
}

#[test]
fn a_group_is_one_however_it_is_spelled() {
    let mut register = Register::new();
    let group = domain::Put::new(&unit::KIND, RecordId::new())
        .set(unit::TYPE, domain::codes::unit_type::VILLAGE_GROUP)
        .set(unit::NAME, "第一村民小组");
    register.write(&[group]);
    register.import(&read_files(&[&fixture("人口.csv")]));
    assert_eq!(register.all(&unit::KIND).len(), 1, "1组 is 第一村民小组");
}

#[test]
fn decisions_take_rows_that_wait() {
    let roster = read_files(&[&fixture("户籍人口花名册.xlsx")]);
    let mut register = Register::new();
    register.import(&roster);
    let plan = register.plan(&roster);
    let waiting: Vec<&Planned> = plan.rows.iter().filter(|row| row.outcome == Outcome::Doubtful).collect();
    let mut decisions = Decisions::new();
    for row in &waiting {
        let decision = match (codes(row)[0], row.candidates.first()) {
            ("duplicate", Some(first)) => match first.person {
                Some(who) => Decision::TakeAs(who),
                None => Decision::TakeAsRow(first.row.clone().unwrap()),
            },
            ("id_missing", _) => Decision::TakeAsNew,
            _ => Decision::Skip,
        };
        decisions.insert(row.at.clone(), decision);
    }
    let before = register.counts();
    let decided = register.plan_with(&roster, &decisions);
    assert_eq!(decided.count(Outcome::Doubtful), 0);
    assert_eq!(decided.count(Outcome::New), 3, "the three without a number");
    assert_eq!(decided.count(Outcome::Refused), 5 + 2, "two were left out");
    register.write(&decided.puts);
    assert_eq!(register.counts()[0], before[0] + 3, "nobody is twice");
    let again = register.plan(&roster);
    assert!(again.puts.is_empty(), "{:?}", again.puts);
    assert_eq!(
        find(&again, "一组", 64).outcome,
        Outcome::Unchanged,
        "found by name and birth in the household"
    );
}

#[test]
fn a_decision_is_kept_as_json() {
    let decisions = [Decision::TakeAsNew, Decision::TakeAs(RecordId::new()), Decision::Skip];
    for decision in decisions {
        let json = serde_json::to_string(&decision).unwrap();
        assert_eq!(serde_json::from_str::<Decision>(&json).unwrap(), decision);
    }
}

#[test]
fn denying_clears_what_was_said_before() {
    let roster = read_files(&[&fixture("党员信息.xlsx")]);
    let mut register = Register::new();
    register.import(&roster);
    let who = register.person("999001196206166251");
    let stands = register.holding(&member::KIND, member::PERSON, &who.id.into()).unwrap().remove(0);
    let away = domain::Put::new(&member::KIND, stands.id)
        .set(member::MOBILE, true)
        .set(member::MOBILE_TO, "广东省东莞市");
    register.write(&[away]);
    let plan = register.plan(&roster);
    assert_eq!(counts(&plan), [0, 1, 47, 0, 0]);
    register.write(&plan.puts);
    let stands = register.holding(&member::KIND, member::PERSON, &who.id.into()).unwrap().remove(0);
    assert!(!stands.is(member::MOBILE) && stands.text(member::MOBILE_TO).is_none());
    assert_eq!(register.person("999001196206166251").text(person::NAME), Some("沈福勇"));
}
