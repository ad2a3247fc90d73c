//! What the parts of an XLSX say: which sheets there are, which texts, which formats are of days, and the cells.
//!
//! Must never count on an order or a number that the file states: rows go down and cells go right, or it is damaged.

use quick_xml::events::{BytesRef, BytesStart, Event};

use super::taking::Taking;
use super::xlsx::{Xml, attributes};
use super::{Cell, Limits, Sheet, SheetError};
use crate::day::{Day, Epoch};

/// The most columns that a sheet has: XFD.
const COLUMNS: usize = 16_384;
/// The most formats that Excel keeps.
const FORMATS: usize = 65_490;

/// Which sheets there are.
pub struct Sheets {
    /// The relation of the first one that is not hidden.
    pub first: Option<String>,
    pub epoch: Epoch,
}

pub fn sheets(xml: &mut Xml<'_>) -> Result<Sheets, SheetError> {
    let mut found = Sheets { first: None, epoch: Epoch::Of1900 };
    while let Some(event) = xml.next()? {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
        match tag.local_name().as_ref() {
            "workbookPr" => {
                let [from_1904] = attributes(&tag, ["date1904"]);
                if matches!(from_1904.as_deref(), Some("1" | "true")) {
                    found.epoch = Epoch::Of1904;
                }
            }
            "sheet" if found.first.is_none() => {
                let [id, state] = attributes(&tag, ["id", "state"]);
                if matches!(state.as_deref(), None | Some("visible")) {
                    found.first = id;
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The texts that cells refer to by number.
pub fn strings(xml: &mut Xml<'_>, limits: &Limits) -> Result<Vec<Box<str>>, SheetError> {
    let mut all = Vec::new();
    while let Some(event) = xml.next()? {
        let text = match event {
            Event::Start(tag) if tag.local_name().as_ref() == "si" => text(xml, "si")?,
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => String::new(),
            _ => continue,
        };
        if all.len() >= limits.cells {
            return Err(SheetError::Text);
        }
        all.push(text.into_boxed_str());
    }
    Ok(all)
}

/// The text within a tag that was opened, to its end: that of every `t`, but not how it is pronounced.
fn text(xml: &mut Xml<'_>, end: &str) -> Result<String, SheetError> {
    let (mut text, mut inside, mut spoken) = (String::new(), false, false);
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => inside = true,
                "rPh" => spoken = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => inside = false,
                "rPh" => spoken = false,
                name if name == end => return Ok(unescape(text)),
                _ => {}
            },
            event if inside && !spoken => add(event, &mut text).ok_or_else(|| xml.damaged())?,
            _ => {}
        }
    }
    Err(xml.damaged())
}

/// Adds what an event says; nothing where it refers to what only a file's own definitions could explain.
fn add(event: Event<'_>, text: &mut String) -> Option<()> {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(named) => text.push(character(&named)?),
        _ => {}
    }
    Some(())
}

fn character(named: &BytesRef<'_>) -> Option<char> {
    match &**named {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => named.resolve_char_ref().ok()?,
    }
}

/// XLSX writes as `_x000D_` what XML cannot hold.
fn unescape(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let (mut whole, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while let Some((before, after)) = rest.split_once("_x") {
        whole.push_str(before);
        let letter = after
            .get(..5)
            .and_then(|code| code.strip_suffix('_'))
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        match letter {
            Some(letter) => {
                whole.push(letter);
                rest = after.get(5..).unwrap_or("");
            }
            None => {
                whole.push_str("_x");
                rest = after;
            }
        }
    }
    whole.push_str(rest);
    whole
}

/// For each format of cells, whether it shows a day.
#[derive(Debug, Default)]
pub struct Styles(Vec<bool>);

pub fn styles(xml: &mut Xml<'_>) -> Result<Styles, SheetError> {
    let (mut own, mut all, mut inside) = (Vec::new(), Vec::new(), false);
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let [id, code] = attributes(&tag, ["numFmtId", "formatCode"]);
                    if let (Some(id), Some(code)) = (id, code)
                        && own.len() < FORMATS
                        && shows_day(&code)
                    {
                        own.push(id);
                    }
                }
                "cellXfs" => inside = true,
                "xf" if inside && all.len() < FORMATS => {
                    let [id] = attributes(&tag, ["numFmtId"]);
                    let id = id.unwrap_or_default();
                    let built_in = matches!(id.parse::<u16>(), Ok(14..=17 | 22 | 27..=36 | 50..=58));
                    all.push(built_in || own.contains(&id));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => inside = false,
            _ => {}
        }
    }
    Ok(Styles(all))
}

