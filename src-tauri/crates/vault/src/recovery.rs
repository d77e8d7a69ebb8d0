//! The recovery code (恢复码): what opens the workspace when the passphrase is forgotten. Printed on paper,
//! sealed, typed in again perhaps once in ten years.

use std::fmt;

use zeroize::Zeroizing;

use crate::digits::{self, Fault, GROUP};
use crate::random::random_bytes;
use crate::{Error, Result};

/// Groups in a recovery code.
pub const GROUPS: usize = 8;

/// Digits in a recovery code, check digits included.
pub const DIGITS: usize = GROUPS * GROUP;

const RANDOM_DIGITS: usize = GROUPS * (GROUP - 1);

/// 40 random digits, log₂ 10⁴⁰ = 132.8 bits, shown as 8 groups of 6 of which the last is a check digit.
#[derive(PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<Vec<u8>>);

impl RecoveryCode {
    /// A new random code. Fails only with [`Error::Random`].
    pub fn generate() -> Result<Self> {
        let mut digits = Zeroizing::new(Vec::with_capacity(RANDOM_DIGITS));
        while digits.len() < RANDOM_DIGITS {
            let bytes = Zeroizing::new(random_bytes::<64>()?);
            let missing = RANDOM_DIGITS - digits.len();
            digits.extend(bytes.iter().filter_map(|byte| fair_digit(*byte)).take(missing));
        }
        Ok(Self::from_random_digits(&digits))
    }

    /// The code as a person typed it; blanks, hyphens and full-width digits are tolerated.
    ///
    /// Fails with [`Error::RecoveryCodeLength`], or [`Error::RecoveryCodeGroup`] for the first wrong group.
    pub fn parse(typed: &str) -> Result<Self> {
        let digits = digits::read(typed, GROUPS).map_err(|fault| match fault {
            Fault::Length(digits) => Error::RecoveryCodeLength { digits },
            Fault::Group(group) => Error::RecoveryCodeGroup { group },
        })?;
        Ok(Self::from_random_digits(&digits::without_checks(&digits)))
    }

    /// The text for paper: 8 groups of 6 digits, separated by one blank each. It is the secret itself.
    pub fn printed(&self) -> Zeroizing<String> {
        let payload = Zeroizing::new(self.0.iter().map(|ascii| ascii - b'0').collect::<Vec<u8>>());
        digits::printed(&digits::with_checks(&payload))
    }

    /// What is stretched into a key: the 40 random digits in ASCII, without check digits. Frozen.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn from_random_digits(digits: &[u8]) -> Self {
        Self(Zeroizing::new(digits.iter().map(|digit| b'0' + digit).collect()))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(***)")
    }
}

/// A digit from a random byte; 250 to 255 give none, else 0 to 5 would be more frequent.
fn fair_digit(byte: u8) -> Option<u8> {
    (byte < 250).then_some(byte % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_comes_from_equally_many_bytes() {
        for digit in 0..10 {
            assert_eq!((0..=u8::MAX).filter(|byte| fair_digit(*byte) == Some(digit)).count(), 25);
        }
    }
}
