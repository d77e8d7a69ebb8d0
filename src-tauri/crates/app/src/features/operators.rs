//! 操作人: several people share a laptop, and every entry names who made it.
//!
//! Who works here is remembered in the workspace, apart from the journal: on another laptop somebody else does.
//! Deliberately no passphrase for each of them: the workspace has one, and this is to know, not to keep out. A name is
//! corrected, and somebody taken off the list, like any other record.

use domain::kinds::operator;
use domain::{Put, RecordId, codes};
use serde::{Deserialize, Serialize};
use store::Query;
use ts_rs::TS;

use super::workspaces::Nothing;
use crate::{Desk, Failure, Result, Session, json};

/// Who may work with a workspace.
#[derive(Debug, Serialize, TS)]
pub struct Operators {
    /// All of them, in the order in which they were added.
    pub operators: Vec<Operator>,
    /// The one who works with it now.
    #[ts(optional = nullable)]
    pub current: Option<String>,
}

/// One person who works with a workspace.
#[derive(Debug, Serialize, TS)]
pub struct Operator {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// What the person is, of the code list `operator_role`.
    #[ts(optional = nullable)]
    pub role: Option<u32>,
}

/// Adds somebody.
#[derive(Debug, Deserialize, TS)]
pub struct AddOperator {
    /// The name.
    pub name: String,
    /// What the person is, of the code list `operator_role`.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub role: Option<u32>,
    /// Whether the person works with it from now on.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub choose: bool,
}

/// Chooses who works with a workspace.
#[derive(Debug, Deserialize, TS)]
pub struct ChooseOperator {
    /// The id.
    pub id: String,
}

impl Session {
    fn operators(&self) -> Result<Vec<Operator>> {
        let all = self.store.page(&Query::all(&operator::KIND).within(self.own_channel()))?;
        let one = |record: &domain::Record| Operator {
            id: record.id.to_string(),
            name: record.text(operator::NAME).unwrap_or_default().to_owned(),
            role: record.code(operator::ROLE),
        };
        Ok(all.records.iter().map(|(_, record)| one(record)).collect())
    }
}

fn answer(session: &Session) -> Result<Operators> {
    Ok(Operators { operators: session.operators()?, current: session.operator.map(|id| id.to_string()) })
}

pub(crate) fn list(desk: &mut Desk<'_>, _: Nothing) -> Result<Operators> {
    answer(desk.session()?)
}

pub(crate) fn add(desk: &mut Desk<'_>, request: AddOperator) -> Result<Operators> {
    let moment = desk.moment();
    let session = desk.session()?;
    let name = request.name.trim();
    if name.is_empty() {
        return Err(Failure::of("operator_name_missing"));
    }
    if session.operators()?.iter().any(|known| known.name == name) {
        return Err(Failure::of("operator_known").with("name", name));
    }
    let (channel, id) = (session.own_channel(), RecordId::new());
    let put = Put::new(&operator::KIND, id).set(operator::NAME, name).set_some(operator::ROLE, request.role);
    let act = session.act(codes::act::PUT, moment, None);
    session.write(act, |tx| Ok(tx.put(channel, &put, None)?))?;
    if request.choose {
        session.choose_operator(id)?;
    } else {
        session.find_operator()?;
    }
    answer(session)
}

pub(crate) fn choose(desk: &mut Desk<'_>, request: ChooseOperator) -> Result<Operators> {
    let session = desk.session()?;
    session.choose_operator(json::id(&request.id)?)?;
    answer(session)
}
