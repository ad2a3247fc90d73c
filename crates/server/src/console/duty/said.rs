//! Why a roster or a hand-over is refused, in the words of whoever reads.
//!
//! Must never say a thing in one language only.

use office::duty::DutyError;

use crate::console::frame::Desk;
use crate::console::units::said;

/// Why.
pub fn refused(f: &Desk<'_>, error: &DutyError) -> String {
    match error {
        DutyError::Backwards { .. } => f.say("duty-backwards"),
        DutyError::TooLong { limit, .. } => f.with1("duty-too-long", "days", &(limit / 86_400).to_string()),
        DutyError::NoPhone(_) => f.say("duty-no-phone"),
        DutyError::Phone(_, error) => said::no_contact(f, *error),
        DutyError::TwiceAtOnce { at, .. } => f.with1("duty-twice", "moment", &f.moment(*at)),
        DutyError::TooMany(most) => f.with1("duty-too-many", "most", &f.count(*most)),
        DutyError::NotOnDuty(_) => f.say("duty-not-on"),
        DutyError::NotNext(_) => f.say("duty-not-next"),
        DutyError::Oneself(_) => f.say("duty-oneself"),
        DutyError::Note(why) => said::line(f, *why),
    }
}

/// The field that it is about.
pub fn field(error: &DutyError) -> &'static str {
    match error {
        DutyError::Backwards { .. } | DutyError::TooLong { .. } => "until",
        DutyError::NoPhone(_) | DutyError::Phone(..) => "phone",
        DutyError::TwiceAtOnce { .. } => "person",
        DutyError::TooMany(_) => "",
        DutyError::NotOnDuty(_) => "by",
        DutyError::NotNext(_) | DutyError::Oneself(_) => "to",
        DutyError::Note(_) => "note",
    }
}
