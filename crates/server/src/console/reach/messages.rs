//! What goes out, as administrators see it: its state, once more, or not at all.
//!
//! Must never show a message of a unit that who asks does not administer, nor what any says.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Refused, asked_for};
use serde::Deserialize;
use store::reach::{Letter, Message, State as Stands};

use super::super::frame::{Desk, sent};
use super::super::record::{action as action_words, within};
use super::super::signed::{Posted, Signed, Stop};
use crate::app::App;

/// Messages on one page.
const PAGE: u32 = 200;

/// One message, in words.
pub(super) struct Line {
    pub(super) id: i64,
    pub(super) what: String,
    pub(super) to: String,
    pub(super) unit: String,
    pub(super) state: String,
    pub(super) good: bool,
    pub(super) trouble: String,
    pub(super) when: String,
    pub(super) may_retry: bool,
    pub(super) may_cancel: bool,
}

#[derive(Template)]
#[template(path = "console/messages.html")]
struct MessagesPage<'a> {
    f: Desk<'a>,
    lines: Vec<Line>,
    has_mail: bool,
    may_know: bool,
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

/// `GET /console/messages`.
pub async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let units = within(&signed, Act::ManagePeople).ok_or(Stop::Refused(Refused::NotThere))?;
    let messages = app.office()?.store.messages(units.as_deref(), None, PAGE).await?;
    let mut f = Desk::of(&app, &signed, "/console/messages", "messages-title");
    f.done = match asked.done.as_str() {
        "retried" => f.say("messages-retried"),
        "cancelled" => f.say("messages-cancelled"),
        "unchanged" => f.say("messages-unchanged"),
        "test" => f.say("messages-test-done"),
        "no-address" => f.say("messages-test-no-address"),
        "slip" => f.say("slip-mail-done"),
        _ => String::new(),
    };
    let lines = lines(&f, &signed, &messages);
    Ok(sent(&MessagesPage {
        lines,
        has_mail: app.config.mail.is_some(),
        may_know: crate::console::servers::may(&signed).is_ok(),
        f,
    }))
}

/// Whether somebody who administers a message's unit may know of it: who may not see systems or incidents there learns
/// nothing of them, not even that one was changed.
fn may_know(signed: &Signed, message: &Message) -> bool {
    let family = message.about.split('.').next().unwrap_or_default();
    asked_for(family).is_none_or(|act| signed.may(act, message.unit).is_ok())
}

/// Messages in words, as far as they may know of them.
pub(super) fn lines(f: &Desk<'_>, signed: &Signed, messages: &[Message]) -> Vec<Line> {
    let known = messages.iter().filter(|message| may_know(signed, message));
    known.map(|message| line(f, signed, message)).collect()
}

/// What a message is about, in words.
pub fn about(f: &Desk<'_>, word: &str) -> String {
    match word {
        "invitation" => f.say("message-about-invitation"),
        "notice" => f.say("message-about-notice"),
        "digest" => f.say("message-about-digest"),
        "test" => f.say("message-about-test"),
        action => action_words(f, action),
    }
}

/// A message in words.
fn line(f: &Desk<'_>, signed: &Signed, message: &Message) -> Line {
    let kind = f.say(if message.kind == "mail" { "message-kind-mail" } else { "message-kind-webhook" });
    let about = about(f, &message.about);
    let state = match message.state {
        Stands::Waiting => f.say("message-state-waiting"),
        Stands::Failed => f.with1("message-state-failed", "when", &f.moment(message.next_at)),
        Stands::Sending => f.say("message-state-sending"),
        Stands::Sent => f.say("message-state-sent"),
        Stands::Unknown => f.say("message-state-unknown"),
        Stands::GivenUp => f.say("message-state-given-up"),
        Stands::Cancelled => f.say("message-state-cancelled"),
    };
    let tries = match message.tries {
        0 | 1 => String::new(),
        tries => format!(" · {}", f.with1("message-tries", "number", &tries.to_string())),
    };
    let trouble = if message.trouble.is_empty() { String::new() } else { trouble(f, &message.trouble) };
    Line {
        id: message.id,
        what: format!("{kind}: {about}"),
        to: message.recipient.clone(),
        unit: signed.unit_name(message.unit),
        state,
        good: message.state == Stands::Sent,
        trouble: format!("{trouble}{tries}"),
        when: f.moment(message.made_at),
        may_retry: matches!(message.state, Stands::Failed | Stands::Unknown | Stands::GivenUp),
        may_cancel: matches!(
            message.state,
            Stands::Waiting | Stands::Failed | Stands::Unknown | Stands::GivenUp
        ),
    }
}

/// What went wrong, in words.
fn trouble(f: &Desk<'_>, told: &str) -> String {
    let (word, number) = told.split_once(' ').unwrap_or((told, ""));
    match word {
        "broken-off" => f.say("trouble-broken-off"),
        "sealed" => f.say("trouble-sealed"),
        "letter" => f.say("trouble-letter"),
        "smtp" => f.with1("trouble-smtp", "number", number),
        "http" => f.with1("trouble-http", "number", number),
        "no-answer" => f.say("trouble-no-answer"),
        "unfit" => f.say("trouble-unfit"),
        "address" => f.say("trouble-address"),
        "plain" => f.say("trouble-plain"),
        "inside" => f.say("trouble-inside"),
        "no-host" => f.say("trouble-no-host"),
        "elsewhere" => f.say("trouble-elsewhere"),
        "slow" => f.say("trouble-slow"),
        _ => f.say("trouble-lost"),
    }
}

/// The message that a form names, if who sends it administers its unit.
async fn named(app: &App, posted: &Posted) -> Result<i64, Stop> {
    let id = posted.fields.number("message").ok_or(Stop::NotThere)?;
    let message = app.office()?.store.message_of(id).await?.ok_or(Stop::NotThere)?;
    // To those who may not see its list, it is not there.
    posted.signed.may(Act::ManagePeople, message.unit).map_err(|_| Stop::NotThere)?;
    if may_know(&posted.signed, &message) { Ok(id) } else { Err(Stop::NotThere) }
}

/// `POST /console/messages/retry`.
pub async fn retry(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let id = named(&app, &posted).await?;
    let done = app.office()?.store.retry_message(id, &posted.signed.deed("")).await?;
    Ok(back(if done { "retried" } else { "unchanged" }))
}

/// `POST /console/messages/cancel`.
pub async fn cancel(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let id = named(&app, &posted).await?;
    let done = app.office()?.store.cancel_message(id, &posted.signed.deed("")).await?;
    Ok(back(if done { "cancelled" } else { "unchanged" }))
}

/// `POST /console/messages/test`: to oneself and nobody else.
pub async fn test(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let signed = &posted.signed;
    within(signed, Act::ManagePeople).ok_or(Stop::Refused(Refused::NotThere))?;
    if app.config.mail.is_none() {
        return Err(Stop::NotThere);
    }
    let details = &signed.person.details;
    if details.email.is_empty() {
        return Ok(back("no-address"));
    }
    // One a minute is enough to try.
    let once = format!("test:{}:{}", signed.person.id.0, signed.now / 60);
    let letter = Letter {
        about: "test",
        once: &once,
        to: &details.email,
        person: signed.person.id,
        unit: details.unit,
        content: "{}",
    };
    app.office()?.store.send_mail(&letter, &signed.deed("")).await?;
    Ok(back("test"))
}

fn back(done: &str) -> Response {
    Redirect::to(&format!("/console/messages?done={done}")).into_response()
}
