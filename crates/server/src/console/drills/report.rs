//! What a drill took: each step of each of its incidents against its target, and each unit.
//!
//! Must never hold an incident that whoever reads it may not see, and must never take what is not over for done.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use office::incident::Spent;
use office::sheet::{Cell, Row as Line, Sheet};
use store::drills::KeptDrill;
use store::incidents::Sought;

use super::seen;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::incidents::{eyes, hand, of, span};
use crate::console::signed::{Signed, Stop};
use crate::console::tables::out;

/// Incidents of one drill that are reported.
const MOST: u32 = 200;

/// What one incident took.
pub struct Took {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// The unit that it happened to.
    pub unit: String,
    /// Each step that was begun: its number, its name, who led it, and what it took.
    pub steps: Vec<(u8, String, String, Spent)>,
    /// What each unit held it for, in seconds.
    pub units: Vec<(String, i64)>,
}

impl Took {
    /// What a step took, in words.
    pub fn time(f: &Desk<'_>, spent: &Spent) -> String {
        span(f, spent.seconds)
    }

    /// What a unit held it for, in words.
    pub fn held(f: &Desk<'_>, seconds: &i64) -> String {
        span(f, *seconds)
    }

    /// What it was to take, in words.
    pub fn target(f: &Desk<'_>, spent: &Spent) -> String {
        spent.target.map_or_else(|| "–".to_owned(), |target| span(f, target))
    }

    /// How that is judged.
    pub fn verdict(spent: &Spent) -> &'static str {
        match spent.target {
            Some(target) if spent.seconds > target => "drill-late",
            _ if !spent.is_over => "drill-open",
            Some(_) => "drill-in-time",
            None => "drill-no-target",
        }
    }
}

/// What the incidents of a drill took that somebody may see.
pub async fn took(app: &App, f: &Desk<'_>, signed: &Signed, kept: &KeptDrill) -> Result<Vec<Took>, Stop> {
    let office = app.office()?;
    let sought = Sought { drill: Some(kept.id), ..Sought::default() };
    let (found, _) = office.store.incidents(&sought, &eyes(signed), 0, MOST).await?;
    let now = kept.drill.clock.now(signed.now);
    let mut all = Vec::new();
    for listed in found {
        let Some(one) = office.store.incident(listed.id).await? else { continue };
        let playbook = office.playbooks.of(&one.incident.playbook_sha256, &one.playbook);
        let Some(playbook) = playbook.filter(|_| hand(signed, &one).sees) else { continue };
        let measures = one.incident.measures(&playbook, &one.entries, now);
        let steps = kept.drill.report(&measures).into_iter().filter_map(|spent| {
            let step = playbook.steps().iter().find(|step| step.number == spent.number)?;
            let led: Vec<String> =
                one.incident.holders(step).into_iter().map(|unit| signed.unit_name(unit)).collect();
            Some((spent.number, of(f, &step.name).to_owned(), led.join("; "), spent))
        });
        all.push(Took {
            id: one.id,
            title: one.incident.title.clone(),
            unit: signed.unit_name(one.incident.unit()),
            steps: steps.collect(),
            units: measures.units.iter().map(|(unit, seconds)| (signed.unit_name(*unit), *seconds)).collect(),
        });
    }
    all.sort_by_key(|one| one.id);
    Ok(all)
}

/// `GET /console/drills/{id}/report.csv`.
pub async fn csv(State(app): State<Arc<App>>, Path(id): Path<i64>, signed: Signed) -> Result<Response, Stop> {
    let kept = seen(app.office()?, &signed, id).await?;
    let f = Desk::of(&app, &signed, "/console/incidents", "drills");
    let header = [
        "drill-name",
        "incidents-column-number",
        "incident-title",
        "drill-column-what",
        "drill-column-name",
        "drill-column-unit",
        "drill-column-minutes",
        "drill-column-target",
        "drill-column-verdict",
    ]
    .map(|id| f.say(id))
    .to_vec();
    let mut rows = Vec::new();
    let mut add = |cells: Vec<String>| {
        let cells = cells.into_iter().map(Cell::Text).collect();
        rows.push(Line { number: rows.len() + 2, cells });
    };
    let minutes = |seconds: i64| (seconds / 60).to_string();
    for one in took(&app, &f, &signed, &kept).await? {
        for (number, name, led, spent) in &one.steps {
            add(vec![
                kept.drill.name.clone(),
                one.id.to_string(),
                one.title.clone(),
                f.with1("incident-at-step", "step", &number.to_string()),
                name.clone(),
                led.clone(),
                minutes(spent.seconds),
                spent.target.map(minutes).unwrap_or_default(),
                f.say(Took::verdict(spent)),
            ]);
        }
        for (unit, seconds) in &one.units {
            let (what, none) = (f.say("drill-unit-held"), String::new());
            let (number, title) = (one.id.to_string(), one.title.clone());
            let (name, unit) = (kept.drill.name.clone(), unit.clone());
            add(vec![name, number, title, what, none.clone(), unit, minutes(*seconds), none.clone(), none]);
        }
    }
    let title = f.say("drills");
    let name = format!("drill-{id}");
    Ok(out::sent(out::Format::Csv, &name, signed.today, title, move || Sheet { header, header_row: 1, rows })
        .await)
}
