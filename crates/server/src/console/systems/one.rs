//! One system: whose it is, what runs on it, where it is seen, and for whom it is.
//!
//! Must never name a person whom whoever reads may not see, but where both are named.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use office::people::PersonId;
use office::rights::{Act, Scope};
use serde::Deserialize;

use super::sighted::{Shown, shown, sighted};
use super::{done, kept, seen};
use crate::app::App;
use crate::console::frame::{Desk, sent};
use crate::console::signed::{Signed, Stop};

#[derive(Template)]
#[template(path = "console/system.html")]
struct SystemPage<'a> {
    f: Desk<'a>,
    id: i64,
    unit: (i64, String),
    level: u8,
    products: Vec<(String, String)>,
    addresses: Vec<String>,
    domains: Vec<String>,
    ended: String,
    named: Vec<String>,
    is_restricted: bool,
    code: String,
    may_change: bool,
    may_name: bool,
    sighted: Vec<Shown>,
    sighted_more: String,
    may_open: bool,
}

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

/// `GET /console/systems/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let kept = kept(office, &signed, Act::SeeSystems, id).await?;
    let mut f = Desk::of(&app, &signed, "/console/systems", "desk-systems");
    f.title = kept.system.name.clone();
    if let Some(done) = done(&asked.done) {
        f.done = f.say(done);
    }
    let unit = kept.system.unit.0;
    let may_change =
        kept.ended_at.is_none() && seen::may(&signed, Act::ChangeSystems, unit, kept.named.as_ref()).is_ok();
    let may_name = kept.ended_at.is_none()
        && match &kept.named {
            Some(named) => signed.standing.may_name(named, Scope::SystemsWrite).is_ok(),
            None => may_change,
        };
    let ids: Vec<PersonId> =
        kept.named.as_ref().map(|named| named.all.iter().copied().collect()).unwrap_or_default();
    let named = office.store.people_numbered(&ids).await?;
    let seen_at = sighted(&app, &kept.system.addresses);
    let more = seen_at.all - seen_at.at.len();
    let template = SystemPage {
        sighted: shown(&f, &app, &seen_at, signed.now),
        sighted_more: if more == 0 {
            String::new()
        } else {
            f.with1("sighted-more", "count", &f.count(more))
        },
        may_open: kept.ended_at.is_none() && signed.may(Act::WorkOnIncidents, unit).is_ok(),
        id,
        unit: (unit, signed.unit_name(unit)),
        level: kept.system.level.get(),
        products: kept.system.products.into_iter().map(|one| (one.name, one.version)).collect(),
        addresses: kept.system.addresses.iter().map(said_address).collect(),
        domains: kept.system.domains.iter().map(ToString::to_string).collect(),
        ended: kept
            .ended_at
            .map(|at| f.with1("systems-ended-on", "moment", &f.moment(at)))
            .unwrap_or_default(),
        named: named.into_iter().map(|person| person.details.name).collect(),
        is_restricted: kept.named.is_some(),
        code: if kept.named.is_some() { kept.code } else { String::new() },
        may_change,
        may_name,
        f,
    };
    Ok(sent(&template))
}

/// An address as people write it: one alone without its length.
pub fn said_address(net: &ipnet::IpNet) -> String {
    if net.prefix_len() == net.max_prefix_len() { net.addr().to_string() } else { net.to_string() }
}
