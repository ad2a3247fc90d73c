//! Systems whose addresses are among those that were seen infected: of one system, and of all that somebody may see.
//!
//! Must never look at an address that is not registered for a system which whoever asks may see, and must never say that
//! a system is clean.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ipnet::IpNet;
use office::rights::Act;
use store::systems::Kept;

use super::seen;
use crate::app::App;
use crate::console::frame::{Desk, sent};
use crate::console::signed::{Signed, Stop};

/// Addresses of one system that are shown.
const ADDRESSES: usize = 50;

/// Systems on the page.
const SYSTEMS: usize = 300;

/// An address that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The address.
    pub address: IpAddr,
    /// What was seen there: the family, when first, when last, in seconds since 1970, how often; the latest first.
    pub seen: Vec<(String, i64, i64, u64)>,
}

impl At {
    /// When last, in seconds since 1970.
    pub fn last(&self) -> i64 {
        self.seen.first().map_or(0, |seen| seen.2)
    }

    /// What was seen there, by name.
    pub fn families(&self) -> String {
        self.seen.iter().map(|seen| seen.0.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// What of a system was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sighted {
    /// Addresses, the latest first; no more than are shown.
    pub at: Vec<At>,
    /// How many there are in all.
    pub all: usize,
}

impl Sighted {
    /// When last, in seconds since 1970; 0 where nothing was seen.
    pub fn last(&self) -> i64 {
        self.at.iter().map(At::last).max().unwrap_or(0)
    }
}

/// What was seen at a system's addresses.
pub fn sighted(app: &App, addresses: &[IpNet]) -> Sighted {
    let knowledge = app.current.get();
    let mut sighted = Sighted::default();
    for range in addresses {
        let (found, all) = knowledge.register.within(*range, ADDRESSES);
        sighted.all += all;
        sighted.at.extend(found.into_iter().map(|(address, seen)| At {
            address,
            seen: seen.iter().map(|one| (one.family.to_owned(), one.first, one.last, one.times)).collect(),
        }));
    }
    sighted.at.sort_by_key(|at| (Reverse(at.last()), at.address));
    sighted.at.dedup();
    sighted.at.truncate(ADDRESSES);
    sighted
}

/// An address on a page: it, what was seen there, when first and last, how often, and whether that is recent.
pub struct Shown {
    /// The address.
    pub address: String,
    /// The families.
    pub families: String,
    /// When last.
    pub last: String,
    /// Whether that is recent.
    pub is_recent: bool,
}

/// What was seen, in words.
pub fn shown(f: &Desk<'_>, app: &App, sighted: &Sighted, now: i64) -> Vec<Shown> {
    let row = |at: &At| Shown {
        address: at.address.to_string(),
        families: at.families(),
        last: f.moment(at.last()),
        is_recent: is_recent(app, at.last(), now),
    };
    sighted.at.iter().map(row).collect()
}

fn is_recent(app: &App, last: i64, now: i64) -> bool {
    now.saturating_sub(last) <= i64::from(app.config.recent_days) * 86_400
}

#[derive(Template)]
#[template(path = "console/systems_sighted.html")]
struct SightedPage<'a> {
    f: Desk<'a>,
    rows: Vec<Row>,
    shown: String,
    imported: String,
}

struct Row {
    id: i64,
    name: String,
    unit: String,
    unit_id: i64,
    addresses: String,
    families: String,
    last: String,
    is_recent: bool,
    is_restricted: bool,
    may_open: bool,
}

/// `GET /console/systems/sighted`.
pub async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    let office = app.office()?;
    let eyes = seen::Eyes::of(&signed).lists(signed.now);
    let all = office.store.systems_addressed(&eyes).await?.into_iter();
    let found = all.map(|(id, addresses)| (id, sighted(&app, &addresses)));
    let mut found: Vec<(i64, Sighted)> = found.filter(|(_, sighted)| sighted.all > 0).collect();
    found.sort_by_key(|(id, sighted)| (Reverse(sighted.last()), *id));
    let f = Desk::of(&app, &signed, "/console/systems", "sighted-title");
    let all = found.len();
    found.truncate(SYSTEMS);
    let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
    let systems = office.store.systems_numbered(&ids, signed.now).await?;
    let mut systems: BTreeMap<i64, Kept> = systems.into_iter().map(|kept| (kept.id, kept)).collect();
    let found = found.into_iter().filter_map(|(id, sighted)| Some((systems.remove(&id)?, sighted)));
    let row = |(kept, sighted): (Kept, Sighted)| {
        let unit = kept.system.unit.0;
        let mut families: Vec<&str> =
            sighted.at.iter().flat_map(|at| at.seen.iter().map(|seen| seen.0.as_str())).collect();
        families.sort_unstable();
        families.dedup();
        Row {
            id: kept.id,
            unit: signed.unit_name(unit),
            unit_id: unit,
            addresses: f.count(sighted.all),
            families: families.join(", "),
            last: f.moment(sighted.last()),
            is_recent: is_recent(&app, sighted.last(), signed.now),
            is_restricted: kept.named.is_some(),
            may_open: signed.may(Act::WorkOnIncidents, unit).is_ok(),
            name: kept.system.name,
        }
    };
    let rows: Vec<Row> = found.map(row).collect();
    let template = SightedPage {
        shown: f.words.with("sighted-shown", &[("shown", &f.count(rows.len())), ("all", &f.count(all))]),
        imported: app.current.get().imported_at.map(|at| f.moment(at)).unwrap_or_default(),
        rows,
        f,
    };
    Ok(sent(&template))
}
