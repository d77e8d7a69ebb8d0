//! The words that rosters use for columns and values, read once from `assets/import`.

use std::collections::HashMap;

mod headers;
mod values;

pub(crate) use headers::{header, is_other_person};
pub(crate) use values::{Relation, code, codes_in, is_blank, relation, truth};

/// The wording of the importer's own under `import` in the words file.
pub(crate) fn sentence(code: &str) -> String {
    domain::words::sentence("import", code, &HashMap::new())
}
