//! Household registers in layouts unlike the examples.

use domain::kinds::{household, person, resident};
use rust_xlsxwriter::{Format, Workbook as Writer, Worksheet};
use sheets::grid::{self, Workbook};
use sheets::layout::preview;
use sheets::{RosterKind, Target};

use crate::register::Register;
use crate::support::{households, id, old_id, problems, strings, table, text_file, told};

fn book(writer: &mut Writer) -> Workbook {
    grid::open(&writer.save_to_buffer().unwrap(), "名册.xlsx").unwrap()
}

fn write(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
        sheet.write_string(row, column, *text).unwrap();
    }
}

fn row(name: &str, code: u32, house: &str) -> (String, Option<u32>, String) {
    (name.to_owned(), Some(code), house.to_owned())
}

fn twice(roster: &sheets::read::Roster, new: usize) {
    let mut register = Register::new();
    assert_eq!(register.import(roster)[0], new);
    let again = register.plan(roster);
    assert!(again.puts.is_empty(), "{:?}", again.puts);
}

/// Tabs, GB18030, titles above, no household number: 户主 begins each household. A rare character needs four bytes.
#[test]
fn without_numbers_each_head_begins_a_household() {
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let rows = [
        strings(&["杨柳镇石桥村王家湾组人口登记表", "", "", "", ""]),
        strings(&["填表日期：2026年10月", "", "", "", ""]),
        vec![],
        strings(&["姓 名", "与户主\u{3000}关系", "公民身份证号码", "出 生 年 月", "联系方式"]),
        strings(&["张大山", "户主", &id("19620305", 147), "1962.03", "13800001234"]),
        strings(&["李 秀 英", "老婆", &id("19640817", 226), "1964.08", "无"]),
        strings(&["张𠮷", "大儿子", &id("19881010", 135), "1988.10", "0713-1234567/13900005678"]),
        strings(&["陈桂花", "媳妇", &id("19900506", 246), "", ""]),
        strings(&["张小宝", "孙", &id("20150101", 157), "", "/"]),
        strings(&["王二喜", "本人", &id("19550101", 333), "", ""]),
        strings(&["王三喜", "弟弟", &id("19580101", 335), "", ""]),
        strings(&["合计：2户7人", "", "", "", ""]),
        strings(&["制表人：赵会计", "", "审核人：", "", ""]),
    ];
    let roster = households(&text_file(&rows, "\t", gb18030));
    let expected = [
        row("张大山", 2, "张大山"),
        row("李秀英", 12, "张大山"),
        row("张𠮷", 22, "张大山"),
        row("陈桂花", 38, "张大山"),
        row("张小宝", 41, "张大山"),
        row("王二喜", 2, "王二喜"),
        row("王三喜", 73, "王二喜"),
    ];
    assert_eq!(told(&roster), expected);
    assert!(roster.rows.iter().all(|row| row.problems.is_empty()), "{:?}", roster.rows);
    assert_eq!(roster.households[0].group.as_deref(), Some("王家湾组"), "from the title");
    assert_eq!(roster.rows[2].text(Target::LANDLINE), Some("0713-1234567"));
    assert_eq!(roster.rows[2].text(Target::PHONE), Some("13900005678"));
    twice(&roster, 7);
}

/// The number stands in the first row only and nothing is merged; the second header row splits the first.
fn two_header_rows(writer: &mut Writer) {
    let sheet = writer.add_worksheet();
    sheet.set_name("3").unwrap();
    let format = Format::new();
    sheet.merge_range(0, 0, 0, 8, "石桥村农户家庭成员信息采集表", &format).unwrap();
    write(sheet, 1, &["户号", "户主", "", "家庭成员", "", "", "", "住址", "备注"]);
    sheet.merge_range(1, 0, 2, 0, "户号", &format).unwrap();
    sheet.merge_range(1, 1, 1, 2, "户主", &format).unwrap();
    sheet.merge_range(1, 3, 1, 6, "家庭成员", &format).unwrap();
    sheet.merge_range(1, 7, 2, 7, "住址", &format).unwrap();
    sheet.merge_range(1, 8, 2, 8, "备注", &format).unwrap();
    write(sheet, 2, &["", "姓名", "身份证", "姓名", "关系", "身份证", "民族"]);
    let (first, second) = (id("19500101", 111), id("19600101", 113));
    write(sheet, 3, &["12", "赵老大", &first, "赵老大", "户主", &first, "汉", "石桥村3组12号", "低保"]);
    write(sheet, 4, &["", "", "", "赵小二", "大儿子", &id("19750202", 115), "汉"]);
    write(sheet, 5, &["", "", "", "钱美", "大儿媳妇", &id("19760303", 116), "土家"]);
    write(sheet, 6, &["", "", "", "赵小三", "孙媳", &id("19990303", 118), "汉族"]);
    write(sheet, 8, &["13", "孙老四", &second, "孙小四", "次子", &id("19850505", 117), "汉"]);
    write(sheet, 9, &["", "", "", "孙老四", "户主本人", &second, "汉"]);
}

