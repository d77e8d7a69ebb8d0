//! Looking into what `lianxin` answers, as far as the next command needs a word of it.

use crate::tool::{Outcome, Trouble};

/// The first text member `name` in the JSON `answer`, which holds no escapes in it (ids, codes, digests).
pub fn member<'a>(answer: &'a str, name: &str) -> Outcome<&'a str> {
    let missing = || Trouble::Failed(format!("the answer holds no `{name}`: {answer}"));
    let (_, rest) = answer.split_once(&format!("\"{name}\":")).ok_or_else(missing)?;
    let rest = rest.trim_start().strip_prefix('"').ok_or_else(missing)?;
    rest.split_once('"').map(|(value, _)| value).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::member;

    #[test]
    fn a_member_is_found_and_a_missing_one_is_trouble() {
        let answer = r#"{"rows":[{"id": "7f","n":1},{"id":"80"}]}"#;
        assert_eq!(member(answer, "id").unwrap(), "7f");
        assert!(member(answer, "n").is_err());
        assert!(member(answer, "act").is_err());
    }
}
