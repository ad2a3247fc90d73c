//! The first use: the first unit and its administrator.
//!
//! Must never make a second first administrator, and none for who does not bring the code that the server said when it
//! was started: there is no password that everybody knows, and no page that belongs to whoever finds it first.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::people::{WeakPassword, judge_password};
use office::record::{Deed, Who};
use office::units::{Code, CodeError, Founding, Kind, Tree, UnitId};
use serde::Deserialize;
use store::people::{CameBy, Details, PeopleError};
use words::Language;

use super::forms::Fields;
use super::frame::{Desk, refused, sent};
use super::sign_in::{Came, begin};
use super::signed::Stop;
use crate::app::App;
use crate::pages::page as with_status;

#[derive(Template)]
#[template(path = "console/first.html")]
struct FirstPage<'a> {
    f: Desk<'a>,
    code: String,
    /// Whether it came with the link, so that nobody has to look at it.
    is_given: bool,
    kinds: Vec<(String, String, bool)>,
    /// Whether something was chosen, or is wrong, of what may be left alone.
    is_open: bool,
    unit_code: String,
    unit_name: String,
    name: String,
    login: String,
    wrong: Wrong,
}

/// What is wrong with what was sent, by field; empty where nothing is.
#[derive(Default)]
struct Wrong {
    code: String,
    unit_code: String,
    unit_name: String,
    name: String,
    login: String,
    password: String,
}

impl Wrong {
    fn is_nothing(&self) -> bool {
        [&self.code, &self.unit_code, &self.unit_name, &self.name, &self.login, &self.password]
            .iter()
            .all(|text| text.is_empty())
    }
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    code: String,
    #[serde(default)]
    lang: String,
}

pub(super) fn language(lang: &str) -> Language {
    if lang == "en" { Language::English } else { Language::Vietnamese }
}

/// Characters of a name that a person signs in with.
const LOGIN: std::ops::RangeInclusive<usize> = 3..=64;

/// What somebody signs in with, as it is stored; nothing where it is no such name.
pub fn login(typed: &str) -> Option<String> {
    let login = typed.trim().to_lowercase();
    let fits = LOGIN.contains(&login.len())
        && login.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b"._-@+".contains(&c));
    fits.then_some(login)
}

/// What is wrong with a password, in words; empty where nothing is.
pub(super) fn password_trouble(f: &Desk<'_>, judged: Result<(), WeakPassword>) -> String {
    match judged {
        Ok(()) => String::new(),
        Err(WeakPassword::TooShort) => f.say("password-too-short"),
        Err(WeakPassword::TooLong) => f.say("password-too-long"),
        Err(WeakPassword::Guessable) => f.say("password-guessable"),
    }
}

/// A code for a unit whose people have none: the first letters of its name's words, without marks.
fn initials(name: &str) -> String {
    let folded = office::fold(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.take(8).filter_map(|word| word.chars().next()).map(|c| c.to_ascii_uppercase()).collect()
}

/// What each kind of unit is called.
pub(super) fn kind_name(f: &Desk<'_>, kind: Kind) -> String {
    f.say(match kind {
        Kind::Coordinator => "kind-coordinator",
        Kind::Board => "kind-board",
        Kind::Ministry => "kind-ministry",
        Kind::Province => "kind-province",
        Kind::City => "kind-city",
        Kind::Commune => "kind-commune",
        Kind::Ward => "kind-ward",
        Kind::SpecialZone => "kind-special-zone",
        Kind::Department => "kind-department",
        Kind::Enterprise => "kind-enterprise",
        Kind::Operator => "kind-operator",
        Kind::Vendor => "kind-vendor",
        Kind::Member => "kind-member",
    })
}

fn blank<'a>(app: &'a App, asked: &Asked, fields: &Fields) -> FirstPage<'a> {
    let f = Desk::outside(app, language(&asked.lang), "first-title");
    let chosen = Kind::read(fields.get("kind"));
    let kinds =
        Kind::ALL.iter().map(|kind| (kind.as_str().to_owned(), kind_name(&f, *kind), Some(*kind) == chosen));
    FirstPage {
        kinds: kinds.collect(),
        is_open: chosen.is_some() || !fields.get("unit_code").is_empty(),
        is_given: !asked.code.is_empty() || !fields.get("code").is_empty(),
        code: if fields.get("code").is_empty() { asked.code.clone() } else { fields.get("code").to_owned() },
        unit_code: fields.get("unit_code").to_owned(),
        unit_name: fields.get("unit_name").to_owned(),
        name: fields.get("name").to_owned(),
        login: fields.get("login").to_owned(),
        wrong: Wrong::default(),
        f,
    }
}

