//! The record as programs read it, the first entry first, so that they go on where they were.
//!
//! Must never answer with an entry that the token's person would not read on the console: not of other units, and none about
//! what is restricted to others.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use office::rights::Act;
use store::record::{Shown, Which};
use wire::office::{EntryAnswer, RecordAnswer};

use super::{Asked, read};
use crate::app::App;
use crate::check::utc;
use crate::console::{Eyes, reached};
use crate::tokens::{Bearer, away, refused};

fn entry(entry: Shown) -> EntryAnswer {
    EntryAnswer {
        number: entry.number,
        at: utc(entry.at),
        who: entry.who,
        action: entry.action,
        object: entry.object,
        unit: (entry.unit != 0).then_some(entry.unit),
        details: entry.details.and_then(|text| serde_json::from_str(&text).ok()),
    }
}

/// `GET /api/v1/record`.
pub async fn show(
    State(app): State<Arc<App>>,
    bearer: Bearer,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<RecordAnswer>, Response> {
    let reach = bearer.reach(Act::SeeRecord).map_err(refused)?;
    let reading = read(&app, asked).await?;
    let store = &reading.office.store;
    let seen = reached(&reading.units, &reach, reading.today);
    let units = match (seen, reading.asked_units()) {
        (Some(seen), Some(asked)) => {
            let seen: BTreeSet<i64> = seen.into_iter().collect();
            Some(asked.into_iter().filter(|unit| seen.contains(unit)).collect())
        }
        (seen, asked) => seen.or(asked),
    };
    let eyes = Eyes { standing: &bearer.standing, units: &reading.units, today: reading.today };
    let named = store.named(reading.now).await.map_err(|error| away(&error))?;
    let hidden_incidents = store.incidents_hidden(bearer.person.id, reading.now).await;
    let hidden_incidents = hidden_incidents.map_err(|error| away(&error))?;
    let which = Which {
        units,
        hidden_systems: eyes.unknown(&named).into_iter().collect(),
        hidden_incidents,
        only_at: eyes.only_at(),
        after: Some(reading.after.unsigned_abs()),
        ..Which::default()
    };
    let mut found = store.entries(&which, reading.and_one()).await.map_err(|error| away(&error))?;
    let more = found.len() > reading.limit;
    found.truncate(reading.limit);
    let next = found.last().map(|last| last.number).filter(|_| more);
    Ok(Json(RecordAnswer { items: found.into_iter().map(entry).collect(), next }))
}
