//! The incidents that somebody may see, as a table and as files.
//!
//! Must never count one that is not for whoever looks.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use office::day::Day;
use office::incident::Grade;
use office::rights::{Act, Reach};
use office::rulebook::{Class, Key};
use office::sheet::{Cell, Row as Line, Sheet};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use store::incidents::{How, Listed, Sought, UNCLASSIFIED};

use super::{done, eyes, said, sums, words};
use crate::app::App;
use crate::console::frame::{Desk, sent};
use crate::console::signed::{Signed, Stop};
use crate::console::tables::out;
use crate::console::{counted_with, plans, unit_field};

/// Incidents on one page, and in a file.
const PAGE: u32 = 50;
const FILE: u32 = 50_000;

/// Phases that are live.
const LIVE: [&str; 3] = ["received", "open", "ended"];

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Letters.
    pub q: String,
    /// Live ones where it is empty; `all`, or the word of a phase.
    pub phase: String,
    /// A class.
    pub class: String,
    /// A grade.
    pub grade: String,
    /// Only those whose ball their own units have.
    pub mine: String,
    /// Only late ones.
    pub late: String,
    /// Only those that are counted with this unit: its code or name.
    pub unit: String,
    /// `own`: with it alone; else with all below it.
    pub below: String,
    /// Only those detected from that day on, by Viet Nam's calendar.
    pub from: String,
    /// Only those detected until that day.
    pub until: String,
    /// Only those that were handled so.
    pub how: String,
    page: String,
    done: String,
}

impl Asked {
    fn query(&self) -> String {
        let pairs = [
            ("q", &self.q),
            ("phase", &self.phase),
            ("class", &self.class),
            ("grade", &self.grade),
            ("mine", &self.mine),
            ("late", &self.late),
            ("unit", &self.unit),
            ("below", &self.below),
            ("from", &self.from),
            ("until", &self.until),
            ("how", &self.how),
        ];
        let said = pairs
            .iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value.trim(), NON_ALPHANUMERIC)));
        said.collect::<Vec<_>>().join("&")
    }
}

