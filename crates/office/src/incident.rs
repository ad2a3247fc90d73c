//! An incident: what was told, found, decided and done, each as an event, and where it stands by them.
//!
//! Must never change or lose an event, but for who told of it at the end of the time for which that is kept: what an
//! incident is, is what its events make of it, and nothing else. Must never
//! decide who somebody is: `rights` says for whom they may act, and what that lets them do to a step is said here.
//!
//! ```text
//! what is wanted ──decide──▶ events ──stored──▶ entries 1, 2, 3 … ──fold──▶ Incident
//!                   ▲                                                         │
//!                   └──────────────── where it stands ◀───────────────────────┘
//! ```

mod counted;
mod decide;
mod edition;
mod erased;
mod event;
mod evidence;
mod flow;
mod indicator;
mod look;
mod measures;
mod moved;
mod orders;
mod progress;
mod refused;
mod sending;
mod slip;
mod state;
mod summary;
#[cfg(test)]
mod tests;
mod texts;
mod theirs;

pub use counted::{Counted, Helper};
pub use decide::Asked;
pub use edition::{Earlier, Edition, Moved, Placeless};
pub use erased::ERASED;
pub use event::{
    Entry, Event, Facts, Grade, Impact, Machine, Opening, Paper, Signature, SignatureState, Source,
    Whereabouts, Whom,
};
pub use evidence::{Chain, Custody, Kept};
pub use flow::{CLOSING, Mark, Next};
pub use indicator::read_indicator;
pub use look::{Look, Match, Unread};
pub use measures::{Measures, Spent};
pub use moved::{
    Arrived, BadHistory, HistoryLimits, Named, Names, arrive, named_in, read_history, write_history,
};
pub use orders::Order;
pub use progress::{Doing, Progress, Tick};
pub use refused::Refused;
pub use sending::Lack;
pub use slip::Slip;
pub use state::{Incident, Phase, Task, Written};
pub use summary::Summary;
pub use texts::{LINE, TEXT, read_line, read_text};
pub use theirs::Want;
