//! Information systems, entered and changed by a program.
//!
//! Must never change anything before `office::rights` allowed it, with the token's scopes, about that very system; and must
//! never tell of one that is restricted to others.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::rights::{Act, Object, Place};
use office::systems::{self, Level, MANY, Product, System};
use office::units::UnitId;
use store::systems::{SystemsError, Wanted};
use wire::office::{Made, NewSystem, ProductAnswer, SystemChange};

use super::change::{Not, body, id, not_there, office, overtaken, unit, why, wrong};
use crate::app::App;
use crate::console::{Eyes, place};
use crate::tokens::{Bearer, away, refused};

/// What to do where somebody else was quicker.
const AGAIN: &str = "Read the system again, and send its `version` as `seen`.";

/// What is sent of a system, of whatever unit it is.
struct Sent<'s> {
    name: &'s str,
    level: u8,
    products: &'s [ProductAnswer],
    addresses: &'s [String],
    domains: &'s [String],
}

impl Sent<'_> {
    fn of(&self, unit: UnitId) -> Result<System, Not> {
        for (field, many) in [
            ("products", self.products.len()),
            ("addresses", self.addresses.len()),
            ("domains", self.domains.len()),
        ] {
            if many > MANY {
                return Err(wrong(field, format!("there are more than {MANY}")));
            }
        }
        let product = |one: &ProductAnswer| {
            Product::new(&one.name, &one.version).map_err(|error| wrong("products", error))
        };
        let address = |one: &String| systems::address(one).map_err(|error| wrong("addresses", error));
        let domain = |one: &String| systems::domain(one).map_err(|error| wrong("domains", error));
        Ok(System {
            unit,
            name: systems::name(self.name).map_err(|error| wrong("name", error))?,
            level: Level::new(self.level).ok_or_else(|| wrong("level", "it is 1 to 5"))?,
            products: self.products.iter().map(product).collect::<Result<_, _>>()?,
            addresses: self.addresses.iter().map(address).collect::<Result<_, _>>()?,
            domains: self.domains.iter().map(domain).collect::<Result<_, _>>()?,
        })
    }
}

/// Stores what is wanted; says the numbers of what is new.
async fn store(
    app: &App,
    bearer: &Bearer,
    wanted: &Wanted,
    action: &str,
    reason: &str,
) -> Result<Vec<i64>, Not> {
    let office = office(app)?;
    let eyes = Eyes { standing: &bearer.standing, units: &bearer.units, today: bearer.today };
    let named = office.store.named(app.now()).await.map_err(|error| away(&error))?;
    let (unknown, deed) = (eyes.unknown(&named), bearer.deed(reason));
    office.store.change_systems(wanted, &unknown, action, &deed).await.map_err(|error| match error {
        SystemsError::Taken => wrong("name", "another system of this unit has it"),
        SystemsError::Store(error) => away(&error).into(),
        _ => overtaken(AGAIN),
    })
}

/// `POST /api/v1/systems`.
pub async fn add(
    State(app): State<Arc<App>>,
    bearer: Bearer,
    new: Result<Json<NewSystem>, JsonRejection>,
) -> Result<Json<Made>, Not> {
    bearer.came_for(Act::ChangeSystems).map_err(refused)?;
    let NewSystem { unit: code, name, level, products, addresses, domains, why: reason } =
        body(new, "NewSystem")?;
    let at = unit(&bearer, &code, Act::ChangeSystems)?;
    let sent = Sent { name: &name, level, products: &products, addresses: &addresses, domains: &domains };
    let wanted = Wanted { new: vec![sent.of(at)?], ..Wanted::default() };
    let made = store(&app, &bearer, &wanted, "system.found", &why(&reason)?).await?;
    Ok(Json(Made { id: made.first().copied().unwrap_or_default() }))
}

/// `PUT /api/v1/systems/{id}`.
pub async fn change(
    State(app): State<Arc<App>>,
    at: Result<Path<i64>, PathRejection>,
    bearer: Bearer,
    change: Result<Json<SystemChange>, JsonRejection>,
) -> Result<Response, Not> {
    bearer.came_for(Act::ChangeSystems).map_err(refused)?;
    let number = id(at)?;
    let kept = office(&app)?.store.system(number, app.now()).await.map_err(|error| away(&error))?;
    let kept = kept.ok_or_else(not_there)?;
    let here = place(&bearer.units, kept.system.unit.0, bearer.today);
    let named = kept.named.as_ref().map(|named| &named.all);
    bearer.standing.may(Act::ChangeSystems, &Object { place: Place(&here), named }).map_err(refused)?;
    if kept.ended_at.is_some() {
        return Err(not_there());
    }
    let SystemChange { seen, name, level, products, addresses, domains, why: reason } =
        body(change, "SystemChange")?;
    let sent = Sent { name: &name, level, products: &products, addresses: &addresses, domains: &domains };
    let changed = vec![(number, seen, sent.of(kept.system.unit)?)];
    let wanted = Wanted { changed, ..Wanted::default() };
    store(&app, &bearer, &wanted, "system.changed", &why(&reason)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
