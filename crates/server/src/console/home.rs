//! What needs somebody today.
//!
//! Must never show a task that is not theirs.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use office::rights::{Act, Reach};
use store::systems::Sought;

use super::frame::{Desk, sent};
use super::signed::{Signed, Stop};
use super::systems::seen::Eyes;
use super::{emergency, incidents};
use crate::app::App;

#[derive(Template)]
#[template(path = "console/home.html")]
struct HomePage<'a> {
    f: Desk<'a>,
    now: String,
    tasks: Vec<Task>,
    /// Who was let into what is theirs, until they have read it.
    openings: Vec<emergency::Opening>,
    may_tell: bool,
    units: String,
    notices: String,
}

/// Incidents that are shown.
const INCIDENTS: u32 = 10;

/// One thing to do.
struct Task {
    title: String,
    why: String,
    href: String,
    action: String,
}

/// `GET /console`.
pub async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    let office = app.office()?;
    let f = Desk::of(&app, &signed, "/console", "desk-today");
    let task = |title: &str, why: &str, href: &str, action: &str| Task {
        title: f.say(title),
        why: f.say(why),
        href: String::from(href),
        action: f.say(action),
    };
    let administers = matches!(
        signed.standing.reach(Act::ChangeUnit), Reach::Below(units) if !units.is_empty()
    );
    let mut tasks = waiting(&app, &f, &signed).await?;
    if !signed.person.has_second_factor {
        tasks.push(task(
            "task-second-factor",
            "task-second-factor-why",
            "/console/me/second-factor",
            "task-second-factor-do",
        ));
    }
    let living = signed.units.tree.units().filter(|unit| unit.is_living(signed.today)).count();
    if administers && living <= 1 {
        tasks.push(task("task-units", "task-units-why", "/console/units", "task-units-do"));
    }
    if administers && office.store.people_of(signed.person.details.unit).await?.len() <= 1 {
        tasks.push(task("task-people", "task-people-why", "/console/people", "task-people-do"));
    }
    let own = signed.person.details.unit;
    let keeps = signed.may(Act::ChangeSystems, own).is_ok();
    if keeps && !has_systems(&app, &signed, own).await? {
        tasks.push(task("task-systems", "task-systems-why", "/console/systems/new", "task-systems-do"));
    }
    if emergency::waits_for(office, &signed).await? {
        tasks.push(task("task-emergency", "task-emergency-why", "/console/emergency", "task-emergency-do"));
    }
    let openings = emergency::openings(office, &f, &signed).await?;
    let now = f.moment(signed.now);
    let notices = match u64::try_from(signed.unseen) {
        Ok(0) | Err(_) => String::new(),
        Ok(unseen) => f.with1("notices-home", "number", &f.words.number(unseen)),
    };
    let units = f.words.number(living as u64);
    // Whoever comes because something happened finds this first.
    let may_tell = !matches!(
        signed.standing.reach(Act::WorkOnIncidents), Reach::Below(units) if units.is_empty()
    );
    Ok(sent(&HomePage { now, tasks, openings, may_tell, units, notices, f }))
}

/// Incidents whose ball their units have, and on which something is owed, the most urgent first.
async fn waiting(app: &App, f: &Desk<'_>, signed: &Signed) -> Result<Vec<Task>, Stop> {
    let Reach::Below(units) = signed.standing.reach(Act::WorkOnIncidents) else { return Ok(Vec::new()) };
    let units: Vec<i64> = units.iter().map(|unit| unit.0).collect();
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let sought = store::incidents::Sought {
        phases: &["received", "open", "ended"],
        held_by: Some(&units),
        ..store::incidents::Sought::default()
    };
    let (found, _) = app.office()?.store.incidents(&sought, &incidents::eyes(signed), 0, INCIDENTS).await?;
    let said = found.into_iter().map(|one| {
        let since = f.with1("task-incident-held", "moment", &f.moment(one.summary.since));
        let owed = one.summary.due.map(|due| {
            let said = match (one.summary.is_late(signed.now), due <= signed.now) {
                (true, _) => f.with1("task-incident-late", "moment", &f.moment(due)),
                (false, true) => f.say("clocks-at-once"),
                (false, false) => f.with1("task-incident-due", "moment", &f.moment(due)),
            };
            format!(". {said}")
        });
        Task {
            title: one.summary.title,
            why: since + &owed.unwrap_or_default(),
            href: format!("/console/incidents/{}", one.id),
            action: f.say("task-incident-do"),
        }
    });
    Ok(said.collect())
}

/// Whether a unit has a system that they may see.
async fn has_systems(app: &App, signed: &Signed, unit: i64) -> Result<bool, Stop> {
    let sought = Sought { units: Some(&[unit]), ..Sought::default() };
    let eyes = Eyes::of(signed).lists(signed.now);
    Ok(app.office()?.store.systems_counted(&sought, &eyes).await? > 0)
}