/// `GET /console/first`.
pub async fn show(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    if app.office()?.store.has_people().await? {
        return Ok(Redirect::to("/console").into_response());
    }
    Ok(sent(&blank(&app, &asked, &Fields::default())))
}

/// `POST /console/first`.
pub async fn make(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    came: Came,
    fields: Fields,
) -> Result<Response, Stop> {
    let office = app.office()?;
    if office.store.has_people().await? {
        return Ok(Redirect::to("/console").into_response());
    }
    let mut page = blank(&app, &asked, &fields);
    // Of one network: a stranger who tries codes keeps nobody else from setting the server up.
    let tries = format!("first:{}", came.network());
    if let Some(wait) = came.tries(office, &tries, app.now()).await? {
        page.wrong.code = super::sign_in::wait_words(&page.f, wait);
        return Ok(with_status(StatusCode::TOO_MANY_REQUESTS, &page));
    }
    if !office.is_first_code(fields.get("code")) {
        page.wrong.code = page.f.say("first-wrong-code");
        return Ok(refused(&page));
    }
    came.succeeded(office, &tries).await?;
    let code = match fields.get("unit_code") {
        "" => Code::read(&initials(fields.get("unit_name"))),
        typed => Code::read(typed),
    };
    page.is_open |= code.is_err();
    page.wrong.unit_code = match &code {
        Ok(_) => String::new(),
        Err(CodeError::Empty) => page.f.say("unit-code-empty"),
        Err(CodeError::TooLong) => page.f.say("unit-code-too-long"),
        Err(CodeError::Characters) => page.f.say("unit-code-characters"),
    };
    let login = login(fields.get("login"));
    if login.is_none() {
        page.wrong.login = page.f.say("login-shape");
    }
    page.wrong.name = super::people_words::name_trouble(&page.f, fields.get("name"));
    page.wrong.unit_name = super::people_words::name_trouble(&page.f, fields.get("unit_name"));
    let known = [fields.get("name"), fields.get("login"), fields.get("unit_name")];
    let judged = judge_password(fields.exactly("password"), &known);
    page.wrong.password = password_trouble(&page.f, judged);
    let (Ok(code), Some(login), true) = (code, login, page.wrong.is_nothing()) else {
        return Ok(refused(&page));
    };
    let founding = Founding {
        code,
        kind: Kind::read(fields.get("kind")).unwrap_or_else(|| Kind::of_name(fields.get("unit_name"))),
        name: fields.get("unit_name").to_owned(),
        parent: None,
        day: app.today()?,
    };
    let decided = match Tree::default().found(UnitId(1), &founding) {
        Ok(decided) => decided,
        Err(_) => {
            page.wrong.unit_name = page.f.say("unit-refused");
            return Ok(refused(&page));
        }
    };
    let Some(unit) = decided.found.first() else { return Err(Stop::NotThere) };
    let digest = match office.passwords.digest(fields.exactly("password").to_owned()).await {
        Ok(digest) => digest,
        Err(_) => {
            page.wrong.password = page.f.say("sign-in-busy");
            return Ok(with_status(StatusCode::SERVICE_UNAVAILABLE, &page));
        }
    };
    let person = Details {
        name: fields.get("name").to_owned(),
        login,
        position: String::new(),
        email: String::new(),
        phone: String::new(),
        unit: unit.id.0,
    };
    let deed = Deed { who: Who::Visitor, at: app.now(), from: came.from.clone(), why: String::new() };
    match office.store.first_use(unit, &person, &digest, &deed).await {
        Ok(id) => begin(&app, office, id, &came, CameBy::First, "/console").await,
        // Somebody was quicker: they are asked to sign in like anybody.
        Err(PeopleError::NotTheFirst) => Ok(Redirect::to("/console").into_response()),
        Err(PeopleError::Store(error)) => Err(error.into()),
        Err(_) => Err(Stop::NotThere),
    }
}
