//! Household registers made to be printed or to be sent on: tables side by side, cards of households one below the
//! other, numbers that begin anew, borders and blank columns around, text files of other programs.

use domain::Facts;
use domain::kinds::{household, person, resident};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Writer};
use sheets::Target;
use sheets::grid::{self, Workbook};
use sheets::layout::preview;

use crate::register::{Register, counts};
use crate::support::{households, id, problems, read_files, strings, table, text_file, told};

fn book(writer: &mut Writer) -> Workbook {
    grid::open(&writer.save_to_buffer().unwrap(), "名册.xlsx").unwrap()
}

fn row(name: &str, code: u32, house: &str) -> (String, Option<u32>, String) {
    (name.to_owned(), Some(code), house.to_owned())
}

/// Every row is taken, and a second time nothing changes.
fn twice(roster: &sheets::read::Roster) -> Register {
    let mut register = Register::new();
    assert_eq!(register.import(roster), [roster.rows.len(), 0, 0, 0, 0]);
    let again = register.plan(roster);
    assert!(again.puts.is_empty(), "{:?}", again.puts);
    register
}

#[test]
fn two_tables_side_by_side_are_two_tables() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.set_name("花名册").unwrap();
    let format = Format::new();
    sheet.merge_range(0, 0, 0, 8, "石桥村二组人口花名册", &format).unwrap();
    let header = ["姓名", "与户主关系", "身份证号码", "电话"];
    for (at, label) in (0..).zip(header.iter().chain(&[""]).chain(&header)) {
        sheet.write_string(1, at, *label).unwrap();
    }
    let left = [
        ("张大山", "户主", "19620305", 147),
        ("李秀英", "妻", "19640817", 226),
        ("王二喜", "户主", "19550101", 333),
    ];
    let right = [("赵老大", "户主", "19500101", 111), ("赵小二", "次子", "19750202", 115)];
    for (start, people) in [(0, &left[..]), (5, &right[..])] {
        for (at, (name, relation, birth, order)) in (2..).zip(people) {
            for (column, text) in (start..).zip([*name, *relation, &id(birth, *order)]) {
                sheet.write_string(at, column, text).unwrap();
            }
        }
    }
    sheet.write_string(6, 0, "合计：5人").unwrap();
    let book = book(&mut writer);
    let found = preview(&book, None);
    let names: Vec<&str> = found.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["花名册", "花名册（右侧第2栏）"]);
    assert!(found.sheets.iter().all(|sheet| sheet.chosen && sheet.warnings.is_empty()));
    assert!(
        found.sheets.iter().all(|sheet| sheet.group.as_deref() == Some("二组")),
        "the title is over both"
    );
    let roster = households(&book);
    let expected = [
        row("张大山", 2, "张大山"),
        row("李秀英", 12, "张大山"),
        row("王二喜", 2, "王二喜"),
        row("赵老大", 2, "赵老大"),
        row("赵小二", 23, "赵老大"),
    ];
    assert_eq!(told(&roster), expected);
    assert_eq!(roster.rows[4].at.row, 4, "where it stands in the file");
    twice(&roster);
}

#[test]
fn what_is_wrong_in_the_right_table_is_said_of_its_cell() {
    let book = table(&[
        &["序号", "姓名", "身份证号", "序号", "姓名", "身份证号"],
        &["1", "张大山", &id("19620305", 147), "2", "李秀英", "99900119640817"],
    ]);
    let roster = read_files(&[&book]);
    assert_eq!(roster.rows[1].problems[0].cell.as_deref(), Some("F2"));
}

#[test]
fn groups_side_by_side_are_told_apart_and_parents_in_one_row_are_not_torn() {
    let book = table(&[
        &["一组", "", "", "二组", "", ""],
        &["户号", "姓名", "身份证号", "户号", "姓名", "身份证号"],
        &["1", "张大山", &id("19620305", 147), "1", "李大海", &id("19640817", 227)],
    ]);
    let roster = households(&book);
    let groups: Vec<_> = roster.households.iter().map(|house| house.group.clone().unwrap()).collect();
    assert_eq!(groups, ["一组", "二组"]);
    let parents = table(&[
        &["父亲", "", "母亲", ""],
        &["姓名", "身份证号", "姓名", "身份证号"],
        &["张大山", &id("19620305", 147), "李秀英", &id("19640817", 226)],
    ]);
    assert_eq!(parents.sheets.len(), 1);
}

