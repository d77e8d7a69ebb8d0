//! Masks: what is shown of a value unless a person with the right asks, with a reason, for the whole.

use crate::{Field, Type};

/// The masked form of a text value of this field: ID numbers keep the first 6 and the last 4 characters, telephone
/// numbers the first 3 and the last 4; other fields are shown as they are.
pub fn masked(field: &Field, text: &str) -> String {
    match field.ty {
        Type::IdNumber => keep(text, 6, 4),
        Type::Phone => keep(text, 3, 4),
        _ => text.to_owned(),
    }
}

/// Whether values of this field are masked by default.
pub fn is_masked(field: &Field) -> bool {
    matches!(field.ty, Type::IdNumber | Type::Phone)
}

fn keep(text: &str, head: usize, tail: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let shown = |index: usize| index < head || index + tail >= chars.len();
    if chars.len() <= head + tail {
        return "*".repeat(chars.len());
    }
    chars.iter().enumerate().map(|(index, c)| if shown(index) { *c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::person;

    #[test]
    fn the_middle_of_numbers_is_hidden() {
        assert_eq!(masked(&person::ID_NUMBER, "999001197801030257"), "999001********0257");
        assert_eq!(masked(&person::PHONE, "13800001234"), "138****1234");
        assert_eq!(masked(&person::PHONE, "5551234"), "*******");
        assert_eq!(masked(&person::NAME, "张三"), "张三");
    }
}