/// Whether a format has a day or a year in it, outside of what it shows as it stands.
fn shows_day(code: &str) -> bool {
    let (mut letters, mut quoted, mut bracket) = (code.chars(), false, false);
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => drop(letters.next()),
            '[' => bracket = true,
            ']' => bracket = false,
            'd' | 'D' | 'y' | 'Y' if !bracket => return true,
            _ => {}
        }
    }
    false
}

/// The rows of a sheet.
pub fn rows(
    xml: &mut Xml<'_>,
    strings: &[Box<str>],
    styles: &Styles,
    epoch: Epoch,
    limits: &Limits,
) -> Result<Sheet, SheetError> {
    let mut taking = Taking::new(limits);
    let (mut number, mut cells, mut column) = (0_usize, Vec::new(), 0_usize);
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == "row" => {
                let [stated] = attributes(&tag, ["r"]);
                let next = match stated {
                    Some(stated) => stated.parse().ok(),
                    None => number.checked_add(1),
                };
                number = next.filter(|next| *next > number).ok_or_else(|| xml.damaged())?;
                column = 0;
            }
            Event::End(tag) if tag.local_name().as_ref() == "row" => {
                taking.row(number, std::mem::take(&mut cells))?;
            }
            Event::Start(tag) if tag.local_name().as_ref() == "c" => {
                let [place, format, kind] = attributes(&tag, ["r", "s", "t"]);
                let at = match place {
                    Some(place) => {
                        column_of(&place).filter(|at| *at >= column).ok_or_else(|| xml.damaged())?
                    }
                    None => column,
                };
                column = at + 1;
                let day =
                    format.and_then(|at| styles.0.get(at.parse::<usize>().ok()?)).is_some_and(|day| *day);
                let cell = cell(xml, kind.as_deref().unwrap_or("n"), strings, day.then_some(epoch))?;
                if !cell.is_empty() {
                    if at >= limits.columns {
                        return Err(SheetError::Columns { row: number, limit: limits.columns });
                    }
                    cells.resize(at, Cell::Empty);
                    cells.push(cell);
                }
            }
            Event::Empty(tag) if tag.local_name().as_ref() == "c" => {
                let [place] = attributes(&tag, ["r"]);
                column =
                    place.map_or(Some(column), |place| column_of(&place)).ok_or_else(|| xml.damaged())? + 1;
            }
            // What follows is no cell.
            Event::End(tag) if tag.local_name().as_ref() == "sheetData" => return taking.done(),
            _ => {}
        }
    }
    // A sheet that nobody wrote in has no rows, and no end of them.
    Err(if number == 0 { SheetError::Empty } else { xml.damaged() })
}

/// `AB12` → 27.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters
        .take(4)
        .fold(0_usize, |sum, letter| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    column.checked_sub(1).filter(|column| *column < COLUMNS)
}

/// A cell's contents, to its end.
fn cell(xml: &mut Xml<'_>, kind: &str, strings: &[Box<str>], day: Option<Epoch>) -> Result<Cell, SheetError> {
    let (mut value, mut inside, mut found) = (String::new(), false, None);
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) if is(&tag, "is") => found = Some(text(xml, "is")?),
            Event::Start(tag) => inside = is(&tag, "v"),
            Event::End(tag) if tag.local_name().as_ref() == "c" => {
                let read = match found {
                    Some(text) => Some(Cell::of(text)),
                    None => of_kind(kind, value, strings, day),
                };
                return read.ok_or_else(|| xml.damaged());
            }
            Event::End(_) => inside = false,
            // Not the formula: what it came to.
            event if inside => add(event, &mut value).ok_or_else(|| xml.damaged())?,
            _ => {}
        }
    }
    Err(xml.damaged())
}

fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.local_name().as_ref() == name
}

fn of_kind(kind: &str, value: String, strings: &[Box<str>], day: Option<Epoch>) -> Option<Cell> {
    if value.is_empty() {
        return Some(Cell::Empty);
    }
    Some(match kind {
        "s" => Cell::of(&**strings.get(value.trim().parse::<usize>().ok()?)?),
        "str" => Cell::of(unescape(value)),
        "b" => Cell::of(if matches!(value.trim(), "1" | "true") { "TRUE" } else { "FALSE" }),
        // `#N/A` and the like: whoever reads the cell says that it is none of what was to be there.
        "e" => Cell::of(value),
        "d" => match value.get(..10).map(Day::from_iso) {
            Some(Ok(day)) => Cell::Day(day),
            _ => Cell::of(value),
        },
        "n" => {
            let number: f64 = value.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
            // Past the range, a conversion stays at its end, where no day is.
            match day.and_then(|epoch| Day::from_serial(number.floor() as i32, epoch)) {
                Some(day) => Cell::Day(day),
                None => Cell::Number(number),
            }
        }
        _ => return None,
    })
}
