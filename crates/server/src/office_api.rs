//! What programs read and change of the office, in somebody's name: units, people, information systems, duty, the record.
//!
//! Must never answer with, or count, what the token's person may not see, and must never answer with more than a page.

mod change;
pub mod contact;
pub mod duty;
pub mod people;
pub mod record;
pub mod systems;

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::day::Day;
use office::people::PersonId;
use office::rights::{Act, Object, Place, Reach};
use office::units::UnitId;
use serde::Deserialize;
use store::StoreError;
use store::systems::Sought;
use store::units::Units;
use wire::office::{DutyAnswer, Page, PersonAnswer, ProductAnswer, SystemAnswer, UnitAnswer};

use crate::api;
use crate::app::App;
use crate::check::utc;
use crate::console::{Eyes, Office, place, reached};
use crate::tokens::{Bearer, away, refused};

/// Entries of one page, where nothing else is asked for, and at most.
const PAGE: usize = 100;
const LARGEST: usize = 1_000;

/// What can be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// Only those with a higher number.
    after: i64,
    /// How many at most.
    limit: Option<usize>,
    /// The code of a unit: only those at it and below.
    unit: Option<String>,
}

/// A request, understood: everything by which it is answered.
struct Reading<'a> {
    office: &'a Office,
    units: Arc<Units>,
    today: Day,
    now: i64,
    after: i64,
    limit: usize,
    within: Option<UnitId>,
}

impl Reading<'_> {
    /// Whether something of that unit is asked for.
    fn asks_for(&self, unit: i64) -> bool {
        self.within.is_none_or(|within| place(&self.units, unit, self.today).contains(&within))
    }

    /// The units of which something is asked for; nothing where that is all of them.
    fn asked_units(&self) -> Option<Vec<i64>> {
        self.within.and_then(|unit| reached(&self.units, &Reach::Below(vec![unit]), self.today))
    }

    /// One more than a page holds: whether there is a next one.
    fn and_one(&self) -> u32 {
        u32::try_from(self.limit + 1).unwrap_or(u32::MAX)
    }

    fn code(&self, unit: i64) -> String {
        self.units.tree.get(UnitId(unit)).map_or_else(String::new, |unit| unit.code.to_string())
    }

    /// The page of all these numbers, which are in order, and what is next.
    fn page(&self, all: &[i64]) -> (Vec<i64>, Option<i64>) {
        let rest: Vec<i64> = all.iter().copied().filter(|id| *id > self.after).collect();
        let page: Vec<i64> = rest.iter().copied().take(self.limit).collect();
        let next = page.last().copied().filter(|_| rest.len() > page.len());
        (page, next)
    }
}

async fn read(app: &App, asked: Result<Query<Asked>, QueryRejection>) -> Result<Reading<'_>, Response> {
    let told = |status, fix| {
        let message = "A value of the query is none that this address knows.";
        api::explain(status, "query", message, fix)
    };
    let wrong = |fix| told(StatusCode::BAD_REQUEST, fix);
    let Ok(Query(asked)) = asked else {
        return Err(wrong(
            "Send `after` and `limit` as whole numbers, `unit` as the code of a unit, and nothing else.",
        ));
    };
    let limit = asked.limit.unwrap_or(PAGE);
    if !(1..=LARGEST).contains(&limit) {
        return Err(wrong("Send a `limit` from 1 to 1000."));
    }
    if asked.after < 0 {
        return Err(wrong("Send the `next` of the page before as `after`."));
    }
    let Some(office) = app.office.as_deref() else { return Err(api::refusal(StatusCode::NOT_FOUND)) };
    let units = office.units().await.map_err(|error| away(&error))?;
    let now = app.now();
    let Some(today) = Day::at(now) else { return Err(api::refusal(StatusCode::SERVICE_UNAVAILABLE)) };
    let within = match asked.unit.as_deref() {
        None => None,
        Some(code) => {
            let code = office::units::Code::read(code).ok();
            let unit = code.and_then(|code| units.tree.by_code(&code, today)).map(|unit| unit.id);
            // It could be a code: whether there is such a unit is another question.
            let fix = "Send the code of a unit that lives today as `unit`.";
            Some(unit.ok_or_else(|| told(StatusCode::UNPROCESSABLE_ENTITY, fix))?)
        }
    };
    Ok(Reading { office, today, now, after: asked.after, limit, within, units })
}

fn total(all: &[i64]) -> u64 {
    u64::try_from(all.len()).unwrap_or(u64::MAX)
}

