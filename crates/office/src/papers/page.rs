//! Writes the page of a form: its head, its blocks, its foot.
//!
//! Must never print a guess: what is not known is dots. Layouts and values meet nowhere but here, and no value is read as
//! a layout.

use super::layout::{Block, GridCell, Layout, Show};
use super::package::{HEADER, WORDS, related};
use super::paragraph::{Lie, Lines, Look, Side, WIDTH, cell, dots, gap, paragraph, plain, row, run, table};
use super::shown::{is_moment, no_moment, shown};
use super::xml::Xml;
use super::{Field, Known, Sums, Value, ends};
use crate::rulebook::{Class, Edition, Key, Word};

/// What is printed in, in half points.
const TEXT: Look = Look::plain(28);
const SMALL: Look = Look::plain(26);

/// Empty and ticked: both are in the fonts that offices have.
const EMPTY: &str = "□";
const TICKED: &str = "■";

/// Room inside a cell, on both sides together.
const INSIDE: u32 = 216;

/// The first line of a paragraph is in by 1 cm.
const FIRST: u32 = 567;

/// What is known, and the words of the day.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    pub edition: Edition<'a>,
    pub known: &'a Known,
}

impl Given<'_> {
    /// A text of the layout, in the words of the day. Only layouts come here, never what people wrote.
    pub fn say(&self, text: &str) -> String {
        let word = |word| self.edition.word(word).value.vi.as_str();
        text.replace("{incident}", word(Word::Incident))
            .replace("{security}", word(Word::Security))
            .replace("{response}", word(Word::Response))
    }

    /// What is known of a field; nothing where it is empty.
    pub fn of(&self, field: Option<Field>, show: Show) -> Option<String> {
        field.and_then(|field| shown(self.known, field, show))
    }

    fn value(&self, field: Option<Field>) -> Option<&Value> {
        field.and_then(|field| self.known.get(field))
    }

    fn ticked(&self, field: Option<Field>, option: &str) -> bool {
        match self.value(field) {
            Some(Value::Choices(choices)) => choices.iter().any(|choice| choice == option),
            _ => false,
        }
    }
}

/// The page of a form, under a mark where there is one.
pub fn page(layout: &Layout, given: Given<'_>, mark: &str) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("w:document", &[("xmlns:w", WORDS), ("xmlns:r", related())]);
    xml.open("w:body", &[]);
    if !mark.is_empty() {
        plain(&mut xml, &Lie::new(Side::Center).after(120), Look::bold(28), mark);
    }
    ends::head(&mut xml, layout, given);
    for (at, block) in layout.blocks.iter().enumerate() {
        // The signature does not stand alone on a page.
        let last = at + 2 >= layout.blocks.len();
        print(&mut xml, block, last, given);
    }
    ends::foot(&mut xml, layout, given);
    section(&mut xml);
    xml.close("w:body");
    xml.close("w:document");
    xml.done()
}

/// A4 upright; 20 mm above and below, 30 left, 15 right; numbered from the second page on.
fn section(xml: &mut Xml) {
    xml.open("w:sectPr", &[]);
    xml.empty("w:headerReference", &[("w:type", "default"), ("r:id", HEADER)]);
    xml.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
    let margins = [
        ("w:top", "1134"),
        ("w:right", "851"),
        ("w:bottom", "1134"),
        ("w:left", "1701"),
        ("w:header", "567"),
        ("w:footer", "567"),
        ("w:gutter", "0"),
    ];
    xml.empty("w:pgMar", &margins);
    xml.empty("w:titlePg", &[]);
    xml.close("w:sectPr");
}

fn print(xml: &mut Xml, block: &Block, keep: bool, given: Given<'_>) {
    match block {
        Block::Heading { text } => {
            plain(xml, &Lie::new(Side::Left).before(120).after(60).keep(), Look::bold(28), &given.say(text));
        }
        Block::Text { text } => {
            let lie = Lie { first: FIRST, keep, ..Lie::new(Side::Both).after(120) };
            plain(xml, &lie, TEXT, &given.say(text));
        }
        Block::Note { text } => {
            let lie = Lie { keep, ..Lie::new(Side::Left).before(60) };
            plain(xml, &lie, Look::italic(22), &given.say(text));
        }
        Block::Line { items } => line(xml, items, keep, given),
        Block::Long { label, field, blanks } => long(xml, label, of(field), *blanks, keep, given),
        Block::Checks { label, field, columns, options } => {
            checks(xml, label, of(field), usize::from(*columns), options, given);
        }
        Block::Grid { widths, rows } => grid(xml, widths, rows, given),
        Block::Table { field, columns, blanks } => rows(xml, of(field), columns, *blanks, given),
        Block::Sums { field, columns, rest, total } => sums(xml, of(field), columns, (rest, total), given),
    }
}

/// The field of a key. Keys of layouts are seen to when the rulebook is read.
pub fn of(key: &str) -> Option<Field> {
    Field::of(key)
}

