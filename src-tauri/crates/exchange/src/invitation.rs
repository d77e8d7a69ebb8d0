//! 邀请: a township hands its keys, its policy and a one-use token to a village. Nothing in it is personal, and it is
//! not sealed: the village has no key yet that the township knows. Whether it is the real township's is told by
//! comparing digits ([`PartyCard::fingerprint`]).

use minicbor::Decoder;
use vault::SigningKey;

use crate::container::{Frame, Header};
use crate::format::{MAX_INVITATION, MAX_STATEMENTS};
use crate::party::{check_code, check_name};
use crate::{
    Agreed, Error, FileId, FileKind, Grant, Introduction, PartyCard, PartyKind, PolicyStatement, Result,
    Signed, SiteCert, Statement, Token, cbor,
};

/// What a township invites a village with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The township.
    pub card: Signed<PartyCard>,
    /// The site that invites.
    pub cert: Signed<SiteCert>,
    /// What the township wants to be told.
    pub policy: Signed<PolicyStatement>,
    /// What the village shows in its first files.
    pub token: Token,
    /// The name of the village that is invited, as the township knows it.
    pub name: String,
    /// Its division code, perhaps empty.
    pub code: String,
    /// What the township's clock showed, milliseconds since 1970, for display only.
    pub created: i64,
}

impl Invitation {
    /// The invitation as a file, signed by the inviting site.
    pub fn to_file(&self, key: &SigningKey) -> Result<Vec<u8>> {
        self.check()?;
        if key.verifying_key() != self.cert.key {
            return Err(Error::BadSignature);
        }
        let header = Header {
            kind: FileKind::Invitation,
            file: FileId::random()?,
            sender: self.cert.clone(),
            recipient: None,
            practice: self.card.practice,
            body_length: 0,
        };
        Frame::build(header, &self.body()?, key)
    }

    /// Reads and verifies an invitation: that one township's root key signed card, certificate and policy, and the
    /// certified site the file.
    pub fn from_file(file: &[u8]) -> Result<Self> {
        let frame = Frame::parse(file)?;
        if frame.header.kind != FileKind::Invitation {
            return Err(Error::WrongKind);
        }
        frame.check()?;
        if frame.body.len() > MAX_INVITATION {
            return Err(Error::TooLarge { most: MAX_INVITATION as u64 });
        }
        let cert = frame.header.sender;
        let invitation = cbor::whole(frame.body, |decoder| body(decoder, cert))?;
        invitation.check()?;
        Ok(invitation)
    }

    /// What the village comes to trust by accepting.
    pub fn statements(&self) -> [Statement; 3] {
        let (card, cert, policy) = (self.card.clone(), self.cert.clone(), self.policy.clone());
        [Statement::Card(card), Statement::Site(cert), Statement::Policy(policy)]
    }

    /// What the village that owns `root` answers: that it lets the township write its channel and agrees to its policy,
    /// and the token. Both travel in its files until a receipt comes back.
    pub fn accept(&self, root: &SigningKey) -> Result<[Statement; 2]> {
        let agreed = Agreed { number: self.policy.number, groups: self.policy.groups.clone() };
        let grant = Grant::agree(root, self.card.root, agreed)?;
        let introduction = Introduction::sign(root, self.card.party(), self.token)?;
        Ok([Statement::Grant(grant), Statement::Introduction(introduction)])
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)?;
        check_code(&self.code)?;
        if self.card.kind != PartyKind::Township {
            return Err(Error::Malformed);
        }
        if self.card.root != self.cert.root || self.card.root != self.policy.root {
            return Err(Error::BadSignature);
        }
        if self.card.practice == self.cert.practice { Ok(()) } else { Err(Error::PracticeMismatch) }
    }

    fn body(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.map(5)?.u8(1)?.array(2)?;
            Statement::Card(self.card.clone()).put(out)?;
            Statement::Policy(self.policy.clone()).put(out)?;
            out.u8(2)?.bytes(self.token.as_bytes())?.u8(3)?.str(&self.name)?.u8(4)?.str(&self.code)?;
            out.u8(5)?.i64(self.created)?;
            Ok(())
        })
    }
}

fn body(decoder: &mut Decoder<'_>, cert: Signed<SiteCert>) -> Result<Invitation> {
    let (mut card, mut policy, mut token) = (None, None, None);
    let (mut name, mut code, mut created) = (None, None, None);
    cbor::map(decoder, |key, value| {
        match key {
            1 => {
                for statement in cbor::array(value, MAX_STATEMENTS, Statement::take)? {
                    match statement {
                        Some(Statement::Card(one)) => card = Some(one),
                        Some(Statement::Policy(one)) => policy = Some(one),
                        _ => {}
                    }
                }
            }
            2 => token = Some(Token::from_bytes(cbor::fixed(value)?)),
            3 => name = Some(value.str()?.to_owned()),
            4 => code = Some(value.str()?.to_owned()),
            5 => created = Some(value.i64()?),
            _ => {}
        }
        Ok(())
    })?;
    let read = || {
        Some(Invitation {
            card: card?,
            cert,
            policy: policy?,
            token: token?,
            name: name?,
            code: code?,
            created: created?,
        })
    };
    read().ok_or(Error::Malformed)
}
