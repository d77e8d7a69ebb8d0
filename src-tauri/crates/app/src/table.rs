//! Lists as the window, paper and spreadsheets show them: columns, conditions, order, pages.

use domain::{Field, Type};
use pinyin::ToPinyin;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

/// One column, or one field of a form.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Column {
    /// Its name in rows.
    pub name: String,
    /// Its Chinese label.
    pub label: String,
    /// What it holds: `text`, `multiline`, `int`, `bool`, `date`, `partial_date`, `code`, `ref`, `id_number`, `phone`
    /// or `division`.
    #[serde(rename = "type")]
    #[ts(
        type = "'text' | 'multiline' | 'int' | 'bool' | 'date' | 'partial_date' | 'code' | 'ref' | 'id_number' | 'phone' | 'division'"
    )]
    pub ty: String,
    /// Whether a record without it is refused.
    pub required: bool,
    /// Whether it holds several values.
    pub many: bool,
    /// The code list of a `code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub codes: Option<String>,
    /// The kind that a `ref` refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub refers_to: Option<String>,
    /// Whether it is shown unless the person chose other columns.
    pub listed: bool,
    /// Whether the list can be ordered by it.
    pub sortable: bool,
    /// Whether the list can be filtered by it.
    pub filterable: bool,
    /// Whether its middle is hidden by default.
    pub masked: bool,
}

impl Column {
    /// The column of a declared field.
    pub(crate) fn of(field: &Field) -> Self {
        let (codes, refers_to) = match field.ty {
            Type::Code(list) => (Some(list.name.to_owned()), None),
            Type::Ref(kind) => (None, Some(kind.to_owned())),
            _ => (None, None),
        };
        Self {
            name: field.name.to_owned(),
            label: field.label.to_owned(),
            ty: type_name(field.ty).to_owned(),
            required: field.required,
            many: field.many,
            codes,
            refers_to,
            listed: field.listed,
            sortable: !field.many,
            filterable: true,
            masked: domain::mask::is_masked(field),
        }
    }

    /// A computed column, shown by default.
    pub(crate) fn computed(name: &str, label: &str, ty: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            ty: ty.to_owned(),
            required: false,
            many: false,
            codes: None,
            refers_to: None,
            listed: true,
            sortable: true,
            filterable: true,
            masked: false,
        }
    }

    /// The same column, holding codes of a list.
    pub(crate) fn codes(mut self, list: &domain::codes::CodeList) -> Self {
        self.codes = Some(list.name.to_owned());
        self
    }

    /// The same column, not shown by default.
    pub(crate) fn unlisted(mut self) -> Self {
        self.listed = false;
        self
    }
}

fn type_name(ty: Type) -> &'static str {
    match ty {
        Type::Text => "text",
        Type::Multiline => "multiline",
        Type::Int => "int",
        Type::Bool => "bool",
        Type::Date => "date",
        Type::PartialDate => "partial_date",
        Type::Code(_) => "code",
        Type::Ref(_) => "ref",
        Type::IdNumber => "id_number",
        Type::Phone => "phone",
        Type::Division => "division",
    }
}

/// One condition on a column.
#[derive(Debug, Clone, Default, Deserialize, TS)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// Its text holds this.
    #[serde(default)]
    #[ts(optional)]
    pub contains: Option<String>,
    /// It is one of these.
    #[serde(default)]
    #[ts(optional, type = "(number | boolean | string)[]")]
    pub any: Option<Vec<Value>>,
    /// It is at least this.
    #[serde(default)]
    #[ts(optional, type = "string | number")]
    pub from: Option<Value>,
    /// It is at most this.
    #[serde(default)]
    #[ts(optional, type = "string | number")]
    pub to: Option<Value>,
}

/// The order of a list.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Order {
    /// By this column.
    pub column: String,
    /// Greatest first.
    pub descending: bool,
}

/// One page of a list, as a person arranged it.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct TableRequest {
    /// Shown columns, which an export writes; all listed ones if there are none.
    pub columns: Vec<String>,
    /// Text to look for: characters, pinyin or its initials.
    pub search: String,
    /// Conditions, all of which hold.
    pub filters: Vec<Condition>,
    /// The order.
    #[ts(optional = nullable)]
    pub sort: Option<Order>,
    /// Rows a page; 0 for all.
    #[ts(type = "number")]
    pub size: usize,
    /// The page, from 1.
    #[ts(type = "number")]
    pub page: usize,
}