/// Labels and fields on one line; the empty ones are dots up to where the next begins.
fn line(xml: &mut Xml, items: &[(String, String)], keep: bool, given: Given<'_>) {
    let count = u32::try_from(items.len()).unwrap_or(1).max(1);
    let stops = (1..=count).map(|at| WIDTH * at / count).collect();
    let lie = Lie { dots: stops, keep, ..Lie::new(Side::Left).after(60) };
    paragraph(xml, &lie, |xml| {
        for (at, (label, field)) in items.iter().enumerate() {
            let (field, last) = (of(field), at + 1 == items.len());
            run(xml, TEXT, &format!("{}{} ", if at > 0 { "  " } else { "" }, given.say(label)));
            match given.of(field, Show::All) {
                Some(value) => run(xml, TEXT, &value),
                None if field.is_some_and(is_moment) => run(xml, TEXT, no_moment(Show::All)),
                None => dots(xml, TEXT),
            }
            if !last && given.of(field, Show::All).is_some() {
                run(xml, TEXT, "   ");
            }
        }
    });
}

fn long(xml: &mut Xml, label: &str, field: Option<Field>, blanks: u8, keep: bool, given: Given<'_>) {
    if !label.is_empty() {
        plain(xml, &Lie::new(Side::Left).after(60).keep(), TEXT, &given.say(label));
    }
    match given.of(field, Show::All) {
        Some(value) => {
            let texts: Vec<&str> = value.split('\n').filter(|text| !text.is_empty()).collect();
            for (at, text) in texts.iter().enumerate() {
                let keep = keep && at + 1 == texts.len();
                let lie = Lie { first: FIRST, keep, ..Lie::new(Side::Both).after(120) };
                plain(xml, &lie, TEXT, text);
            }
        }
        None => blank_lines(xml, blanks, WIDTH, TEXT, keep),
    }
}

fn blank_lines(xml: &mut Xml, count: u8, width: u32, look: Look, keep: bool) {
    let count = count.max(1);
    for at in 0..count {
        let keep = keep && at + 1 == count;
        let lie = Lie { dots: vec![width], keep, ..Lie::new(Side::Left).after(60) };
        paragraph(xml, &lie, |xml| dots(xml, look));
    }
}

fn checks(
    xml: &mut Xml,
    label: &str,
    field: Option<Field>,
    columns: usize,
    options: &[(String, String, String)],
    given: Given<'_>,
) {
    if !label.is_empty() {
        plain(xml, &Lie::new(Side::Left).after(60).keep(), TEXT, &given.say(label));
    }
    let columns = columns.max(1);
    let width = WIDTH / u32::try_from(columns).unwrap_or(1);
    table(xml, &vec![width; columns], Lines::None, |xml| {
        let last = options.len().div_ceil(columns);
        for (at, options) in options.chunks(columns).enumerate() {
            row(xml, false, |xml| {
                for option in options.iter().map(Some).chain(std::iter::repeat(None)).take(columns) {
                    cell(xml, width, 1, |xml| {
                        // What is to be ticked stands on one page.
                        let (dots_to, keep) = (vec![width - INSIDE], at + 1 < last);
                        let lie = Lie { dots: dots_to, keep, ..Lie::new(Side::Left).after(60) };
                        paragraph(xml, &lie, |xml| {
                            let Some((key, says, more)) = option else { return };
                            let tick = if given.ticked(field, key) { TICKED } else { EMPTY };
                            run(xml, TEXT, &format!("{tick} {says}"));
                            if !more.is_empty() {
                                run(xml, TEXT, " ");
                                match given.of(of(more), Show::All) {
                                    Some(value) => run(xml, TEXT, &value),
                                    None => dots(xml, TEXT),
                                }
                            }
                        });
                    });
                }
            });
        }
    });
    gap(xml);
}

/// Percents of the page's width.
fn widths_of(percents: impl Iterator<Item = u8>) -> Vec<u32> {
    percents.map(|percent| WIDTH * u32::from(percent) / 100).collect()
}

fn grid(xml: &mut Xml, percents: &[u8], rows: &[Vec<GridCell>], given: Given<'_>) {
    let widths = widths_of(percents.iter().copied());
    table(xml, &widths, Lines::All, |xml| {
        for cells in rows {
            row(xml, false, |xml| {
                let mut left = widths.iter();
                for one in cells {
                    let span = usize::from(one.span.max(1));
                    let width = left.by_ref().take(span).sum();
                    cell(xml, width, span, |xml| in_grid(xml, one, width, given));
                }
            });
        }
    });
    gap(xml);
}

fn in_grid(xml: &mut Xml, cell: &GridCell, width: u32, given: Given<'_>) {
    let lie = Lie::new(if cell.strong { Side::Center } else { Side::Left }).before(40).after(40);
    let look = if cell.strong { Look::bold(26) } else { SMALL };
    let field = of(&cell.field);
    if !cell.tick.is_empty() {
        let tick = if given.ticked(field, &cell.tick) { TICKED } else { EMPTY };
        return plain(xml, &lie, Look::plain(22), &format!("{tick} {}", cell.text));
    }
    if !cell.text.is_empty() {
        plain(xml, &lie, look, &given.say(&cell.text));
    }
    let Some(field) = field else { return };
    match given.of(Some(field), cell.show) {
        Some(value) => {
            for text in value.split('\n') {
                plain(xml, &lie, SMALL, text);
            }
        }
        None if is_moment(field) => plain(xml, &lie, SMALL, no_moment(cell.show)),
        None => blank_lines(xml, cell.blanks, width.saturating_sub(INSIDE), SMALL, false),
    }
}

