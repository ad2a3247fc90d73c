//! Search over everything that somebody may see.
//!
//! Must never find, nor count, what they may not see.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use office::rights::Act;
use serde::Deserialize;
use store::people::{Order, Sought};
use store::systems;

use super::frame::{Desk, sent};
use super::signed::{Signed, Stop};
use super::systems::seen::Eyes;
use crate::app::App;

/// Results of one kind that are shown.
const SHOWN: usize = 30;

/// Characters of what is looked for.
const LONGEST: usize = 100;

#[derive(Template)]
#[template(path = "console/search.html")]
struct SearchPage<'a> {
    f: Desk<'a>,
    q: String,
    /// What was found, by what it is; only kinds of which something was.
    kinds: Vec<OfKind>,
}

/// What was found of one kind.
struct OfKind {
    title: &'static str,
    /// How many of them are shown, and of how many.
    text: String,
    found: Vec<Found>,
}

/// One result.
struct Found {
    href: String,
    name: String,
    about: String,
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /console/search`.
pub async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let q: String = asked.q.trim().chars().take(LONGEST).collect();
    let f = Desk::of(&app, &signed, "/console/search", "search-title");
    let (mut units, mut people) = (Vec::new(), Vec::new());
    let (mut all_units, mut all_people, mut all_systems, mut systems) = (0, 0, 0, Vec::new());
    let (mut all_incidents, mut incidents) = (0, Vec::new());
    if !q.is_empty() {
        let found = signed.units.tree.search(&q, signed.today);
        all_units = found.len();
        units.extend(found.into_iter().take(SHOWN).map(|unit| {
            let above =
                unit.parent(signed.today).map(|parent| signed.unit_name(parent.0)).unwrap_or_default();
            Found {
                href: format!("/console/units/{}", unit.id.0),
                name: unit.last_name().to_owned(),
                about: format!("{} · {above}", unit.code).trim_end_matches(" · ").to_owned(),
            }
        }));
        let seen = signed.reached(&signed.standing.reach(Act::SeePeople));
        let sought = Sought { text: &q, seen: seen.as_deref(), ..Sought::default() };
        all_people = office.store.people_counted(&sought).await?;
        people = office.store.people_listed(&sought, Order::Name, 0, SHOWN).await?;
        let sought = systems::Sought { text: &q, ..systems::Sought::default() };
        let eyes = Eyes::of(&signed).lists(signed.now);
        all_systems = office.store.systems_counted(&sought, &eyes).await?;
        systems = office.store.systems(&sought, &eyes, 0, SHOWN as u32).await?;
        // Real ones: what is done in a drill is in no list but the drill's.
        let sought = store::incidents::Sought { text: &q, ..store::incidents::Sought::default() };
        let eyes = super::incidents::eyes(&signed);
        (incidents, all_incidents) = office.store.incidents(&sought, &eyes, 0, SHOWN as u32).await?;
    }
    let incidents: Vec<Found> = incidents
        .into_iter()
        .map(|one| Found {
            href: format!("/console/incidents/{}", one.id),
            about: format!("#{} · {}", one.id, f.say(super::incidents::phase_word(&one.summary.phase))),
            name: one.summary.title,
        })
        .collect();
    let systems = systems.into_iter().map(|kept| Found {
        href: format!("/console/systems/{}", kept.id),
        about: signed.unit_name(kept.system.unit.0),
        name: kept.system.name,
    });
    let systems: Vec<Found> = systems.collect();
    let people = office.store.people_numbered(&people).await?.into_iter().map(|person| Found {
        href: format!("/console/people/{}", person.id.0),
        about: [person.details.position, signed.unit_name(person.details.unit)]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        name: person.details.name,
    });
    let people: Vec<Found> = people.collect();
    let count = |shown: usize, all: u64| {
        let (shown, all) = (f.words.number(shown as u64), f.words.number(all));
        f.words.with("search-count", &[("shown", &shown), ("all", &all)])
    };
    let kinds = [
        ("desk-incidents", incidents, all_incidents),
        ("desk-units", units, all_units as u64),
        ("desk-people", people, all_people),
        ("desk-systems", systems, all_systems),
    ];
    let kinds = kinds.into_iter().filter(|(_, found, _)| !found.is_empty()).map(|(title, found, all)| {
        let text = count(found.len(), all);
        OfKind { title, text, found }
    });
    Ok(sent(&SearchPage { kinds: kinds.collect(), q, f }))
}