/// A card for each household below the other, each with a line about the household and a header of its own.
#[test]
fn cards_of_households_below_each_other() {
    let header: &[&str] = &["序号", "姓名", "与户主关系", "身份证号", "文化程度"];
    let roster = households(&table(&[
        &["石桥村农户家庭档案"],
        &["户主：张大山", "", "", "住址：三组5号"],
        header,
        &["1", "张大山", "户主", &id("19620305", 147), "初中"],
        &["2", "李秀英", "妻", &id("19640817", 226), "小学"],
        &[],
        &["户主：王二喜", "", "", "住址：三组6号"],
        header,
        &["1", "王二喜", "户主", &id("19550101", 333), "文盲"],
        &["2", "王小喜", "独生子", &id("19850101", 335), "大专"],
        &["3", "钱美", "儿媳", &id("19860303", 116), "本科"],
        &["填表人：赵会计"],
    ]));
    let expected = [
        row("张大山", 2, "张大山"),
        row("李秀英", 12, "张大山"),
        row("王二喜", 2, "王二喜"),
        row("王小喜", 21, "王二喜"),
        row("钱美", 38, "王二喜"),
    ];
    assert_eq!(told(&roster), expected);
    assert_eq!(roster.households.len(), 2);
    let register = twice(&roster);
    let mut homes: Vec<_> = register
        .all(&household::KIND)
        .iter()
        .map(|home| home.text(household::ADDRESS).unwrap().to_owned())
        .collect();
    homes.sort();
    assert_eq!(homes, ["三组5号", "三组6号"]);
}

/// A sheet for each household, the line about it above the table in one cell; only it tells the number.
#[test]
fn a_sheet_for_each_household() {
    let mut writer = Writer::new();
    for (house, name, order) in [("12", "张大山", 147), ("13", "王二喜", 149)] {
        let sheet = writer.add_worksheet();
        sheet.set_name(name).unwrap();
        let told = format!("户编号：{house}　　户主：{name}　　所在组：三组　　住址： 石桥村{house}号");
        sheet.merge_range(0, 0, 0, 3, "家庭成员登记卡", &Format::new()).unwrap();
        sheet.merge_range(1, 0, 1, 3, &told, &Format::new()).unwrap();
        for (column, label) in (0..).zip(["姓名", "称谓", "身份证号", "备注"]) {
            sheet.write_string(2, column, label).unwrap();
        }
        for (at, (name, relation, birth)) in
            (3..).zip([("钱美美", "配偶", "19640817"), (name, "户主", "19620305")])
        {
            sheet.write_string(at, 0, name).unwrap();
            sheet.write_string(at, 1, relation).unwrap();
            sheet.write_string(at, 2, id(birth, order)).unwrap();
        }
    }
    let roster = households(&book(&mut writer));
    let houses: Vec<_> = roster
        .households
        .iter()
        .map(|house| (house.number.as_deref().unwrap(), house.group.as_deref().unwrap(), house.rows.len()))
        .collect();
    assert_eq!(houses, [("12", "三组", 2), ("13", "三组", 2)]);
    let register = twice(&roster);
    assert_eq!(register.household("12").text(household::ADDRESS), Some("石桥村12号"));
}

