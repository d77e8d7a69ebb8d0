use proptest::prelude::*;

use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn text(text: &str) -> Option<String> {
    read(&Content::Text(text.into()), today())?.day().map(|day| day.to_string())
}

fn number(number: f64) -> Option<Reading> {
    read(&Content::Number(number), today())
}

#[test]
fn every_spelling_of_a_day_is_read() {
    for spelling in [
        "19620305",
        "1962-03-05",
        "1962/3/5",
        "1962.3.5",
        "1962．３．５",
        "1962年3月5日",
        "1962 3 5",
        "1962年03月05号生",
        "1962-03-05T00:00:00",
        "1962/3/5 0:00:00",
        "'1962-3-5",
        "1962.0305",
        "一九六二年三月五日",
        "22710",
        "62.3.5",
        "620305",
    ] {
        assert_eq!(text(spelling).as_deref(), Some("1962-03-05"), "{spelling}");
    }
}

#[test]
fn a_month_or_a_year_stays_one() {
    for spelling in [
        "1962.3",
        "1962年3月",
        "196203",
        "1962-03",
        "1962/3",
        "3/1962",
        "1962年3月份",
        "62.3",
        "6203",
        "62年3月",
        "19620300",
    ] {
        assert_eq!(text(spelling).as_deref(), Some("1962-03"), "{spelling}");
    }
    assert_eq!(text("1962").as_deref(), Some("1962"));
    assert_eq!(text("1962年").as_deref(), Some("1962"));
    assert_eq!(text("1962.10").as_deref(), Some("1962-10"));
}

#[test]
fn what_is_no_day_is_not_read_as_one() {
    for wrong in [
        "",
        "不知道",
        "农历腊月",
        "1962-13-05",
        "1962.2.30",
        "13800001234",
        "一组",
        "196",
        "3",
        "1962.3.5.7",
        "腊月初八",
    ] {
        assert_eq!(read(&Content::Text(wrong.into()), today()), None, "{wrong}");
    }
    assert_eq!(read(&Content::Bool(true), today()), None);
}

#[test]
fn a_number_that_lost_its_nought_is_in_doubt() {
    let reading = number(1962.1).unwrap();
    assert_eq!(reading.day(), None);
    assert_eq!(reading.common().unwrap().to_string(), "1962");
    assert!(reading.allows("1962-10-08".parse().unwrap()) && reading.allows("1962-01-08".parse().unwrap()));
    assert!(!reading.allows("1962-02-08".parse().unwrap()));
    assert_eq!(number(1962.3).unwrap().day().unwrap().to_string(), "1962-03");
    assert_eq!(number(1962.12).unwrap().day().unwrap().to_string(), "1962-12");
    assert_eq!(text("1962.1").as_deref(), Some("1962-01"));
}

#[test]
fn numbers_are_serials_days_months_or_years_by_their_length() {
    for (value, day) in [
        (22710.0, "1962-03-05"),
        (22710.5, "1962-03-05"),
        (19_620_305.0, "1962-03-05"),
        (196_203.0, "1962-03"),
        (1962.0, "1962"),
    ] {
        assert_eq!(number(value).unwrap().day().unwrap().to_string(), day, "{value}");
    }
    assert_eq!(number(6203.0).unwrap().day(), None, "the serial of 1916-12-25, or March 1962");
    assert!(number(-5.0).is_none() && number(1e18).is_none());
}

#[test]
fn the_first_that_a_spreadsheet_makes_of_a_month_allows_the_month() {
    let first = NaiveDate::from_ymd_opt(1962, 3, 1).unwrap();
    let reading = read(&Content::Date(first), today()).unwrap();
    assert!(reading.allows("1962-03-17".parse().unwrap()));
    assert_eq!(reading.day().unwrap().to_string(), "1962-03-01");
}

#[test]
fn a_year_of_two_digits_is_read_only_when_one_century_fits() {
    assert_eq!(text("15.3"), None, "1915 or 2015");
    assert_eq!(text("27.3").as_deref(), Some("1927-03"));
    assert_eq!(text("3/5/1962"), None, "March or May");
    assert_eq!(text("3/15/1962").as_deref(), Some("1962-03-15"));
}

proptest! {
    #[test]
    fn any_day_is_read_back_from_any_spelling(days in 0_u64..65_000, spelling in 0_usize..7) {
        let date = NaiveDate::from_ymd_opt(1900, 3, 1).unwrap() + Days::new(days);
        let (y, m, d) = (date.year(), date.month(), date.day());
        let written = match spelling {
            0 => format!("{y}{m:02}{d:02}"),
            1 => format!("{y}-{m}-{d}"),
            2 => format!("{y}年{m}月{d}日"),
            3 => format!("{y}.{m:02}.{d:02}"),
            4 => format!("{y}/{m}/{d} 0:00"),
            5 => format!("　{y}．{m}．{d} "),
            _ => format!("{y}-{m:02}-{d:02}T08:00:00"),
        };
        let reading = read(&Content::Text(written), today()).unwrap();
        prop_assert_eq!(reading.day(), Some(date.into()));
        let serial = read(&Content::Date(date), today()).unwrap();
        prop_assert_eq!(serial.day(), Some(date.into()));
    }

    #[test]
    fn no_text_makes_the_reader_fail(text in "\\PC{0,20}", number in any::<f64>()) {
        let _ = read(&Content::Text(text), today());
        let _ = read(&Content::Number(number), today());
    }

    #[test]
    fn digits_and_signs_never_make_a_day_outside_the_calendar(text in "[0-9./年月日 -]{1,12}") {
        if let Some(day) = read(&Content::Text(text), today()).and_then(|reading| reading.day()) {
            prop_assert!(Day::from_number(day.number()).is_ok());
        }
    }
}
