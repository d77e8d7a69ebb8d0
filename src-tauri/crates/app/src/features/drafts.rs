//! 草稿: half-typed forms that survive a crash.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::workspaces::Nothing;
use crate::{Desk, Failure, Result};

/// Which form.
#[derive(Debug, Deserialize, TS)]
pub struct DraftName {
    /// The form's name.
    pub name: String,
}

/// What was kept of a form.
#[derive(Debug, Serialize, TS)]
pub struct Draft {
    /// As the form wrote it; null if nothing is kept.
    #[ts(type = "unknown")]
    pub json: serde_json::Value,
}

/// Keeps a form, or drops it.
#[derive(Debug, Deserialize, TS)]
pub struct SaveDraft {
    /// The form's name.
    pub name: String,
    /// What to keep; null drops it.
    #[ts(type = "unknown")]
    pub json: serde_json::Value,
}

pub(crate) fn load(desk: &mut Desk<'_>, request: DraftName) -> Result<Draft> {
    let kept = desk.session()?.store.draft(&request.name)?;
    let json =
        kept.map(|text| serde_json::from_str(&text)).transpose().map_err(|_| Failure::of("damaged"))?;
    Ok(Draft { json: json.unwrap_or_default() })
}

pub(crate) fn save(desk: &mut Desk<'_>, request: SaveDraft) -> Result<Nothing> {
    let at = desk.moment().wall;
    let text = (!request.json.is_null()).then(|| request.json.to_string());
    desk.session()?.store.set_draft(&request.name, text.as_deref(), at)?;
    Ok(Nothing {})
}
