//! Files that meet a register in which people stand already.

use domain::codes::{household_category, residence};
use domain::kinds::{household, person, resident};
use domain::{Facts, Put, Record, RecordId};
use sheets::plan::{Decision, Decisions, Outcome, Plan};
use sheets::read::Roster;

use crate::register::{Register, counts};
use crate::support::{households, id, read_files, table};

const HEADER: [&str; 8] =
    ["户编号", "姓名", "与户主关系", "身份证号", "出生日期", "电话", "特殊群体", "村民小组"];

/// A roster of these rows.
fn roster(rows: &[[&str; 8]]) -> Roster {
    let mut all: Vec<&[&str]> = vec![&HEADER];
    all.extend(rows.iter().map(|row| &row[..]));
    households(&table(&all))
}

/// 张大山 and 李秀英 in household 1, 王二喜 in household 2.
fn village() -> Register {
    let mut register = Register::new();
    let rows = [
        ["1", "张大山", "户主", &id("19620305", 147), "", "13800001234", "残疾人", "一组"],
        ["1", "李秀英", "妻", &id("19640817", 226), "", "", "", "一组"],
        ["2", "王二喜", "户主", &id("19550101", 333), "", "", "", "一组"],
    ];
    assert_eq!(register.import(&roster(&rows)), [3, 0, 0, 0, 0]);
    register
}

fn reasons(plan: &Plan) -> Vec<&str> {
    plan.rows.iter().map(|row| row.reasons.first().map_or("", |reason| reason.code.as_str())).collect()
}

fn decide(roster: &Roster, row: usize, decision: Decision) -> Decisions {
    [(roster.rows[row].at.clone(), decision)].into()
}

fn residence_of(register: &Register, who: &Record) -> Record {
    register.holding(&resident::KIND, resident::PERSON, &who.id.into()).unwrap().remove(0)
}

#[test]
fn empty_cells_take_nothing_away_and_groups_of_people_only_gain() {
    let mut register = village();
    let roster = roster(&[["1", "张大山", "户主", &id("19620305", 147), "", "", "低保、残疾人", ""]]);
    assert_eq!(register.import(&roster), [0, 1, 0, 0, 0]);
    let who = register.person(&id("19620305", 147));
    assert_eq!(who.text(person::PHONE), Some("13800001234"));
    assert_eq!(who.all(person::SPECIAL), [6_i64.into(), 7_i64.into()]);
}

#[test]
fn another_name_for_a_known_number_waits() {
    let register = village();
    let roster = roster(&[["1", "张大川", "户主", &id("19620305", 147), "", "", "", "一组"]]);
    let plan = register.plan(&roster);
    assert_eq!(reasons(&plan), ["name_differs"]);
    let candidate = &plan.rows[0].candidates[0];
    assert_eq!((candidate.name.as_str(), candidate.household.as_deref()), ("张大山", Some("1")));
    assert_eq!(candidate.id_number.as_deref(), Some("999001********1475"), "masked");
    let decisions = decide(&roster, 0, Decision::TakeAs(candidate.person.unwrap()));
    let plan = register.plan_with(&roster, &decisions);
    assert_eq!((plan.rows[0].outcome, plan.puts.len()), (Outcome::Updated, 1));
    let new = register.plan_with(&roster, &decide(&roster, 0, Decision::TakeAsNew));
    assert_eq!(reasons(&new), ["id_number_taken"], "the door lets nobody have the number twice");
    assert!(new.puts.is_empty());
}

#[test]
fn whoever_lives_elsewhere_is_moved_only_when_a_person_says_so() {
    let mut register = village();
    let roster = roster(&[["2", "张大山", "弟弟", &id("19620305", 147), "", "", "", "一组"]]);
    let plan = register.plan(&roster);
    assert_eq!(reasons(&plan), ["in_other_household"]);
    let who = register.person(&id("19620305", 147));
    let moved = register.plan_with(&roster, &decide(&roster, 0, Decision::TakeAs(who.id)));
    register.write(&moved.puts);
    let home = residence_of(&register, &who).id_of(resident::HOUSEHOLD);
    assert_eq!(home, Some(register.household("2").id));
    assert_eq!(register.household("1").id_of(household::HEAD), None, "nobody heads a household from outside");
    assert_eq!(register.counts()[2], 3);
}

#[test]
fn a_number_that_belongs_to_another_family_makes_its_rows_wait() {
    let register = village();
    let roster = roster(&[
        ["1", "赵新来", "户主", &id("19700101", 331), "", "", "", "一组"],
        ["1", "赵小新", "儿子", &id("19950101", 331), "", "", "", "一组"],
        ["3", "钱老五", "户主", &id("19710101", 331), "", "", "", "一组"],
    ]);
    let plan = register.plan(&roster);
    assert_eq!(counts(&plan), [1, 0, 0, 2, 0]);
    assert_eq!(reasons(&plan)[..2], ["household_number_taken"; 2]);
}

#[test]
fn a_new_child_joins_the_household_of_its_number() {
    let mut register = village();
    let roster = roster(&[["1", "张小宝", "孙", &id("20200101", 331), "", "", "", "一组"]]);
    assert_eq!(register.import(&roster)[0], 1);
    assert_eq!(register.names_in(register.household("1").id), ["张大山", "张小宝", "李秀英"]);
    assert!(register.household("1").id_of(household::HEAD).is_some());
}

#[test]
fn the_same_number_in_another_group_is_another_household() {
    let mut register = village();
    let roster = roster(&[["1", "孙老六", "户主", &id("19720101", 331), "", "", "", "二组"]]);
    assert_eq!(register.import(&roster)[0], 1);
    assert_eq!(register.counts()[1], 3);
}

