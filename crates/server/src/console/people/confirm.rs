//! A second person says of an account that was reset that it is in the right hands.
//!
//! Must never take the word of who reset it, nor of an account that they may have made for that; and must never tell
//! anybody what its person is named for.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Refused, Reset};
use store::people::{Person, Unconfirmed};

use super::super::frame::sent;
use super::super::signed::{Posted, Signed, Stop};
use super::leaving::{self, What};
use crate::app::App;
use crate::console::people_words;

/// In which part somebody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum As {
    /// As one who is named for the same.
    Named,
    /// As a second administrator.
    Administrator,
}

/// Whether somebody may, and as what; nothing where there is nothing to confirm.
async fn may(app: &App, signed: &Signed, of: &Person) -> Result<Option<(Unconfirmed, As)>, Stop> {
    let store = &app.office()?.store;
    let reset = store.unconfirmed(of.id).await?.filter(|_| of.ended_at.is_none());
    let Some(reset) = reset else { return Ok(None) };
    let is_named_with = store.is_named_with(signed.person.id, of.id).await?;
    let manages = signed.may(Act::ManagePeople, of.details.unit).is_ok();
    let could_reset = manages && leaving::allowed(app, signed, of).await?.reset.is_ok();
    if !is_named_with && !could_reset {
        return Err(Stop::Refused(Refused::NotThere));
    }
    let makers = store.makers().await?;
    let asked = Reset { of: of.id, by: reset.by, makers: &makers, now: signed.now };
    // As an administrator where they may: that gives back everything.
    if signed.standing.may_confirm(asked, false, could_reset).is_ok() {
        return Ok(Some((reset, As::Administrator)));
    }
    signed.standing.may_confirm(asked, is_named_with, could_reset)?;
    Ok(Some((reset, As::Named)))
}

/// Whether an administrator is shown the way there.
pub(super) async fn is_open(app: &App, signed: &Signed, of: &Person) -> Result<bool, Stop> {
    match may(app, signed, of).await {
        Ok(found) => Ok(matches!(found, Some((_, As::Administrator)))),
        Err(Stop::Refused(_)) => Ok(false),
        Err(stop) => Err(stop),
    }
}

async fn asked(app: &App, signed: &Signed, id: &str) -> Result<(Person, Unconfirmed, As), Stop> {
    let of = app.office()?.store.person(super::number(id)?).await?.ok_or(Stop::NotThere)?;
    let (reset, how) = may(app, signed, &of).await?.ok_or(Stop::NotThere)?;
    Ok((of, reset, how))
}

/// `GET /console/people/{id}/confirm`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Stop> {
    let (of, reset, _) = asked(&app, &signed, &id).await?;
    let mut page = leaving::page(&app, &signed, &of, What::Confirm);
    let when = page.f.with1("confirm-when", "when", &page.f.moment(reset.at));
    page.lead = format!("{when} {}", page.lead);
    Ok(sent(&page))
}

/// `POST /console/people/{id}/confirm`.
pub async fn confirm(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let signed = &posted.signed;
    let (of, _, how) = asked(&app, signed, &id).await?;
    let deed = signed.deed(&people_words::reason(posted.fields.get("why")));
    let store = &app.office()?.store;
    match how {
        As::Named => {
            store.confirm_as_named(of.id, signed.person.id, &deed).await.map_err(super::stop)?;
            Ok(Redirect::to("/console/notices?done=confirmed").into_response())
        }
        As::Administrator => {
            store.confirm_reset(of.id, &deed).await.map_err(super::stop)?;
            Ok(Redirect::to(&format!("/console/people/{}?done=confirmed", of.id.0)).into_response())
        }
    }
}