/// One row: its `id` and the values of its columns.
pub type Row = Map<String, Value>;

/// One page of rows.
#[derive(Debug, Serialize, TS)]
pub struct TablePage {
    /// The rows.
    #[ts(type = "({ id: string } & Record<string, unknown>)[]")]
    pub rows: Vec<Row>,
    /// How many there are on all pages.
    #[ts(type = "number")]
    pub total: usize,
}

/// Filters, orders and pages rows that are at hand.
pub(crate) fn arrange(rows: &[Row], request: &TableRequest) -> TablePage {
    let search = Search::of(request.search.trim());
    let wanted = |row: &&Row| search.finds(row) && request.filters.iter().all(|one| meets(row, one));
    let mut rows: Vec<&Row> = rows.iter().filter(wanted).collect();
    if let Some(order) = &request.sort {
        rows.sort_by_cached_key(|row| key(row.get(&order.column)));
        if order.descending {
            rows.reverse();
        }
    }
    let total = rows.len();
    let shown = match request.size {
        0 => rows.as_slice(),
        size => {
            let before = request.page.saturating_sub(1).saturating_mul(size).min(total);
            &rows[before..total.min(before + size)]
        }
    };
    TablePage { rows: shown.iter().copied().cloned().collect(), total }
}

/// The text of a cell: a reference's name, a text itself, a number's digits.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(reference) => {
            reference.get("label").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        Value::Array(all) => all.iter().map(text_of).collect::<Vec<_>>().join("、"),
        Value::Bool(_) | Value::Null => String::new(),
    }
}

/// A text that is looked for; no text is in every row.
pub(crate) struct Search<'s>(Option<ib_pinyin::matcher::PinyinMatcher<'s>>);

impl<'s> Search<'s> {
    /// Looks for characters, pinyin or its initials.
    pub(crate) fn of(text: &'s str) -> Self {
        use ib_pinyin::matcher::PinyinMatcher;
        use ib_pinyin::pinyin::PinyinNotation;
        let notations = PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter;
        Search((!text.is_empty()).then(|| PinyinMatcher::builder(text).pinyin_notations(notations).build()))
    }

    /// Whether it is in a text.
    pub(crate) fn finds_text(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|matcher| matcher.is_match(text))
    }

    fn finds(&self, row: &Row) -> bool {
        let Some(matcher) = &self.0 else { return true };
        // The ids of a row are for opening it, not for reading.
        row.iter()
            .filter(|(name, _)| *name != "id" && !name.ends_with("_id"))
            .any(|(_, value)| matcher.is_match(text_of(value).as_str()))
    }
}

fn meets(row: &Row, condition: &Condition) -> bool {
    let value = row.get(&condition.column).unwrap_or(&Value::Null);
    let any = condition.any.as_ref().is_none_or(|any| any.iter().any(|one| holds(value, one)));
    let contains = condition.contains.as_ref().is_none_or(|part| text_of(value).contains(part.as_str()));
    let above =
        condition.from.as_ref().is_none_or(|from| !value.is_null() && key(Some(value)) >= key(Some(from)));
    let below = condition.to.as_ref().is_none_or(|to| !value.is_null() && key(Some(value)) <= key(Some(to)));
    any && contains && above && below
}

fn holds(value: &Value, wanted: &Value) -> bool {
    match value {
        Value::Array(all) => all.iter().any(|one| holds(one, wanted)),
        Value::Object(reference) => reference.get("id") == Some(wanted),
        Value::Null => wanted == &Value::Bool(false),
        other => other == wanted,
    }
}

/// The order of values: nothing first, then numbers, then texts by pinyin.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Nothing,
    Number(i64),
    Text(Vec<String>),
}

fn key(value: Option<&Value>) -> Key {
    match value {
        None | Some(Value::Null) => Key::Nothing,
        Some(Value::Bool(value)) => Key::Number((*value).into()),
        Some(Value::Number(number)) => Key::Number(number.as_i64().unwrap_or_default()),
        Some(other) => {
            let text = text_of(other);
            let sound = |c: char| {
                c.to_pinyin().map_or_else(|| c.to_string(), |sound| format!("{}{c}", sound.plain()))
            };
            Key::Text(text.chars().map(sound).collect())
        }
    }
}
