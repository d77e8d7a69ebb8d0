//! 空表: blank rosters to be filled in, with drop-downs for everything that has a code list.

use domain::codes::CodeList;
use domain::kinds::{household, member, person, resident};
use domain::{Type, words};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, Formula, Workbook, Worksheet,
};

use crate::Error;
use crate::grid::column_letters;
use crate::list_out::{self, Column, column_number};
use crate::target::{RosterKind, Target};

/// The number of this layout, kept among the properties of the file.
pub const VERSION: i32 = 1;

const DICTIONARY: &str = "字典";
// Rows that are prepared for filling in.
const ROWS: u32 = 2_000;

/// A blank roster as the bytes of an `.xlsx` file: the household register, or the national member form with its 19
/// columns in their order (全国党员信息采集表).
pub fn template(kind: RosterKind) -> Result<Vec<u8>, Error> {
    let columns = columns(kind);
    let mut book = Workbook::new();
    let mut lists = Dictionary::default();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(kind))?;
    for (at, (header, target)) in columns.iter().enumerate() {
        prepare_column(sheet, column_number(at), header, *target, &mut lists)?;
    }
    list_out::set_up_page(sheet, 0, ROWS, column_number(columns.len().saturating_sub(1)))?;
    let dictionary = book.add_worksheet();
    dictionary.set_name(DICTIONARY)?.set_hidden(true);
    lists.write(dictionary)?;
    let properties = DocProperties::new().set_custom_property("lianxin-template", sheet_name(kind));
    book.set_properties(&properties.set_custom_property("lianxin-template-version", VERSION));
    Ok(book.save_to_buffer()?)
}

fn sheet_name(kind: RosterKind) -> &'static str {
    match kind {
        RosterKind::Households => "农户花名册",
        RosterKind::Members => "党员信息",
    }
}

fn columns(kind: RosterKind) -> Vec<(&'static str, Target)> {
    const P: u16 = 2;
    const M: u16 = 5;
    match kind {
        RosterKind::Households => vec![
            ("序号", Target::Serial),
            ("村民小组", Target::GROUP),
            ("户编号", Target::NUMBER),
            ("姓名（必填）", Target::NAME),
            ("与户主关系（必填）", Target::RELATION),
            ("性别", Target::SEX),
            ("民族", Target::of(P, person::NATION)),
            ("出生日期", Target::BIRTH),
            ("公民身份号码（必填）", Target::ID_NUMBER),
            ("文化程度", Target::of(P, person::EDUCATION)),
            ("政治面貌", Target::of(P, person::POLITICS)),
            ("婚姻状况", Target::of(P, person::MARRIAGE)),
            ("手机号", Target::PHONE),
            ("住址", Target::ADDRESS_OF_HOUSEHOLD),
            ("户类别", Target::of(3, household::CATEGORY)),
            ("备注", Target::of(4, resident::NOTE)),
        ],
        RosterKind::Members => vec![
            ("姓名", Target::NAME),
            ("所在党支部", Target::of(M, member::BRANCH)),
            ("公民身份证号", Target::ID_NUMBER),
            ("性别", Target::SEX),
            ("民族", Target::of(P, person::NATION)),
            ("出生日期", Target::BIRTH),
            ("学历", Target::of(P, person::EDUCATION)),
            ("人员类别", Target::of(M, member::CATEGORY)),
            ("加入党组织日期", Target::of(M, member::JOINED)),
            ("转为正式党员日期", Target::of(M, member::CONFIRMED)),
            ("工作岗位", Target::of(M, member::POST)),
            ("手机号", Target::PHONE),
            ("固定电话", Target::LANDLINE),
            ("家庭住址", Target::of(P, person::ADDRESS)),
            ("党籍状态", Target::of(M, member::STATUS)),
            ("是否为失联党员", Target::of(M, member::LOST)),
            ("失去联系日期", Target::of(M, member::LOST_SINCE)),
            ("是否为流动党员", Target::of(M, member::MOBILE)),
            ("外出流向", Target::of(M, member::MOBILE_TO)),
        ],
    }
}

fn prepare_column(
    sheet: &mut Worksheet,
    column: u16,
    header: &str,
    target: Target,
    lists: &mut Dictionary,
) -> Result<(), Error> {
    let field = target.field().map(|(_, field)| field);
    let width =
        field.map_or(6.0, |field| Column::of(field).width).max(header.chars().count() as f64 * 2.0 + 2.0);
    sheet.set_column_width(column, width)?;
    sheet.set_column_format(column, &list_out::text_format())?;
    sheet.write_string_with_format(0, column, header, &list_out::header_format())?;
    let check = match field.map(|field| field.ty) {
        Some(Type::Code(list)) => Some(from_list(lists.codes(list))?),
        Some(Type::Bool) => Some(from_list(lists.truths())?),
        Some(Type::IdNumber) => Some(id_number_length()?),
        _ => None,
    };
    if let Some(check) = check {
        sheet.add_data_validation(1, column, ROWS, column, &check)?;
    }
    Ok(())
}

// A warning only: relations and schooling may be written in other words, which the importer understands.
fn from_list(range: String) -> Result<DataValidation, Error> {
    let check = DataValidation::new().allow_list_formula(Formula::new(range));
    let check = check.set_error_style(DataValidationErrorStyle::Warning);
    Ok(check.set_error_title("请核对")?.set_error_message("不在选项里，确定要这样填吗？")?)
}

fn id_number_length() -> Result<DataValidation, Error> {
    let check = DataValidation::new().allow_text_length(DataValidationRule::EqualTo(18));
    let check = check.set_error_style(DataValidationErrorStyle::Warning);
    Ok(check.set_error_title("请核对")?.set_error_message("公民身份号码应为18位，确定要这样填吗？")?)
}

/// The lists behind the drop-downs, one a column. A list in the cell's own formula may not pass 255 characters.
#[derive(Default)]
struct Dictionary {
    lists: Vec<(&'static str, Vec<&'static str>)>,
}

impl Dictionary {
    fn codes(&mut self, list: &'static CodeList) -> String {
        self.range(list.name, list.codes.iter().filter_map(|code| words::code(list, *code)).collect())
    }

    fn truths(&mut self) -> String {
        self.range("truth", vec!["是", "否"])
    }

    fn range(&mut self, name: &'static str, words: Vec<&'static str>) -> String {
        let length = words.len();
        let known = self.lists.iter().position(|(known, _)| *known == name);
        let column = known.unwrap_or_else(|| {
            self.lists.push((name, words));
            self.lists.len() - 1
        });
        let letters = column_letters(column);
        format!("='{DICTIONARY}'!${letters}$1:${letters}${length}")
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        for (column, (_, words)) in self.lists.iter().enumerate() {
            for (row, word) in (0..).zip(words) {
                sheet.write_string(row, column_number(column), *word)?;
            }
        }
        Ok(())
    }
}
