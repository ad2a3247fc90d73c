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
    units: Vec<Found>,
    units_text: String,
    people: Vec<Found>,
    people_text: String,
    systems: Vec<Found>,
    systems_text: String,
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
    }
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
    let (units_text, people_text) = (count(units.len(), all_units as u64), count(people.len(), all_people));
    let systems_text = count(systems.len(), all_systems);
    Ok(sent(&SearchPage { units_text, people_text, systems_text, units, people, systems, q, f }))
}