/// `GET /api/v1/units`: the units that live today.
pub async fn units(
    State(app): State<Arc<App>>,
    bearer: Bearer,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Page<UnitAnswer>>, Response> {
    bearer.came_for(Act::SeeUnit).map_err(refused)?;
    let reading = read(&app, asked).await?;
    let (units, today) = (&reading.units, reading.today);
    let sees = |unit: i64| {
        let at = place(units, unit, today);
        bearer.standing.may(Act::SeeUnit, &Object { place: Place(&at), named: None }).is_ok()
    };
    let living = units.tree.units().filter(|unit| unit.is_living(today)).map(|unit| unit.id.0);
    let mut all: Vec<i64> = living.filter(|id| reading.asks_for(*id) && sees(*id)).collect();
    all.sort_unstable();
    let (page, next) = reading.page(&all);
    let answer = |id: i64| {
        let unit = units.tree.get(UnitId(id))?;
        let contact = units.contacts.get(&unit.id).cloned().unwrap_or_default();
        Some(UnitAnswer {
            id,
            code: unit.code.to_string(),
            name: unit.name(today).unwrap_or_default().to_owned(),
            kind: unit.kind.as_str().to_owned(),
            parent: unit.parent(today).map(|parent| parent.0),
            founded: unit.founded.to_string(),
            phone: contact.phone,
            email: contact.email,
            address: contact.address,
            contact_version: units.contact_versions.get(&unit.id).copied().unwrap_or(0),
        })
    };
    Ok(Json(Page { total: total(&all), items: page.into_iter().filter_map(answer).collect(), next }))
}

/// `GET /api/v1/systems`: the information systems in use.
pub async fn systems(
    State(app): State<Arc<App>>,
    bearer: Bearer,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Page<SystemAnswer>>, Response> {
    bearer.came_for(Act::SeeSystems).map_err(refused)?;
    let reading = read(&app, asked).await?;
    let store = &reading.office.store;
    let sql = |error: StoreError| away(&error);
    let eyes = Eyes { standing: &bearer.standing, units: &reading.units, today: reading.today };
    let eyes = eyes.lists(reading.now);
    let units = reading.asked_units();
    let sought = Sought { units: units.as_deref(), ..Sought::default() };
    let total = store.systems_counted(&sought, &eyes).await.map_err(sql)?;
    let mut page =
        store.systems_after(&sought, &eyes, reading.after, reading.and_one()).await.map_err(sql)?;
    let more = page.len() > reading.limit;
    page.truncate(reading.limit);
    let next = page.last().map(|kept| kept.id).filter(|_| more);
    let items = page.into_iter().map(|kept| {
        let products = kept.system.products.into_iter();
        SystemAnswer {
            id: kept.id,
            unit: kept.system.unit.0,
            unit_code: reading.code(kept.system.unit.0),
            name: kept.system.name,
            level: kept.system.level.get(),
            products: products.map(|one| ProductAnswer { name: one.name, version: one.version }).collect(),
            addresses: kept.system.addresses.iter().map(ToString::to_string).collect(),
            domains: kept.system.domains.iter().map(ToString::to_string).collect(),
            restricted: kept.named.is_some(),
            version: kept.version,
        }
    });
    Ok(Json(Page { total, items: items.collect(), next }))
}

/// `GET /api/v1/duty`: who is on duty now.
pub async fn duty(
    State(app): State<Arc<App>>,
    bearer: Bearer,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Page<DutyAnswer>>, Response> {
    bearer.came_for(Act::SeeUnit).map_err(refused)?;
    let reading = read(&app, asked).await?;
    let store = &reading.office.store;
    let sql = |error: StoreError| away(&error);
    let sees = |unit: i64| {
        let at = place(&reading.units, unit, reading.today);
        bearer.standing.may(Act::SeeUnit, &Object { place: Place(&at), named: None }).is_ok()
    };
    let mut shifts = store.on_duty(reading.now).await.map_err(sql)?;
    shifts.retain(|one| {
        reading.units.tree.get(UnitId(one.unit)).is_some() && reading.asks_for(one.unit) && sees(one.unit)
    });
    shifts.sort_by_key(|one| one.id);
    let all: Vec<i64> = shifts.iter().map(|one| one.id).collect();
    let (page, next) = reading.page(&all);
    shifts.retain(|one| page.contains(&one.id));
    let people: Vec<PersonId> = shifts.iter().map(|one| PersonId(one.shift.person)).collect();
    let people = store.people_numbered(&people).await.map_err(sql)?;
    let name = |id: i64| people.iter().find(|one| one.id.0 == id).map_or("", |one| &one.details.name);
    let items = shifts.iter().map(|one| DutyAnswer {
        id: one.id,
        unit: one.unit,
        unit_code: reading.code(one.unit),
        name: name(one.shift.person).to_owned(),
        phone: one.shift.phone.clone(),
        from: utc(one.shift.from),
        until: utc(one.shift.until),
    });
    Ok(Json(Page { total: total(&all), items: items.collect(), next }))
}

/// `GET /api/v1/people`: those who are there.
pub async fn people(
    State(app): State<Arc<App>>,
    bearer: Bearer,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Page<PersonAnswer>>, Response> {
    let reach = bearer.reach(Act::SeePeople).map_err(refused)?;
    let reading = read(&app, asked).await?;
    let store = &reading.office.store;
    let sql = |error: StoreError| away(&error);
    let seen = reached(&reading.units, &reach, reading.today);
    let units = reading.asked_units();
    let sought = store::people::Sought {
        seen: seen.as_deref(),
        units: units.as_deref(),
        ..store::people::Sought::default()
    };
    let total = store.people_counted(&sought).await.map_err(sql)?;
    let found = store.people_after(&sought, reading.after, reading.and_one()).await.map_err(sql)?;
    let all: Vec<i64> = found.iter().map(|one| one.id.0).collect();
    let (page, next) = reading.page(&all);
    let page: Vec<PersonId> = page.into_iter().map(PersonId).collect();
    let items = store.people_numbered(&page).await.map_err(sql)?.into_iter().map(|person| PersonAnswer {
        id: person.id.0,
        name: person.details.name,
        position: person.details.position,
        unit: person.details.unit,
        unit_code: reading.code(person.details.unit),
        email: person.details.email,
        phone: person.details.phone,
        version: person.version,
    });
    Ok(Json(Page { total, items: items.collect(), next }))
}