#[test]
fn a_number_in_the_first_row_speaks_for_those_below() {
    let mut writer = Writer::new();
    two_header_rows(&mut writer);
    let book = book(&mut writer);
    let sheet = &preview(&book, None).sheets[0];
    let targets: Vec<String> =
        sheet.columns.iter().map(|c| c.target.map(|t| t.to_string()).unwrap_or_default()).collect();
    assert_eq!((sheet.header_row, sheet.header_rows, sheet.group.as_deref()), (Some(2), 2, Some("3组")));
    let expected = [
        "household.number",
        "household.head",
        "head_id_number",
        "person.name",
        "resident.relation",
        "person.id_number",
        "person.nation",
        "household.address",
        "resident.note",
    ];
    assert_eq!(targets, expected);
    let roster = households(&book);
    let expected = [
        row("赵老大", 2, "12"),
        row("赵小二", 22, "12"),
        row("钱美", 38, "12"),
        row("赵小三", 45, "12"),
        row("孙小四", 23, "13"),
        row("孙老四", 2, "13"),
    ];
    assert_eq!(told(&roster), expected);
    assert_eq!(roster.rows[0].text(Target::of(4, resident::NOTE)), Some("低保"));
    twice(&roster, 6);
}

#[test]
fn an_old_workbook_is_read_like_a_new_one() {
    // Made of `two_header_rows` by a spreadsheet program.
    let mut writer = Writer::new();
    two_header_rows(&mut writer);
    let old = crate::support::fixture("两级表头.xls");
    assert_eq!(told(&households(&old)), told(&households(&book(&mut writer))));
    let head = |roster: &sheets::read::Roster| roster.rows[5].text(Target::ID_NUMBER).map(str::to_owned);
    assert_eq!(head(&households(&old)), Some(id("19600101", 113)));
}

/// One wide sheet that was printed: header and title come again on each page, with sums of the page.
#[test]
fn printed_pages_repeat_their_headers_and_sum_up() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.set_name("全村").unwrap();
    let header =
        ["序号", "组别", "户编号", "姓名", "称谓", "性别", "身份证号码", "是否外出", "外出时间", "务工地点"];
    let (mut at, mut number) = (0, 0);
    for page in 0..4 {
        let format = Format::new();
        sheet.merge_range(at, 0, at, 9, &format!("石桥村人口花名册 第{}页", page + 1), &format).unwrap();
        write(sheet, at + 1, &header);
        write(sheet, at + 2, &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
        at += 3;
        for line in 0..30 {
            number += 1;
            let (relation, sex) = if line % 3 == 0 { ("户主", "男") } else { ("子", "男") };
            let number_id = id("19700101", number * 2 + 1);
            let away: &[&str] = if line == 1 { &["外出", "2025.3.1", "东莞"] } else { &["在家"] };
            let house = format!("{}", (number - 1) / 3 + 1);
            let group = if number <= 60 { "第一村民小组" } else { "第二村民小组" };
            let name = format!(
                "周{}{}",
                ["一", "二", "三", "四"][page],
                ["山", "水", "林", "田"][line as usize % 4]
            );
            let serial = number.to_string();
            let mut cells = vec![serial.as_str(), group, &house, &name, relation, sex, &number_id];
            cells.extend(away);
            write(sheet, at, &cells);
            at += 1;
        }
        write(sheet, at, &["本页小计", "", "10户", "30人"]);
        at += 1;
    }
    write(sheet, at, &["总　计", "", "40户", "120人"]);
    write(sheet, at + 1, &["说明：本表一式两份。"]);
    let roster = households(&book(&mut writer));
    assert_eq!(roster.rows.len(), 120);
    assert_eq!(roster.households.len(), 40);
    assert!(roster.rows.iter().all(|row| row.problems.is_empty()), "{:?}", roster.rows);
    assert_eq!(roster.households[39].group.as_deref(), Some("第二村民小组"));
    assert_eq!(roster.rows[1].text(Target::of(4, resident::AWAY_TO)), Some("东莞"));
    assert_eq!(roster.rows[1].code(Target::of(4, resident::RESIDENCE)), Some(2));
    twice(&roster, 120);
}