/// No title, no group column, households counted anew in each sheet, numbers as numbers.
#[test]
fn sheets_without_titles_count_their_households_anew() {
    let mut writer = Writer::new();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    for (name, order) in [("1组", 301), ("2组", 303), ("Sheet3", 305)] {
        let sheet = writer.add_worksheet();
        sheet.set_name(name).unwrap();
        for (column, label) in (0..).zip(["户序号", "姓名", "关系", "出生年月日", "身份证", "联系方式"])
        {
            sheet.write_string(0, column, label).unwrap();
        }
        for (at, (house, relation, birth)) in
            (1..).zip([(1, "户主", "19620305"), (1, "长子", "19880305"), (2, "户主", "19630405")])
        {
            sheet.write_number(at, 0, house).unwrap();
            sheet.write_string(at, 1, ["田大", "田小", "江大"][at as usize - 1]).unwrap();
            sheet.write_string(at, 2, relation).unwrap();
            let (year, month, of_month) = (&birth[..4], &birth[4..6], &birth[6..]);
            let born = ExcelDateTime::from_ymd(
                year.parse().unwrap(),
                month.parse().unwrap(),
                of_month.parse().unwrap(),
            );
            sheet.write_datetime_with_format(at, 3, born.unwrap(), &day).unwrap();
            sheet.write_string(at, 4, id(birth, order)).unwrap();
            sheet.write_number(at, 5, 13_800_001_000.0 + f64::from(at + order)).unwrap();
        }
    }
    let roster = households(&book(&mut writer));
    let houses: Vec<_> =
        roster.households.iter().map(|house| (house.group.as_deref(), house.number.as_deref())).collect();
    let expected = [
        (Some("1组"), Some("1")),
        (Some("1组"), Some("2")),
        (Some("2组"), Some("1")),
        (Some("2组"), Some("2")),
        (None, Some("1")),
        (None, Some("2")),
    ];
    assert_eq!(houses, expected);
    assert!(roster.rows.iter().all(|row| row.problems.is_empty()), "{:?}", roster.rows);
    assert_eq!(roster.rows[0].text(Target::PHONE), Some("13800001302"));
    assert_eq!(roster.rows[0].birth().unwrap().to_string(), "1962-03-05");
}

/// Numbers that begin anew in one sheet, and nothing that says where: two families are never made one.
#[test]
fn a_number_that_comes_again_with_another_head_is_another_household() {
    let roster = households(&table(&[
        &["户号", "姓名", "与户主关系", "身份证号"],
        &["1", "田大", "户主", &id("19620305", 301)],
        &["1", "田小", "长子", &id("19880305", 301)],
        &["2", "江大", "户主", &id("19620306", 301)],
        &["1", "何大", "户主", &id("19620307", 301)],
        &["1", "何小", "长子", &id("19880307", 301)],
    ]));
    let houses: Vec<usize> = roster.rows.iter().map(|row| row.household.unwrap()).collect();
    assert_eq!(houses, [0, 0, 1, 2, 2]);
    assert!(roster.rows.iter().all(|row| problems(row).is_empty()), "{:?}", roster.rows);
    let plan = Register::new().plan(&roster);
    assert_eq!(counts(&plan), [3, 0, 0, 2, 0], "which number 何大 has is for a person to say");
    assert_eq!(plan.rows[3].reasons[0].code, "household_number_taken");
}

/// A semicolon file of another program in GB18030, with quotes, a line break within a header and numbers guarded by
/// apostrophes and tabs.
#[test]
fn a_text_file_of_another_program() {
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let rows = [
        strings(&[
            "\"农户\n编码\"",
            "\"姓名\"",
            "\"与户主\n关系\"",
            "\"身份证\n号码\"",
            "\"联系\n电话\"",
            "\"是否\n户主\"",
        ]),
        vec![
            "A001".into(),
            "\"张大山\"".into(),
            "户主".into(),
            format!("\"\t{}\"", id("19620305", 147)),
            "'13800001234".into(),
            "是".into(),
        ],
        vec![
            "A001".into(),
            "\"李秀英\"".into(),
            "配偶".into(),
            format!("\"'{}\"", id("19640817", 226)),
            String::new(),
            "否".into(),
        ],
        vec![
            "A002".into(),
            "\"王二喜\"".into(),
            "户主".into(),
            format!("\"{}\"", id("19550101", 333).to_lowercase()),
            "0713-1234567".into(),
            "是".into(),
        ],
    ];
    let roster = households(&text_file(&rows, ";", gb18030));
    assert_eq!(
        told(&roster),
        [row("张大山", 2, "A001"), row("李秀英", 10, "A001"), row("王二喜", 2, "A002")]
    );
    assert_eq!(roster.rows[0].text(Target::PHONE), Some("13800001234"));
    assert_eq!(roster.rows[2].text(Target::LANDLINE), Some("0713-1234567"));
    twice(&roster);
}

