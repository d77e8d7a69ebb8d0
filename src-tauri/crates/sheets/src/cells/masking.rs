//! Cells as they may be shown.

use domain::kinds::person;
use domain::mask;

use crate::cells::{id_number, phone};
use crate::grid::Content;
use crate::target::Target;

/// The text of a cell with the middle of ID and telephone numbers hidden: by what its column holds, and in any other
/// column by its looks.
pub fn masked(target: Option<Target>, text: &str) -> String {
    let declared = match target {
        Some(Target::HeadIdNumber) => Some(&person::ID_NUMBER),
        Some(target) => target.field().map(|(_, field)| field).filter(|field| mask::is_masked(field)),
        None => None,
    };
    if let Some(field) = declared {
        return mask::masked(field, text);
    }
    let content = Content::Text(text.to_owned());
    if id_number::is_like(&content) {
        mask::masked(&person::ID_NUMBER, text)
    } else if phone::is_like(&content) {
        mask::masked(&person::PHONE, text)
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_hidden_by_column_and_by_looks() {
        let number = "999001197801030257";
        assert_eq!(masked(Some(Target::ID_NUMBER), number), "999001********0257");
        assert_eq!(
            masked(Some(Target::HeadIdNumber), "99900119780103025"),
            "999001*******3025",
            "a spoilt one too"
        );
        assert_eq!(masked(None, number), "999001********0257");
        assert_eq!(masked(Some(Target::Ignored), "13800001234"), "138****1234");
        assert_eq!(masked(Some(Target::NAME), "张大山"), "张大山");
        assert_eq!(masked(None, "一组12号"), "一组12号");
    }
}
