//! 摘要值: the name of a state, equal where the state is equal.

use app::Result;
use serde_json::json;

use crate::answer::Answer;
use crate::arguments::Digest;
use crate::program::{Program, text};

pub fn digest(program: &Program, digest: Digest) -> Result<Answer> {
    let found = match digest.shared {
        true => {
            let shared = program.app.session(|session, _| session.shared_digest(digest.whom.as_deref()))?;
            json!({ "digest": shared })
        }
        false => program.call("workspace_digest", json!({}))?,
    };
    let line = text(&found, "digest").to_owned();
    Ok(Answer::of(found).line(line))
}
