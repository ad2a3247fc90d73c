//! One person: what is said of them, what they are and were, and where that is changed.
//!
//! Must never overwrite what somebody else changed meanwhile: both are shown, and whoever came second decides.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Role};
use serde::Deserialize;
use store::people::{Granted, PeopleError, Person};

use super::super::frame::{Desk, refused, sent};
use super::super::office::Office;
use super::super::people_words::{self, role_meaning, role_name};
use super::super::signed::{Posted, Signed, Stop};
use super::super::unit_field;
use super::details::{Typed, Wrong};
use super::{confirm, leaving, managed, seen};
use crate::app::App;
use crate::pages::page as with_status;

/// One role that somebody has or had.
pub(super) struct RoleLine {
    role: String,
    word: &'static str,
    unit: i64,
    at: String,
    when: String,
    may_take: bool,
}

#[derive(Template)]
#[template(path = "console/person.html")]
pub(super) struct PersonPage<'a> {
    pub(super) f: Desk<'a>,
    id: i64,
    name: String,
    path: String,
    left: String,
    facts: Vec<(String, String)>,
    held: Vec<RoleLine>,
    had: Vec<RoleLine>,
    /// Roles that can be given, and whether any can.
    roles: Vec<(&'static str, String, String, bool)>,
    gives: bool,
    pub(super) give_unit: String,
    pub(super) wrong_give: String,
    pub(super) wrong_roles: String,
    manages: bool,
    may_reset: bool,
    may_end: bool,
    /// Whether they may say that an account which was reset is in the right hands.
    may_confirm: bool,
    /// Whether some of what is said of them is for others to change.
    fixed: bool,
    /// Links with identity providers that may be ended: their numbers, and what they are called.
    links: Vec<(i64, String)>,
    version: i64,
    typed: Typed,
    wrong: Wrong,
    why: String,
    proposed: Vec<(String, String)>,
}

impl PersonPage<'_> {
    /// Marks the role that was chosen.
    pub(super) fn choose(&mut self, role: Role) {
        for (word, _, _, chosen) in &mut self.roles {
            *chosen = *word == role.as_str();
        }
    }
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

/// The page of somebody whom they may see.
pub(super) async fn page<'a>(
    app: &'a App,
    office: &Office,
    signed: &Signed,
    of: &Person,
    typed: Typed,
) -> Result<PersonPage<'a>, Stop> {
    let mut f = Desk::of(app, signed, "/console/people", "person-title");
    f.title.clone_from(&of.details.name);
    let there = of.ended_at.is_none();
    let manages = there && signed.may(Act::ManagePeople, of.details.unit).is_ok();
    let allowed = leaving::allowed(app, signed, of).await?;
    let granted = office.store.granted(of.id).await?;
    let line = |one: &Granted| RoleLine {
        role: role_name(&f, one.grant.role),
        word: one.grant.role.as_str(),
        unit: one.grant.unit.0,
        at: signed.unit_name(one.grant.unit.0),
        when: when(&f, one),
        may_take: there && signed.may_grant(one.grant.role, of.id, one.grant.unit.0).is_ok(),
    };
    let (held, had): (Vec<&Granted>, Vec<&Granted>) = granted.iter().partition(|one| one.until.is_none());
    let gives = there
        && of.id != signed.person.id
        && matches!(signed.standing.reach(Act::ManagePeople), office::rights::Reach::Below(units) if !units.is_empty());
    let mut facts = facts(&f, of, manages);
    let mut links = Vec::new();
    if manages {
        // Whom they are at the provider is theirs; that they are linked is a way in.
        for link in office.store.identities_of(of.id).await? {
            let since = f.with1("me-provider-since", "since", &f.moment(link.since));
            let name = office.provider_name(&link.issuer).to_owned();
            facts.push((f.say("detail-provider"), format!("{name} · {since}")));
            if allowed.reset.is_ok() {
                links.push((link.id, name));
            }
        }
    }
    let unit = of.details.unit;
    let above = signed.units.tree.path(office::units::UnitId(unit), signed.today);
    let names: Vec<&str> = above.iter().rev().map(|unit| unit.last_name()).collect();
    let roles = Role::ALL.into_iter().rev();
    Ok(PersonPage {
        id: of.id.0,
        name: of.details.name.clone(),
        path: if names.is_empty() { signed.unit_name(unit) } else { names.join(" › ") },
        left: of.ended_at.map(|at| f.with1("person-left", "when", &f.moment(at))).unwrap_or_default(),
        facts,
        held: held.into_iter().map(line).collect(),
        had: had.into_iter().map(line).collect(),
        roles: roles
            .map(|role| (role.as_str(), role_name(&f, role), role_meaning(&f, role), role == Role::Officer))
            .collect(),
        gives,
        give_unit: unit_field::written(signed, unit),
        wrong_give: String::new(),
        wrong_roles: String::new(),
        manages,
        may_reset: manages && allowed.reset.is_ok(),
        may_end: manages && allowed.end.is_ok(),
        may_confirm: manages && confirm::is_open(app, signed, of).await?,
        fixed: manages && (allowed.readdress.is_err() || allowed.rehouse.is_err()),
        links,
        version: of.version,
        typed,
        wrong: Wrong::default(),
        why: String::new(),
        proposed: if gives || manages { unit_field::proposed(signed, Act::ManagePeople) } else { Vec::new() },
        f,
    })
}