#[test]
fn those_marked_as_gone_are_not_called_back_silently() {
    let mut register = village();
    let who = register.person(&id("19640817", 226));
    let residence = residence_of(&register, &who);
    let left = Put::new(&resident::KIND, residence.id).set(resident::RESIDENCE, residence::MOVED_OUT);
    register.write(&[left.set(resident::SINCE, 20_250_301_i64)]);
    let roster = roster(&[["1", "李秀英", "妻", &id("19640817", 226), "", "", "", "一组"]]);
    assert_eq!(reasons(&register.plan(&roster)), ["marked_gone"]);
    let back = register.plan_with(&roster, &decide(&roster, 0, Decision::TakeAs(who.id)));
    register.write(&back.puts);
    assert_eq!(residence_of(&register, &who).code(resident::RESIDENCE), Some(residence::HOME));
}

#[test]
fn a_month_refines_a_year_and_never_blurs_a_day() {
    let mut register = Register::new();
    let row = |birth| roster(&[["1", "张大山", "户主", "", birth, "", "", "一组"]]);
    let first = row("1962年");
    let decided = register.plan_with(&first, &decide(&first, 0, Decision::TakeAsNew));
    register.write(&decided.puts);
    let birth = |register: &Register| register.all(&person::KIND)[0].day(person::BIRTH).unwrap().to_string();
    assert_eq!(birth(&register), "1962");
    for (said, stands, changed) in
        [("1962.3", "1962-03", 1), ("1962-03-05", "1962-03-05", 1), ("1962年3月", "1962-03-05", 0)]
    {
        assert_eq!(register.import(&row(said)), [0, changed, 1 - changed, 0, 0], "{said}");
        assert_eq!(birth(&register), stands);
    }
    let numbered = roster(&[["1", "张大山", "户主", &id("19620305", 147), "", "", "", "一组"]]);
    assert_eq!(register.import(&numbered), [0, 1, 0, 0, 0], "the number comes later to the same person");
    assert_eq!(register.counts(), [1, 1, 1, 0]);
}

#[test]
fn a_list_without_households_updates_those_who_are_known() {
    let mut register = village();
    let plain = households(&table(&[
        &["姓名", "身份证号", "联系电话", "村民小组"],
        &["李秀英", &id("19640817", 226), "13900001111", "一组"],
        &["周陌生", &id("19800101", 331), "13900002222", "一组"],
    ]));
    let plan = register.plan(&plain);
    assert_eq!(counts(&plan), [0, 1, 0, 1, 0]);
    assert_eq!(reasons(&plan)[1], "household_unclear");
    register.write(&plan.puts);
    assert_eq!(register.person(&id("19640817", 226)).text(person::PHONE), Some("13900001111"));
}

#[test]
fn files_read_together_share_households_and_find_each_others_duplicates() {
    let file = |rows: &[&[&str]]| {
        let header: &[&str] = &["户号", "姓名", "关系", "身份证", "小组", "户类别"];
        let all: Vec<&[&str]> = std::iter::once(header).chain(rows.iter().copied()).collect();
        table(&all)
    };
    let (head, wife) = (id("19620305", 147), id("19640817", 226));
    let one = file(&[&["1", "张大山", "户主", &head, "一组", "低保户"]]);
    let two =
        file(&[&["1", "李秀英", "妻", &wife, "1组", "低保户"], &["1", "张大山", "户主", &head, "一组", ""]]);
    let roster = read_files(&[&one, &two]);
    assert_eq!(roster.households.len(), 1);
    assert_eq!(roster.rows[2].problems[0].same_as.as_ref(), Some(&roster.rows[0].at));
    assert_ne!(roster.rows[0].at.file, roster.rows[1].at.file, "files of one name are told apart");
    let mut register = Register::new();
    assert_eq!(register.import(&roster), [2, 0, 0, 1, 0]);
    assert_eq!(register.household("1").code(household::CATEGORY), Some(household_category::LOW_INCOME));
}

#[test]
fn rows_that_break_a_rule_only_together_are_refused_and_hold_up_nobody() {
    let mut register = Register::new();
    let who = RecordId::new();
    register.write(&[Put::new(&person::KIND, who).set(person::NAME, "张守义")]);
    let roster = read_files(&[&table(&[
        &["姓名", "出生日期", "人员类别", "加入党组织日期"],
        &["张守义", "", "正式党员", "2005-07-01"],
        &["张守义", "1995-03-05", "正式党员", ""],
        &["李爱党", "1970-03-05", "正式党员", "1999-07-01"],
    ])]);
    let mut decisions = decide(&roster, 0, Decision::TakeAs(who));
    decisions.extend(decide(&roster, 1, Decision::TakeAs(who)));
    let plan = register.plan_with(&roster, &decisions);
    assert_eq!(reasons(&plan), ["joined_under_age", "", ""]);
    assert_eq!(counts(&plan), [2, 0, 0, 0, 1]);
    register.write(&plan.puts);
}

#[test]
fn the_heads_own_row_may_leave_the_members_name_blank() {
    let roster = households(&table(&[
        &["户主姓名", "家庭成员", "与户主关系", "身份证号"],
        &["张大山", "", "", &id("19620305", 147)],
        &["", "李秀英", "妻", &id("19640817", 226)],
        &["王二喜", "", "户主", &id("19550101", 333)],
        &["", "", "女儿", &id("19850101", 334)],
    ]));
    let names: Vec<_> = roster.rows.iter().map(|row| row.name()).collect();
    assert_eq!(names, [Some("张大山"), Some("李秀英"), Some("王二喜"), None]);
    assert_eq!(crate::support::problems(&roster.rows[3]), ["name_missing"]);
    assert_eq!(Register::new().import(&roster), [3, 0, 0, 0, 1]);
}
