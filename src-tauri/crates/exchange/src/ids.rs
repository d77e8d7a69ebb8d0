//! Names of parties, files and invitations.

use std::fmt;

use vault::random::random_bytes;

use crate::Result;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The one with these bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its bytes.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }
    };
}

macro_rules! shown {
    ($($name:ident)*) => {
        $(impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        })*
    };
}

id!(
    /// A village or a township: half the SHA-256 of its root key, so that nobody can claim another's.
    PartyId
);
id!(
    /// One file, at random.
    FileId
);
id!(
    /// 邀请凭证: what a village shows once to be taken in. Whoever holds it can be taken in, so it is not printed.
    Token
);

shown!(PartyId FileId);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

impl FileId {
    /// A new one. Fails only with [`crate::Error::NotMade`].
    pub fn random() -> Result<Self> {
        Ok(Self(random_bytes()?))
    }
}

impl Token {
    /// A new one. Fails only with [`crate::Error::NotMade`].
    pub fn random() -> Result<Self> {
        Ok(Self(random_bytes()?))
    }
}