/// The head's name stands in each row and there is no relation; two households of one group have namesakes as heads.
#[test]
fn the_heads_name_in_each_row_tells_households_apart() {
    let rows: Vec<Vec<String>> = [
        ["农户(户主)", "成员姓名", "证件号码", "电话"].map(str::to_owned).to_vec(),
        vec!["吴天明".into(), "吴天明".into(), id("19620305", 151), "13800001234".into()],
        vec!["吴天明".into(), "刘桂兰".into(), id("19630305", 152), String::new()],
        vec!["郑守田".into(), "郑守田".into(), id("19640305", 153), String::new()],
        vec!["郑守田".into(), "郑小田".into(), id("19900305", 155), String::new()],
        vec!["吴天明".into(), "吴天明".into(), id("19700305", 157), String::new()],
        vec!["吴天明".into(), "吴小明".into(), id("19950305", 159), String::new()],
    ]
    .into();
    let roster =
        households(&text_file(&rows, ";", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()));
    let houses: Vec<usize> = roster.rows.iter().map(|row| row.household.unwrap()).collect();
    assert_eq!(houses, [0, 0, 1, 1, 2, 2]);
    let codes: Vec<_> = roster.rows.iter().map(|row| row.code(Target::RELATION)).collect();
    assert_eq!(codes, [Some(2), None, Some(2), None, Some(2), None]);
    let mut register = Register::new();
    register.import(&roster);
    let heads: Vec<_> =
        register.all(&household::KIND).iter().map(|home| home.id_of(household::HEAD).is_some()).collect();
    assert_eq!(heads, [true, true, true]);
    assert!(register.plan(&roster).puts.is_empty());
}

/// A running number that counts households spans their rows; the head need not come first.
#[test]
fn merged_running_numbers_tell_households_apart() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    write(sheet, 0, &["序号", "姓名", "家庭关系", "身份证号"]);
    let people = [
        ("何老太", "母亲", "19400101", 202),
        ("何大江", "户主", "19650101", 203),
        ("何小江", "长子", "19900101", 205),
        ("罗铁柱", "户主", "19700101", 207),
        ("罗小柱", "独子", "19980101", 209),
        ("罗老爹", "父亲", "19420101", 211),
    ];
    for (at, (name, relation, birth, order)) in (1..).zip(people) {
        write(sheet, at, &["", name, relation, &id(birth, order)]);
    }
    let format = Format::new();
    sheet.merge_range(1, 0, 3, 0, "1", &format).unwrap();
    sheet.merge_range(4, 0, 6, 0, "2", &format).unwrap();
    let roster = households(&book(&mut writer));
    let houses: Vec<usize> = roster.rows.iter().map(|row| row.household.unwrap()).collect();
    assert_eq!(houses, [0, 0, 0, 1, 1, 1]);
    assert_eq!(roster.households[0].head, Some(1));
    twice(&roster, 6);
}

/// Groups follow one another in one sheet, each under a line with its name, and count their households anew.
#[test]
fn lines_with_a_groups_name_divide_a_sheet() {
    let roster = households(&table(&[
        &["户号", "姓名", "关系", "身份证号"],
        &["一组"],
        &["1", "田一", "户主", &id("19620305", 301)],
        &["2", "田二", "户主", &id("19620306", 301)],
        &["二组"],
        &["1", "江一", "户主", &id("19620307", 301)],
        &["", "江小一", "次女", &id("19920307", 302)],
    ]));
    let groups: Vec<_> = roster
        .rows
        .iter()
        .map(|row| roster.households[row.household.unwrap()].group.clone().unwrap())
        .collect();
    assert_eq!(groups, ["一组", "一组", "二组", "二组"]);
    assert_eq!(roster.households.len(), 3);
    let mut register = Register::new();
    register.import(&roster);
    assert_eq!(
        register.all(&household::KIND).len(),
        3,
        "two households have the number 1, each in its group"
    );
    assert!(register.plan(&roster).puts.is_empty());
}

