//! Text tables: comma, tab or semicolon, in any encoding that Excel and WPS write in China.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{Cell, Content, MAX_COLUMNS, MAX_ROWS, Sheet};
use crate::Error;

const DELIMITERS: [char; 4] = [',', '\t', ';', '|'];

/// Reads a text table as the one sheet that a spreadsheet program would show.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Error> {
    let text = decode(bytes)?;
    // Programs prepend this line to tell each other the delimiter.
    let (body, told) = match text.strip_prefix("sep=") {
        Some(rest) => (rest.split_once('\n').map_or("", |(_, body)| body), rest.chars().next()),
        None => (text.as_str(), None),
    };
    let skipped = usize::from(told.is_some());
    let delimiter = told.unwrap_or_else(|| delimiter(body));
    let mut sheet = Sheet { name: "Sheet1".to_owned(), hidden: false, rows: vec![Vec::new(); skipped] };
    read_rows(body, delimiter, &mut sheet)?;
    Ok(sheet)
}

fn read_rows(body: &str, delimiter: char, sheet: &mut Sheet) -> Result<(), Error> {
    // With one kind of line end, and one after the last record, lines can be counted.
    let body = body.replace("\r\n", "\n").replace('\r', "\n") + "\n";
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut line = reader.position().line();
    while reader.read_record(&mut record).map_err(|_| Error::Damaged)? {
        // The reader leaves empty lines out; rows must keep the numbers that a person sees.
        let own = 1 + record.iter().map(|field| field.matches('\n').count() as u64).sum::<u64>();
        let passed = reader.position().line() - line;
        line += passed;
        let blank = usize::try_from(passed.saturating_sub(own)).unwrap_or(usize::MAX);
        let used =
            (0..record.len()).rev().find(|at| record.get(*at).is_some_and(|field| !field.trim().is_empty()));
        let used = used.map_or(0, |last| last + 1);
        if blank > MAX_ROWS || sheet.rows.len() + blank >= MAX_ROWS || used > MAX_COLUMNS {
            return Err(Error::TooLarge);
        }
        sheet.rows.resize(sheet.rows.len() + blank, Vec::new());
        sheet.rows.push(record.iter().take(used).map(cell).collect());
    }
    Ok(())
}

// `="13800138000"` is how some programs keep a spreadsheet from turning digits into a number.
fn cell(field: &str) -> Cell {
    let field = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(field);
    if field.trim().is_empty() { Cell::EMPTY } else { Content::Text(field.to_owned()).into() }
}

fn decode(bytes: &[u8]) -> Result<String, Error> {
    let encoding = encoding(bytes);
    let (text, _, _) = encoding.decode(bytes);
    // A binary file is no text whatever the encoding.
    if text.chars().take(4096).any(|c| c == '\0') {
        return Err(Error::Unsupported);
    }
    Ok(text.into_owned())
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some() {
        return GB18030;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"cn"), Utf8Detection::Allow)
}

// Line ends and delimiters leave a zero byte beside them, always on the same side.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096))?;
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd > 8 * even.max(1) {
        Some(UTF_16LE)
    } else if even > 8 * odd.max(1) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The sign that splits most of the first lines into the same number of fields.
fn delimiter(text: &str) -> char {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(40).collect();
    let score = |sign: char| {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, sign)).collect();
        let usual = counts
            .iter()
            .copied()
            .filter(|count| *count > 0)
            .max_by_key(|count| counts.iter().filter(|other| *other == count).count() * 1_000 + count);
        usual.map_or(0, |usual| counts.iter().filter(|count| **count == usual).count() * usual)
    };
    DELIMITERS.into_iter().rev().max_by_key(|sign| score(*sign)).unwrap_or(',')
}

fn outside_quotes(line: &str, sign: char) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c == sign && !quoted => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<Vec<String>> {
        let sheet = read(bytes).unwrap();
        sheet.rows.iter().map(|row| row.iter().map(Cell::text).collect()).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_cells() {
        let text = "姓名\t电话\r\n𠮷祥\t13800001234\r\n";
        let expected = vec![vec!["姓名", "电话"], vec!["𠮷祥", "13800001234"]];
        let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let mut marked = vec![0xFF, 0xFE];
        marked.extend(wide(u16::to_le_bytes));
        let mut utf_8 = vec![0xEF, 0xBB, 0xBF];
        utf_8.extend(text.as_bytes());
        let gb18030 = GB18030.encode(text).0.into_owned();
        for bytes in [marked, wide(u16::to_le_bytes), wide(u16::to_be_bytes), utf_8, gb18030, text.into()] {
            assert_eq!(texts(&bytes), expected);
        }
    }

    #[test]
    fn rows_keep_the_numbers_that_a_person_sees() {
        let rows = texts("姓名,备注\n\n\n李四,\"住\n村口\"\n\n王五,".as_bytes());
        assert_eq!(rows.len(), 6);
        assert_eq!(rows[3], ["李四", "住\n村口"]);
        assert_eq!(rows[5], ["王五"]);
    }

    #[test]
    fn the_delimiter_is_found_beside_other_signs() {
        assert_eq!(texts("姓名;住址\n李四;一组,1号\n王五;二组,2号\n".as_bytes())[1], ["李四", "一组,1号"]);
        assert_eq!(texts("sep=;\n姓名;电话\n".as_bytes())[1], ["姓名", "电话"]);
        assert_eq!(texts("姓名,电话\n李四,=\"0138\"\n".as_bytes())[1], ["李四", "0138"]);
    }
}
