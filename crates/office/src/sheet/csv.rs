//! CSV, as Excel and others write it, and ours.
//!
//! Must never guess an encoding: what is neither UTF-8 nor marked as UTF-16 is refused, since a wrong guess makes names
//! that look almost right. Must never mend quotes.

use super::taking::Taking;
use super::{Cell, Limits, Sheet, SheetError};

const MARK: &str = "\u{feff}";

/// Reads CSV whose cells are separated by commas, semicolons or tabs, whichever the header holds most of.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, SheetError> {
    let text = decode(bytes)?;
    let (separator, start, first) = separator(&text);
    let mut taking = Taking::new(limits);
    records(text.get(start..).unwrap_or(""), separator, first, limits, &mut taking)?;
    taking.done()
}

fn decode(bytes: &[u8]) -> Result<String, SheetError> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(SheetError::Encoding);
        }
        let units = pairs.iter().map(|pair| unit(*pair));
        char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| SheetError::Encoding)
    };
    let text = if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        wide(rest, u16::from_le_bytes)?
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        wide(rest, u16::from_be_bytes)?
    } else {
        let text = std::str::from_utf8(bytes).map_err(|_| SheetError::Encoding)?;
        text.strip_prefix(MARK).unwrap_or(text).to_owned()
    };
    // UTF-16 without its mark, or no text at all.
    if text.contains('\0') { Err(SheetError::Encoding) } else { Ok(text) }
}

/// The separator, at which byte the rows begin, and the number of the first.
fn separator(text: &str) -> (char, usize, usize) {
    // Excel's own way to say it, in a row before all others.
    let line = text.lines().next().unwrap_or("");
    if let Some(said) = line.strip_prefix("sep=") {
        let mut said = said.chars();
        if let (Some(separator @ (',' | ';' | '\t')), None) = (said.next(), said.next()) {
            let end = text.find('\n').map_or(text.len(), |at| at + 1);
            return (separator, end, 2);
        }
    }
    // Titles above the header have none as a rule: the first lines are looked at, and the one with most decides.
    let mut best = (0, ',');
    for line in text.lines().take(25) {
        let mut quoted = false;
        let mut counts = [(0_usize, ','), (0, ';'), (0, '\t')];
        for letter in line.chars() {
            quoted ^= letter == '"';
            if let Some((count, _)) = counts.iter_mut().find(|(_, separator)| *separator == letter && !quoted)
            {
                *count += 1;
            }
        }
        // Of two that are as many, the comma.
        let most = counts.into_iter().rev().max_by_key(|(count, _)| *count).unwrap_or(best);
        if most.0 >= 1 {
            best = most;
            break;
        }
    }
    (best.1, 0, 1)
}

fn records(
    text: &str,
    separator: char,
    first: usize,
    limits: &Limits,
    taking: &mut Taking<'_>,
) -> Result<(), SheetError> {
    let mut letters = text.chars().peekable();
    let (mut row, mut line) = (first, first);
    let mut cells: Vec<Cell> = Vec::new();
    loop {
        let mut cell = String::new();
        if letters.next_if_eq(&'"').is_some() {
            let opened = line;
            loop {
                match letters.next() {
                    None => return Err(SheetError::Unclosed { line: opened }),
                    Some('"') if letters.next_if_eq(&'"').is_none() => break,
                    Some(letter) => {
                        // A return alone ends a line too, where no new line follows.
                        if letter == '\n' || (letter == '\r' && letters.peek() != Some(&'\n')) {
                            line += 1;
                        }
                        cell.push(letter);
                    }
                }
            }
            if letters.peek().is_some_and(|next| *next != separator && !matches!(next, '\r' | '\n')) {
                return Err(SheetError::Quote { line });
            }
        } else {
            while let Some(letter) =
                letters.next_if(|next| *next != separator && !matches!(next, '\r' | '\n'))
            {
                cell.push(letter);
            }
        }
        // Empty cells past the last column are not worth their memory; what holds something there is an error.
        if cells.len() <= limits.columns || !cell.is_empty() {
            cells.push(Cell::of(armed(cell)));
        }
        match letters.next() {
            Some(end @ ('\r' | '\n')) => {
                if end == '\r' {
                    letters.next_if_eq(&'\n');
                }
                taking.row(row, std::mem::take(&mut cells))?;
                row += 1;
                line += 1;
            }
            Some(_) => {}
            None => return taking.row(row, cells),
        }
    }
}

/// What a spreadsheet takes for a formula, wherever it opens a cell, and what a mail program once did: see
/// [`defused`]. Quotes before it are no part of the cell for who reads with another separator.
fn dangerous(text: &str) -> bool {
    text.trim_start_matches(['\'', '"']).starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// Where a spreadsheet may begin a cell of its own, whatever quotes stand around: with the other separator that its
/// machine's region has, it takes these quotes for letters.
const SEPARATORS: [char; 4] = [';', '\t', '\r', '\n'];

/// An apostrophe before what a spreadsheet would take for a formula, at the beginning and wherever it may begin a cell: it
/// shows the rest as text. What has apostrophes there already gets one more, so that [`armed`] takes away what was added,
/// and nothing else.
fn defused(text: &str) -> std::borrow::Cow<'_, str> {
    let parts = || text.split_inclusive(SEPARATORS);
    if !parts().any(dangerous) {
        return text.into();
    }
    parts().flat_map(|part| [if dangerous(part) { "'" } else { "" }, part]).collect::<String>().into()
}

fn armed(text: String) -> String {
    let parts = || text.split_inclusive(SEPARATORS);
    if !parts().any(|part| part.starts_with('\'') && dangerous(part)) {
        return text;
    }
    let as_it_was = |part| match str::strip_prefix(part, '\'') {
        Some(rest) if dangerous(part) => rest,
        _ => part,
    };
    parts().map(as_it_was).collect()
}

/// Writes CSV: UTF-8 with a mark, by which Excel knows it as UTF-8; lines end as RFC 4180 has them; days as
/// `01/07/2025`.
///
/// The separator is the comma. Excel reads with a double click whichever its machine's region says, which is the comma
/// on some of Viet Nam's machines and the semicolon on others; the comma is what everything else reads, and what reads a
/// sheet here takes both. For Excel there is XLSX.
pub fn write(sheet: &Sheet) -> Vec<u8> {
    let mut text = String::from(MARK);
    let header = sheet.header.iter().map(|title| Cell::of(title.as_str())).collect::<Vec<_>>();
    for cells in std::iter::once(&header).chain(sheet.rows.iter().map(|row| &row.cells)) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            match cell {
                Cell::Empty => {}
                Cell::Text(cell) => write_text(&defused(cell), &mut text),
                // A number is no formula, whatever its sign, and a day has none.
                Cell::Number(number) => text.push_str(&number.to_string()),
                Cell::Day(day) => text.push_str(&day.written()),
            }
        }
        text.push_str("\r\n");
    }
    text.into_bytes()
}

fn write_text(cell: &str, text: &mut String) {
    let plain =
        !cell.contains([',', ';', '\t', '"', '\r', '\n']) && cell.trim() == cell && !cell.starts_with("sep=");
    if plain {
        text.push_str(cell);
        return;
    }
    text.push('"');
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}
