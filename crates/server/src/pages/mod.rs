//! The public pages.
//!
//! Must never hold an address but the visitor's own, never in a link, and must never put text into HTML but through the
//! templates' escaping.

mod error;
mod figures;
mod files;
mod frame;
mod home;
mod program;
mod report;
mod scan;
mod share;
mod verdict;

pub use error::error;
pub use figures::{atom, csv, figures};
pub use files::{asset, card_en, card_vi, favicon};
pub use frame::{Frame, page};
pub use home::home;
pub use report::{Intake, show as report, take as take_report};
pub use scan::scan;
pub use share::share;
pub use verdict::check;
