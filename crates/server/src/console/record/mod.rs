//! The record, as far as somebody may read it: who did what, when, from where and why.
//!
//! Must never show an entry of a unit outside of their reach, and must never change one.

mod details;

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use office::people::PersonId;
use office::rights::{Act, Reach, Refused};
use office::units::UnitId;
use serde::Deserialize;
use serde_json::Value;
use store::record::{Shown, Which};

use super::frame::{Desk, sent};
use super::signed::{Signed, Stop};
use super::systems::seen::Eyes;
use crate::app::App;

/// Entries on one page.
const PAGE: u32 = 100;

#[derive(Template)]
#[template(path = "console/record.html")]
struct RecordPage<'a> {
    f: Desk<'a>,
    rows: Vec<Line>,
    about: String,
    older: String,
}

/// One entry.
struct Line {
    number: String,
    at: String,
    who: String,
    what: String,
    object: String,
    link: String,
    about: String,
    from: String,
    why: String,
    more: Vec<details::Row>,
    erased: bool,
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    about: String,
    before: Option<u64>,
}

/// `GET /console/record`.
pub async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let units = within(&signed, Act::SeeRecord).ok_or(Stop::Refused(Refused::NotThere))?;
    // A word such as `unit:12`, and nothing that is anything else.
    let is_word = asked.about.len() <= 40
        && asked
            .about
            .bytes()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b':' || c == b'-');
    let object = (is_word && !asked.about.is_empty()).then(|| asked.about.clone());
    let hidden = Eyes::of(&signed).unknown(&office.store.named(signed.now).await?);
    let hidden_systems = hidden.into_iter().collect();
    let hidden_incidents = office.store.incidents_hidden(signed.person.id, signed.now).await?;
    let which = Which {
        units,
        object: object.clone(),
        hidden_systems,
        hidden_incidents,
        only_at: Eyes::of(&signed).only_at(),
        before: asked.before,
        after: None,
    };
    let entries = office.store.entries(&which, PAGE).await?;
    let f = Desk::of(&app, &signed, "/console/record", "desk-record");
    let names = names(office, &signed, &entries).await?;
    let older = match entries.last() {
        Some(last) if entries.len() == PAGE as usize => {
            format!("/console/record?about={}&before={}", object.as_deref().unwrap_or(""), last.number)
        }
        _ => String::new(),
    };
    let rows: Vec<Line> = entries.iter().map(|entry| line(&f, &signed, &names, entry)).collect();
    // What it is called, as far as an entry says so.
    let about = object.map(|word| rows.first().map_or(word, |row| row.object.clone())).unwrap_or_default();
    Ok(sent(&RecordPage { rows, about, older, f }))
}

/// The units in which somebody may do something, today; without a list where that is everything, the root being among
/// them, and nothing where it is nowhere.
pub fn within(signed: &Signed, act: Act) -> Option<Option<Vec<i64>>> {
    let reach = signed.standing.reach(act);
    let nowhere = matches!(&reach, Reach::Below(roots) if roots.is_empty());
    // Those that ended are where they went on.
    (!nowhere).then(|| signed.reached(&reach))
}

/// The names of those who did something, where they may be seen.
async fn names(
    office: &super::Office,
    signed: &Signed,
    entries: &[Shown],
) -> Result<BTreeMap<i64, String>, Stop> {
    let people = entries.iter().flat_map(|entry| [&entry.who, &entry.object]);
    let mut ids: Vec<PersonId> = people.filter_map(|word| numbered(word, "person:")).map(PersonId).collect();
    ids.sort_unstable();
    ids.dedup();
    let people = office.store.people_numbered(&ids).await?;
    let seen = people.into_iter().filter(|person| {
        person.id == signed.person.id || signed.may(Act::SeePeople, person.details.unit).is_ok()
    });
    Ok(seen.map(|person| (person.id.0, person.details.name)).collect())
}

fn numbered(word: &str, kind: &str) -> Option<i64> {
    word.strip_prefix(kind)?.parse().ok()
}

