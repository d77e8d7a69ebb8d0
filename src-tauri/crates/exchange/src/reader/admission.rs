//! Whose statements come in with a file.

use crate::{
    Error, Introduction, PartyCard, PartyId, PartyKind, Result, Signed, SiteCert, Statement, Token, Trust,
};

/// What a file adds to the trust of its reader.
pub(super) struct Admission {
    /// The trust with the additions.
    pub(super) trust: Trust,
    /// The additions.
    pub(super) statements: Vec<Statement>,
    /// The introduction by which an unknown sender came in.
    pub(super) introduced: Option<Signed<Introduction>>,
}

/// Takes in the statements of a file. One's own party's sites vouch for anybody; other senders only pass on what
/// parties that are known say, and what they say themselves. What a stranger says is left out.
pub(super) fn admit(
    trust: &Trust,
    me: &PartyCard,
    cert: &Signed<SiteCert>,
    carried: Vec<Statement>,
    is_issued: impl Fn(&Token) -> bool,
) -> Result<Admission> {
    let sender = cert.party();
    let introduced = match trust.card(sender) {
        Some(_) => None,
        None => Some(introduction(me, sender, &carried, is_issued)?),
    };
    let mut admission = Admission { trust: trust.clone(), statements: Vec::new(), introduced };
    for statement in std::iter::once(Statement::Site(cert.clone())).chain(carried) {
        let party = statement.party();
        let heard = sender == me.party() || party == sender || trust.card(party).is_some();
        if heard && admission.trust.add(statement.clone())? {
            admission.statements.push(statement);
        }
    }
    Ok(admission)
}

/// The introduction of a village that is not known yet, with its card.
fn introduction(
    me: &PartyCard,
    sender: PartyId,
    carried: &[Statement],
    is_issued: impl Fn(&Token) -> bool,
) -> Result<Signed<Introduction>> {
    let card = carried.iter().find_map(|statement| match statement {
        Statement::Card(card) if card.party() == sender => Some(card),
        _ => None,
    });
    let card = card.filter(|card| card.kind == PartyKind::Village).ok_or(Error::UnknownSender)?;
    if card.practice != me.practice {
        return Err(Error::PracticeMismatch);
    }
    let introduction = carried.iter().find_map(|statement| match statement {
        Statement::Introduction(one) if PartyId::of(&one.root) == sender && one.township == me.party() => {
            Some(one)
        }
        _ => None,
    });
    let introduction = introduction.ok_or(Error::UnknownSender)?;
    if is_issued(&introduction.token) { Ok(introduction.clone()) } else { Err(Error::UsedToken) }
}
