//! The handlers, by feature.

pub(crate) mod drafts;
pub(crate) mod exchange;
pub(crate) mod history;
pub(crate) mod households;
pub(crate) mod import;
pub(crate) mod links;
pub(crate) mod lists;
pub(crate) mod needs;
pub(crate) mod people;
pub(crate) mod records;
mod sheet;
pub(crate) mod today;
pub(crate) mod visits;
pub(crate) mod workspaces;
