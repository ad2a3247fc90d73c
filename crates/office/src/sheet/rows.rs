//! The cells of a sheet in an XLSX.
//!
//! Must never count on an order or a number that the file states: rows go down and cells go right, or it is damaged.

use quick_xml::events::Event;

use super::taking::Taking;
use super::workbook::{Styles, add, is, text, unescape};
use super::xlsx::{Xml, attributes};
use super::{Cell, Limits, Sheet, SheetError};
use crate::day::{Day, Epoch};

/// The most columns that a sheet has: XFD.
const COLUMNS: usize = 16_384;

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
                let at = next(place, column).ok_or_else(|| xml.damaged())?;
                column = at + 1;
                let day = styles.is_day(format);
                let cell = cell(xml, kind.as_deref().unwrap_or("n"), strings, day.then_some(epoch))?;
                if !cell.is_empty() {
                    if at >= limits.columns {
                        return Err(SheetError::Columns { row: number, limit: limits.columns });
                    }
                    cells.resize(at, Cell::Empty);
                    cells.push(cell);
                }
            }
            Event::Empty(tag) if is(&tag, "c") => {
                let [place] = attributes(&tag, ["r"]);
                column = next(place, column).ok_or_else(|| xml.damaged())? + 1;
            }
            // What follows is no cell.
            Event::End(tag) if tag.local_name().as_ref() == "sheetData" => return taking.done(),
            _ => {}
        }
    }
    // A sheet that nobody wrote in has no rows, and no end of them.
    Err(if number == 0 { SheetError::Empty } else { xml.damaged() })
}

/// The column of the next cell, which lies right of those before.
fn next(place: Option<String>, column: usize) -> Option<usize> {
    match place {
        Some(place) => column_of(&place).filter(|at| *at >= column),
        None => Some(column),
    }
}

/// `AB12` → 27.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters
        .take(4)
        .fold(0_usize, |sum, letter| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    column.checked_sub(1).filter(|column| *column < COLUMNS)
}

/// A cell's contents, to its end. Of a formula it is what it came to; where the program that wrote the file computed
/// nothing, the formula itself, so that nobody takes the cell for an empty one.
fn cell(xml: &mut Xml<'_>, kind: &str, strings: &[Box<str>], day: Option<Epoch>) -> Result<Cell, SheetError> {
    let (mut value, mut formula, mut inside) = (None, None, Inside::Nothing);
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) if is(&tag, "is") => {
                let text = text(xml, "is")?;
                skip_to(xml, "c")?;
                return Ok(Cell::of(text));
            }
            Event::Start(tag) if is(&tag, "v") => {
                inside = Inside::Value;
                value.get_or_insert_with(String::new);
            }
            Event::Start(tag) if is(&tag, "f") => {
                inside = Inside::Formula;
                formula.get_or_insert_with(|| "=".to_owned());
            }
            Event::Empty(tag) if is(&tag, "v") => value = Some(String::new()),
            Event::End(tag) if tag.local_name().as_ref() == "c" => {
                let read = match (value, formula) {
                    (None, Some(formula)) => Some(Cell::Text(formula)),
                    (value, _) => of_kind(kind, value.unwrap_or_default(), strings, day),
                };
                return read.ok_or_else(|| xml.damaged());
            }
            Event::End(_) => inside = Inside::Nothing,
            event => {
                let to = match inside {
                    Inside::Value => &mut value,
                    Inside::Formula => &mut formula,
                    Inside::Nothing => continue,
                };
                to.as_mut().and_then(|text| add(event, text)).ok_or_else(|| xml.damaged())?;
            }
        }
    }
    Err(xml.damaged())
}

/// What the text of a cell belongs to.
enum Inside {
    Nothing,
    Value,
    Formula,
}

fn skip_to(xml: &mut Xml<'_>, end: &str) -> Result<(), SheetError> {
    while let Some(event) = xml.next()? {
        if matches!(event, Event::End(tag) if tag.local_name().as_ref() == end) {
            return Ok(());
        }
    }
    Err(xml.damaged())
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
