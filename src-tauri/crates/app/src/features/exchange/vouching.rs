//! 凭据: what a file brings that vouches for it, kept with it.

use exchange::{Opened, PartyId, PartyKind, Statement, Trust};
use journal::ChannelId;
use store::{ChannelScope, Store};

use crate::{Failure, Result};

/// Keeps what vouches for the file, without which nobody could check its entries again, and what oneself answers to it.
pub(super) fn keep_trust(
    store: &Store,
    opened: &Opened,
    answers: &[Statement],
    sender: PartyId,
    channels: &[(ChannelId, ChannelScope)],
) -> Result<()> {
    for statement in opened.statements().iter().chain(answers) {
        store.add_statement(&statement.to_bytes()?)?;
    }
    if let Some(introduced) = opened.introduced() {
        store.use_token(introduced.token.as_bytes(), sender.as_bytes())?;
    }
    Ok(channels.iter().try_for_each(|(channel, scope)| store.add_channel(*channel, *scope))?)
}

/// What the channels of a file are for.
pub(super) fn scoped(trust: &Trust, channels: &[ChannelId]) -> Result<Vec<(ChannelId, ChannelScope)>> {
    let scope = |channel: &ChannelId| {
        let owner = trust.owner_of(*channel).ok_or_else(|| Failure::of("damaged"))?;
        Ok((
            *channel,
            match owner.kind {
                PartyKind::Village => ChannelScope::Village,
                PartyKind::Township => ChannelScope::Township,
            },
        ))
    };
    channels.iter().map(scope).collect()
}
