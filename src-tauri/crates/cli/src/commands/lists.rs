//! 列表: what the window's lists show.

use app::Result;
use serde_json::json;

use crate::answer::Answer;
use crate::arguments::List;
use crate::program::{Program, all, number};
use crate::table::{self, Column};

pub fn list(program: &Program, list: List) -> Result<Answer> {
    let columns = program.call("list_columns", json!({ "list": list.kind }))?;
    let request = json!({ "search": list.search, "size": list.limit.unwrap_or(0), "page": 1 });
    let page =
        program.call("list", json!({ "list": list.kind, "village": list.village, "request": request }))?;
    let (rows, total) = (all(&page, "rows"), number(&page, "total"));
    let shown = rows.len() as u64;
    let count = match shown < total {
        true => format!("共{total}条，列出前{shown}条。"),
        false => format!("共{total}条。"),
    };
    let table = table::lines(&Column::shown(all(&columns, "columns")), rows);
    let mut answer = Answer::of(page.clone());
    answer.lines.extend(table);
    answer.lines.push(count);
    Ok(answer)
}