fn rows(xml: &mut Xml, field: Option<Field>, columns: &[(String, u8)], blanks: u8, given: Given<'_>) {
    let mut widths = widths_of(std::iter::once(7).chain(columns.iter().map(|(_, percent)| *percent)));
    // What rounding and the first column take is the last one's.
    let taken: u32 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last = (*last + WIDTH).saturating_sub(taken).max(400);
    }
    let known_rows: &[Vec<String>] = match given.value(field) {
        Some(Value::Rows(rows)) => rows,
        _ => &[],
    };
    let at_end = |column: usize| column + 1 == columns.len();
    let count = known_rows.len().max(if known_rows.is_empty() { usize::from(blanks) } else { 0 });
    table(xml, &widths, Lines::All, |xml| {
        row(xml, true, |xml| {
            let titles = std::iter::once("STT").chain(columns.iter().map(|(title, _)| title.as_str()));
            for (title, width) in titles.zip(&widths) {
                cell(xml, *width, 1, |xml| plain(xml, &Lie::new(Side::Center), Look::bold(22), title));
            }
        });
        for at in 0..count {
            row(xml, false, |xml| {
                for (column, width) in widths.iter().enumerate() {
                    let text = match (column.checked_sub(1), known_rows.get(at)) {
                        (None, _) => (at + 1).to_string(),
                        // What stands past the last column stands in it: no word of a row is dropped.
                        (Some(column), Some(row)) if at_end(column) => {
                            row.get(column..).unwrap_or_default().join(" | ")
                        }
                        (Some(column), Some(row)) => row.get(column).cloned().unwrap_or_default(),
                        (Some(_), None) => String::new(),
                    };
                    let side = if column == 0 { Side::Center } else { Side::Left };
                    let lie = Lie::new(side).before(40).after(40);
                    cell(xml, *width, 1, |xml| plain(xml, &lie, Look::plain(24), &text));
                }
            });
        }
    });
    gap(xml);
}

fn sums(
    xml: &mut Xml,
    field: Option<Field>,
    columns: &[String],
    (rest, total): (&str, &str),
    given: Given<'_>,
) {
    let widths = widths_of([28, 10, 11, 14, 13, 12, 12].into_iter());
    let known_sums = match given.value(field) {
        Some(Value::Sums(sums)) => Some(sums),
        _ => None,
    };
    let look = Look::plain(22);
    table(xml, &widths, Lines::All, |xml| {
        row(xml, true, |xml| {
            for (title, width) in columns.iter().zip(&widths) {
                cell(xml, *width, 1, |xml| plain(xml, &Lie::new(Side::Center), Look::bold(22), title));
            }
        });
        let line = |xml: &mut Xml, name: &str, counts: Option<[u64; 5]>, loss: &str, look: Look| {
            row(xml, false, |xml| {
                let numbers = (0..5).map(|at| counts.and_then(|counts| counts.get(at).copied()));
                let numbers =
                    numbers.map(|number| number.map(|number| number.to_string()).unwrap_or_default());
                let texts = std::iter::once(name.to_owned()).chain(numbers).chain([loss.to_owned()]);
                for ((at, text), width) in texts.enumerate().zip(&widths) {
                    let side = if (1..=5).contains(&at) { Side::Center } else { Side::Left };
                    let lie = Lie::new(side).before(30).after(30);
                    cell(xml, *width, 1, |xml| plain(xml, &lie, look, &text));
                }
            });
        };
        for class in Class::ALL {
            let of_class = known_sums.map(|sums| sums.classes.get(class).cloned().unwrap_or_default());
            let loss = of_class.as_ref().map(|sums| sums.loss.clone()).unwrap_or_default();
            line(xml, &given.edition.class(*class).value.vi, of_class.map(|sums| sums.counts), &loss, look);
        }
        // What has no class yet is counted too, and said.
        let unclassified = known_sums.map(|sums| &sums.unclassified).filter(|sums| **sums != Sums::default());
        if let Some(sums) = unclassified {
            line(xml, rest, Some(sums.counts), &sums.loss, look);
        }
        let whole = known_sums.map(|sums| {
            let mut whole = [0_u64; 5];
            for sums in sums.classes.values().chain([&sums.unclassified]) {
                for (whole, one) in whole.iter_mut().zip(sums.counts) {
                    *whole = whole.saturating_add(one);
                }
            }
            whole
        });
        let loss = known_sums.map(|sums| sums.loss.as_str()).unwrap_or_default();
        line(xml, total, whole, loss, Look::bold(22));
    });
    gap(xml);
}
