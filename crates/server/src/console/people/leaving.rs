//! Somebody leaves, gets another way in since theirs is lost, or is no longer linked with an identity provider: each is
//! asked about once more, since each ends what they are signed in with.
//!
//! Must never let anybody take over who is more than they could make them: see `office::rights`.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Place, Refused, Role};
use serde::Deserialize;
use store::people::{PeopleError, Person};

use super::super::frame::{Desk, refused, sent};
use super::super::signed::{Posted, Signed, Stop};
use super::super::{codes, people_words};
use super::slip::{self, Slip};
use super::{held, managed};
use crate::app::App;
use crate::guard;

#[derive(Template)]
#[template(path = "console/sure.html")]
pub(super) struct SurePage<'a> {
    pub(super) f: Desk<'a>,
    id: i64,
    what: &'static str,
    /// The link that is to end; 0 where none is.
    identity: i64,
    question: String,
    pub(super) lead: String,
    action: String,
    why: String,
    wrong: String,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Reset,
    Unlink(i64),
    End,
    Confirm,
}

pub(super) fn page<'a>(app: &'a App, signed: &Signed, of: &Person, what: What) -> SurePage<'a> {
    let name = &of.details.name;
    let title = match what {
        What::Reset => "reset-title",
        What::Unlink(_) => "unlink-title",
        What::End => "end-title",
        What::Confirm => "confirm-title",
    };
    let f = Desk::of(app, signed, "/console/people", title);
    let (question, lead, action) = match what {
        What::Reset => (f.with1("reset-question", "name", name), f.say("reset-lead"), f.say("reset-do")),
        What::Unlink(_) => {
            (f.with1("unlink-question", "name", name), f.say("unlink-lead"), f.say("unlink-do"))
        }
        What::End => (f.with1("end-question", "name", name), f.say("end-lead"), f.say("end-do")),
        What::Confirm => {
            (f.with1("confirm-question", "name", name), f.say("confirm-lead"), f.say("confirm-do"))
        }
    };
    let (what, identity) = match what {
        What::Reset => ("reset", 0),
        What::Unlink(identity) => ("provider/end", identity),
        What::End => ("end", 0),
        What::Confirm => ("confirm", 0),
    };
    let (why, wrong) = (String::new(), String::new());
    SurePage { id: of.id.0, what, identity, question, lead, action, why, wrong, f }
}

/// What somebody may do to an account.
pub struct Allowed {
    /// Give another way in.
    pub reset: Result<(), Refused>,
    /// End it.
    pub end: Result<(), Refused>,
    /// Change the name for signing in, and where mail goes.
    pub readdress: Result<(), Refused>,
    /// Let the person belong to another unit.
    pub rehouse: Result<(), Refused>,
}

/// What they may, about what the person is at this moment.
pub async fn allowed(app: &App, signed: &Signed, of: &Person) -> Result<Allowed, Stop> {
    let granted = app.office()?.store.granted(of.id).await?;
    let held = held(signed, &granted);
    let held: Vec<(Role, Place<'_>)> = held.iter().map(|(role, place)| (*role, Place(place))).collect();
    let home = signed.place(of.details.unit);
    let standing = &signed.standing;
    Ok(Allowed {
        reset: standing.may_reset(of.id, Place(&home), &held),
        end: standing.may_end(of.id, Place(&home), &held),
        readdress: standing.may_readdress(of.id, Place(&home), &held),
        rehouse: standing.may_rehouse(of.id, Place(&home), &held),
    })
}

async fn asked(app: &App, signed: &Signed, id: &str, what: What) -> Result<Person, Stop> {
    let of = managed(app.office()?, signed, id).await?;
    let allowed = allowed(app, signed, &of).await?;
    match what {
        // A link is a way in, like what was lost: whoever may give another one may end it.
        What::Reset | What::Unlink(_) => allowed.reset?,
        What::End => allowed.end?,
        // That is for others too: see `confirm`.
        What::Confirm => return Err(Stop::NotThere),
    }
    Ok(of)
}

/// `GET /console/people/{id}/reset`.
pub async fn ask_reset(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Stop> {
    let of = asked(&app, &signed, &id, What::Reset).await?;
    Ok(sent(&page(&app, &signed, &of, What::Reset)))
}

/// `GET /console/people/{id}/end`.
pub async fn ask_end(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Stop> {
    let of = asked(&app, &signed, &id, What::End).await?;
    Ok(sent(&page(&app, &signed, &of, What::End)))
}

/// What the link to the question says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    identity: i64,
}

/// `GET /console/people/{id}/provider/end`.
pub async fn ask_end_link(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    signed: Signed,
    Query(link): Query<Asked>,
) -> Result<Response, Stop> {
    let what = What::Unlink(link.identity);
    let of = asked(&app, &signed, &id, what).await?;
    let links = app.office()?.store.identities_of(of.id).await?;
    if links.iter().any(|one| one.id == link.identity) {
        Ok(sent(&page(&app, &signed, &of, what)))
    } else {
        Err(Stop::NotThere)
    }
}

/// `POST /console/people/{id}/provider/end`.
pub async fn end_link(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let signed = &posted.signed;
    let identity = posted.fields.number("identity").ok_or(Stop::NotThere)?;
    let of = asked(&app, signed, &id, What::Unlink(identity)).await?;
    let deed = signed.deed(&people_words::reason(posted.fields.get("why")));
    let ended = app.office()?.store.end_identity(of.id, identity, None, &deed).await;
    if !ended.map_err(super::stop)? {
        return Err(Stop::NotThere);
    }
    Ok(Redirect::to(&format!("/console/people/{}?done=unlinked", of.id.0)).into_response())
}

/// `POST /console/people/{id}/reset`.
pub async fn reset(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: guard::Asked,
    posted: Posted,
) -> Result<Response, Stop> {
    let signed = &posted.signed;
    let of = asked(&app, signed, &id, What::Reset).await?;
    let code = codes::code().map_err(|_| Stop::NoRandom)?;
    let until = signed.now.saturating_add(slip::GOOD_FOR);
    let deed = signed.deed(&people_words::reason(posted.fields.get("why")));
    let store = &app.office()?.store;
    store.reset_person(of.id, codes::typed(&code).as_bytes(), until, &deed).await.map_err(super::stop)?;
    let origin = slip::origin(&app, request.host.as_deref());
    Ok(slip::page(&app, signed, &Slip { person: &of, code: &code, until, origin, again: true }))
}

/// `POST /console/people/{id}/end`.
pub async fn end(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let signed = &posted.signed;
    let of = asked(&app, signed, &id, What::End).await?;
    let why = people_words::reason(posted.fields.get("why"));
    match app.office()?.store.end_person(of.id, &signed.deed(&why)).await {
        Ok(()) => Ok(Redirect::to("/console/people?done=left").into_response()),
        Err(PeopleError::LastAdministrator) => {
            let mut page = page(&app, signed, &of, What::End);
            page.wrong = page.f.say("last-administrator");
            page.why = why;
            Ok(refused(&page))
        }
        Err(error) => Err(super::stop(error)),
    }
}
