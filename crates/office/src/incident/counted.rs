//! What form 05 counts of an incident beside its class: who helped, whether the coordinator was asked, what it cost.
//!
//! Must never count help that was asked for and did not come as help that was given.

use std::collections::BTreeSet;

use super::event::Whom;
use super::state::Incident;
use crate::playbook::Role;

/// Who helped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Helper {
    /// A unit that was called up, or took over a step.
    Unit(i64),
    /// Somebody else in the country, as they were named.
    Organisation(String),
    /// Somebody in another country, as they were named.
    Abroad(String),
}

/// What form 05 counts of one incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Who helped: called up as a team, given a step, or asked for help that came.
    pub helpers: BTreeSet<Helper>,
    /// Whether the national coordinator was asked for help.
    pub asked: bool,
    /// What it is thought to have cost, in đồng; nothing where nobody said.
    pub loss: Option<u64>,
}

impl Counted {
    /// Whether others in the country helped.
    pub fn by_others(&self) -> bool {
        self.helpers.iter().any(|helper| !matches!(helper, Helper::Abroad(_)))
    }

    /// Whether anybody of another country helped.
    pub fn from_abroad(&self) -> bool {
        self.helpers.iter().any(|helper| matches!(helper, Helper::Abroad(_)))
    }
}

impl Incident {
    /// What form 05 counts of it.
    pub fn counted(&self) -> Counted {
        let own = self.unit();
        let mut units: BTreeSet<i64> = self.teams.clone();
        units.extend(self.roles.get(&Role::Team));
        units.extend(self.steps.values().map(|step| step.handed_to));
        let units = units.into_iter().filter(|unit| *unit != 0 && *unit != own).map(Helper::Unit);
        let came = self.helps.values().filter(|(.., came)| *came).map(|(of, whom, _)| match whom {
            Whom::Abroad => Helper::Abroad(of.clone()),
            Whom::Organisation | Whom::Coordinator => Helper::Organisation(of.clone()),
        });
        Counted {
            helpers: units.chain(came).collect(),
            asked: self.helps.values().any(|(_, whom, _)| *whom == Whom::Coordinator),
            loss: self.impact.loss,
        }
    }
}
