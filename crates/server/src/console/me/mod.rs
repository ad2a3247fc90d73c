//! What everybody sees to themselves: how they want the pages, their password, links, sessions, tokens and second
//! factor.
//!
//! Must never change or show anything of anybody else: whatever a form names is looked for among what is theirs.

mod factor;
mod home;
mod password;
mod provider;
mod sessions;
mod settings;
mod tokens;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use store::people::PeopleError;

use super::frame::Desk;
use super::signed::Stop;
use crate::app::App;

/// The routes of this part.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/me", get(home::show))
        .route("/console/me/settings", post(settings::change))
        .route("/console/me/password", post(password::change))
        .route("/console/me/provider", post(provider::go))
        .route("/console/me/provider/end", post(provider::end))
        .route("/console/me/sessions/end", post(sessions::end))
        .route("/console/me/tokens", post(tokens::make))
        .route("/console/me/tokens/end", post(tokens::end))
        .route("/console/me/second-factor", get(factor::show).post(factor::set))
}

/// What went wrong with a change, where it is nothing that a form could say.
pub(super) fn stop(error: PeopleError) -> Stop {
    match error {
        PeopleError::Store(error) => Stop::Store(error),
        _ => Stop::NotThere,
    }
}

/// What the last form did, in words.
fn done(f: &Desk<'_>, word: &str) -> String {
    match word {
        "settings" => f.say("me-done-settings"),
        "password" => f.say("me-done-password"),
        "session" => f.say("me-done-session"),
        "token" => f.say("me-done-token"),
        "provider" => f.say("me-done-provider"),
        "provider-end" => f.say("me-done-provider-end"),
        _ => String::new(),
    }
}