/// The head's name and ID number in each row; namesakes as heads, and a head who does not come first.
#[test]
fn the_heads_id_number_tells_namesakes_apart() {
    let (first, second) = (id("19620305", 147), id("19700305", 157));
    let roster = households(&table(&[
        &["户主姓名", "户主身份证号", "成员姓名", "成员身份证号", "与户主关系"],
        &["张伟", &first, "张小一", &id("19900305", 151), "长子"],
        &["张伟", &first, "张伟", &first, "户主"],
        &["张伟", &second, "张小二", &id("19950305", 151), "长子"],
        &["张伟", &second, "张伟", &second, "户主"],
    ]));
    let houses: Vec<usize> = roster.rows.iter().map(|row| row.household.unwrap()).collect();
    assert_eq!(houses, [0, 0, 1, 1]);
    assert!(roster.rows.iter().all(|row| row.problems.is_empty()), "{:?}", roster.rows);
    let register = twice(&roster);
    assert!(register.all(&household::KIND).iter().all(|home| home.id_of(household::HEAD).is_some()));
}

/// The table begins in the third column below blank rows, and columns that nobody needs stand between.
#[test]
fn a_table_in_the_middle_of_the_page() {
    let roster = households(&table(&[
        &[],
        &["", "", "", "", "附件2"],
        &["", "", "石桥村常住人口信息登记表"],
        &["", "", "", "", "", "", "单位：人"],
        &["", "", "户  编  号", "", "姓    名", "性 别", "与户主\n关  系", "", "公 民 身 份 号 码", "备　注"],
        &["", "", "7", "", "张大山", "男", "户主", "", &id("19620305", 147), ""],
        &["", "", "", "", "李秀英", "女", "妻子", "", &id("19640817", 226), "低保"],
        &["", "", "8", "", "王二喜", "男", "本户户主", "", &id("19550101", 333), ""],
        &["", "", "合计", "", "3", "", "", "", "", ""],
        &["", "", "村负责人签字：", "", "", "", "填报日期：2026年3月"],
    ]));
    assert_eq!(told(&roster), [row("张大山", 2, "7"), row("李秀英", 12, "7"), row("王二喜", 2, "8")]);
    assert_eq!(roster.rows[1].text(Target::of(4, resident::NOTE)), Some("低保"));
    twice(&roster);
}

/// Numbers before the words of the relation, as some programs write codes; spellings of schooling and nation.
#[test]
fn words_with_their_codes_before_them() {
    let roster = households(&table(&[
        &["户号", "姓名", "与户主关系", "身份证号", "民族", "文化程度", "政治面貌", "婚姻状况"],
        &["1", "张大山", "02户主", &id("19620305", 147), "01汉族", "初中毕业", "中共党员", "已婚"],
        &["1", "李秀英", "12 妻", &id("19640817", 226), "15 土家族", "小学文化", "群众", "有配偶"],
    ]));
    assert_eq!(told(&roster), [row("张大山", 2, "1"), row("李秀英", 12, "1")]);
    assert!(roster.rows.iter().all(|row| row.problems.is_empty()), "{:?}", roster.rows);
    assert_eq!(roster.rows[1].code(Target::of(2, person::NATION)), Some(15));
    let register = twice(&roster);
    let who = register.person(&id("19620305", 147));
    let residents = register.holding(&resident::KIND, resident::PERSON, &who.id.into()).unwrap();
    assert_eq!(residents[0].code(resident::RELATION), Some(2));
}
