//! Whose paper it is: who owes it by the rules of the day of the incident, and to whom.
//!
//! Must never let a paper go out in another body's name than that of the one who owes it.

use office::incident::Incident;
use office::playbook::Role;
use office::rulebook::FormKey;

use super::rules;
use crate::console::signed::Signed;

/// The part whose paper a form is: of the duty that is owed with it, the first that is not met; or else of the plainest
/// rule of the day that asks for it. What nobody owes is the unit's own.
pub fn role(incident: &Incident, form: FormKey) -> Role {
    if form == FormKey::CoordinationOrder {
        let coordinates = incident.roles.contains_key(&Role::Coordinator);
        return if coordinates { Role::Coordinator } else { Role::Board };
    }
    let standing = rules::standing(incident);
    let mut of_form = standing.iter().filter(|one| one.owed.form == Some(form));
    let open = of_form.clone().find(|one| one.met.is_none());
    if let Some(one) = open.or_else(|| of_form.next()) {
        return one.owed.owed_by;
    }
    let rules = rules::edition(incident);
    let plainest = rules
        .rules()
        .filter(|rule| rule.form == Some(form))
        .min_by_key(|rule| rule.all.len() + rule.any.len());
    plainest.map_or(Role::Operator, |rule| rule.owed_by)
}

/// The unit that issues it; nothing where nobody has that part.
pub fn unit(incident: &Incident, form: FormKey) -> Option<i64> {
    match role(incident, form) {
        Role::Operator => Some(incident.unit()),
        role => incident.roles.get(&role).copied().filter(|unit| *unit > 0),
    }
}

/// To whom who issues it owes it, each by its name where it has a part here: papers are Vietnamese.
pub fn addressees(signed: &Signed, incident: &Incident, form: FormKey) -> Vec<String> {
    let by = role(incident, form);
    let issuer = unit(incident, form);
    let standing = rules::standing(incident);
    let owed = standing.iter().filter(|one| one.owed.form == Some(form) && one.owed.owed_by == by);
    let mut all = Vec::new();
    for to in owed.flat_map(|one| &one.owed.to) {
        let unit = to.role.and_then(|role| incident.roles.get(&role)).filter(|unit| **unit > 0);
        // Who runs a system of its own tells itself nothing.
        if unit.is_some() && unit.copied() == issuer {
            continue;
        }
        let name = unit.map_or_else(|| to.said.vi.clone(), |unit| signed.unit_name(*unit));
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}