fn line(f: &Desk<'_>, signed: &Signed, names: &BTreeMap<i64, String>, entry: &Shown) -> Line {
    let details: Value =
        entry.details.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
    let text = |key: &str| details.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    let person = |number: i64| {
        names.get(&number).cloned().unwrap_or_else(|| f.with1("record-person", "number", &number.to_string()))
    };
    let who = match numbered(&entry.who, "person:") {
        Some(number) => person(number),
        None => match entry.who.as_str() {
            "command" => f.say("record-who-command"),
            "server" => f.say("record-who-server"),
            "visitor" => f.say("record-who-visitor"),
            word => f.with1("record-who-token", "number", word.trim_start_matches("token:")),
        },
    };
    let (object, link) = match (numbered(&entry.object, "unit:"), numbered(&entry.object, "person:")) {
        (Some(number), _) => {
            let code = signed.units.tree.get(UnitId(number)).map(|unit| format!(" ({})", unit.code));
            (signed.unit_name(number) + &code.unwrap_or_default(), format!("/console/units/{number}"))
        }
        (_, Some(number)) => (person(number), format!("/console/people/{number}")),
        _ if entry.object.starts_with("system:") => {
            let number = entry.object.trim_start_matches("system:");
            let name = details.pointer("/after/name").and_then(Value::as_str).unwrap_or(number);
            (name.to_owned(), format!("/console/systems/{number}"))
        }
        _ if entry.object.starts_with("incident:") => {
            let number = entry.object.trim_start_matches("incident:");
            (format!("#{number}"), format!("/console/incidents/{number}"))
        }
        _ if entry.object.starts_with("drill:") => {
            (text("name"), format!("/console/drills/{}", entry.object.trim_start_matches("drill:")))
        }
        _ if entry.object.starts_with("plan:") => {
            let number = entry.object.trim_start_matches("plan:");
            (f.with1("plan-numbered", "number", number), format!("/console/plans/{number}"))
        }
        // What has no page of its own is called what its details call it.
        _ if !text("name").is_empty() => (text("name"), String::new()),
        _ => (entry.object.clone(), String::new()),
    };
    Line {
        number: entry.number.to_string(),
        at: f.moment(entry.at),
        who,
        what: action(f, &entry.action),
        object,
        link,
        about: entry.object.clone(),
        from: text("from"),
        why: text("why"),
        more: details::rows(f, signed, &details),
        erased: entry.details.is_none(),
    }
}

