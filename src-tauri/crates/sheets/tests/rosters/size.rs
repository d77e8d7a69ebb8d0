//! A large village: as long as a person waits without asking, and stopped when asked.

use std::time::{Duration, Instant};

use sheets::RosterKind;
use sheets::grid::{self, Workbook};
use sheets::plan::{Decisions, PlanError, plan};

use crate::register::{Register, context};
use crate::support::{id, read_files, suggested, today};

fn large(households: u32, people: u32) -> Workbook {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let header = [
        "序号",
        "户编号",
        "姓名",
        "与户主关系",
        "性别",
        "民族",
        "出生日期",
        "身份证号码",
        "文化程度",
        "联系电话",
        "住址",
    ];
    for (column, label) in (0..).zip(header) {
        sheet.write_string(0, column, label).unwrap();
    }
    let mut row = 1;
    for house in 0..households {
        for member in 0..people {
            let relation = if member == 0 { "户主" } else { "儿子" };
            let birth = format!("19{:02}{:02}{:02}", 40 + house % 60, 1 + member % 12, 1 + house / 60 % 28);
            let number = id(&birth, (house / 1_680 * 2 + 1) % 1000);
            let cells = [
                &row.to_string(),
                &format!("一组-{house:04}"),
                &format!(
                    "张{}{}",
                    char::from_u32(0x4E00 + house % 2000).unwrap(),
                    char::from_u32(0x5E00 + member).unwrap()
                ),
                relation,
                "男",
                "汉族",
                &birth,
                &number,
                "初中",
                &format!("138{:08}", house * 10 + member),
                &format!("一组{house}号"),
            ];
            for (column, text) in (0..).zip(cells) {
                sheet.write_string(row, column, text).unwrap();
            }
            row += 1;
        }
    }
    grid::open(&book.save_to_buffer().unwrap(), "大村.xlsx").unwrap()
}

#[test]
fn five_thousand_people_are_planned_while_a_person_waits() {
    let book = large(1_000, 5);
    let started = Instant::now();
    let roster = read_files(&[&book]);
    let read = started.elapsed();
    let mut register = Register::new();
    let planning = Instant::now();
    let made = register.plan(&roster);
    let planned = planning.elapsed();
    register.write(&made.puts);
    let again = Instant::now();
    assert!(register.plan(&roster).puts.is_empty());
    println!("read {read:?}, planned {planned:?}, planned again {:?}", again.elapsed());
    assert_eq!(roster.rows.len(), 5_000);
    assert_eq!(register.counts(), [5_000, 1_000, 5_000, 0]);
    assert!(read + planned < Duration::from_secs(60), "{read:?} and {planned:?}, unoptimised");
}

#[test]
fn reading_and_planning_stop_when_asked_to() {
    let book = large(100, 5);
    let mapping = suggested(&book);
    let source = sheets::read::Source { workbook: &book, mapping: &mapping };
    let mut seen = 0;
    let stopped = sheets::read(&[source], RosterKind::Households, today(), &mut |done, total| {
        seen = done;
        assert!(done <= total);
        done < 200
    });
    assert_eq!(stopped.unwrap_err().code(), "cancelled");
    assert!((200..400).contains(&seen), "{seen}");
    let roster = read_files(&[&book]);
    let register = Register::new();
    let stopped = plan(&roster, &register, context(), &Decisions::new(), &mut |done, _| done < 200);
    assert!(matches!(stopped, Err(PlanError::Cancelled)));
}
