//! Notices: what somebody was told, and how else they want to hear of it.
//!
//! Must never show or mark a notice of anybody else.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::Role;
use serde::Deserialize;
use store::reach::{ByMail, Notice};

use super::super::frame::Desk;
use super::super::frame::sent;
use super::super::people_words::role_name;
use super::super::signed::{Posted, Signed, Stop};
use crate::app::App;

/// Notices on the page.
const PAGE: u32 = 200;

/// One notice, in words.
struct Line {
    id: i64,
    text: String,
    link: String,
    when: String,
    unseen: bool,
}

#[derive(Template)]
#[template(path = "console/notices.html")]
struct NoticesPage<'a> {
    f: Desk<'a>,
    lines: Vec<Line>,
    /// The newest, for marking all.
    last: i64,
    unseen: bool,
    ways: Vec<(&'static str, String, bool)>,
    has_mail: bool,
    has_address: bool,
    feed: String,
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

/// A notice in words, and where it leads.
pub fn said(f: &Desk<'_>, unit_name: impl Fn(i64) -> String, notice: &Notice) -> (String, String) {
    let unit = notice.object.strip_prefix("unit:").and_then(|number| number.parse::<i64>().ok());
    let at = unit.map(&unit_name).unwrap_or_default();
    let link = unit.map(|unit| format!("/console/units/{unit}")).unwrap_or_default();
    let role = Role::read(&notice.more).map(|role| role_name(f, role)).unwrap_or_default();
    let values = [("role", role.as_str()), ("unit", at.as_str())];
    match notice.kind.as_str() {
        "role.given" => (f.words.with("notice-role-given", &values), link),
        "role.withdrawn" => (f.words.with("notice-role-withdrawn", &values), link),
        "person.reset" => (f.say("notice-person-reset"), "/console/me".to_owned()),
        "person.reset-named" => {
            let of = notice.object.strip_prefix("person:").unwrap_or_default();
            (f.with1("notice-reset-named", "name", &notice.more), format!("/console/people/{of}/confirm"))
        }
        "person.confirmed" => (f.say("notice-confirmed"), "/console/me".to_owned()),
        "person.login-changed" => (f.say("notice-login-changed"), "/console/me".to_owned()),
        "person.email-changed" => (f.say("notice-email-changed"), "/console/me".to_owned()),
        "person.unit-changed" => (f.words.with("notice-unit-changed", &values), link),
        "person.provider-linked" => (f.say("notice-provider-linked"), "/console/me".to_owned()),
        "person.provider-unlinked" => (f.say("notice-provider-unlinked"), "/console/me".to_owned()),
        "message.given-up" => (f.say("notice-message-given-up"), "/console/messages".to_owned()),
        "import.finished" => {
            (f.with1("notice-import-finished", "number", &notice.more), "/console/units".to_owned())
        }
        "report.counted" | "report.problems" | "report.failed" | "units.imported" | "systems.imported" => {
            imported(f, notice)
        }
        kind if kind.starts_with("incident.") => {
            let number = notice.object.strip_prefix("incident:").unwrap_or_default();
            let id = match kind {
                "incident.reminded" => "notice-incident-reminded",
                "incident.handed" => "notice-incident-handed",
                "incident.given" => "notice-incident-given",
                _ => "notice-incident-part",
            };
            (f.with1(id, "number", number), format!("/console/incidents/{number}"))
        }
        kind if kind.starts_with("plan.") => {
            let number = notice.object.strip_prefix("plan:").unwrap_or_default();
            let id = match kind {
                "plan.review-late" => "notice-plan-late",
                "plan.year-ends" => "notice-plan-year",
                _ => "notice-plan-soon",
            };
            (f.with1(id, "number", number), format!("/console/plans/{number}"))
        }
        _ => (f.say("notice-other"), link),
    }
}

/// What imports came to: how often and how much, since they were last seen.
fn imported(f: &Desk<'_>, notice: &Notice) -> (String, String) {
    let count = |at: usize| notice.more.split(' ').nth(at).and_then(|word| word.parse().ok()).unwrap_or(0);
    let (times, first, second) = (f.count(count(0)), f.count(count(1)), f.count(count(2)));
    let source = notice.object.strip_prefix("feed:").unwrap_or_default();
    let name = notice.more.split_once(' ').map_or("", |(_, name)| name);
    let of_reports = [("times", &*times), ("source", source), ("new", &*first), ("refused", &*second)];
    let failed = [("times", &*times), ("name", name)];
    let of_table = [("times", &*times), ("number", &*first)];
    let (text, link) = match notice.kind.as_str() {
        "report.counted" => (f.words.with("notice-report-counted", &of_reports), "/figures"),
        "report.problems" => (f.words.with("notice-report-problems", &of_reports), "/figures"),
        "report.failed" => (f.words.with("notice-report-failed", &failed), ""),
        "units.imported" => (f.words.with("notice-units-imported", &of_table), "/console/units"),
        _ => (f.words.with("notice-systems-imported", &of_table), "/console/systems"),
    };
    (text, link.to_owned())
}

/// `GET /console/notices`.
pub async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let store = &app.office()?.store;
    let id = signed.person.id;
    let mut f = Desk::of(&app, &signed, "/console/notices", "notices-title");
    f.done = match asked.done.as_str() {
        "seen" => f.say("notices-done-seen"),
        "by-mail" => f.say("notices-done-settings"),
        "feed" => f.say("notices-done-feed"),
        "confirmed" => f.say("confirm-done"),
        _ => String::new(),
    };
    let notices = store.notices(id, PAGE).await?;
    let way = store.by_mail(id).await?;
    let feed = store.feed_key_since(id).await?;
    let ways = [
        (ByMail::No, f.say("notices-mail-no")),
        (ByMail::Once, f.say("notices-mail-once")),
        (ByMail::Day, f.say("notices-mail-day")),
    ];
    let line = |notice: &Notice| {
        let (text, link) = said(&f, |unit| signed.unit_name(unit), notice);
        Line { id: notice.id, text, link, when: f.moment(notice.at), unseen: notice.seen_at.is_none() }
    };
    let lines: Vec<Line> = notices.iter().map(line).collect();
    Ok(sent(&NoticesPage {
        last: notices.iter().map(|notice| notice.id).max().unwrap_or(0),
        unseen: lines.iter().any(|line| line.unseen),
        lines,
        ways: ways.map(|(one, name)| (one.as_str(), name, one == way)).into(),
        has_mail: app.config.mail.is_some(),
        has_address: !signed.person.details.email.is_empty(),
        feed: feed.map(|at| f.with1("notices-feed-since", "when", &f.moment(at))).unwrap_or_default(),
        f,
    }))
}

/// `POST /console/notices/seen`: one, or all up to the newest that the page had.
pub async fn seen(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let (signed, fields) = (&posted.signed, &posted.fields);
    // One, or all up to one: both at a time, or one by no number, is neither.
    let all = fields.get("notice").is_empty();
    let named = fields.number(if all { "all" } else { "notice" }).filter(|id| *id > 0);
    let other = fields.get(if all { "notice" } else { "all" });
    let id = named.filter(|_| other.is_empty()).ok_or(Stop::NotThere)?;
    let store = &app.office()?.store;
    store.notices_seen(signed.person.id, id, all, signed.now).await?;
    Ok(Redirect::to("/console/notices?done=seen").into_response())
}

/// `POST /console/notices/by-mail`.
pub async fn by_mail(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let signed = &posted.signed;
    let way = ByMail::read(posted.fields.get("by_mail")).ok_or(Stop::NotThere)?;
    app.office()?.store.set_by_mail(&signed.person, way, &signed.deed("")).await?;
    Ok(Redirect::to("/console/notices?done=by-mail").into_response())
}
