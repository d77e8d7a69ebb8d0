//! The two secrets that pass through callers' hands. Neither can be printed or serialised, and both wipe
//! their memory when dropped.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::random::random_bytes;
use crate::{Error, Result};

/// The fewest characters that a new passphrase (口令) may have, not counting blanks at its ends.
pub const PASSPHRASE_LEAST: usize = 8;

/// The random key of the encrypted database (数据密钥), 32 bytes. It never changes while passphrases come and go.
#[derive(ZeroizeOnDrop)]
pub struct DataKey(Box<[u8; 32]>);

impl DataKey {
    /// A new random key. Fails only with [`Error::Random`].
    pub fn generate() -> Result<Self> {
        let bytes = Zeroizing::new(random_bytes()?);
        Ok(Self::from_bytes(&bytes))
    }

    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Box::new(*bytes))
    }

    /// The raw bytes, for handing to the database. Do not copy them into memory that is not wiped.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Another key for the purpose named by `info` (HKDF-SHA-256), so that the database's own key enters no
    /// second cipher.
    pub(crate) fn derive(&self, info: &str) -> Result<Zeroizing<[u8; 32]>> {
        let mut derived = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, self.expose())
            .expand(info.as_bytes(), derived.as_mut_slice())
            .map_err(|_| Error::KeyDerivation)?;
        Ok(derived)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(***)")
    }
}

/// A passphrase (口令) as the user typed it, taken literally: no trimming, no case folding.
///
/// Any text can be tried for unlocking; a rule about length applies only where a new slot is made.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes over the typed text; its memory is wiped when the passphrase is dropped.
    pub fn new(typed: impl Into<String>) -> Self {
        Self(Zeroizing::new(typed.into()))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether a new slot may be made with it: [`Error::PassphraseTooShort`] under [`PASSPHRASE_LEAST`]
    /// characters.
    pub fn check_length(&self) -> Result<()> {
        match self.0.trim().chars().count() {
            0..PASSPHRASE_LEAST => Err(Error::PassphraseTooShort { least: PASSPHRASE_LEAST }),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_print_as_stars() {
        let passphrase = Passphrase::new("九月丰收打谷场上");
        let key = DataKey::from_bytes(&[7; 32]);
        assert_eq!(format!("{passphrase:?} {key:?}"), "Passphrase(***) DataKey(***)");
    }

    #[test]
    fn a_passphrase_is_measured_in_characters_without_the_blanks_around_it() {
        let short = Err(Error::PassphraseTooShort { least: 8 });
        for text in ["", "1234567", "        ", "  1234567  ", "九月丰收打谷场"] {
            assert_eq!(Passphrase::new(text).check_length(), short, "{text:?}");
        }
        for text in ["12345678", "九月丰收打谷场上"] {
            assert_eq!(Passphrase::new(text).check_length(), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn two_new_data_keys_differ() {
        let (a, b) = (DataKey::generate().unwrap(), DataKey::generate().unwrap());
        assert_ne!(a.expose(), b.expose());
        assert_ne!(a.expose(), &[0; 32]);
    }
}
