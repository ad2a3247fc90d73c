//! The figures: what the front page shows of them, the page that has them all, the table for spreadsheets.
//!
//! Must never show a number without where it comes from.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sightings::figures::{Family, WINDOW};

use super::frame::{Frame, page};
use crate::app::App;
use crate::atom::{Entry, Feed};
use crate::figures::{self as counted, Finding};
use crate::guard::Asked;
use crate::knowledge::Knowledge;

#[derive(Template)]
#[template(path = "figures.html")]
struct FiguresPage<'a> {
    f: Frame<'a>,
    lead: String,
    source: String,
    days: Vec<DayRow>,
    families: Vec<FamilyRow>,
}

struct DayRow {
    day: String,
    addresses: Option<String>,
    missing: String,
}

/// One family.
pub struct FamilyRow {
    /// Its name.
    pub name: String,
    /// Addresses in the last days.
    pub last: String,
    /// Addresses in the first days.
    pub first: String,
    /// The change between the two.
    pub change: String,
    /// Whether that is fewer.
    pub fewer: bool,
    /// Addresses ever.
    pub ever: String,
    /// Sightings.
    pub sightings: String,
}

/// What the change between the first and the last days is called.
pub struct Headline {
    /// The finding.
    pub title: String,
    /// Whether a source was missing.
    pub doubtful: bool,
}

/// The finding in a sentence; `None` where there are no figures.
pub fn headline(f: &Frame<'_>, knowledge: &Knowledge) -> Option<Headline> {
    let (finding, doubtful) = counted::finding(&knowledge.figures);
    let title = match finding {
        Finding::Nothing => return None,
        Finding::TooShort => {
            let addresses = f.words.number(knowledge.figures.addresses.ever);
            f.with1("finding-too-short", "addresses", &addresses)
        }
        Finding::Fewer(percent) => f.with1("finding-fewer", "percent", &f.words.percent(percent)),
        Finding::More(percent) => f.with1("finding-more", "percent", &f.words.percent(percent)),
        Finding::Same => f.say("finding-same"),
    };
    Some(Headline { title, doubtful: doubtful && finding != Finding::TooShort })
}

/// Families as rows.
pub fn family_rows(f: &Frame<'_>, families: &[Family]) -> Vec<FamilyRow> {
    let row = |family: &Family| {
        let (first, last) = (family.addresses.at_first, family.addresses.at_last);
        let percent = 100.0 * (last as f64 - first as f64) / first as f64;
        let change = match first {
            0 if last == 0 => String::new(),
            0 => f.say("families-new"),
            // The minus sign, and not the hyphen.
            _ if percent <= -0.05 => format!("\u{2212}{}", f.words.percent(-percent)),
            _ if percent >= 0.05 => format!("+{}", f.words.percent(percent)),
            _ => f.words.percent(0.0),
        };
        FamilyRow {
            name: family.name.clone(),
            last: f.words.number(last),
            first: f.words.number(first),
            change,
            fewer: last < first,
            ever: f.words.number(family.addresses.ever),
            sightings: f.words.number(family.events),
        }
    };
    families.iter().map(row).collect()
}

/// Where the figures come from, and since when they hold.
pub fn source(f: &Frame<'_>, knowledge: &Knowledge) -> String {
    let when = knowledge.imported_at.map(|at| f.words.moment(at)).unwrap_or_default();
    f.words.with("figures-source", &[("sources", &knowledge.figures.sources.join(", ")), ("when", &when)])
}

/// The first and the last days of the two stretches that are compared.
pub fn stretches(f: &Frame<'_>, knowledge: &Knowledge) -> Option<[(String, String); 2]> {
    let (first, last) = (knowledge.figures.first_day?, knowledge.figures.last_day?);
    let date = |day: sightings::day::Day| f.words.date(day.0);
    // Where there are fewer days than a stretch has, both are all of them.
    let end_of_first = first.plus(WINDOW - 1).min(last);
    let begin_of_last = last.plus(1 - WINDOW).max(first);
    Some([(date(first), date(end_of_first)), (date(begin_of_last), date(last))])
}

/// `GET /figures`.
pub async fn figures(State(app): State<Arc<App>>, asked: Asked) -> Response {
    let knowledge = app.current.get();
    let f = Frame::new(&app, asked.language, asked.host.as_deref(), "/figures", "table-title");
    let figures = &knowledge.figures;
    let date = |day: Option<sightings::day::Day>| day.map(|day| f.words.date(day.0)).unwrap_or_default();
    let lead = f.words.with(
        "table-lead",
        &[
            ("sightings", &f.words.number(figures.events)),
            ("addresses", &f.words.number(figures.addresses.ever)),
            ("first", &date(figures.first_day)),
            ("last", &date(figures.last_day)),
        ],
    );
    let days = figures.days.iter().rev().map(|day| DayRow {
        day: f.words.date(day.day.0),
        addresses: day.addresses.map(|number| f.words.number(number)),
        // Where nothing is known, every source is missing, and naming them says no more.
        missing: day.addresses.map(|_| day.missing.join(", ")).unwrap_or_default(),
    });
    let days = days.collect();
    let families = family_rows(&f, &figures.families);
    let source = source(&f, &knowledge);
    page(StatusCode::OK, &FiguresPage { f, lead, source, days, families })
}

/// `GET /figures.csv`.
pub async fn csv(State(app): State<Arc<App>>) -> Response {
    let table = counted::csv(&app.current.get().figures, app.config.campaign.generated);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"quet-figures.csv\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60")),
    ];
    (headers, table).into_response()
}

/// Days in the feed.
const FEED_DAYS: usize = 30;

/// Seconds of a day.
const A_DAY: i64 = 86_400;

/// `GET /figures.atom`: what the page shows, a day an entry.
pub async fn atom(State(app): State<Arc<App>>, asked: Asked) -> Response {
    let knowledge = app.current.get();
    let f = Frame::new(&app, asked.language, asked.host.as_deref(), "/figures", "table-title");
    let named = app.config.public_url.clone();
    let base = named.or_else(|| asked.host.map(|host| format!("http://{host}"))).unwrap_or_default();
    let page = format!("{base}/figures?lang={}", f.words.code());
    let days = knowledge.figures.days.iter().rev().take(FEED_DAYS);
    let entries: Vec<Entry> = days
        .map(|day| {
            let date = f.words.date(day.day.0);
            let title = match day.addresses {
                None => f.with1("feed-figures-dark", "day", &date),
                Some(number) => {
                    let number = f.words.number(number);
                    f.words.with("feed-figures-day", &[("day", &date), ("number", &number)])
                }
            };
            let missing = day.addresses.is_some() && !day.missing.is_empty();
            Entry {
                id: format!("{page}#{}", day.day),
                title,
                link: page.clone(),
                text: match missing {
                    true => f.with1("feed-figures-missing", "sources", &day.missing.join(", ")),
                    false => String::new(),
                },
                // A day is over at its end.
                at: day.day.0.saturating_add(1).saturating_mul(A_DAY),
            }
        })
        .collect();
    let feed = Feed {
        own: format!("{base}/figures.atom?lang={}", f.words.code()),
        title: format!("{} · {}", f.say("site-name"), f.say("feed-figures-title")),
        author: f.say("site-name"),
        lang: f.words.code(),
        at: entries.first().map_or(0, |entry| entry.at),
        id: page,
        entries,
    };
    feed.answer("public, max-age=60")
}
