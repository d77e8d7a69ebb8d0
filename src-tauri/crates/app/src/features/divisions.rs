//! 行政区划: choosing a township step by step.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::divisions::{below, path};
use crate::{Desk, Result};

/// Asks for divisions.
#[derive(Debug, Deserialize, TS)]
pub struct DivisionsRequest {
    /// The division that they are in: 2, 4 or 6 digits; the provinces without one.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub parent: Option<String>,
}

/// Divisions to choose from.
#[derive(Debug, Serialize, TS)]
pub struct Divisions {
    /// Those right below the one asked for.
    pub divisions: Vec<Division>,
    /// Those that the one asked for lies in and itself, from the province down.
    pub path: Vec<Division>,
}

/// One division.
#[derive(Debug, Serialize, TS)]
pub struct Division {
    /// Its code as far as it goes: 2, 4, 6 or 9 digits.
    pub code: String,
    /// Its name.
    pub name: String,
}

pub(crate) fn divisions(_: &mut Desk<'_>, request: DivisionsRequest) -> Result<Divisions> {
    let parent = request.parent.unwrap_or_default();
    let listed = |found: Vec<(&str, &str)>| -> Vec<Division> {
        found
            .into_iter()
            .map(|(code, name)| Division { code: code.to_owned(), name: name.to_owned() })
            .collect()
    };
    Ok(Divisions { divisions: listed(below(parent.trim())), path: listed(path(parent.trim())) })
}
