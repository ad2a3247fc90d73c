//! Signing in and out.
//!
//! Must never tell whether a name, a password or a code was wrong, nor whether somebody of that name exists: not in
//! words, not by the time it takes, not by who has to wait.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::people::{PATIENCE, Patience, PersonId};
use office::record::{Deed, Who};
use serde::Deserialize;
use store::people::{Account, CameBy, PeopleError, SecondFactor};

use super::first::language;
use super::forms::Fields;
use super::frame::{Desk, sent};
use super::office::Office;
use super::provider::button;
use super::signed::{Kept, Posted, Stop, cookie, from};
use super::{codes, second_factor};
use crate::app::App;
use crate::pages::page;

/// For one network: many people may sit behind one address.
const OF_A_NETWORK: Patience =
    Patience { free: 50, first_wait: 30, longest_wait: 900, forgotten_after: 3_600 };

/// Characters of what a browser says that it is.
const LONGEST_PROGRAM: usize = 200;

/// Who comes to a page that is there for everybody.
#[derive(Debug)]
pub struct Came {
    /// From where; empty where nobody knows.
    pub from: String,
    /// What the browser says that it is.
    pub program: String,
}

impl FromRequestParts<Arc<App>> for Came {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let program =
            parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
        Ok(Came {
            from: from(parts, app),
            program: program.chars().filter(|sign| !sign.is_control()).take(LONGEST_PROGRAM).collect(),
        })
    }
}

impl Came {
    /// The network, as it is told apart from others: an IPv4 address, an IPv6 household.
    pub fn network(&self) -> String {
        match self.from.parse::<std::net::Ipv6Addr>() {
            Ok(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{:x}", d & 0xff00)
            }
            Err(_) => self.from.clone(),
        }
    }

    /// One more try for that name and of that network, counted before it is made: many at one time are as many tries. The
    /// seconds that are to be waited before it, where it is one too many.
    pub async fn tries(&self, office: &Office, name: &str, now: i64) -> Result<Option<i64>, Stop> {
        let asked = [(format!("name:{name}"), PATIENCE), self.network_tries()];
        Ok(office.store.attempt(&asked, now).await?)
    }

    /// The same where no name is told: of the network alone.
    pub async fn network_once(&self, office: &Office, now: i64) -> Result<Option<i64>, Stop> {
        Ok(office.store.attempt(&[self.network_tries()], now).await?)
    }

    fn network_tries(&self) -> (String, Patience) {
        (format!("from:{}", self.network()), OF_A_NETWORK)
    }

    /// The network's try was none in vain.
    pub async fn network_succeeded(&self, office: &Office) -> Result<(), Stop> {
        Ok(office.store.forget_attempt(&format!("from:{}", self.network())).await?)
    }

    /// The try was none in vain: what failed for that name is forgotten, and for the network it does not count. Else a large
    /// office would be shut out by all who come to work.
    pub async fn succeeded(&self, office: &Office, name: &str) -> Result<(), Stop> {
        office.store.forget_attempts(&format!("name:{name}")).await?;
        self.network_succeeded(office).await
    }
}

/// How long somebody waits, in words.
pub fn wait_words(f: &Desk<'_>, seconds: i64) -> String {
    let minutes = u64::try_from(seconds).unwrap_or(0).div_ceil(60).max(1);
    f.with1("sign-in-wait", "minutes", &f.words.number(minutes))
}

#[derive(Template)]
#[template(path = "console/sign_in.html")]
struct SignInPage<'a> {
    f: Desk<'a>,
    to: String,
    login: String,
    wrong: String,
    /// Whether there is nobody yet, so that nobody can sign in.
    nobody: bool,
    /// Where one goes to sign in elsewhere, and what that is called; empty where nobody can.
    elsewhere: (String, String),
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    to: String,
    #[serde(default)]
    lang: String,
}

/// Where to go afterwards: a page of the console and nothing else, so that no link leads through us to another place.
pub(super) fn inside(to: &str) -> &str {
    let ours = to == "/console" || to.starts_with("/console/") || to.starts_with("/console?");
    let plain = to.bytes().all(|c| c.is_ascii_graphic() && c != b'\\');
    if ours && plain && to.len() < 1000 { to } else { "/console" }
}

/// `GET /console/sign-in`.
pub async fn show(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let nobody = !app.office()?.store.has_people().await?;
    let f = Desk::outside(&app, language(&asked.lang), "sign-in-title");
    let to = inside(&asked.to).to_owned();
    let elsewhere = button(app.office()?, &f, &to);
    Ok(sent(&SignInPage { f, to, login: String::new(), wrong: String::new(), nobody, elsewhere }))
}

