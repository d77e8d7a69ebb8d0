//! The text search: names, pinyin and any two characters of a text.
//!
//! The index knows words between blanks, and Chinese has none, so every character is made a word and what is looked
//! for becomes a phrase. Names are indexed by their pinyin too, whole and by initials, in every reading.

use domain::{Group, Record, Value};
use pinyin::ToPinyinMulti;
use rusqlite::params;

use crate::schema::{Table, search_rows};
use crate::{Result, Store};

/// How many readings of one name are indexed.
const READINGS: usize = 8;

/// Puts a row's text into the index. A deleted row stays in it, for the recycle bin.
pub(crate) fn index(
    store: &Store,
    table: &Table,
    ix: i64,
    new: bool,
    columns: &[Option<&Value>],
) -> Result<()> {
    let row = table.search_row(ix);
    if !new {
        store.conn.prepare_cached("delete from search where rowid = ?1")?.execute([row])?;
    }
    if let Some(words) = words(table, columns) {
        store
            .conn
            .prepare_cached("insert into search (rowid, words) values (?1, ?2)")?
            .execute(params![row, words])?;
    }
    Ok(())
}

/// The words that a row is found by; `None` if there are none.
pub(crate) fn words(table: &Table, columns: &[Option<&Value>]) -> Option<String> {
    let mut words = String::new();
    for (field, value) in table.plain.iter().zip(columns).filter(|(field, _)| field.searched) {
        if let Some(Value::Text(text)) = value {
            push_words(&mut words, text);
            if field.group == Group::Name {
                push_readings(&mut words, text);
            }
        }
    }
    (!words.is_empty()).then_some(words)
}

fn is_word_of_its_own(c: char) -> bool {
    !c.is_ascii() && c.is_alphanumeric()
}

/// Full-width letters and digits are those of the keyboard.
fn half_width(c: char) -> char {
    let ascii = u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32);
    ascii.filter(char::is_ascii_graphic).unwrap_or(c)
}

/// Adds the text with every character beyond ASCII as a word of its own.
fn push_words(words: &mut String, text: &str) {
    for c in text.chars().map(half_width) {
        if is_word_of_its_own(c) {
            words.push(' ');
            words.push(c);
            words.push(' ');
        } else {
            words.push(c.to_ascii_lowercase());
        }
    }
    words.push(' ');
}

/// A sound in the letters of a keyboard, on which ü is v.
fn typed(sound: &str) -> String {
    let letter = |c| match c {
        'ü' => 'v',
        'ê' => 'e',
        other => other,
    };
    sound.chars().map(letter).filter(char::is_ascii_alphabetic).collect()
}

/// Adds the pinyin of a name: initials and whole, for each way of reading it, the common ones first.
fn push_readings(words: &mut String, name: &str) {
    let mut readings: Vec<(String, String)> = vec![Default::default()];
    for c in name.chars() {
        let Some(sounds) = c.to_pinyin_multi() else { continue };
        let mut known: Vec<String> = Vec::new();
        for sound in sounds.into_iter().map(|sound| typed(sound.plain())) {
            if !sound.is_empty() && !known.contains(&sound) {
                known.push(sound);
            }
        }
        let longer = readings.iter().flat_map(|(initials, whole)| {
            let longer = |sound: &String| (format!("{initials}{}", &sound[..1]), format!("{whole}{sound}"));
            known.iter().map(longer).collect::<Vec<_>>()
        });
        let longer: Vec<_> = longer.take(READINGS).collect();
        if !longer.is_empty() {
            readings = longer;
        }
    }
    for (initials, whole) in readings.iter().filter(|(initials, _)| !initials.is_empty()) {
        words.push_str(&format!("{initials} {whole} "));
    }
}

/// The query of what a person typed: phrases of characters, beginnings of pinyin or numbers. `None` if there is
/// nothing to look for.
pub(crate) fn query(text: &str) -> Option<String> {
    let mut words = String::new();
    push_words(&mut words, &text.replace(['ü', 'Ü'], "v"));
    let mut phrases: Vec<String> = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    let close = |run: &mut Vec<&str>, phrases: &mut Vec<String>| {
        if !run.is_empty() {
            phrases.push(format!("\"{}\"", run.join(" ")));
            run.clear();
        }
    };
    for word in words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if word.is_ascii() {
            close(&mut run, &mut phrases);
            phrases.push(format!("\"{word}\"*"));
        } else {
            run.push(word);
        }
    }
    close(&mut run, &mut phrases);
    (!phrases.is_empty()).then(|| phrases.join(" "))
}

impl Store {
    /// The words that the text search finds a record by, parted by blanks; `None` if it has none.
    pub fn search_words(&self, record: &Record) -> Option<String> {
        let table = self.tables.get(record.kind.number)?;
        let columns: Vec<Option<&Value>> = table.plain.iter().map(|field| record.value(**field)).collect();
        words(table, &columns)
    }

    /// Records whose text holds what a person typed (characters in a row, the beginning of pinyin or of its initials, a
    /// number), of these kinds, in all channels or one; at most `limit`.
    pub fn search(
        &self,
        kinds: &[&'static domain::Kind],
        channel: Option<journal::ChannelId>,
        text: &str,
        limit: usize,
    ) -> Result<Vec<(journal::ChannelId, Record)>> {
        let Some(query) = query(text) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for kind in kinds {
            let Some(table) = self.tables.get(kind.number) else { continue };
            let channel = channel.map(|channel| self.names.channel_ix(channel)).transpose()?;
            let (low, high) = search_rows(kind.number);
            let condition = "join search on k._ix = search.rowid - ?2 \
                 where search match ?1 and search.rowid between ?2 and ?3 and (?4 is null or k._channel = ?4) and k._shown > 0 limit ?5";
            let values = params![query, low, high, channel, (limit - found.len()) as i64];
            for (channel, record) in self.records_where(table, condition, values)? {
                found.push((self.names.channel(channel)?, record));
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(name: &str) -> String {
        let mut words = String::new();
        push_readings(&mut words, name);
        words
    }

    #[test]
    fn a_name_is_found_by_every_reading() {
        assert!(words_of("单小明").contains("sxm shanxiaoming"));
        assert!(words_of("单小明").contains("dxm danxiaoming"));
        assert_eq!(words_of("Anna"), "");
    }

    #[test]
    fn what_is_typed_becomes_phrases_and_beginnings() {
        assert_eq!(query("小明"), Some("\"小 明\"".into()));
        assert_eq!(query(" wxm "), Some("\"wxm\"*".into()));
        assert_eq!(query("三组 036号"), Some("\"三 组\" \"036\"* \"号\"".into()));
        assert_eq!(query("\"*;--"), None);
    }
}
