//! Lists of members in layouts unlike the national form.

use domain::Value;
use domain::kinds::{member, person, unit};
use sheets::{RosterKind, Target};

use crate::register::{Register, counts};
use crate::support::{id, problems, read_files, table};

fn day(row: &sheets::read::RosterRow, field: domain::Field) -> Option<i64> {
    match row.value(Target::of(5, field)) {
        Some(Value::Int(day)) => Some(*day),
        _ => None,
    }
}

#[test]
fn columns_in_any_order_with_others_between_are_found_by_name() {
    let book = table(&[
        &["石桥村党支部党员花名册"],
        &["截至2026年10月底"],
        &[
            "编号",
            "党小组",
            "党员姓名",
            "党龄",
            "职务",
            "转正时间",
            "入党时间",
            "身份证号",
            "类别",
            "民族",
            "学历",
            "电话",
            "流动情况说明",
            "入党介绍人",
            "是否流动",
            "流入地",
            "备注",
        ],
        &[
            "1",
            "第一党小组",
            "张守义",
            "41",
            "支部书记",
            "1986.7",
            "1985年7月1日",
            &id("19620305", 147),
            "正式党员",
            "汉",
            "高中文化",
            "13800001234",
            "",
            "李某",
            "否",
            "无",
            "",
        ],
        &[
            "2",
            "第一党小组",
            "李爱党",
            "1",
            "",
            "",
            "2026/6/30",
            &id("19960817", 226),
            "预备党员",
            "土家",
            "本科",
            "13800001235",
            "",
            "王某",
            "√",
            "浙江杭州",
            "",
        ],
        &[
            "3",
            "第二党小组",
            "王　忠",
            "30",
            "组织委员",
            "19970701",
            "一九九六年七月一日",
            &id("19700101", 331),
            "正式",
            "汉族",
            "中专",
            "",
            "",
            "",
            "×",
            "",
            "优秀党员",
        ],
        &["合计", "", "3人"],
    ]);
    let roster = read_files(&[&book]);
    assert_eq!(roster.kind, RosterKind::Members);
    assert_eq!(roster.rows.len(), 3);
    assert!(roster.rows.iter().all(|row| row.problems.is_empty()), "{:?}", roster.rows);
    let joined: Vec<_> = roster.rows.iter().map(|row| day(row, member::JOINED)).collect();
    assert_eq!(joined, [Some(19_850_701), Some(20_260_630), Some(19_960_701)]);
    let confirmed: Vec<_> = roster.rows.iter().map(|row| day(row, member::CONFIRMED)).collect();
    assert_eq!(confirmed, [Some(19_860_700), None, Some(19_970_701)]);
    assert_eq!(roster.rows[1].text(Target::of(5, member::MOBILE_TO)), Some("浙江杭州"));
    assert_eq!(roster.rows[0].code(Target::of(5, member::DUTY)), Some(1));
    let mut register = Register::new();
    assert_eq!(register.import(&roster), [3, 0, 0, 0, 0]);
    assert_eq!(register.all(&unit::KIND).len(), 2, "two Party groups");
    assert_eq!(register.counts(), [3, 0, 0, 3], "members need no household");
    assert!(register.plan(&roster).puts.is_empty());
}

#[test]
fn a_category_that_is_not_told_follows_from_the_dates_or_waits() {
    let roster = read_files(&[&table(&[
        &["姓名", "身份证号码", "入党日期", "转正日期", "所在支部"],
        &["张守义", &id("19620305", 147), "1985-07-01", "1986-07-01", "石桥村党支部"],
        &["李爱党", &id("19760817", 226), "2001-06-30", "", "石桥村党支部"],
        &["王新", &id("19960101", 331), "2026-06-30", "", "石桥村党支部"],
    ])]);
    let register = Register::new();
    let plan = register.plan(&roster);
    assert_eq!(counts(&plan), [2, 0, 0, 1, 0]);
    assert_eq!(plan.rows[2].reasons[0].code, "category_missing");
}

#[test]
fn what_the_door_would_refuse_is_refused_with_its_rule_and_holds_up_nobody() {
    let roster = read_files(&[&table(&[
        &[
            "姓名",
            "公民身份证号",
            "人员类别",
            "加入党组织日期",
            "转为正式党员日期",
            "是否为流动党员",
            "外出流向",
        ],
        &["张守义", &id("19620305", 147), "正式党员", "1985-07-01", "1984-07-01", "否", ""],
        &["李爱党", &id("19760817", 226), "预备党员", "2026-06-30", "2026-07-30", "否", ""],
        &["王新", &id("19960101", 331), "正式党员", "2010-06-30", "2011-06-30", "否", ""],
        &["赵流", &id("19760101", 333), "正式党员", "2010-06-30", "2011-06-30", "是", ""],
        &["孙申请", &id("19960102", 331), "入党积极分子", "", "", "否", ""],
        &["周全", &id("19760102", 333), "正式党员", "2010-06-30", "2011-06-30", "否", "北京"],
    ])]);
    assert_eq!(problems(&roster.rows[4]), ["category_unknown"]);
    let mut register = Register::new();
    let plan = register.plan(&roster);
    let codes: Vec<_> =
        plan.rows.iter().map(|row| row.reasons.first().map(|reason| reason.code.as_str())).collect();
    let expected = [
        Some("confirmed_before_joined"),
        Some("probationary_confirmed"),
        Some("joined_under_age"),
        Some("required"),
        Some("category_unknown"),
        None,
    ];
    assert_eq!(codes, expected);
    assert_eq!(plan.rows[0].reasons[0].cell.as_deref(), Some("E2"));
    let told = plan.rows.iter().flat_map(|row| &row.reasons).map(|reason| &reason.sentence);
    assert!(
        told.clone().all(|sentence| sentence.ends_with('。') && !sentence.contains('{')),
        "{:?}",
        told.collect::<Vec<_>>()
    );
    register.write(&plan.puts);
    assert_eq!(register.counts(), [1, 0, 0, 1], "of the others nothing is left, the person neither");
    assert!(register.all(&member::KIND)[0].text(member::MOBILE_TO).is_none(), "not mobile, so nowhere");
}

#[test]
fn a_member_without_a_number_is_known_by_name_and_birth_if_only_one_can_be() {
    let mut register = Register::new();
    register.import(&read_files(&[&table(&[
        &["姓名", "公民身份证号", "人员类别", "加入党组织日期"],
        &["张守义", &id("19620305", 147), "正式党员", "1985-07-01"],
        &["李爱党", &id("19760817", 226), "正式党员", "1999-06-30"],
        &["李爱党", &id("19760817", 228), "正式党员", "1999-06-30"],
    ])]));
    // Two namesakes of one day are one person to a careful reader until someone says otherwise.
    assert_eq!(register.counts()[0], 2);
    let roster = read_files(&[&table(&[
        &["姓名", "公民身份证号", "出生日期", "人员类别", "手机号"],
        &["张守义", "", "1962.3", "正式党员", "13800001234"],
        &["李爱党", "", "1977.8", "正式党员", "13800001235"],
    ])]);
    let plan = register.plan(&roster);
    assert_eq!(counts(&plan), [0, 1, 0, 1, 0]);
    register.write(&plan.puts);
    assert_eq!(register.person(&id("19620305", 147)).text(person::PHONE), Some("13800001234"));
}
