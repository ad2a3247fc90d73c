//! What every page of the console has around its subject: where one is, where one can go, who one is.
//!
//! Must never link to what somebody may not see at all.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use office::rights::{Act, Reach};
use words::{Language, Words};

use super::signed::Signed;
use crate::app::App;
use crate::pages::page;

/// One link of the navigation.
pub struct Link {
    /// Where to.
    pub href: &'static str,
    /// What it is called.
    pub text: String,
    /// Whether one is there.
    pub here: bool,
}

/// The frame of a page for somebody who is signed in, or is about to be.
pub struct Desk<'a> {
    /// What is said.
    pub words: &'a Words,
    /// The page's title.
    pub title: String,
    /// Where one can go.
    pub links: Vec<Link>,
    /// Who is signed in, and where they belong; empty before.
    pub name: String,
    /// The unit's name.
    pub unit: String,
    /// What forms carry.
    pub form_key: String,
    /// `light`, `dark` or `system`.
    pub look: String,
    /// What was done by the last form, in words; empty where nothing was.
    pub done: String,
    /// The drill that all of the page belongs to; empty where it is about what is real.
    pub drill: String,
    app: &'a App,
    language: Language,
    zone: TimeZone,
}

impl<'a> Desk<'a> {
    /// For somebody who is signed in; `at` is the link of the navigation that the page belongs to.
    pub fn of(app: &'a App, signed: &Signed, at: &str, title: &str) -> Desk<'a> {
        let language = signed.language();
        let words = app.words(language);
        Desk {
            words,
            title: words.say(title),
            links: links(words, signed, at),
            name: signed.person.details.name.clone(),
            unit: signed.unit_name(signed.person.details.unit),
            form_key: signed.session.form_key.clone(),
            look: signed.settings.look.clone(),
            done: String::new(),
            drill: signed.drill.get().cloned().unwrap_or_default(),
            app,
            language,
            zone: zone(&signed.settings.time_zone),
        }
    }

    /// For somebody who is not signed in.
    pub fn outside(app: &'a App, language: Language, title: &str) -> Desk<'a> {
        let words = app.words(language);
        Desk {
            words,
            title: words.say(title),
            links: Vec::new(),
            name: String::new(),
            unit: String::new(),
            form_key: String::new(),
            look: "system".to_owned(),
            done: String::new(),
            drill: String::new(),
            app,
            language,
            zone: zone(""),
        }
    }

    /// The same, saying what was done.
    pub fn saying(mut self, done: &str) -> Desk<'a> {
        self.done = done.to_owned();
        self
    }

    /// A sentence.
    pub fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    /// A sentence with one variable.
    pub fn with1(&self, id: &str, name: &str, value: &str) -> String {
        self.words.with(id, &[(name, value)])
    }

    /// A moment, by the clocks that who reads it goes by.
    pub fn moment(&self, seconds: i64) -> String {
        self.words.moment_in(seconds, &self.zone)
    }

    /// A moment as a field for times has it, by the clocks of who reads it: `2026-11-28T08:00`.
    pub fn local(&self, seconds: i64) -> String {
        let moment = jiff::Timestamp::from_second(seconds).unwrap_or_default();
        self.zone.to_datetime(moment).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// The moment that was typed into such a field, so many days later by the same clocks; nothing where it is none.
    pub fn instant(&self, typed: &str, days: i64) -> Option<i64> {
        let is_plain = typed.len() <= 19 && typed.bytes().all(|c| c.is_ascii_digit() || b"-:T ".contains(&c));
        let time: jiff::civil::DateTime = typed.parse().ok().filter(|_| is_plain)?;
        let time = time.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        (1970..2200).contains(&time.year()).then_some(())?;
        Some(self.zone.to_zoned(time).ok()?.timestamp().as_second())
    }

    /// A number of things.
    pub fn count(&self, things: usize) -> String {
        self.words.number(things as u64)
    }

    /// The language, as HTML names it.
    pub fn lang(&self) -> &'static str {
        match self.language {
            Language::Vietnamese => "vi",
            Language::English => "en",
        }
    }

    /// The other language, as HTML names it.
    pub fn other_lang(&self) -> &'static str {
        match self.language {
            Language::Vietnamese => "en",
            Language::English => "vi",
        }
    }

    /// Where the style and the pictures are.
    pub fn asset(&self, name: &str) -> String {
        self.app.assets.path(name)
    }

    /// Whether somebody is signed in.
    pub fn is_inside(&self) -> bool {
        !self.form_key.is_empty()
    }
}

/// The zone of that name; Viet Nam's where there is none.
fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(7)))
}

fn links(words: &Words, signed: &Signed, at: &str) -> Vec<Link> {
    let anywhere = |act| match signed.standing.reach(act) {
        Reach::Everywhere => true,
        Reach::Below(units) => !units.is_empty(),
    };
    let all = [
        ("/console", "desk-today", true),
        ("/console/incidents", "desk-incidents", anywhere(Act::SeeIncidents)),
        ("/console/units", "desk-units", true),
        ("/console/systems", "desk-systems", anywhere(Act::SeeSystems)),
        ("/console/duty", "desk-duty", true),
        ("/console/people", "desk-people", anywhere(Act::SeePeople)),
        ("/console/record", "desk-record", anywhere(Act::SeeRecord)),
        ("/console/messages", "desk-messages", anywhere(Act::ManagePeople)),
        ("/console/notices", "desk-notices", true),
        ("/console/me", "desk-me", true),
    ];
    let shown = all.into_iter().filter(|(_, _, shown)| *shown);
    let called = |href: &str, text: &str| match signed.unseen {
        1.. if href == "/console/notices" => {
            words.with("desk-notices-unseen", &[("number", &signed.unseen.to_string())])
        }
        _ => words.say(text),
    };
    shown.map(|(href, text, _)| Link { href, text: called(href, text), here: href == at }).collect()
}

/// The page, as it is sent.
pub fn sent(template: &impl Template) -> Response {
    page(StatusCode::OK, template)
}

/// A page that says what is wrong with what was sent.
pub fn refused(template: &impl Template) -> Response {
    page(StatusCode::UNPROCESSABLE_ENTITY, template)
}
