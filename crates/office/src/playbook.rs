//! Playbooks: what is done in an incident, by whom, in which order, as CACAO 2.0 JSON with what S0's steps need beside.
//!
//! Must never hand out a playbook that was not judged as a whole: against the schemas of CACAO, and as a flow that
//! people can follow. Must never fetch, read or write anything but the bytes that it is given.

mod carry;
mod compare;
mod edit;
mod extension;
mod flow;
mod json;
mod limits;
mod merge;
mod parts;
mod reading;
mod refused;
mod restructure;
mod role;
mod schema;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub use carry::{Carried, CarryRefused, Done, carry};
pub use compare::{Changes, List, StepChange, Turned, compare};
pub use edit::EditRefused;
pub use limits::Limits;
pub use merge::{Conflict, Conflicts, Side, merge, merge_choosing};
pub use parts::{Exit, Item, Return, Said, Step, StepId};
pub use refused::{At, Refused};
pub use restructure::Place;
pub use role::Role;

/// Kinds of incidents that there are playbooks for.
pub const KINDS: [&str; 6] =
    ["malware", "denial_of_service", "defacement", "phishing", "data_leak", "ransomware"];

/// Ways out of the procedure: to the report of an emergency, to who investigates crimes, to the procedure for serious
/// incidents.
pub const EXITS: [&str; 3] = ["emergency_report", "investigating_authority", "serious_procedure"];

/// A playbook that was judged as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Playbook {
    id: String,
    name: Said,
    description: Said,
    modified: String,
    kind: String,
    steps: Vec<Step>,
    exits: Vec<Exit>,
    back: Option<Return>,
    /// All that the file says, also what nobody here does.
    value: Value,
}

impl Playbook {
    /// Reads and judges a file.
    ///
    /// # Errors
    /// When it is too large, no JSON, not what CACAO 2.0 asks for, or nothing that people can follow.
    pub fn read(bytes: &[u8]) -> Result<Playbook, Refused> {
        Playbook::read_within(bytes, &Limits::default())
    }

    /// Reads and judges a file under other limits.
    ///
    /// # Errors
    /// As [`Playbook::read`].
    pub fn read_within(bytes: &[u8], limits: &Limits) -> Result<Playbook, Refused> {
        reading::read(json::parse(bytes, limits)?, limits)
    }

    /// The file, written in the one way there is: what is read from it and written again has the same bytes.
    pub fn bytes(&self) -> Vec<u8> {
        json::write(&self.value).into_bytes()
    }

    /// Its number in CACAO, `playbook--…`, which all its versions have.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is called.
    pub fn name(&self) -> &Said {
        &self.name
    }

    /// What it is for.
    pub fn description(&self) -> &Said {
        &self.description
    }

    /// Which version: when it was changed last, UTC, with three decimals, such as `2026-11-28T00:00:00.000Z`.
    pub fn modified(&self) -> &str {
        &self.modified
    }

    /// One of [`KINDS`].
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its steps, in the order of the flow.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// One step.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// The ways out.
    pub fn exits(&self) -> &[Exit] {
        &self.exits
    }

    /// The way back.
    pub fn returns(&self) -> Option<&Return> {
        self.back.as_ref()
    }
}

/// The playbooks that come with the program, by the names of their files.
pub fn shipped() -> &'static [(&'static str, &'static [u8])] {
    &[
        ("malware.json", include_bytes!("../../../playbooks/malware.json")),
        ("denial_of_service.json", include_bytes!("../../../playbooks/denial_of_service.json")),
        ("defacement.json", include_bytes!("../../../playbooks/defacement.json")),
        ("phishing.json", include_bytes!("../../../playbooks/phishing.json")),
        ("data_leak.json", include_bytes!("../../../playbooks/data_leak.json")),
        ("ransomware.json", include_bytes!("../../../playbooks/ransomware.json")),
    ]
}