/// `POST /console/sign-in`.
pub async fn enter(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    came: Came,
    fields: Fields,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let now = app.now();
    let again = |status: StatusCode, word: &dyn Fn(&Desk<'_>) -> String| {
        let f = Desk::outside(&app, language(&asked.lang), "sign-in-title");
        let wrong = word(&f);
        let (to, login) = (inside(fields.get("to")).to_owned(), fields.get("login").to_owned());
        let elsewhere = button(office, &f, &to);
        page(status, &SignInPage { f, to, login, wrong, nobody: false, elsewhere })
    };
    let name: String = fields.get("login").to_lowercase().chars().take(200).collect();
    if let Some(wait) = came.tries(office, &name, now).await? {
        return Ok(again(StatusCode::TOO_MANY_REQUESTS, &|f| wait_words(f, wait)));
    }
    let account = office.store.account(&name).await?;
    let digest = account.as_ref().and_then(|account| account.password.clone());
    let Ok(known) = office.passwords.is(fields.exactly("password").to_owned(), digest).await else {
        return Ok(again(StatusCode::SERVICE_UNAVAILABLE, &|f| f.say("sign-in-busy")));
    };
    let deed = Deed { who: Who::Visitor, at: now, from: came.from.clone(), why: String::new() };
    let person = match account.filter(|_| known) {
        Some(account) => second(office, &account, fields.get("code"), &deed).await?.then_some(account.person),
        None => {
            // A recovery code is looked for where there is nobody too: else the time would tell that the password was right.
            let nobody = Account {
                person: PersonId(0),
                password: None,
                second_factor: SecondFactor::Secret(Vec::new()),
                totp_step: 0,
            };
            second(office, &nobody, fields.get("code"), &deed).await?;
            None
        }
    };
    match person {
        Some(person) => {
            came.succeeded(office, &name).await?;
            begin(&app, office, person, &came, CameBy::Password, inside(fields.get("to"))).await
        }
        None => Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &|f| f.say("sign-in-wrong"))),
    }
}

/// Whether the second factor is right, or there is none.
pub(super) async fn second(
    office: &Office,
    account: &Account,
    typed: &str,
    deed: &Deed,
) -> Result<bool, Stop> {
    let code = codes::typed(typed);
    let step = match &account.second_factor {
        SecondFactor::None => return Ok(true),
        SecondFactor::Secret(secret) => second_factor::step_of(secret, &code, deed.at),
        SecondFactor::Sealed => {
            tracing::error!(
                "a second factor cannot be opened: `secrets/key` in the data folder is another one"
            );
            None
        }
    };
    if let Some(step) = step {
        return Ok(office.store.use_step(account.person, step).await?);
    }
    if code.len() != codes::LENGTH {
        return Ok(false);
    }
    match office.store.use_recovery_code(account.person, &code, deed).await {
        Ok(used) => Ok(used),
        Err(PeopleError::Store(error)) => Err(error.into()),
        Err(_) => Ok(false),
    }
}

/// Begins a session, always with a new key: one that somebody else may have set is worth nothing.
pub async fn begin(
    app: &App,
    office: &Office,
    person: PersonId,
    came: &Came,
    by: CameBy<'_>,
    to: &str,
) -> Result<Response, Stop> {
    let (Ok(key), Ok(form_key)) = (codes::random::<32>(), codes::random::<32>()) else {
        return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
    };
    let deed =
        Deed { who: Who::Person(person.0), at: app.now(), from: came.from.clone(), why: String::new() };
    let form_key = codes::written(&form_key);
    let begun = office.store.begin_session(&key, person, &form_key, &came.program, by, &deed);
    match begun.await {
        Ok(_) => {}
        Err(PeopleError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Stop::NotThere),
    }
    let mut response = Redirect::to(to).into_response();
    if let Some(line) = cookie(app, Kept::Session, Some(&key)) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    Ok(response)
}

/// `POST /console/sign-out`.
pub async fn leave(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let signed = &posted.signed;
    match app.office()?.store.end_session(signed.person.id, signed.session.id, &signed.deed("")).await {
        Ok(_) | Err(PeopleError::NoSuchPerson) => {}
        Err(PeopleError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Stop::NotThere),
    }
    let mut response = Redirect::to("/console/sign-in").into_response();
    if let Some(line) = cookie(&app, Kept::Session, None) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_console_and_nowhere_else() {
        for to in ["/console", "/console/units?q=a", "/console?done=a"] {
            assert_eq!(inside(to), to);
        }
        for to in [
            "",
            "//evil.example",
            "https://evil.example/console",
            "/console\\evil",
            "/consolevil",
            "/console/\r\n",
            "/check",
        ] {
            assert_eq!(inside(to), "/console", "{to}");
        }
    }
}
