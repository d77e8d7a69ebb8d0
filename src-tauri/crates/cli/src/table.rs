//! A table for people to read in a terminal.

use serde_json::Value;

/// A cell shows no more than this many columns of the terminal.
const WIDEST: usize = 36;

/// One column: its name in rows, its heading, the code list of its values.
pub struct Column {
    name: String,
    label: String,
    codes: Option<String>,
}

impl Column {
    /// The columns that a list shows unless a person chose others.
    pub fn shown(columns: &[Value]) -> Vec<Column> {
        let text = |column: &Value, name: &str| column[name].as_str().unwrap_or_default().to_owned();
        let listed = columns.iter().filter(|column| column["listed"] == true);
        listed
            .map(|column| Column {
                name: text(column, "name"),
                label: text(column, "label"),
                codes: column["codes"].as_str().map(str::to_owned),
            })
            .collect()
    }

    fn cell(&self, row: &Value) -> String {
        let list =
            self.codes.as_deref().and_then(|name| domain::codes::ALL.iter().find(|list| list.name == name));
        let one = |value: &Value| match (list, value) {
            (Some(list), Value::Number(number)) => {
                let code = number.as_u64().and_then(|code| u32::try_from(code).ok());
                let word = code.and_then(|code| domain::words::code(list, code));
                word.map_or_else(|| number.to_string(), str::to_owned)
            }
            (_, Value::String(text)) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            (_, Value::Number(number)) => number.to_string(),
            (_, Value::Bool(true)) => "是".to_owned(),
            (_, Value::Bool(false)) => "否".to_owned(),
            (_, Value::Object(reference)) => {
                reference.get("label").and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            (_, Value::Null | Value::Array(_)) => String::new(),
        };
        match &row[&self.name] {
            Value::Array(all) => all.iter().map(one).collect::<Vec<_>>().join("、"),
            value => one(value),
        }
    }
}

/// The heading and the rows, in columns of equal width.
pub fn lines(columns: &[Column], rows: &[Value]) -> Vec<String> {
    let heading = columns.iter().map(|column| column.label.clone()).collect();
    let mut all: Vec<Vec<String>> = vec![heading];
    all.extend(rows.iter().map(|row| columns.iter().map(|column| short(&column.cell(row))).collect()));
    let widths: Vec<usize> =
        (0..columns.len()).map(|place| all.iter().map(|row| width(&row[place])).max().unwrap_or(0)).collect();
    all.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let padded =
        row.iter().zip(widths).map(|(cell, widest)| format!("{cell}{}", " ".repeat(widest - width(cell))));
    padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

fn short(cell: &str) -> String {
    if width(cell) <= WIDEST {
        return cell.to_owned();
    }
    let mut taken = 0;
    let fits = |c: &char| {
        taken += cells(*c);
        taken < WIDEST
    };
    cell.chars().take_while(fits).chain(['…']).collect()
}

fn width(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// How many columns of a terminal a character takes: Chinese ones take two.
fn cells(c: char) -> usize {
    let wide = matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD);
    if wide { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn chinese_cells_line_up_and_codes_become_words() {
        let columns = json!([
            { "name": "name", "label": "姓名", "listed": true },
            { "name": "sex", "label": "性别", "listed": true, "codes": "sex" },
            { "name": "note", "label": "备注", "listed": false },
        ]);
        let rows = [json!({ "name": "刘长河", "sex": 1 }), json!({ "name": "Ma", "sex": 2 })];
        let shown = lines(&Column::shown(columns.as_array().unwrap()), &rows);
        assert_eq!(shown, ["姓名    性别", "刘长河  男", "Ma      女"]);
    }

    #[test]
    fn a_long_cell_is_cut_and_a_line_break_is_a_space() {
        assert_eq!(short(&"长".repeat(40)), format!("{}…", "长".repeat(17)));
        let columns =
            Column::shown(json!([{ "name": "text", "label": "内容", "listed": true }]).as_array().unwrap());
        assert_eq!(lines(&columns, &[json!({ "text": "一\n二" })])[1], "一 二");
    }
}
