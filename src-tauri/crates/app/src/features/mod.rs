//! The handlers, by feature.

pub(crate) mod backup;
pub(crate) mod conflicts;
pub(crate) mod divisions;
pub(crate) mod drafts;
pub(crate) mod erase;
pub(crate) mod exchange;
pub(crate) mod history;
pub(crate) mod households;
pub(crate) mod import;
pub(crate) mod links;
pub(crate) mod lists;
pub(crate) mod members;
pub(crate) mod needs;
pub(crate) mod operators;
pub(crate) mod people;
pub(crate) mod plain_list;
pub(crate) mod records;
pub(crate) mod restore;
pub(crate) mod sample;
mod sheet;
pub(crate) mod today;
pub(crate) mod visits;
pub(crate) mod workspaces;
