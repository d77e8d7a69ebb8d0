//! Rules on single values, which follow from the declaration of the field.

use super::{Breach, CheckError, Context, Touched};
use crate::id_number::{IdNumber, IdNumberError};
use crate::{Day, Facts, Field, Kind, RecordId, Type, Value};

const LINE: usize = 200;
const TEXT: usize = 10_000;

/// Every written field belongs to the writing side, is of its type, and every required field is set.
pub(super) fn check<F: Facts>(
    facts: &F,
    context: Context,
    touched: &Touched,
) -> Result<(), CheckError<F::Error>> {
    let kind = touched.after.kind;
    for number in &touched.written {
        // 变更原因 goes with every change, whoever makes it.
        if context.shared
            && *number != crate::kind::REASON.number
            && Kind::owner_of(kind.number, *number) != context.side
        {
            let field = kind.field(*number).copied().unwrap_or(crate::kind::DELETED);
            return Err(Breach::of("not_yours", kind).at(&field).into());
        }
        let Some(field) = kind.field(*number) else {
            continue;
        };
        for value in touched.after.all(*field) {
            check_value(kind, field, value)?;
            // What a deleted record refers to may be deleted as well.
            if !touched.after.deleted {
                check_reference(facts, kind, field, value)?;
            }
        }
    }
    if touched.after.deleted {
        return Ok(());
    }
    for field in kind.fields.iter().filter(|field| field.required) {
        if touched.after.all(*field).is_empty() {
            return Err(Breach::of("required", kind).at(field).into());
        }
    }
    Ok(())
}

/// Whether a value is of its field's type and within its code list.
pub fn check_value(kind: &Kind, field: &Field, value: &Value) -> Result<(), Breach> {
    let fault = match (field.ty, value) {
        (Type::Text, Value::Text(text)) => line_fault(text, LINE),
        (Type::Multiline, Value::Text(text)) => text_fault(text, TEXT),
        (Type::Int, Value::Int(_)) | (Type::Bool, Value::Bool(_)) => None,
        (Type::Date, Value::Int(number)) => day_fault(*number, true),
        (Type::PartialDate, Value::Int(number)) => day_fault(*number, false),
        (Type::Code(list), Value::Int(number)) => {
            let known = u32::try_from(*number).is_ok_and(|code| list.has(code));
            (!known).then_some("code_unknown")
        }
        (Type::Ref(_), Value::Bytes(bytes)) => (bytes.len() != 16).then_some("value_type"),
        (Type::IdNumber, Value::Text(text)) => id_number_fault(text),
        (Type::Phone, Value::Text(text)) => (!is_phone(text)).then_some("phone"),
        (Type::Division, Value::Text(text)) => {
            let sound = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
            (!sound).then_some("division")
        }
        _ => Some("value_type"),
    };
    fault.map_or(Ok(()), |rule| Err(Breach::of(rule, kind).at(field)))
}

/// Whether a record may hold this reference before the record that it refers to is there: a household and its primary
/// link refer to each other, and one of the two has to come first.
pub fn may_come_first(kind: &Kind, field: &Field) -> bool {
    use crate::kinds::household::{KIND, PRIMARY_LINK};
    kind.number == KIND.number && field.number == PRIMARY_LINK.number
}

fn check_reference<F: Facts>(
    facts: &F,
    kind: &'static Kind,
    field: &Field,
    value: &Value,
) -> Result<(), CheckError<F::Error>> {
    if may_come_first(kind, field) {
        return Ok(());
    }
    let (Some(target), Value::Bytes(bytes)) = (field.refers_to(), value) else {
        return Ok(());
    };
    let (Some(target), Some(id)) = (facts.registry().named(target), RecordId::from_slice(bytes)) else {
        return Ok(());
    };
    if facts.exists(target, id).map_err(CheckError::Facts)? {
        return Ok(());
    }
    Err(Breach::of("reference_missing", kind).at(field).with("target", target.label).into())
}

fn text_fault(text: &str, limit: usize) -> Option<&'static str> {
    let control = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.trim().is_empty() {
        Some("text_empty")
    } else if text.chars().any(control) {
        Some("text_control")
    } else {
        (text.chars().count() > limit).then_some("text_long")
    }
}

fn line_fault(text: &str, limit: usize) -> Option<&'static str> {
    if text.contains('\n') { Some("text_control") } else { text_fault(text, limit) }
}

fn day_fault(number: i64, exact: bool) -> Option<&'static str> {
    match Day::from_number(number) {
        Ok(day) if !exact || day.exact().is_some() => None,
        _ => Some("date"),
    }
}

fn id_number_fault(text: &str) -> Option<&'static str> {
    match IdNumber::parse(text) {
        Ok(number) if number.as_str() == text => None,
        Ok(_) | Err(IdNumberError::Length) => Some("id_number_length"),
        Err(IdNumberError::Checksum) => Some("id_number_checksum"),
        Err(IdNumberError::Birth) => Some("id_number_birth"),
        Err(IdNumberError::Characters) => Some("id_number_characters"),
    }
}

/// 5 to 20 digits, with an area code's hyphen and an extension allowed.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (5..=20).contains(&digits) && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b' '))
}
