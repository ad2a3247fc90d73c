//! For whom something is, as people say it in a form: who is proposed, who is ticked, who is named besides, and why.
//!
//! Must never take an unclear answer for "everybody", and must never tell whether there is an account that somebody may not
//! see.

use std::collections::BTreeSet;

use office::people::PersonId;
use office::rights::Act;
use store::people::Person;

use super::forms::Fields;
use super::frame::Desk;
use super::office::Office;
use super::signed::{Signed, Stop};
use super::units::change::{Wrong, wrong};
use super::units::form::read_why;

/// People that a page proposes.
pub const PROPOSED: usize = 150;

/// What a form says.
#[derive(Debug, Clone, Default)]
pub struct Naming {
    /// Whether it is to be for named people alone.
    pub wants: bool,
    /// Who they are.
    pub people: BTreeSet<PersonId>,
    /// Why, for the record.
    pub why: String,
}

impl Naming {
    /// For whom it is then: nobody in particular where it is for all.
    pub fn named(&self) -> BTreeSet<PersonId> {
        if self.wants { self.people.clone() } else { BTreeSet::new() }
    }
}

/// Those who can be ticked: who asks, who is ticked or named already, and who belongs to these units, as far as they may
/// be seen.
pub async fn proposed(
    office: &Office,
    signed: &Signed,
    known: impl IntoIterator<Item = PersonId>,
    units: impl IntoIterator<Item = i64>,
) -> Result<Vec<Person>, Stop> {
    let mut ids: Vec<PersonId> = vec![signed.person.id];
    ids.extend(known);
    for unit in units {
        if signed.may(Act::SeePeople, unit).is_ok() {
            let there = office.store.people_of(unit).await?;
            ids.extend(there.iter().filter(|one| one.ended_at.is_none()).map(|one| one.id));
        }
    }
    let mut known = BTreeSet::new();
    ids.retain(|id| known.insert(*id));
    ids.truncate(PROPOSED);
    Ok(office.store.people_numbered(&ids).await?)
}

/// What was sent, and what is wrong with it.
pub async fn read(
    f: &Desk<'_>,
    office: &Office,
    signed: &Signed,
    fields: &Fields,
    proposed: &[Person],
    is_restricted: bool,
) -> Result<(Naming, Wrong), Stop> {
    let mut told = Wrong::new();
    let wants = match fields.get("restricted") {
        "yes" => true,
        "no" => false,
        // What opens something is said, and never guessed.
        _ => {
            told.extend(wrong("", f.say("naming-choose")));
            is_restricted
        }
    };
    let ids = proposed.iter().map(|person| person.id);
    let mut people: BTreeSet<PersonId> =
        ids.filter(|id| fields.is_ticked(&format!("person-{}", id.0))).collect();
    let login = fields.get("login");
    if !login.is_empty() {
        match by_login(office, signed, login).await? {
            Some(person) => _ = people.insert(person),
            None => told.extend(wrong("login", f.say("systems-names-nobody"))),
        }
    }
    // Who shuts out everybody else is not shut out with them; afterwards they may leave.
    if wants && !is_restricted {
        people.insert(signed.person.id);
    }
    let why = read_why(f, fields, true).map_err(|wrong| told.extend(wrong)).unwrap_or_default();
    if wants && people.is_empty() {
        told.extend(wrong("", f.say("systems-names-left")));
    }
    Ok((Naming { wants, people, why }, told))
}

/// Somebody who is there, signs in with that, and may be seen. Anybody else is nobody: nothing tells whether there is
/// such an account.
async fn by_login(office: &Office, signed: &Signed, login: &str) -> Result<Option<PersonId>, Stop> {
    let Some(account) = office.store.account(&login.to_lowercase()).await? else { return Ok(None) };
    let person = office.store.person(account.person).await?.filter(|person| person.ended_at.is_none());
    let seen = person.filter(|person| signed.may(Act::SeePeople, person.details.unit).is_ok());
    Ok(seen.map(|person| person.id))
}
