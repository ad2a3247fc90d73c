//! Who is there, among those whom somebody may see.
//!
//! Must never count anybody before it was asked whether they may be seen.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use office::fold;
use office::rights::{Act, Reach, Refused};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use store::people::{Order, Person, Sought};

use super::super::frame::{Desk, sent};
use super::super::office::Office;
use super::super::signed::{Signed, Stop};
use super::super::unit_field;
use crate::app::App;

/// People on one page.
const PAGE: usize = 100;

/// What the link says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    left: String,
    #[serde(default)]
    page: String,
    #[serde(default)]
    done: String,
}

/// Some of them, under the unit that they belong to.
struct Group {
    unit: String,
    people: Vec<Line>,
}

struct Line {
    id: i64,
    name: String,
    position: String,
    unit: String,
    email: String,
    phone: String,
    not_come: bool,
    left: bool,
}

#[derive(Template)]
#[template(path = "console/people.html")]
struct PeoplePage<'a> {
    f: Desk<'a>,
    asked: Asked,
    groups: Vec<Group>,
    by_name: bool,
    shows_left: bool,
    narrowed: bool,
    counted: String,
    wrong_unit: String,
    proposed: Vec<(String, String)>,
    invites: bool,
    before: Option<String>,
    after: Option<String>,
    other_order: String,
    other_left: String,
}

impl Asked {
    /// The link to the same with something else.
    fn link(&self, order: &str, left: bool, page: usize) -> String {
        let text = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut pairs = Vec::new();
        for (name, value) in [("q", &self.q), ("unit", &self.unit)] {
            if !value.is_empty() {
                pairs.push(format!("{name}={}", text(value)));
            }
        }
        if order == "name" {
            pairs.push("order=name".to_owned());
        }
        if left {
            pairs.push("left=yes".to_owned());
        }
        if page > 1 {
            pairs.push(format!("page={page}"));
        }
        format!("/console/people{}{}", if pairs.is_empty() { "" } else { "?" }, pairs.join("&"))
    }
}

/// `GET /console/people`.
pub async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(mut asked): Query<Asked>,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let reach = signed.standing.reach(Act::SeePeople);
    if matches!(&reach, Reach::Below(units) if units.is_empty()) {
        return Err(Refused::NotThere.into());
    }
    for text in [&mut asked.q, &mut asked.unit] {
        *text = text.trim().chars().take(100).collect();
    }
    let f = Desk::of(&app, &signed, "/console/people", "people-title");
    let done = super::done(&f, &asked.done);
    let f = f.saying(&done);
    let (by_name, left) = (asked.order == "name", asked.left == "yes");
    let mut wrong_unit = String::new();
    let within = match asked.unit.as_str() {
        "" => None,
        typed => match unit_field::read(&f, &signed, typed, signed.today) {
            Ok(unit) => Some(unit),
            Err(trouble) => {
                wrong_unit = trouble;
                None
            }
        },
    };
    let seen = signed.reached(&reach);
    // What is under the root is everything.
    let units = within.and_then(|within| signed.reached(&Reach::Below(vec![within])));
    let everybody = Sought { seen: seen.as_deref(), left, ..Sought::default() };
    let sought = Sought { text: &asked.q, units: units.as_deref(), ..everybody };
    let by_unit = office.store.people_by_unit(&sought).await?;
    let found: usize = by_unit.values().sum();
    let is_narrowed = !asked.q.is_empty() || units.is_some();
    let total = if is_narrowed { counted_all(office, &everybody).await? } else { found };
    let pages = found.div_ceil(PAGE).max(1);
    let at = asked.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let from = (at - 1) * PAGE;
    let shown = if by_name {
        office.store.people_listed(&sought, Order::Name, from, PAGE).await?
    } else {
        // Only the people of units of which somebody stands on the page are looked at.
        let (before, units) = units_on_page(&signed, by_unit, from);
        office.store.people_listed(&sought, Order::Units(&units), from - before, PAGE).await?
    };
    let people = office.store.people_numbered(&shown).await?;
    let counted = counted(&f, from, shown.len(), found, total);
    let order = if by_name { "name" } else { "unit" };
    Ok(sent(&PeoplePage {
        groups: grouped(&signed, people, by_name),
        by_name,
        shows_left: left,
        narrowed: !asked.q.is_empty() || within.is_some(),
        counted,
        wrong_unit,
        proposed: unit_field::proposed(&signed, Act::SeePeople),
        invites: !matches!(signed.standing.reach(Act::ManagePeople), Reach::Below(units) if units.is_empty()),
        before: (at > 1).then(|| asked.link(order, left, at - 1)),
        after: (at < pages).then(|| asked.link(order, left, at + 1)),
        other_order: asked.link(if by_name { "unit" } else { "name" }, left, 1),
        other_left: asked.link(order, !left, 1),
        asked,
        f,
    }))
}

/// The units of which somebody stands on the page that begins there, by name; and how many people stand before them.
fn units_on_page(signed: &Signed, by_unit: BTreeMap<i64, usize>, from: usize) -> (usize, Vec<i64>) {
    let mut named: Vec<(String, i64, usize)> =
        by_unit.into_iter().map(|(unit, count)| (fold(&signed.unit_name(unit)), unit, count)).collect();
    named.sort_unstable();
    let (mut before, mut at, mut units) = (0, 0, Vec::new());
    for (_, unit, count) in named {
        if at + count <= from {
            before = at + count;
        } else if at < from + PAGE {
            units.push(unit);
        }
        at += count;
    }
    (before, units)
}

async fn counted_all(office: &Office, everybody: &Sought<'_>) -> Result<usize, Stop> {
    Ok(usize::try_from(office.store.people_counted(everybody).await?).unwrap_or(usize::MAX))
}

/// How many are shown, of how many that fit, of how many that may be seen.
fn counted(f: &Desk<'_>, before: usize, shown: usize, found: usize, total: usize) -> String {
    let (found_text, total_text) = (f.count(found), f.count(total));
    let of = f.words.with("people-counted", &[("found", &found_text), ("all", &total_text)]);
    if shown == found {
        return of;
    }
    let (first, last) = (f.count(before + 1), f.count(before + shown));
    format!("{of} · {}", f.words.with("people-shown", &[("first", &first), ("last", &last)]))
}

fn grouped(signed: &Signed, people: Vec<Person>, by_name: bool) -> Vec<Group> {
    let mut groups: Vec<(i64, Group)> = Vec::new();
    for person in people {
        let unit = person.details.unit;
        let name = signed.unit_name(unit);
        let line = Line {
            id: person.id.0,
            name: person.details.name,
            position: person.details.position,
            unit: if by_name { name.clone() } else { String::new() },
            email: person.details.email,
            phone: person.details.phone,
            not_come: !person.has_password && person.ended_at.is_none(),
            left: person.ended_at.is_some(),
        };
        match groups.last_mut() {
            Some((last, group)) if by_name || *last == unit => group.people.push(line),
            _ => {
                let unit_name = if by_name { String::new() } else { name };
                groups.push((unit, Group { unit: unit_name, people: vec![line] }));
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
