//! What is wrong with a system, in the words of whoever reads.
//!
//! Must never say a thing in one language only.

use office::systems::{AddressError, DomainError, Fault, ProductError};

use crate::console::frame::Desk;
use crate::console::units::said;

/// One fault.
pub fn fault(f: &Desk<'_>, fault: &Fault) -> String {
    match fault {
        Fault::Header(error) => said::header(f, error),
        Fault::Code(error) => said::code(f, *error),
        Fault::UnknownUnit(code) => f.with1("systems-fault-unit", "code", code.as_str()),
        Fault::Name(why) => f.with1("fault-name", "why", &said::line(f, *why)),
        Fault::Level(typed) => f.with1("systems-fault-level", "typed", typed),
        Fault::Product(typed, why) => {
            let why = match why {
                ProductError::Line(why) => said::line(f, *why),
                ProductError::Semicolon => f.say("systems-fault-semicolon"),
                ProductError::Brackets => f.say("systems-fault-brackets"),
            };
            f.words.with("systems-fault-piece", &[("typed", typed), ("why", &why)])
        }
        Fault::Address(typed, why) => {
            let why = f.say(match why {
                AddressError::Shape => "systems-fault-address",
                AddressError::Inside => "systems-fault-inside",
                AddressError::NotPublic => "systems-fault-not-public",
                AddressError::TooWide => "systems-fault-too-wide",
            });
            f.words.with("systems-fault-piece", &[("typed", typed), ("why", &why)])
        }
        Fault::Domain(typed, why) => {
            let why = f.say(match why {
                DomainError::Page => "systems-fault-page",
                DomainError::Letters => "systems-fault-letters",
                DomainError::Shape => "systems-fault-domain",
            });
            f.words.with("systems-fault-piece", &[("typed", typed), ("why", &why)])
        }
        Fault::TooMany(most) => f.with1("systems-fault-many", "most", &f.count(*most)),
        Fault::Twice(row) => f.with1("systems-fault-twice", "row", &row.to_string()),
    }
}

/// All that is wrong with one field.
pub fn faults(f: &Desk<'_>, faults: &[Fault]) -> String {
    let mut told: Vec<String> = faults.iter().take(5).map(|one| fault(f, one)).collect();
    if faults.len() > told.len() {
        told.push("…".to_owned());
    }
    told.join(" ")
}
