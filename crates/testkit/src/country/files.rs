//! Which files the sightings come in, and what is wrong with some of them: columns in another order, rows twice, rows
//! that cannot be used, one report sent again.
//! It must never change a usable sighting: what is wrong stands between them.

use std::ops::Range;

use super::{
    dice::Dice,
    event::{DAY, Event, Report},
    plan::Plan,
    time::date,
};

/// Why a row cannot be used. Each such row has this one fault and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unusable {
    /// The address is of a range that nobody can have on the open network.
    PrivateAddress,
    /// The time is ten years after the day of the report.
    InTheFuture,
    /// The time is before 2000.
    TooLongAgo,
    /// Where the address should be, something else stands, or nothing.
    NotAnAddress,
    /// The row ends after a few columns.
    TooFewColumns,
    /// Family and infection are both empty.
    NoFamily,
}

impl Unusable {
    /// All six.
    pub const ALL: [Self; 6] = [
        Self::PrivateAddress,
        Self::InTheFuture,
        Self::TooLongAgo,
        Self::NotAnAddress,
        Self::TooFewColumns,
        Self::NoFamily,
    ];
}

/// In which order the columns stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// As Shadowserver lists them.
    Listed,
    /// As listed, but beginning with the column that is listed at this place.
    Turned(usize),
    /// As listed, with a column more that nobody has heard of.
    Unknown,
}

/// A row that stands between the usable ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    /// The sighting at this place of the country's, once more.
    Repeat(usize),
    /// A row made from the sighting at this place, with a fault; the number says which of its forms.
    Unusable(usize, Unusable, u64),
}

/// One file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// The day that it is about, in days since 1970-01-01, UTC.
    pub day: i64,
    /// Its type.
    pub report: Report,
    /// Its usable sightings: places among the country's.
    pub events: Range<usize>,
    /// How its columns stand.
    pub layout: Layout,
    /// Whether it was sent before under another name; its rows then come last first.
    pub again: bool,
    /// What else is in it, each with the number of usable rows before it, ascending.
    pub extras: Vec<(usize, Extra)>,
}

impl File {
    /// The file's name, as Shadowserver forms it.
    pub(crate) fn name(&self) -> String {
        let [day, report] = [&date(self.day * DAY), self.report.name()];
        let whole = if self.again { "viet_nam-asn" } else { "viet_nam" };
        format!("{day}-{report}-{whole}.csv.gz")
    }

    /// How many usable rows stand in it that stood somewhere before.
    pub(crate) fn repeated(&self) -> u64 {
        let repeats = self.extras.iter().filter(|(_, extra)| matches!(extra, Extra::Repeat(_))).count();
        (repeats + if self.again { self.events.len() } else { 0 }) as u64
    }
}

/// The files of a country, by day and type; `events` are in the order of `events::events`. `plan` is settled.
pub(crate) fn arrange(plan: &Plan, events: &[Event]) -> Vec<File> {
    let mut dice = Dice::new(plan.seed, 3);
    let mut files = Vec::new();
    let mut start = 0;
    for day in plan.first_day()..=plan.last_day {
        for report in Report::ALL {
            let of_file = |event: &Event| (event.day(), event.report()) <= (day, report);
            let end = events.partition_point(of_file);
            let file = start..end;
            start = end;
            if !file.is_empty() {
                files.push(File {
                    day,
                    report,
                    layout: Layout::Listed,
                    again: false,
                    extras: extras(&mut dice, files.len(), &file),
                    events: file,
                });
            }
        }
    }
    for (nth, file) in files.iter_mut().enumerate() {
        file.layout = match nth {
            // The first report over HTTP of the second day.
            _ if (file.day, file.report) == (plan.first_day() + 1, Report::SinkholeHttp4) => Layout::Unknown,
            _ if nth % 11 == 3 => Layout::Turned(1 + dice.place(file.report.columns() - 1)),
            _ => Layout::Listed,
        };
    }
    let again = |file: &&File| (file.day, file.report) == (plan.first_day() + 10, Report::Sinkhole4);
    if let Some(again) = files.iter().find(again).cloned() {
        files.push(File { again: true, layout: Layout::Listed, extras: Vec::new(), ..again });
    }
    files
}

/// What goes between the rows of the `nth` file: every fault in the first, one to four in every fourth, repeats in
/// every third.
fn extras(dice: &mut Dice, nth: usize, file: &Range<usize>) -> Vec<(usize, Extra)> {
    let mut extras = Vec::new();
    let faults = match nth {
        0 => Unusable::ALL.len(),
        _ if nth % 4 == 1 => 1 + dice.place(4),
        _ => 0,
    };
    for fault in 0..faults {
        let at = if nth == 0 { fault } else { dice.place(Unusable::ALL.len()) };
        if let Some(fault) = Unusable::ALL.get(at) {
            let from = file.start + dice.place(file.len());
            extras.push((dice.place(file.len() + 1), Extra::Unusable(from, *fault, dice.throw())));
        }
    }
    for _ in 0..if nth % 3 == 2 { 1 + file.len() / 300 } else { 0 } {
        let repeated = file.start + dice.place(file.len());
        extras.push((dice.place(file.len() + 1), Extra::Repeat(repeated)));
    }
    extras.sort_by_key(|(after, _)| *after);
    extras
}
