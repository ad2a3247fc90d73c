//! How a value is written out.
//!
//! Must never show a moment in another time than Viet Nam's, nor invent a part of it.

use jiff::Timestamp;

use super::layout::Show;
use super::{Field, Known, Value};

/// Viet Nam's time is seven hours ahead of UTC, all year, since 1975.
const VIET_NAM: jiff::tz::Offset = jiff::tz::offset(7);

/// What stands where a day is not known.
pub const NO_DAY: &str = "ngày …… tháng …… năm ……";

/// What is known of a field, in words; nothing where it is empty or no text.
pub fn shown(known: &Known, field: Field, show: Show) -> Option<String> {
    match known.get(field)? {
        Value::Text(text) => Some(text.clone()),
        Value::Moment(moment) => Some(of_moment(*moment, show)),
        Value::Day(day) => Some(day.written()),
        Value::Choices(choices) => Some(choices.join(", ")),
        Value::Rows(rows) => Some(rows.iter().map(|row| row.join("; ")).collect::<Vec<_>>().join("\n")),
        Value::Sums(_) => None,
    }
}

/// What stands for a moment that is not known.
pub fn no_moment(show: Show) -> &'static str {
    match show {
        Show::All => "… giờ … phút, ngày … tháng … năm ……",
        Show::Day => "… / … / ……",
        Show::Time => "… giờ … phút",
    }
}

fn of_moment(moment: Timestamp, show: Show) -> String {
    let there = VIET_NAM.to_datetime(moment);
    let time = || format!("{:02} giờ {:02} phút", there.hour(), there.minute());
    match show {
        Show::All => format!("{}, {}", time(), of_date(there.year(), there.month(), there.day())),
        Show::Day => format!("{:02}/{:02}/{:04}", there.day(), there.month(), there.year()),
        Show::Time => time(),
    }
}

/// Days below 10 and the first two months have a nought before them; other months have none.
fn of_date(year: i16, month: i8, day: i8) -> String {
    let month = if month <= 2 { format!("{month:02}") } else { month.to_string() };
    format!("ngày {day:02} tháng {month} năm {year}")
}

/// Whether a field is a moment.
pub fn is_moment(field: Field) -> bool {
    use Field::{AnswerBy, DataBreachedAt, DetectedAt, MinutesBegun, MinutesEnded, ReportedAt};
    matches!(field, DetectedAt | ReportedAt | AnswerBy | MinutesBegun | MinutesEnded | DataBreachedAt)
}
