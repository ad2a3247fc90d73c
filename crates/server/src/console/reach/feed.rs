//! Somebody's notices as an Atom feed, opened by a key of its own.
//!
//! Must never open with anything but that key, and must never open anything else with it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::codes;
use super::super::frame::{Desk, sent};
use super::super::people::origin;
use super::super::signed::{Posted, Stop, language};
use super::notices::said;
use crate::app::App;
use crate::atom::{Entry, Feed};
use crate::guard;

/// Notices in the feed.
const ENTRIES: u32 = 50;

#[derive(Template)]
#[template(path = "console/feed_key.html")]
struct KeyPage<'a> {
    f: Desk<'a>,
    link: String,
}

/// `POST /console/notices/feed`.
pub async fn make(
    State(app): State<Arc<App>>,
    request: guard::Asked,
    posted: Posted,
) -> Result<Response, Stop> {
    let signed = &posted.signed;
    let key: [u8; 32] = codes::random().map_err(|_| Stop::NoRandom)?;
    app.office()?.store.make_feed_key(&signed.person, &key, &signed.deed("")).await?;
    let base = origin(&app, request.host.as_deref());
    let link = format!("{base}/console/notices.atom?key={}", codes::written(&key));
    let f = Desk::of(&app, signed, "/console/notices", "feed-key-title");
    Ok(sent(&KeyPage { link, f }))
}

/// `POST /console/notices/feed/end`.
pub async fn end(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let signed = &posted.signed;
    if app.office()?.store.end_feed_key(&signed.person, &signed.deed("")).await? {
        Ok(Redirect::to("/console/notices?done=feed").into_response())
    } else {
        Err(Stop::NotThere)
    }
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Keyed {
    #[serde(default)]
    key: String,
}

/// `GET /console/notices.atom`.
pub async fn notices(
    State(app): State<Arc<App>>,
    request: guard::Asked,
    Query(keyed): Query<Keyed>,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let key = codes::read(&keyed.key).ok_or(Stop::NotThere)?;
    let person = office.store.feed_of(&key).await?.ok_or(Stop::NotThere)?;
    let language = language(&office.store.settings(person.id).await?);
    let units = office.units().await?;
    let f = Desk::outside(&app, language, "notices-title");
    let base = origin(&app, request.host.as_deref());
    let name = |unit: i64| {
        units
            .tree
            .get(office::units::UnitId(unit))
            .map_or_else(String::new, |unit| unit.last_name().to_owned())
    };
    let told = office.store.notices(person.id, ENTRIES).await?;
    let mut entries: Vec<Entry> = told
        .iter()
        .map(|notice| {
            let (title, link) = said(&f, name, notice);
            let link = if link.is_empty() { "/console/notices".to_owned() } else { link };
            Entry {
                id: format!("{base}/console/notices#n{}", notice.id),
                title,
                link: format!("{base}{link}"),
                text: String::new(),
                at: notice.at,
            }
        })
        .collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    let feed = Feed {
        id: format!("{base}/console/notices"),
        own: format!("{base}/console/notices.atom"),
        title: format!("{} · {}", f.say("site-name"), f.title),
        author: f.say("site-name"),
        lang: f.lang(),
        at: entries.first().map_or(0, |entry| entry.at),
        entries,
    };
    Ok(feed.answer("private, no-store"))
}
