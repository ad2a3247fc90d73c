//! One unit: what it is, what stands under it, how it is reached, what became of it.
//!
//! Must never show an ended unit as a living one, and never lose where it went.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use office::contact::Contact;
use office::day::Day;
use office::rights::{Act, Reach};
use office::units::{How, Lineage, Tree, Unit, UnitId};
use serde::Deserialize;
use store::systems::Sought;

use super::becoming::Becoming;
use super::{done, said};
use crate::app::App;
use crate::console::duty::{OnDuty, now_at};
use crate::console::first::kind_name;
use crate::console::frame::{Desk, sent};
use crate::console::signed::{Signed, Stop};
use crate::console::systems::seen::Eyes;

/// Units under it that its page names.
const CHILDREN: usize = 100;

#[derive(Template)]
#[template(path = "console/unit.html")]
struct UnitPage<'a> {
    f: Desk<'a>,
    id: i64,
    code: String,
    kind: String,
    path: Vec<(i64, String)>,
    founded: String,
    ended: String,
    heirs: Vec<(i64, String)>,
    contact: Contact,
    children: Vec<(i64, String, String, String)>,
    children_shown: String,
    history: Vec<Event>,
    acts: Vec<(&'static str, String)>,
    may_reach: bool,
    /// What it says as an owner of when operators tell it; nothing where it is not theirs to say.
    limit: Option<String>,
    may_found: bool,
    /// How many systems there and below they may see, in words; nothing where they may see none there.
    systems: Option<String>,
    on_duty: Vec<OnDuty>,
    has_file: bool,
    has_playbooks: bool,
}

/// Something that happened to it.
struct Event {
    day: Day,
    on: String,
    text: String,
    units: Vec<(i64, String)>,
}

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

/// `GET /console/units/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let tree = &signed.units.tree;
    let unit = tree.get(UnitId(id)).ok_or(Stop::NotThere)?;
    signed.may(Act::SeeUnit, id)?;
    let mut f = Desk::of(&app, &signed, "/console/units", "desk-units");
    f.title = unit.last_name().to_owned();
    if let Some(done) = done(&asked.done) {
        f.done = f.say(done);
    }
    let today = signed.today;
    let is_living = unit.is_living(today);
    let last = unit.ended.and_then(Day::previous).unwrap_or(today).min(today);
    let mut path: Vec<(i64, String)> = tree.path(unit.id, last).into_iter().skip(1).map(link).collect();
    path.reverse();
    let below = tree.children(unit.id, today);
    let line = |unit: &&Unit| {
        (unit.id.0, unit.last_name().to_owned(), unit.code.to_string(), kind_name(&f, unit.kind))
    };
    let children: Vec<_> = below.iter().take(CHILDREN).map(line).collect();
    let values = [("shown", said::count(&f, children.len())), ("all", said::count(&f, below.len()))];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let may_change = signed.may(Act::ChangeUnit, id).is_ok();
    let acts = Becoming::ALL.into_iter().filter(|one| may_change && one.can_be(unit));
    let ended = match unit.ended {
        Some(day) if !is_living => f.with1("unit-ended-on", "day", &said::day(&f, day)),
        Some(day) => f.with1("unit-ends-on", "day", &said::day(&f, day)),
        None => String::new(),
    };
    let heirs =
        if is_living { Vec::new() } else { tree.heirs(unit.id, today).into_iter().map(link).collect() };
    let systems = match signed.may(Act::SeeSystems, id) {
        Ok(()) => {
            // What is under the root is everything.
            let units = signed.reached(&Reach::Below(vec![UnitId(id)]));
            let sought = Sought { units: units.as_deref(), ..Sought::default() };
            let eyes = Eyes::of(&signed).lists(signed.now);
            let found = app.office()?.store.systems_counted(&sought, &eyes).await?;
            Some(f.with1("systems-of-unit", "number", &f.words.number(found)))
        }
        Err(_) => None,
    };
    let on_duty = now_at(app.office()?, &f, &signed, id).await?;
    let limit = match signed.may(Act::DirectIncidents, id) {
        Ok(()) => Some(super::limit::said(&f, app.office()?.store.owner_limit(unit.id).await?.0)),
        Err(_) => None,
    };
    let template = UnitPage {
        id,
        limit,
        on_duty,
        has_file: signed.may(Act::SeePeople, id).is_ok(),
        has_playbooks: crate::console::own_playbooks::may_see(&signed, id),
        systems,
        code: unit.code.to_string(),
        kind: kind_name(&f, unit.kind),
        path,
        founded: said::day(&f, unit.founded),
        ended,
        heirs,
        contact: signed.units.contacts.get(&unit.id).cloned().unwrap_or_default(),
        children,
        children_shown: f.words.with("units-children-shown", &values),
        history: history(&f, tree, unit),
        acts: acts.map(|one| (one.path(), one.title(&f))).collect(),
        may_reach: signed.may(Act::ChangeContacts, id).is_ok(),
        may_found: may_change && is_living,
        f,
    };
    Ok(sent(&template))
}

fn link(unit: &Unit) -> (i64, String) {
    (unit.id.0, unit.last_name().to_owned())
}

/// What became of it, the last first.
fn history(f: &Desk<'_>, tree: &Tree, unit: &Unit) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let mut add = |day: Day, text: String, units: Vec<(i64, String)>| {
        events.push(Event { day, on: said::day(f, day), text, units });
    };
    // What another unit was called on that day: what it is called now may be another thing.
    let called = |id: UnitId, day: Day| {
        let unit = tree.get(id)?;
        Some((id.0, unit.name(day).unwrap_or_else(|| unit.last_name()).to_owned()))
    };
    let mut before: Option<&office::units::Span> = None;
    for span in &unit.spans {
        let parent = span.parent.and_then(|parent| called(parent, span.from));
        match before {
            None => {
                add(span.from, f.with1("history-founded", "name", &span.name), parent.into_iter().collect())
            }
            Some(before) => {
                if before.name != span.name {
                    let values = [("from", before.name.as_str()), ("to", span.name.as_str())];
                    add(span.from, f.words.with("history-renamed", &values), Vec::new());
                }
                if before.parent != span.parent {
                    add(span.from, f.say("history-moved"), parent.into_iter().collect());
                }
            }
        }
        before = Some(span);
    }
    let came: Vec<&Lineage> = tree.came_from(unit.id).collect();
    for how in [How::Merged, How::Split] {
        let mut days: Vec<Day> = came.iter().filter(|step| step.how == how).map(|step| step.day).collect();
        days.dedup();
        for day in days {
            let those = came.iter().filter(|step| step.how == how && step.day == day);
            let last = day.previous().unwrap_or(day);
            let units = those.filter_map(|step| called(step.from, last)).collect();
            let words = if how == How::Merged { "history-took-in" } else { "history-part-of" };
            add(day, f.say(words), units);
        }
    }
    if let Some(ended) = unit.ended {
        let went: Vec<&Lineage> = tree.went_on_in(unit.id).collect();
        let words = match went.first().map(|step| step.how) {
            Some(How::Merged) => "history-merged",
            Some(How::Split) => "history-split",
            None => "history-ended",
        };
        add(ended, f.say(words), went.iter().filter_map(|step| called(step.to, ended)).collect());
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.day));
    events
}
