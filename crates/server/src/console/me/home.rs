//! The page on which somebody sees to their own account.
//!
//! Must never show a key or a code again.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use office::rights::Scopes;
use serde::Deserialize;
use store::people::{Session, Token};

use super::super::frame::{Desk, sent};
use super::super::office::Office;
use super::super::signed::{Signed, Stop, is_good};
use super::settings::{self, Choices};
use super::{provider, tokens};
use crate::app::App;

/// One session, or one token, in words.
struct SessionLine {
    id: i64,
    program: String,
    when: String,
    here: bool,
}

struct TokenLine {
    id: i64,
    name: String,
    scopes: String,
    only_looks: bool,
    when: String,
    over: bool,
}

/// What was typed into the form for a token.
#[derive(Default)]
pub(super) struct TokenTyped {
    pub(super) name: String,
    pub(super) days: String,
    pub(super) choices: Vec<tokens::Choice>,
    pub(super) wrong_scopes: String,
    pub(super) wrong_name: String,
    pub(super) wrong_days: String,
}

#[derive(Template)]
#[template(path = "console/me.html")]
pub(super) struct MePage<'a> {
    pub(super) f: Desk<'a>,
    login: String,
    has_second_factor: bool,
    pub(super) choices: Choices,
    pub(super) wrong_zone: String,
    pub(super) wrong_old: String,
    pub(super) wrong_password: String,
    pub(super) provider: provider::Part,
    sessions: Vec<SessionLine>,
    others: bool,
    tokens: Vec<TokenLine>,
    pub(super) token: TokenTyped,
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

/// The page of who is signed in.
pub(super) async fn page<'a>(app: &'a App, office: &Office, signed: &Signed) -> Result<MePage<'a>, Stop> {
    let f = Desk::of(app, signed, "/console/me", "me-title");
    let sessions: Vec<SessionLine> = office
        .store
        .sessions_of(signed.person.id)
        .await?
        .into_iter()
        .filter(|session| is_good(session, signed.now))
        .map(|session| session_line(&f, signed, session))
        .collect();
    let made = office.store.tokens_of(signed.person.id).await?;
    Ok(MePage {
        login: signed.person.details.login.clone(),
        has_second_factor: signed.person.has_second_factor,
        choices: settings::choices(&f, &signed.settings),
        wrong_zone: String::new(),
        wrong_old: String::new(),
        wrong_password: String::new(),
        provider: provider::part(office, &f, signed).await?,
        others: sessions.len() > 1,
        sessions,
        tokens: made.into_iter().map(|token| token_line(&f, signed.now, token)).collect(),
        token: TokenTyped {
            days: "90".to_owned(),
            choices: tokens::choices(&f, &Scopes::default()),
            ..TokenTyped::default()
        },
        f,
    })
}

fn session_line(f: &Desk<'_>, signed: &Signed, session: Session) -> SessionLine {
    let (began, seen) = (f.moment(session.began_at), f.moment(session.seen_at));
    let when = f.words.with("me-session-when", &[("began", &began), ("seen", &seen)]);
    let from = f.with1("me-session-from", "address", &session.address);
    SessionLine {
        here: session.id == signed.session.id,
        id: session.id,
        program: if session.program.is_empty() {
            f.say("me-session-unknown")
        } else {
            program(&session.program)
        },
        when: if session.address.is_empty() { when } else { format!("{} · {when}", from) },
    }
}

/// Marks in what browsers say of themselves, the more particular first, and what they stand for.
const BROWSERS: [(&str, &str); 7] = [
    ("coc_coc_browser/", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// A browser as people call it; as it calls itself, where nobody knows better.
fn program(told: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| told.contains(mark)).map(|(_, name)| *name)
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        _ => told.to_owned(),
    }
}

fn token_line(f: &Desk<'_>, now: i64, token: Token) -> TokenLine {
    let used = token.used_at.map_or_else(|| f.say("me-token-unused"), |used| f.moment(used));
    let (made, until) = (f.moment(token.made_at), f.moment(token.until));
    TokenLine {
        id: token.id,
        name: token.name,
        scopes: tokens::named(f, &token.scopes),
        only_looks: token.scopes.only_looks(),
        over: token.until <= now,
        when: f.words.with("me-token-when", &[("made", &made), ("until", &until), ("used", &used)]),
    }
}

/// `GET /console/me`.
pub async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let mut page = page(&app, app.office()?, &signed).await?;
    page.f.done = super::done(&page.f, &asked.done);
    Ok(sent(&page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_as_people_call_them() {
        let check = |told: &str, expected: &str| assert_eq!(program(told), expected);
        let chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0";
        check(
            &format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {chrome} Safari/537.36"),
            "Chrome, Windows",
        );
        check(&format!("Mozilla/5.0 (Windows NT 10.0) {chrome} Safari/537.36 Edg/142.0"), "Edge, Windows");
        check(&format!("Mozilla/5.0 (X11) coc_coc_browser/120 {chrome} Linux"), "Cốc Cốc, Linux");
        check("Mozilla/5.0 (Linux; Android 15) Gecko/142.0 Firefox/142.0", "Firefox, Android");
        check("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1", "Safari, iPhone");
        check("curl/8.0", "curl/8.0");
    }
}