#[test]
fn a_group_in_the_first_row_of_many_speaks_for_the_blank_cells_below() {
    let roster = households(&table(&[
        &["村民小组", "户号", "姓名", "关系", "身份证号"],
        &["东组", "1", "田一", "户主", &id("19620305", 301)],
        &["", "1", "田小一", "长子", &id("19880305", 301)],
        &["西组", "1", "江一", "户主", &id("19620307", 301)],
        &["", "1", "江小一", "次女", &id("19920307", 302)],
    ]));
    let groups: Vec<_> =
        roster.households.iter().map(|house| (house.group.as_deref(), house.rows.len())).collect();
    assert_eq!(groups, [(Some("东组"), 2), (Some("西组"), 2)]);
}

#[test]
fn old_numbers_of_fifteen_digits_are_completed_and_noted() {
    let man = id("19620305", 147);
    let roster = households(&table(&[
        &["户编号", "姓名", "与户主关系", "性别", "身份证号"],
        &["1", "张大山", "户主", "男", &old_id(&man)],
    ]));
    assert_eq!(roster.rows[0].text(Target::ID_NUMBER), Some(man.as_str()));
    assert_eq!(problems(&roster.rows[0]), ["id_old"]);
    let mut register = Register::new();
    assert_eq!(register.import(&roster)[0], 1);
    let newer = households(&table(&[
        &["户编号", "姓名", "与户主关系", "性别", "身份证号"],
        &["1", "张大山", "户主", "男", &man],
    ]));
    assert!(register.plan(&newer).puts.is_empty(), "the same person with the new number");
}

/// A list of heads: one row a household, no column for other members.
#[test]
fn a_list_of_heads_makes_households_of_one() {
    let roster = households(&table(&[
        &["序号", "户主姓名", "户主身份证号", "家庭人口", "户属性", "联系电话"],
        &["1", "张大山", &id("19620305", 147), "4", "脱贫户", "13800001234"],
        &["2", "王二喜", &id("19550101", 333), "2", "五保户", ""],
    ]));
    assert_eq!(told(&roster), [row("张大山", 2, "张大山"), row("王二喜", 2, "王二喜")]);
    twice(&roster, 2);
}

/// No header at all, and no column for ID numbers: names, relations and telephone numbers are known by their looks.
#[test]
fn columns_without_headers_are_known_by_what_they_hold() {
    let headless = table(&[
        &["张大山", "户主", &id("19620305", 147), "13800001234"],
        &["李秀英", "妻子", &id("19640817", 226), "13800001235"],
        &["张小宝", "儿子", &id("19900101", 235), "13800001236"],
    ]);
    let found = preview(&headless, Some(RosterKind::Households));
    let targets: Vec<String> =
        found.sheets[0].columns.iter().map(|c| c.target.unwrap().to_string()).collect();
    assert_eq!(targets, ["person.name", "resident.relation", "person.id_number", "person.phone"]);
    assert_eq!(found.sheets[0].warnings, ["no_header"]);
    assert!(found.sheets[0].columns.iter().all(|column| column.confidence == 50));
    assert_eq!(households(&headless).rows.len(), 3);
}

#[test]
fn without_id_numbers_people_are_known_by_name_and_household() {
    let roster = households(&table(&[
        &["姓名", "与户主关系", "性别", "出生年月", "家庭住址"],
        &["张大山", "户主", "男", "1962年3月", "三组5号"],
        &["李秀英", "妻", "女", "1964年8月", ""],
        &["王二喜", "户主", "男", "1955年", "三组6号"],
    ]));
    assert!(
        roster.rows.iter().all(|row| row.problems.is_empty()),
        "a column that is not there is nobody's fault"
    );
    assert_eq!(roster.households[0].group.as_deref(), Some("三组"), "from the address");
    twice(&roster, 3);
}