/// What was done, in words; the word itself where nobody has put it into words.
pub fn action(f: &Desk<'_>, word: &str) -> String {
    f.say(match word {
        "unit.founded" => "did-unit-founded",
        "unit.renamed" => "did-unit-renamed",
        "unit.moved" => "did-unit-moved",
        "unit.ended" => "did-unit-ended",
        "unit.merged" => "did-unit-merged",
        "unit.split" => "did-unit-split",
        "unit.corrected" => "did-unit-corrected",
        "unit.removed" => "did-unit-removed",
        "unit.imported" => "did-unit-imported",
        "unit.contact-changed" => "did-unit-contact",
        "unit.owner-limit" => "did-unit-limit",
        "person.first" => "did-person-first",
        "person.invited" => "did-person-invited",
        "person.came" => "did-person-came",
        "person.changed" => "did-person-changed",
        "person.reset" => "did-person-reset",
        "person.confirmed" => "did-person-confirmed",
        "person.erased" => "did-person-erased",
        "person.left" => "did-person-left",
        "person.password-changed" => "did-person-password",
        "person.second-factor-set" => "did-person-factor",
        "person.recovery-code-used" => "did-person-recovery",
        "person.settings-changed" => "did-person-settings",
        "person.provider-linked" => "did-person-provider-linked",
        "person.provider-unlinked" => "did-person-provider-unlinked",
        "role.given" => "did-role-given",
        "role.withdrawn" => "did-role-withdrawn",
        "session.began" => "did-session-began",
        "session.ended" => "did-session-ended",
        "token.made" => "did-token-made",
        "token.ended" => "did-token-ended",
        "import.counted" => "did-import-counted",
        "pack.published" => "did-pack-published",
        "program.published" => "did-program-published",
        "system.found" => "did-system-found",
        "system.changed" => "did-system-changed",
        "system.imported" => "did-system-imported",
        "system.ended" => "did-system-ended",
        "system.restricted" => "did-system-restricted",
        "system.opened-to-all" => "did-system-opened",
        "duty.shift-added" => "did-duty-added",
        "duty.shift-removed" => "did-duty-removed",
        "duty.handed-over" => "did-duty-handed",
        "emergency.asked" => "did-emergency-asked",
        "emergency.agreed" => "did-emergency-agreed",
        "system.name-confirmed" | "incident.name-confirmed" => "did-name-confirmed",
        "system.let-in" => "did-system-let-in",
        "system.let-in-read" => "did-system-let-in-read",
        "incident.let-in" => "did-incident-let-in",
        "incident.let-in-read" => "did-incident-let-in-read",
        "member.changed" => "did-member-changed",
        "member.signed" => "did-member-signed",
        "record.details-erased" => "did-record-erased",
        "record.vouched-late" => "did-record-late",
        "record.late-accepted" => "did-record-accepted",
        "message.queued" => "did-message-queued",
        "message.retried" => "did-message-retried",
        "message.cancelled" => "did-message-cancelled",
        "webhook.added" => "did-webhook-added",
        "webhook.ended" => "did-webhook-ended",
        "feed.made" => "did-feed-made",
        "feed.ended" => "did-feed-ended",
        "person.notices-changed" => "did-person-notices",
        "incident.who-told-erased" => "did-incident-who-told",
        "incident.opened" => "did-incident-opened",
        "incident.verified" => "did-incident-verified",
        "incident.graded" => "did-incident-graded",
        "incident.step-done" => "did-incident-step-done",
        "incident.evidence-kept" => "did-incident-evidence",
        "incident.closed" => "did-incident-closed",
        "incident.handed-out" => "did-incident-handed-out",
        "incident.came-from" => "did-incident-came",
        "incident.history" => "did-incident-history",
        "server.known" => "did-server-known",
        "server.ended" => "did-server-ended",
        "incident.restricted" => "did-incident-restricted",
        "incident.opened-to-all" => "did-incident-to-all",
        "drill.made" => "did-drill-made",
        "drill.clock-set" => "did-drill-clock",
        "drill.inject-added" => "did-drill-inject",
        "drill.injected" => "did-drill-injected",
        "drill.ended" => "did-drill-ended",
        "playbook.begun" => "did-playbook-begun",
        "playbook.changed" => "did-playbook-changed",
        "playbook.imported" => "did-playbook-imported",
        "playbook.merged" => "did-playbook-merged",
        "playbook.published" => "did-playbook-published",
        "playbook.declined" => "did-playbook-declined",
        "playbook.discarded" => "did-playbook-discarded",
        "playbook.ended" => "did-playbook-ended",
        "drill.scenario-chosen" => "did-drill-scenario",
        "plan.made" => "did-plan-made",
        "plan.written" => "did-plan-written",
        "plan.scenario-written" => "did-plan-scenario",
        "plan.scenario-removed" => "did-plan-scenario-removed",
        "plan.systems-chosen" => "did-plan-systems",
        "plan.submitted" => "did-plan-submitted",
        "plan.handed-back" => "did-plan-handed-back",
        "plan.approved" => "did-plan-approved",
        "plan.superseded" => "did-plan-superseded",
        "plan.reviewed" => "did-plan-reviewed",
        "plan.reminded" => "did-plan-reminded",
        "plan.ended" => "did-plan-ended",
        // What it was, its own page says, to those who may see it.
        other if other.starts_with("incident.") => "did-incident",
        other => return other.to_owned(),
    })
}
