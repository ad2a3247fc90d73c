//! What the rules of units say, in the words of whoever reads: refusals, faults of a table, days.
//!
//! Must never leave it open which unit is meant, and must never say a thing in one language only.

use office::contact::ContactError;
use office::day::{Day, DayError};
use office::line::LineError;
use office::sheet::{ColumnsError, SheetError};
use office::units::{Code, CodeError, Fault, Refused};

use crate::console::first::kind_name;
use crate::console::frame::Desk;

/// The day 1970-01-01 as spreadsheets count.
const EPOCH: i32 = 25_569;

/// A day, as the language writes it.
pub fn day(f: &Desk<'_>, day: Day) -> String {
    let serial = day.serial();
    // Before March 1900 spreadsheets are a day behind: they know a leap day that never was.
    let days = if serial < 60 { serial + 1 } else { serial };
    f.words.date(i64::from(days - EPOCH))
}

/// A number of things.
pub fn count(f: &Desk<'_>, things: usize) -> String {
    f.words.number(things as u64)
}

fn list(codes: &[Code], between: &str) -> String {
    codes.iter().map(Code::as_str).collect::<Vec<_>>().join(between)
}

/// Why a change of the tree is refused.
pub fn refused(f: &Desk<'_>, refused: &Refused) -> String {
    let say = |id: &str, code: &Code, more: &[(&str, &str)]| {
        let mut values = vec![("code", code.as_str())];
        values.extend(more);
        f.words.with(id, &values)
    };
    match refused {
        Refused::Unknown(_) => f.say("refused-unknown"),
        Refused::NumberTaken { code } => say("refused-number-taken", code, &[]),
        Refused::Name { code, why } => say("refused-name", code, &[("why", &line(f, *why))]),
        Refused::CodeTaken { code, owner } => say("refused-code-taken", code, &[("owner", owner)]),
        Refused::NoPlace { code, kind, under: Some(under) } => {
            let (kind, under) = (kind_name(f, *kind), kind_name(f, *under));
            say("refused-no-place", code, &[("kind", &kind), ("under", &under)])
        }
        Refused::NoPlace { code, kind, under: None } => {
            say("refused-no-root", code, &[("kind", &kind_name(f, *kind))])
        }
        Refused::SecondRoot { code, root } => say("refused-second-root", code, &[("root", root.as_str())]),
        Refused::ParentNotLiving { code, parent, day: on } => {
            say("refused-parent", code, &[("parent", parent.as_str()), ("day", &day(f, *on))])
        }
        Refused::Cycle { code, parent } => say("refused-cycle", code, &[("parent", parent.as_str())]),
        Refused::TooDeep { code, limit } => say("refused-too-deep", code, &[("limit", &count(f, *limit))]),
        Refused::Ended { code, ended } => say("refused-ended", code, &[("day", &day(f, *ended))]),
        Refused::BeforeLast { code, last } => say("refused-before-last", code, &[("day", &day(f, *last))]),
        Refused::Same { code } => say("refused-same", code, &[]),
        Refused::LivingChildren { code, children, count: all } => {
            let more = if *all > children.len() { ", …" } else { "" };
            let named = format!("{}{more}", list(children, ", "));
            say("refused-children", code, &[("count", &count(f, *all)), ("children", &named)])
        }
        Refused::Twice { code } => say("refused-twice", code, &[]),
        Refused::TooFew { code } => say("refused-too-few", code, &[]),
        Refused::FoundedLate { code, known } => {
            say("refused-founded-late", code, &[("day", &day(f, *known))])
        }
        Refused::Hanging { code, count } => {
            say("refused-hanging", code, &[("count", &f.words.number(*count))])
        }
    }
}

/// The field of a form that a refusal is about; empty where it is about none.
pub fn field(refused: &Refused) -> &'static str {
    match refused {
        Refused::Name { .. } => "name",
        Refused::CodeTaken { .. } => "code",
        Refused::NoPlace { .. } => "kind",
        Refused::ParentNotLiving { .. } | Refused::Cycle { .. } | Refused::TooDeep { .. } => "parent",
        Refused::BeforeLast { .. } => "day",
        Refused::FoundedLate { .. } => "founded",
        _ => "",
    }
}

/// What is wrong with a line of text.
pub fn line(f: &Desk<'_>, error: LineError) -> String {
    match error {
        LineError::Empty => f.say("line-empty"),
        LineError::TooLong(most) => f.with1("line-too-long", "most", &count(f, most)),
        LineError::Unseen(sign) => f.with1("line-unseen", "sign", &format!("U+{sign:04X}")),
    }
}

/// What is wrong with a code.
pub fn code(f: &Desk<'_>, error: CodeError) -> String {
    f.say(match error {
        CodeError::Empty => "unit-code-empty",
        CodeError::TooLong => "unit-code-too-long",
        CodeError::Characters => "unit-code-characters",
    })
}

