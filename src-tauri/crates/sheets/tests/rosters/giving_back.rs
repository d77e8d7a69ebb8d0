//! The rows that come back: corrected and imported again, they find their places.

use rust_xlsxwriter::Workbook as Writer;
use sheets::grid::{self, Workbook};
use sheets::plan::Decisions;
use sheets::read::Roster;

use crate::register::{Register, counts};
use crate::support::{fixture, households, read_files, table};

fn returned(roster: &Roster, register: &Register) -> Option<Workbook> {
    let plan = register.plan(roster);
    let bytes = sheets::returned(roster, &plan, &mut |_, _| true).unwrap()?;
    Some(grid::open(&bytes, "退回.xlsx").unwrap())
}

/// The texts of the sheet, the cell at a row and a column replaced.
fn corrected(book: &Workbook, sheet: usize, corrections: &[(usize, usize, &str)]) -> Workbook {
    let mut writer = Writer::new();
    let page = writer.add_worksheet();
    page.set_name(&book.sheets[sheet].name).unwrap();
    for (row, cells) in (0..).zip(&book.sheets[sheet].rows) {
        for (column, cell) in (0..).zip(cells) {
            page.write_string(row, column, cell.text()).unwrap();
        }
    }
    for (row, column, text) in corrections {
        page.write_string(*row as u32, *column as u16, *text).unwrap();
    }
    grid::open(&writer.save_to_buffer().unwrap(), "改好.xlsx").unwrap()
}

#[test]
fn rows_come_back_with_the_reason_and_the_cell() {
    let roster = read_files(&[&fixture("户籍人口花名册.xlsx")]);
    let book = returned(&roster, &Register::new()).unwrap();
    let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["一组", "二组", "三组"]);
    let first = &book.sheets[0];
    assert_eq!(first.rows.len(), 1 + 6);
    let header: Vec<String> = first.rows[0].iter().map(grid::Cell::text).collect();
    assert_eq!(
        (header[8].as_str(), header[15].as_str(), header[16].as_str()),
        ("身份证号码", "问题", "原表单元格")
    );
    let destroyed: Vec<String> = first.rows[1].iter().map(grid::Cell::text).collect();
    assert_eq!((destroyed[3].as_str(), destroyed[16].as_str()), ("郭雪英", "I14"));
    assert_eq!(destroyed[1], "一组-003", "the merged number is written out");
    assert!(destroyed[15].contains("身份证号"), "{}", destroyed[15]);
    assert!(matches!(first.rows[1][8].content, grid::Content::Text(_)));
}

#[test]
fn a_corrected_row_goes_to_its_household() {
    let roster = read_files(&[&fixture("户籍人口花名册.xlsx")]);
    let mut register = Register::new();
    register.import(&roster);
    let book = returned(&roster, &register).unwrap();
    let again = households(&corrected(&book, 0, &[(1, 8, "999001200003271480")]));
    assert_eq!(register.import(&again)[0], 1);
    let home = register.household("一组-003");
    assert!(register.names_in(home.id).contains(&"郭雪英".to_owned()));
}

#[test]
fn without_a_number_the_whole_household_comes_back() {
    let book = table(&[
        &["姓名", "与户主关系", "身份证号"],
        &["张大山", "户主", "999001196203051475"],
        &["李秀英", "妻", "999001196408172262"],
        &["王建国", "户主", "9.99001E+17"],
        &["王小军", "儿子", "999001199001012359"],
    ]);
    let roster = households(&book);
    let mut register = Register::new();
    assert_eq!(register.import(&roster), [3, 0, 0, 0, 1]);
    let back = returned(&roster, &register).unwrap();
    let names: Vec<String> = back.sheets[0].rows.iter().map(|row| row[0].text()).collect();
    assert_eq!(names, ["姓名", "王建国", "王小军"], "the household of 张大山 is sound");
    assert!(back.sheets[0].rows[2][3].text().contains("不用改"));
    let again = households(&corrected(&back, 0, &[(1, 2, "999001196105062373")]));
    let plan = register.plan(&again);
    assert_eq!(counts(&plan), [1, 0, 1, 0, 0]);
    register.write(&plan.puts);
    assert_eq!(register.counts()[1], 2, "the head joins the household of his son");
}

#[test]
fn nothing_comes_back_when_nothing_is_wrong() {
    let roster = read_files(&[&fixture("党员信息.xlsx")]);
    assert!(returned(&roster, &Register::new()).is_none());
    let mut decisions = Decisions::new();
    let csv = read_files(&[&fixture("人口.csv")]);
    for row in csv.rows.iter().filter(|row| row.severity().is_some()) {
        decisions.insert(row.at.clone(), sheets::plan::Decision::Skip);
    }
    let plan = Register::new().plan_with(&csv, &decisions);
    let bytes = sheets::returned(&csv, &plan, &mut |_, _| true).unwrap();
    let back = grid::open(&bytes.unwrap(), "退回.xlsx").unwrap();
    assert_eq!(back.sheets[0].rows.len(), 1 + 2, "what cannot be read comes back though it was skipped");
}

/// What only lines over the households told goes back in columns.
#[test]
fn what_a_line_over_the_household_told_comes_back_in_columns() {
    let header: &[&str] = &["姓名", "与户主关系", "身份证号"];
    let roster = households(&table(&[
        &["户编号：12 户主：张大山 住址：石桥村12号"],
        header,
        &["张大山", "户主", "999001196203051475"],
        &["李秀英", "妻", "99900119640817"],
    ]));
    let mut register = Register::new();
    assert_eq!(register.import(&roster), [1, 0, 0, 0, 1]);
    let back = returned(&roster, &register).unwrap();
    let header: Vec<String> = back.sheets[0].rows[0].iter().map(grid::Cell::text).collect();
    assert_eq!(header[3..6], ["户编号", "户主姓名", "住址"]);
    let again = households(&corrected(&back, 0, &[(1, 2, "999001196408172262")]));
    assert_eq!(register.import(&again), [1, 0, 0, 0, 0]);
    assert_eq!(register.names_in(register.household("12").id).len(), 2);
}