#[test]
fn a_mapping_corrected_by_hand_is_obeyed() {
    let odd = table(&[
        &["甲栏", "乙栏", "丙栏", "丁栏"],
        &["石桥", "张大山", "A-1", &id("19620305", 147)],
        &["石桥", "李秀英", "A-1", &id("19640817", 226)],
    ]);
    let mut mapping = preview(&odd, Some(RosterKind::Households)).mapping();
    let sheet = &mut mapping.sheets[0];
    sheet.chosen = true;
    sheet.header_row = Some(1);
    sheet.header_rows = 1;
    sheet.group = Some("五组".into());
    sheet.columns = [(1, Target::NAME), (2, Target::NUMBER), (3, Target::ID_NUMBER)].into();
    let source = sheets::read::Source { workbook: &odd, mapping: &mapping };
    let roster =
        sheets::read(&[source], RosterKind::Households, crate::support::today(), &mut |_, _| true).unwrap();
    assert_eq!(roster.rows.len(), 2);
    assert_eq!(roster.households[0].number.as_deref(), Some("A-1"));
    assert_eq!(roster.households[0].group.as_deref(), Some("五组"));
    let renamed =
        sheets::layout::preview_with_header(&odd, &odd.sheets[0].name, RosterKind::Households, Some(1), 1);
    let renamed = renamed.unwrap();
    assert_eq!(
        renamed.columns[3].target,
        Some(Target::ID_NUMBER),
        "by its looks, the header telling nothing"
    );
    assert_eq!(renamed.data_rows, 2);
}

#[test]
fn words_that_are_not_known_leave_the_field_empty_and_the_row_stands() {
    let roster = households(&table(&[
        &["户编号", "姓名", "与户主关系", "身份证号", "文化程度", "电话", "婚姻状况"],
        &["1", "张大山", "户主", &id("19620305", 147), "识字班", "138000012", "已婚"],
        &["1", "李秀英", "搭伙", &id("19640817", 226), "无", "无", "—"],
        &["1", "赵三", "户主", &id("19700101", 331), "大专", "", ""],
    ]));
    assert_eq!(problems(&roster.rows[0]), ["value_unknown", "phone_unreadable"]);
    assert_eq!(problems(&roster.rows[1]), ["relation_unknown"]);
    assert_eq!(problems(&roster.rows[2]), ["two_heads"]);
    assert_eq!(roster.rows[1].text(Target::RELATION_TEXT), Some("搭伙"));
    assert_eq!(roster.rows[2].code(Target::of(2, person::EDUCATION)), Some(30));
    let unknown = &roster.rows[0].problems[0];
    assert_eq!((unknown.cell.as_deref(), unknown.text.as_deref()), (Some("E2"), Some("识字班")));
    twice(&roster, 3);
}

/// Header words that only resemble known ones, an unmerged header of two rows, and codes instead of words.
#[test]
fn a_header_that_only_resembles_another_must_have_fitting_values() {
    let rows = [
        strings(&["户籍信息", "", "个人信息", "", "", "", "补贴", ""]),
        strings(&[
            "户号",
            "户主或与户主关系",
            "姓名",
            "性别",
            "民族",
            "公民身份号码",
            "发放类别",
            "出生地点",
        ]),
        strings(&["A1", "户主", "张大山", "1", "01", &id("19620305", 147), "地力补贴", "石桥"]),
        strings(&["A1", "之妻", "李秀英", "2", "15", &id("19640817", 226), "粮食直补", "石桥"]),
        strings(&["以下空白"]),
    ];
    let book = text_file(&rows, ",", |text| text.as_bytes().to_vec());
    let sheet = &preview(&book, None).sheets[0];
    let targets: Vec<_> =
        sheet.columns.iter().map(|c| c.target.map(|t| t.to_string()).unwrap_or_default()).collect();
    let expected = [
        "household.number",
        "resident.relation",
        "person.name",
        "person.sex",
        "person.nation",
        "person.id_number",
        "",
        "ignored",
    ];
    assert_eq!(targets, expected);
    let roster = households(&book);
    assert_eq!(told(&roster), [row("张大山", 2, "A1"), row("李秀英", 12, "A1")]);
    assert!(roster.rows.iter().all(|row| row.problems.is_empty()), "{:?}", roster.rows);
    assert_eq!(roster.rows[1].code(Target::of(2, person::NATION)), Some(15));
}
