//! What the parts of an XLSX say beside its cells: which sheets there are, which texts, which formats are of days.
//!
//! Must never reserve memory for a number that the file states, and never expand what a file defines itself.

use quick_xml::events::{BytesRef, BytesStart, Event};

use super::xlsx::{Xml, attributes};
use super::{Limits, SheetError};
use crate::day::Epoch;

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
pub(super) fn text(xml: &mut Xml<'_>, end: &str) -> Result<String, SheetError> {
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
pub(super) fn add(event: Event<'_>, text: &mut String) -> Option<()> {
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
pub(super) fn unescape(text: String) -> String {
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

impl Styles {
    /// Whether the format of that number, as a cell states it, shows a day.
    pub fn is_day(&self, format: Option<String>) -> bool {
        format.and_then(|at| self.0.get(at.parse::<usize>().ok()?)).is_some_and(|day| *day)
    }
}

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

pub(super) fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.local_name().as_ref() == name
}
