//! 邀请: a township invites a village with a file; the village opens it and answers in its next files.

use std::path::Path;

use exchange::{Error, Invitation, PartyId, Statement, Token};
use store::{Moment, Store};

use super::agreement::named;
use super::{InvitationFile, InvitationView, Party, stick};
use crate::{Failure, Result, Session};

/// What an invitation is written for if nobody says for whom.
const SOMEBODY: &str = "新加入的村";

fn introducing(township: PartyId) -> String {
    format!("introducing:{township}")
}

/// The answer to the last invitation of a township that was accepted, as long as no receipt came since.
pub(super) fn introduction_to(store: &Store, township: PartyId) -> Result<Option<Statement>> {
    let kept = store.meta(&introducing(township))?;
    Ok(kept.map(|bytes| Statement::from_bytes(&bytes)).transpose()?)
}

/// A receipt of a party came: it knows this workspace.
pub(super) fn introduced_to(store: &Store, party: PartyId) -> Result<()> {
    Ok(store.drop_meta(&introducing(party))?)
}

impl Session {
    /// Writes an invitation for the village `name` with the division code `code` (either may be empty) into a folder.
    pub fn invite(
        &mut self,
        name: &str,
        code: &str,
        folder: &Path,
        moment: Moment,
    ) -> Result<InvitationFile> {
        let practice = if self.info.practice { "练习-" } else { "" };
        let whom = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or(SOMEBODY);
        let file = format!("{practice}{}-邀请-{}.lxi", stick::plain(&self.info.name), stick::plain(whom));
        self.invite_as(name, code, folder, &file, moment)
    }

    /// The same under a file name of one's own.
    pub fn invite_as(
        &mut self,
        name: &str,
        code: &str,
        folder: &Path,
        file: &str,
        moment: Moment,
    ) -> Result<InvitationFile> {
        let code = code.trim();
        if code.len() > 12 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Failure::of("division").with("field", "区划代码"));
        }
        let name = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or(SOMEBODY);
        if name.len() > exchange::format::MAX_NAME || name.chars().any(char::is_control) {
            return Err(Failure::of("name_unusable"));
        }
        let token = Token::random()?;
        let invitation = Invitation {
            card: self.card()?.clone(),
            cert: self.cert()?.clone(),
            policy: self.policy_for_all()?,
            token,
            name: name.to_owned(),
            code: code.to_owned(),
            created: moment.wall,
        };
        let bytes = invitation.to_file(&self.site_key)?;
        let path = stick::write(folder, file, &bytes, |back| Invitation::from_file(back).is_ok())?;
        let noted = self.store.add_token(token.as_bytes(), name, moment.wall);
        if let Err(error) = noted {
            stick::discard(&path);
            return Err(error.into());
        }
        Ok(InvitationFile { path: path.display().to_string(), name: stick::name_of(&path) })
    }

    /// What an invitation says.
    pub(super) fn read_invitation(&self, path: &Path) -> Result<InvitationView> {
        let invitation = self.checked_invitation(path)?;
        let same_name = invitation.name.trim() == self.info.name;
        let same_code = !invitation.code.is_empty() && invitation.code == self.info.code;
        Ok(InvitationView {
            township: self.shown(&invitation.card)?,
            groups: named(&invitation.policy.groups),
            own: invitation.policy.own,
            created: invitation.created,
            fits: same_name || same_code,
            name: invitation.name,
            code: invitation.code,
        })
    }

    /// Accepts an invitation: this village's next files go to that township and show it the token.
    pub fn join(&mut self, path: &Path, moment: Moment) -> Result<Party> {
        let invitation = self.checked_invitation(path)?;
        let [grant, introduction] = invitation.accept(&self.root)?;
        let mut trust = self.trust.clone();
        let statements: Vec<Statement> = invitation.statements().into_iter().chain([grant]).collect();
        for statement in &statements {
            trust.add(statement.clone())?;
        }
        let township = invitation.card.party();
        self.together_trusting(trust, |session| {
            for statement in &statements {
                session.store.add_statement(&statement.to_bytes()?)?;
            }
            session.store.set_meta(&introducing(township), &introduction.to_bytes()?)?;
            session.note_stages(moment.wall)
        })?;
        self.shown(&invitation.card)
    }

    fn checked_invitation(&self, path: &Path) -> Result<Invitation> {
        let invitation = Invitation::from_file(&stick::read(path)?).map_err(|error| match error {
            Error::WrongKind => Failure::of("not_an_invitation"),
            other => other.into(),
        })?;
        if invitation.card.practice != self.info.practice {
            return Err(Error::PracticeMismatch.into());
        }
        // What a village tells one township is not another's to have.
        match self.peers()?.iter().find(|peer| peer.party() != invitation.card.party()) {
            Some(peer) => Err(Failure::of("township_known").with("name", peer.name.clone())),
            None => Ok(invitation),
        }
    }
}
