//! A whole table of systems: shown first with all that it would do, and stored when somebody agreed to exactly that.
//!
//! Must never store a part of a table, nothing that was not shown, and nothing where whoever sends it may not; and must
//! never tell of a system that they may not see: such a one is not in the way of theirs.

mod plan;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Reach, Refused};
use store::systems::{IMPORTED, SystemsError};

use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::tables::pages::{self, Kind, Typed};
use crate::console::tables::{self, Came, Upload};
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::read_why;

/// A table of systems.
const SYSTEMS: Kind = Kind {
    at: "/console/systems",
    list: "desk-systems",
    title: "systems-import",
    known_by: "systems-name",
    has_day: false,
    columns: &[
        ("Mã đơn vị", "systems-column-unit", true),
        ("Tên hệ thống thông tin", "systems-column-name", true),
        ("Cấp độ", "systems-column-level", true),
        ("Sản phẩm", "systems-column-products", false),
        ("Địa chỉ IP công khai", "systems-column-addresses", false),
        ("Tên miền", "systems-column-domains", false),
    ],
};

/// So often a table is planned again while others are quicker.
const TRIES: usize = 5;

/// Whether somebody may import anything anywhere.
fn anywhere(signed: &Signed) -> Result<(), Stop> {
    match signed.standing.reach(Act::ChangeSystems) {
        Reach::Below(units) if units.is_empty() => Err(Refused::NotAllowed.into()),
        _ => Ok(()),
    }
}

/// `GET /console/systems/import`.
pub async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    anywhere(&signed)?;
    Ok(pages::ask(&app, &signed, &SYSTEMS, StatusCode::OK, Typed::default(), Wrong::new()))
}

/// `POST /console/systems/import`: reads a table, and shows what it would do.
pub async fn read(State(app): State<Arc<App>>, signed: Signed, request: Request) -> Result<Response, Stop> {
    anywhere(&signed)?;
    let Came { fields, file } = match tables::came(request, &app, &signed).await {
        Ok(came) => came,
        Err(answer) => return Ok(answer),
    };
    let f = Desk::of(&app, &signed, SYSTEMS.at, SYSTEMS.title);
    let typed = Typed { why: fields.get("why").to_owned(), ..Typed::default() };
    let ask = |status, wrong| Ok(pages::ask(&app, &signed, &SYSTEMS, status, typed.clone(), wrong));
    let bytes = match file {
        Ok(bytes) => bytes,
        Err((status, text)) => return ask(status, wrong("file", text)),
    };
    let why = match read_why(&f, &fields, false) {
        Ok(why) => why,
        Err(wrong) => return ask(StatusCode::UNPROCESSABLE_ENTITY, wrong),
    };
    let upload = Upload { session: signed.session.id, at: signed.now, day: signed.today, why, bytes };
    let upload = Arc::new(upload);
    match plan::plan(&app, &signed, &upload).await? {
        Ok(plan) => {
            let key = tables::key()?;
            app.office()?.uploads.keep(key.clone(), Upload::clone(&upload));
            Ok(pages::plan(&app, &signed, &SYSTEMS, StatusCode::OK, plan.shown(&f, &signed, &key)))
        }
        Err(wrong) => Ok(refused(&app, &signed, &wrong, &upload)),
    }
}

/// The page that asks for a table again, with all that is wrong with it.
fn refused(app: &App, signed: &Signed, wrong: &plan::Wrong, upload: &Upload) -> Response {
    let f = Desk::of(app, signed, SYSTEMS.at, SYSTEMS.title);
    let typed = Typed { why: upload.why.clone(), ..Typed::default() };
    match wrong {
        plan::Wrong::NoSheet(text) => {
            let told = crate::console::units::change::wrong("file", text.told(&f));
            pages::ask(app, signed, &SYSTEMS, StatusCode::UNPROCESSABLE_ENTITY, typed, told)
        }
        plan::Wrong::Rows(rows) => {
            let rows = rows.iter().map(|row| row.told(&f)).collect();
            pages::wrong(app, signed, &SYSTEMS, typed, rows)
        }
    }
}

/// `POST /console/systems/import/apply`: does what was shown.
pub async fn apply(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { mut signed, fields } = posted;
    anywhere(&signed)?;
    let office = app.office()?;
    let key = fields.get("upload").to_owned();
    let Some(upload) = office.uploads.get(&key, signed.session.id, signed.now) else {
        let f = Desk::of(&app, &signed, SYSTEMS.at, SYSTEMS.title);
        let words = wrong("file", f.say("import-gone"));
        return Ok(pages::ask(&app, &signed, &SYSTEMS, StatusCode::CONFLICT, Typed::default(), words));
    };
    for _ in 0..TRIES {
        signed.units = office.units().await?;
        let plan = match plan::plan(&app, &signed, &upload).await? {
            Ok(plan) => plan,
            Err(wrong) => return Ok(refused(&app, &signed, &wrong, &upload)),
        };
        if plan.digest() != fields.get("shown") {
            // Something was changed meanwhile, and it would do something else now: that is to be seen first.
            let f = Desk::of(&app, &signed, SYSTEMS.at, SYSTEMS.title);
            let shown = plan.shown(&f, &signed, &key);
            return Ok(pages::plan(&app, &signed, &SYSTEMS, StatusCode::CONFLICT, shown));
        }
        let deed = signed.deed(&upload.why);
        match office.store.change_systems(&plan.wanted, &plan.unknown, IMPORTED, &deed).await {
            Ok(_) => {
                office.uploads.forget(&key);
                return Ok(Redirect::to("/console/systems?done=imported").into_response());
            }
            Err(SystemsError::Store(error)) => return Err(error.into()),
            // Somebody was quicker: what it would do now is asked again.
            Err(_) => {}
        }
    }
    Ok(StatusCode::SERVICE_UNAVAILABLE.into_response())
}