/// What is wrong with a day.
pub fn no_day(f: &Desk<'_>, error: DayError) -> String {
    f.say(match error {
        DayError::Shape => "day-shape",
        DayError::ShortYear => "day-short-year",
        DayError::NoSuchDay => "day-none",
        DayError::Year => "day-year",
    })
}

/// What is wrong with a way to reach somebody.
pub fn no_contact(f: &Desk<'_>, error: ContactError) -> String {
    match error {
        ContactError::Email => f.say("contact-email"),
        ContactError::Phone => f.say("contact-phone"),
        ContactError::Address(why) => f.with1("contact-address", "why", &line(f, why)),
    }
}

/// What is wrong with the header of a table.
pub fn header(f: &Desk<'_>, error: &ColumnsError) -> String {
    match error {
        ColumnsError::Missing(title) => f.with1("fault-column-missing", "title", title),
        ColumnsError::Twice { title, first, second } => {
            let (first, second) = (column(*first), column(*second));
            f.words.with("fault-column-twice", &[("title", title), ("first", &first), ("second", &second)])
        }
    }
}

/// What is wrong with a row of a table.
pub fn fault(f: &Desk<'_>, fault: &Fault) -> String {
    match fault {
        Fault::Header(error) => header(f, error),
        Fault::Code(error) => code(f, *error),
        Fault::Name(why) => f.with1("fault-name", "why", &line(f, *why)),
        Fault::Kind(said) => f.with1("fault-kind", "said", said),
        Fault::Day(error) => no_day(f, *error),
        Fault::Contact(error) => no_contact(f, *error),
        Fault::Twice { code, first } => {
            f.words.with("fault-twice", &[("code", code.as_str()), ("row", &first.to_string())])
        }
        Fault::UnknownParent(code) => f.with1("fault-unknown-parent", "code", code),
        Fault::Circle(codes) => f.with1("fault-circle", "codes", &list(codes, " → ")),
        Fault::KindDiffers { code, known, said } => {
            let (known, said) = (kind_name(f, *known), kind_name(f, *said));
            f.words.with("fault-kind-differs", &[("code", code.as_str()), ("known", &known), ("said", &said)])
        }
        Fault::FoundedDiffers { code, known, said } => {
            let (known, said) = (day(f, *known), day(f, *said));
            let values = [("code", code.as_str()), ("known", known.as_str()), ("said", said.as_str())];
            f.words.with("fault-founded-differs", &values)
        }
        Fault::Refused(why) => refused(f, why),
    }
}

/// Why a file is no table.
pub fn no_sheet(f: &Desk<'_>, error: &SheetError) -> String {
    match error {
        SheetError::TooLarge { limit } => f.with1("sheet-too-large", "limit", &f.words.bytes(*limit as u64)),
        SheetError::Unpacked { .. } => f.say("sheet-unpacked"),
        SheetError::Rows { limit } => f.with1("sheet-rows", "limit", &count(f, *limit)),
        SheetError::Columns { row, limit } => {
            f.words.with("sheet-columns", &[("row", &row.to_string()), ("limit", &count(f, *limit))])
        }
        SheetError::Cell { row, column: at, limit } => {
            let (row, limit) = (row.to_string(), count(f, *limit));
            f.words.with("sheet-cell", &[("row", &row), ("column", &column(*at)), ("limit", &limit)])
        }
        SheetError::Text => f.say("sheet-text"),
        SheetError::Empty => f.say("sheet-empty"),
        SheetError::Encoding => f.say("sheet-encoding"),
        SheetError::Quote { line } => f.with1("sheet-quote", "line", &line.to_string()),
        SheetError::Unclosed { line } => f.with1("sheet-unclosed", "line", &line.to_string()),
        SheetError::OldExcel => f.say("sheet-old-excel"),
        SheetError::Encrypted => f.say("sheet-encrypted"),
        SheetError::OpenDocument => f.say("sheet-open-document"),
        SheetError::BinaryExcel => f.say("sheet-binary-excel"),
        SheetError::Document => f.say("sheet-document"),
        SheetError::NotASheet => f.say("sheet-none"),
        SheetError::Damaged { part } => f.with1("sheet-damaged", "part", part),
        SheetError::Entities { part } => f.with1("sheet-entities", "part", part),
    }
}

/// A column from 1, by the letters that a spreadsheet gives it.
pub fn column(at: usize) -> String {
    let (mut rest, mut letters) = (at, Vec::new());
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (at, letters) in [(1, "A"), (26, "Z"), (27, "AA"), (64, "BL"), (703, "AAA")] {
            assert_eq!(column(at), letters);
        }
    }
}
