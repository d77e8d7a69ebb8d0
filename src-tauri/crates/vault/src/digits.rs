//! Digits for paper and telephone: groups of six, the last of each a check digit over the group and its
//! place.
//!
//! Villagers and clerks read digits reliably in any dialect; letters and words they do not. The check digit
//! finds every single wrong digit and every exchange of neighbours within a group, and every group that
//! stands in another group's place, so that a person is told *which* group to look at again.

mod damm;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Error, Result};

/// Digits in a group, the check digit included.
pub const GROUP: usize = 6;

/// Groups in a fingerprint: 30 digits.
pub const FINGERPRINT_GROUPS: usize = 5;

/// Groups in a check code: 12 digits.
pub const CHECK_CODE_GROUPS: usize = 2;

const PAYLOAD: usize = GROUP - 1;
const FINGERPRINT_CONTEXT: &str = "lianxin/fingerprint/1";
const CHECK_CODE_CONTEXT: &str = "lianxin/check-code/1";

/// The fingerprint (指纹) of a key as 30 digits in 5 groups, 83 bits of SHA-256: to be compared by telephone.
///
/// Making another key with the same fingerprint is out of anybody's reach.
pub fn fingerprint(bytes: &[u8]) -> String {
    printed(&hashed(FINGERPRINT_CONTEXT, bytes, FINGERPRINT_GROUPS)).to_string()
}

/// The check code (核对码) of some bytes as 12 digits in 2 groups, 33 bits of SHA-256.
///
/// It finds mistakes, such as the wrong stick or an older copy. It does not stop a forger; a signature does.
pub fn check_code(bytes: &[u8]) -> String {
    printed(&hashed(CHECK_CODE_CONTEXT, bytes, CHECK_CODE_GROUPS)).to_string()
}

/// Whether `typed` is the [`fingerprint`] of `bytes`; blanks, hyphens and full-width digits are tolerated.
///
/// Fails with [`Error::DigitsLength`], [`Error::DigitsGroup`] or, if well-formed but another's,
/// [`Error::DigitsDiffer`].
pub fn compare_fingerprint(bytes: &[u8], typed: &str) -> Result<()> {
    compare(typed, &hashed(FINGERPRINT_CONTEXT, bytes, FINGERPRINT_GROUPS))
}

/// Whether `typed` is the [`check_code`] of `bytes`; tolerance and failures as in [`compare_fingerprint`].
pub fn compare_check_code(bytes: &[u8], typed: &str) -> Result<()> {
    compare(typed, &hashed(CHECK_CODE_CONTEXT, bytes, CHECK_CODE_GROUPS))
}

fn compare(typed: &str, expected: &[u8]) -> Result<()> {
    let digits = read(typed, expected.len() / GROUP).map_err(|fault| match fault {
        Fault::Length(digits) => Error::DigitsLength { digits, expected: expected.len() },
        Fault::Group(group) => Error::DigitsGroup { group },
    })?;
    if *digits == expected { Ok(()) } else { Err(Error::DigitsDiffer) }
}

/// Digits with checks from the first 16 bytes of a hash; the remainder is biased by less than 2⁻⁴⁴.
fn hashed(context: &str, bytes: &[u8], groups: usize) -> Zeroizing<Vec<u8>> {
    let hash = Sha256::new().chain_update(context).chain_update([0]).chain_update(bytes).finalize();
    let mut rest = hash.iter().take(16).fold(0u128, |number, byte| number << 8 | u128::from(*byte));
    let mut payload = vec![0; groups * PAYLOAD];
    for digit in payload.iter_mut().rev() {
        *digit = (rest % 10) as u8;
        rest /= 10;
    }
    with_checks(&payload)
}

/// What is wrong with typed digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// So many digits were typed instead of six per group.
    Length(usize),
    /// The first group, from 1, that contradicts its check digit.
    Group(usize),
}

/// Adds a check digit after every five of `payload`, whose values are 0–9.
pub(crate) fn with_checks(payload: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut digits = Zeroizing::new(Vec::with_capacity(payload.len() / PAYLOAD * GROUP));
    for (place, group) in payload.chunks(PAYLOAD).enumerate() {
        digits.extend_from_slice(group);
        digits.push(damm::check_digit(place, group));
    }
    digits
}

/// The digits without the check digits.
pub(crate) fn without_checks(digits: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut payload = Zeroizing::new(Vec::with_capacity(digits.len() / GROUP * PAYLOAD));
    digits.chunks(GROUP).for_each(|group| payload.extend_from_slice(&group[..PAYLOAD]));
    payload
}

/// The groups as text, separated by one blank each.
pub(crate) fn printed(digits: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(digits.len() / GROUP * (GROUP + 1)));
    for (index, digit) in digits.iter().enumerate() {
        if index > 0 && index % GROUP == 0 {
            text.push(' ');
        }
        text.push(char::from(b'0' + digit));
    }
    text
}

/// Reads so many groups as typed by a person; a sign that is no digit counts as a wrong digit in its place.
pub(crate) fn read(typed: &str, groups: usize) -> std::result::Result<Zeroizing<Vec<u8>>, Fault> {
    let count = typed.chars().filter(|sign| !is_separator(*sign)).count();
    if count != groups * GROUP {
        return Err(Fault::Length(count));
    }
    let mut digits = Zeroizing::new(Vec::with_capacity(count));
    digits.extend(typed.chars().filter(|sign| !is_separator(*sign)).map(value));
    let wrong = |(place, group): &(usize, &[u8])| !damm::is_consistent(*place, group);
    match digits.chunks(GROUP).enumerate().find(wrong) {
        Some((place, _)) => Err(Fault::Group(place + 1)),
        None => Ok(digits),
    }
}

/// Blanks and hyphens of every kind that keyboards and input methods produce.
fn is_separator(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF0D}')
}

/// 0–9 for half-width and full-width digits, a value that is never a digit for all else.
fn value(sign: char) -> u8 {
    let half = match sign {
        '０'..='９' => char::from_u32(u32::from(sign) - u32::from('０') + u32::from('0')),
        other => Some(other),
    };
    half.and_then(|digit| digit.to_digit(10)).map_or(damm::NO_DIGIT, |digit| digit as u8)
}

#[cfg(test)]
mod tests;
