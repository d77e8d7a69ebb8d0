//! Looking into what `lianxin` answers, as far as the next command needs a word of it.

use crate::tool::{Outcome, Trouble};

/// The first text member `name` in the JSON `answer`, or the first text of its list; for words without escapes, such
/// as ids and digests.
pub fn member<'a>(answer: &'a str, name: &str) -> Outcome<&'a str> {
    let missing = || Trouble::Failed(format!("the answer holds no `{name}`: {answer}"));
    let (_, rest) = answer.split_once(&format!("\"{name}\":")).ok_or_else(missing)?;
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('[').unwrap_or(rest).trim_start().strip_prefix('"').ok_or_else(missing)?;
    rest.split_once('"').map(|(value, _)| value).ok_or_else(missing)
}

/// The first number member `name` in the JSON `answer`.
pub fn number(answer: &str, name: &str) -> Outcome<u64> {
    let missing = || Trouble::Failed(format!("the answer holds no number `{name}`: {answer}"));
    let member = format!("\"{name}\":");
    let digits = |rest: &str| rest.trim_start().split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
    answer.split(&member).skip(1).find_map(digits).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::{member, number};

    #[test]
    fn a_member_is_found_and_a_missing_one_is_trouble() {
        let answer = r#"{"changed":["needs"],"rows":[{"id": "7f","n":1},{"id":"80"}],"needs":["81","82"]}"#;
        assert_eq!(member(answer, "id").unwrap(), "7f");
        assert_eq!(member(answer, "needs").unwrap(), "81");
        assert!(member(answer, "n").is_err());
        assert!(member(answer, "act").is_err());
        assert_eq!(number(answer, "n").unwrap(), 1);
        assert!(number(answer, "changed").is_err());
    }
}