#[derive(Template)]
#[template(path = "console/incidents.html")]
struct ListPage<'a> {
    f: Desk<'a>,
    asked: Asked,
    rows: Vec<Row>,
    shown: String,
    query: String,
    before: Option<String>,
    after: Option<String>,
    may_open: bool,
    is_fresh: bool,
    phases: Vec<(&'static str, String)>,
    classes: Vec<(&'static str, String)>,
    hows: Vec<(&'static str, String)>,
    sums: bool,
    plans: bool,
}

struct Row {
    id: i64,
    title: String,
    unit: String,
    phase: String,
    is_serious: bool,
    is_restricted: bool,
    step: String,
    holder: String,
    since: String,
    due: String,
    is_late: bool,
    detected: String,
}

/// Moments of the days between two; nothing is found where one of them is none.
fn days(asked: &Asked) -> Option<(i64, i64)> {
    if asked.from.trim().is_empty() && asked.until.trim().is_empty() {
        return None;
    }
    let from = match asked.from.trim() {
        "" => Some(0),
        typed => Day::read(typed).ok().and_then(Day::begins),
    };
    let before = match asked.until.trim() {
        "" => Some(i64::MAX),
        typed => Day::read(typed).ok().and_then(Day::next).and_then(Day::begins),
    };
    Some(from.zip(before).unwrap_or((0, 0)))
}

async fn find(
    app: &App,
    signed: &Signed,
    asked: &Asked,
    skip: u32,
    most: u32,
) -> Result<(Vec<Listed>, u64), Stop> {
    let phases: Vec<&str> = match asked.phase.as_str() {
        "" => LIVE.to_vec(),
        "all" => Vec::new(),
        "real" => sums::REAL.to_vec(),
        one => vec![one],
    };
    let how = How::read(&asked.how);
    let f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
    let of = match asked.unit.trim() {
        "" => None,
        typed => Some(unit_field::read(&f, signed, typed, signed.today).map_or_else(
            |_| Vec::new(),
            |unit| counted_with(&signed.units, unit, asked.below == "own", signed.today),
        )),
    };
    let mine = match signed.standing.reach(Act::WorkOnIncidents) {
        Reach::Everywhere => None,
        Reach::Below(units) => Some(units.iter().map(|unit| unit.0).collect::<Vec<i64>>()),
    };
    let sought = Sought {
        text: asked.q.trim(),
        phases: &phases,
        class: &asked.class,
        grade: &asked.grade,
        held_by: if asked.mine == "yes" { mine.as_deref() } else { None },
        late_at: (asked.late == "yes").then_some(signed.now),
        of: of.as_deref(),
        detected: days(asked),
        how,
        ..Sought::default()
    };
    Ok(app.office()?.store.incidents(&sought, &eyes(signed), skip, most).await?)
}

fn row(f: &Desk<'_>, signed: &Signed, one: Listed) -> Row {
    let s = one.summary;
    let (is_late, due) = (s.is_late(signed.now), super::rules::due_in_short(f, &s, signed.now));
    Row {
        id: one.id,
        title: s.title,
        unit: signed.unit_name(s.unit),
        phase: f.say(words::phase_word(&s.phase)),
        is_serious: s.grade == Grade::Serious.as_str(),
        is_restricted: one.is_restricted,
        step: if s.step == 0 {
            String::new()
        } else {
            f.with1("incident-at-step", "step", &s.step.to_string())
        },
        holder: signed.unit_name(s.holder),
        since: if s.since == 0 { String::new() } else { f.moment(s.since) },
        due,
        is_late,
        detected: f.moment(s.detected_at),
    }
}

/// `GET /console/incidents`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let mut f = Desk::of(&app, &signed, "/console/incidents", "desk-incidents");
    if let Some(done) = done(&asked.done) {
        f.done = f.say(done);
    }
    let at = asked.page.parse::<u32>().unwrap_or(1).clamp(1, 100_000);
    let (found, count) = find(&app, &signed, &asked, (at - 1) * PAGE, PAGE).await?;
    let from = u64::from((at - 1) * PAGE);
    let shown = f.words.with(
        "incidents-shown",
        &[
            ("from", &f.words.number(if found.is_empty() { 0 } else { from + 1 })),
            ("to", &f.words.number(from + found.len() as u64)),
            ("all", &f.words.number(count)),
        ],
    );
    let query = asked.query();
    let page_of = |at: u32| {
        let joined = if query.is_empty() { "" } else { "&" };
        format!("/console/incidents?{query}{joined}page={at}")
    };
    let phases = [
        ("", "incidents-phase-live"),
        ("received", "incident-phase-received"),
        ("open", "incident-phase-open"),
        ("ended", "incident-phase-ended"),
        ("closed", "incident-phase-closed"),
        ("rejected", "incident-phase-rejected"),
        ("same", "incident-phase-same"),
        ("real", "incidents-phase-real"),
        ("all", "incidents-phase-all"),
    ];
    let hows = How::ALL.map(|how| (how.as_str(), f.say(sums::how(how))));
    let classes = Class::ALL.iter().map(|class| (class.key(), said::class_name(&f, class.key())));
    let classes = classes.chain([(UNCLASSIFIED, f.say("sums-unclassified"))]).collect();
    let template = ListPage {
        shown,
        before: (at > 1).then(|| page_of(at - 1)),
        after: (from + (found.len() as u64) < count).then(|| page_of(at + 1)),
        is_fresh: query.is_empty() && count == 0,
        may_open: !matches!(
            signed.standing.reach(Act::WorkOnIncidents), Reach::Below(units) if units.is_empty()
        ),
        phases: phases.into_iter().map(|(word, said)| (word, f.say(said))).collect(),
        classes,
        hows: hows.to_vec(),
        sums: sums::may(&signed),
        plans: plans::anywhere(&signed, Act::SeePlans),
        rows: found.into_iter().map(|one| row(&f, &signed, one)).collect(),
        query,
        asked,
        f,
    };
    Ok(sent(&template))
}

async fn file(app: Arc<App>, asked: Asked, signed: Signed, format: out::Format) -> Result<Response, Stop> {
    let (found, _) = find(&app, &signed, &asked, 0, FILE).await?;
    let f = Desk::of(&app, &signed, "/console/incidents", "desk-incidents");
    let header = [
        "incidents-column-number",
        "incident-title",
        "incident-unit",
        "incidents-column-phase",
        "incident-class",
        "incident-grade",
        "incidents-column-step",
        "incidents-column-holder",
        "incident-detected",
        "incidents-column-due",
        "incidents-column-closed",
    ]
    .map(|id| f.say(id))
    .to_vec();
    let mut rows = Vec::new();
    for one in found {
        let s = one.summary;
        let grade = Grade::read(&s.grade).map(|grade| f.say(words::grade(grade))).unwrap_or_default();
        let moment = |at: Option<i64>| at.map(|at| f.moment(at)).unwrap_or_default();
        let cells = vec![
            one.id.to_string(),
            s.title,
            signed.unit_name(s.unit),
            f.say(words::phase_word(&s.phase)),
            said::class_name(&f, &s.class),
            grade,
            if s.step == 0 { String::new() } else { s.step.to_string() },
            signed.unit_name(s.holder),
            f.moment(s.detected_at),
            moment(s.due),
            moment(s.closed_at),
        ];
        let cells = cells.into_iter().map(Cell::Text).collect();
        rows.push(Line { number: rows.len() + 2, cells });
    }
    let title = f.say("desk-incidents");
    Ok(out::sent(format, "incidents", signed.today, title, move || Sheet { header, header_row: 1, rows })
        .await)
}

/// `GET /console/incidents/export.csv`.
pub async fn csv(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    file(app, asked, signed, out::Format::Csv).await
}

/// `GET /console/incidents/export.xlsx`.
pub async fn xlsx(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    file(app, asked, signed, out::Format::Xlsx).await
}