fn when(f: &Desk<'_>, one: &Granted) -> String {
    let since = f.moment(one.since);
    match one.until {
        None => f.with1("person-since", "when", &since),
        Some(until) => f.words.with("person-from-to", &[("from", &since), ("to", &f.moment(until))]),
    }
}

/// What is said of them; how they sign in, for those who manage them.
fn facts(f: &Desk<'_>, of: &Person, manages: bool) -> Vec<(String, String)> {
    let details = &of.details;
    let mut facts = vec![
        (f.say("person-position"), details.position.clone()),
        (f.say("person-email"), details.email.clone()),
        (f.say("person-phone"), details.phone.clone()),
    ];
    if manages {
        let state = if !of.has_password {
            "person-not-come"
        } else if of.has_second_factor {
            "person-two-factors"
        } else {
            "person-one-factor"
        };
        facts.push((f.say("person-login"), details.login.clone()));
        facts.push((f.say("person-signs-in"), f.say(state)));
    }
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

/// `GET /console/people/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let of = seen(office, &signed, &id).await?;
    let mut page = page(&app, office, &signed, &of, Typed::from(&signed, &of.details)).await?;
    page.f.done = super::done(&page.f, &asked.done);
    Ok(sent(&page))
}

/// One field in which two versions differ, or do not.
struct Both {
    label: String,
    now: String,
    typed: String,
    differs: bool,
}

#[derive(Template)]
#[template(path = "console/person_conflict.html")]
struct ConflictPage<'a> {
    f: Desk<'a>,
    id: i64,
    version: i64,
    both: Vec<Both>,
    typed: Typed,
    why: String,
}

fn conflict(app: &App, signed: &Signed, now: &Person, typed: Typed, why: String) -> Response {
    let f = Desk::of(app, signed, "/console/people", "conflict-title");
    let there = Typed::from(signed, &now.details);
    let both = [
        ("person-name", &there.name, &typed.name),
        ("person-login", &there.login, &typed.login),
        ("person-position", &there.position, &typed.position),
        ("person-email", &there.email, &typed.email),
        ("person-phone", &there.phone, &typed.phone),
        ("person-unit", &there.unit, &typed.unit),
    ];
    let both = both.map(|(label, now, typed)| Both {
        label: f.say(label),
        now: now.clone(),
        typed: typed.clone(),
        differs: now != typed,
    });
    let page = ConflictPage { id: now.id.0, version: now.version, both: both.into(), typed, why, f };
    with_status(StatusCode::CONFLICT, &page)
}

/// `POST /console/people/{id}`.
pub async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let (office, signed, fields) = (app.office()?, &posted.signed, &posted.fields);
    let of = managed(office, signed, &id).await?;
    let seen_version = fields.number("version").ok_or(Stop::NotThere)?;
    let typed = Typed::of(fields);
    let why = people_words::reason(fields.get("why"));
    if of.version != seen_version {
        return Ok(conflict(&app, signed, &of, typed, why));
    }
    let mut page = page(&app, office, signed, &of, typed.clone()).await?;
    page.why.clone_from(&why);
    // Who belongs to a unit that lives no more stays there until they are given another one.
    let details = match typed.judge(&page.f, signed) {
        Ok(details) => details,
        Err(wrong) => {
            page.wrong = *wrong;
            return Ok(refused(&page));
        }
    };
    // A code may go to that address, and whoever administers above that unit may give one.
    let allowed = leaving::allowed(&app, signed, &of).await?;
    let (before, fixed) = (&of.details, page.f.say("person-fixed-field"));
    for (differs, may, wrong) in [
        (details.login != before.login, allowed.readdress, &mut page.wrong.login),
        (details.email != before.email, allowed.readdress, &mut page.wrong.email),
        (details.unit != before.unit, allowed.rehouse, &mut page.wrong.unit),
    ] {
        if differs && may.is_err() {
            wrong.clone_from(&fixed);
        }
    }
    if !page.wrong.is_nothing() {
        return Ok(refused(&page));
    }
    let (by_mail, deed) = (app.config.mail.is_some(), signed.deed(&why));
    match office.store.change_person_and_tell(of.id, seen_version, &details, by_mail, &deed).await {
        Ok(()) => Ok(Redirect::to(&format!("/console/people/{}?done=changed", of.id.0)).into_response()),
        Err(PeopleError::Changed(now)) => {
            // They may have been moved to where who asks sees nobody.
            signed.may(Act::SeePeople, now.details.unit)?;
            Ok(conflict(&app, signed, &now, typed, why))
        }
        Err(PeopleError::LoginTaken) => {
            page.wrong.login = page.f.say("login-taken");
            Ok(refused(&page))
        }
        Err(error) => Err(super::stop(error)),
    }
}
