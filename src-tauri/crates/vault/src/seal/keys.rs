//! Who may open a sealed message.

use std::fmt;
use std::str::FromStr;

use age::secrecy::ExposeSecret;
use bech32::Bech32;
use bech32::primitives::decode::CheckedHrpstring;
use zeroize::Zeroizing;

use crate::{Error, Result};

/// The secret half (解封私钥): opens what is sealed to its recipient. Never printed.
pub struct SealIdentity(age::x25519::Identity);

impl SealIdentity {
    /// A new random identity.
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// The identity's secret text (`AGE-SECRET-KEY-1…`), for keeping inside the encrypted database only.
    pub fn to_secret_string(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// Reads what [`SealIdentity::to_secret_string`] gave; else [`Error::BadSealIdentity`].
    pub fn from_secret_string(text: &str) -> Result<Self> {
        text.parse().map(Self).map_err(|_| Error::BadSealIdentity)
    }

    /// The public half.
    pub fn recipient(&self) -> SealRecipient {
        SealRecipient(self.0.to_public())
    }

    pub(super) fn as_age(&self) -> &dyn age::Identity {
        &self.0
    }
}

impl fmt::Debug for SealIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealIdentity(***)")
    }
}

/// The public half (封发公钥), written `age1…` by `Display` and read by `parse`; one key has one spelling.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SealRecipient(age::x25519::Recipient);

impl SealRecipient {
    pub(super) fn as_age(&self) -> &dyn age::Recipient {
        &self.0
    }
}

impl fmt::Display for SealRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for SealRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealRecipient({self})")
    }
}

impl FromStr for SealRecipient {
    type Err = Error;

    /// Refuses with [`Error::BadSealRecipient`] anything but a usable recipient in its one spelling.
    fn from_str(text: &str) -> Result<Self> {
        let key: age::x25519::Recipient = text.parse().map_err(|_| Error::BadSealRecipient)?;
        let usable = key.to_string() == text && has_large_order(text);
        if usable { Ok(Self(key)) } else { Err(Error::BadSealRecipient) }
    }
}

/// Whether the key is no point of small order. With one of those age panics when it seals, and every secret
/// shared with it would be zero (RFC 7748, section 6.1).
fn has_large_order(text: &str) -> bool {
    let decoded = CheckedHrpstring::new::<Bech32>(text);
    let point = decoded.ok().and_then(|checked| checked.byte_iter().collect::<Vec<u8>>().try_into().ok());
    point.is_some_and(|point: [u8; 32]| x25519_dalek::x25519([1; 32], point) != [0; 32])
}
