//! Papers of an incident: filled from what is known, completed, and taken along as documents.
//!
//! Must never say that a paper was sent: that is noted with its number and day, when it came back from the office's own
//! document system. Must never hold what is classified.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::day::Day;
use office::incident::{Event, Incident, Refused, Want, Written, read_line, read_text};
use office::line::LineError;
use office::papers::{Draft, Known, Value, fill};
use office::rulebook::{FormKey, Holds, Key, Rulebook, Said};
use store::incidents::IncidentsError;

use super::act::happen;
use super::known::known;
use super::seen::{Seen, seen};
use super::written::{self, Differs, typed_of, value_of};
use super::{rules, sending, words};
use crate::app::App;
use crate::console::forms::Fields;
use crate::console::frame::{Desk, sent};
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{AtField, Wrong, wrong};
use crate::console::units::said as lines;
use crate::pages::page;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A text of the rulebook, in the language of who reads it.
pub fn said(f: &Desk<'_>, said: &Said) -> String {
    if f.lang() == "en" { said.en.clone() } else { said.vi.clone() }
}

/// What a form is called.
pub fn title(f: &Desk<'_>, form: &str) -> String {
    let edition = rules::today();
    let found = edition.forms().find(|one| one.value.key.key() == form);
    found.map_or_else(|| f.say("incident-papers"), |one| said(f, &one.value.title))
}

#[derive(Template)]
#[template(path = "console/papers.html")]
struct PapersPage<'a> {
    f: Desk<'a>,
    id: i64,
    incident: String,
    works: bool,
    forms: Vec<FormLine>,
    sent: Vec<SentLine>,
}

struct FormLine {
    key: &'static str,
    title: String,
    number: String,
    missing: String,
    is_complete: bool,
    /// How many of its fields the incident knows otherwise since; empty for none.
    stale: String,
}

struct SentLine {
    of: u64,
    title: String,
    number: String,
    to: String,
    at: String,
    arrival: String,
    where_kept: String,
    /// Whether it counts as sent, and what it lacks where it does not.
    is_sent: bool,
    lacks: Vec<String>,
    signed: Vec<String>,
}

#[derive(Template)]
#[template(path = "console/paper.html")]
struct PaperPage<'a> {
    f: Desk<'a>,
    id: i64,
    form: &'static str,
    incident: String,
    official: String,
    missing: Vec<String>,
    fields: Vec<Shown>,
    seen: u64,
    conflict: String,
    /// Who wrote what stands there, and when; beside a conflict alone.
    wrote: String,
    /// What stands there and what was typed, where they differ; beside a conflict alone.
    differing: Vec<Differs>,
    /// What was written over something that is known otherwise since.
    stale: Vec<Differs>,
    works: bool,
    wrong: Wrong,
}

struct Shown {
    name: &'static str,
    label: String,
    hint: String,
    value: String,
    lines: usize,
    extra: &'static str,
    ticks: Vec<(String, String, bool)>,
    is_needed: bool,
    error: String,
}

/// The form of that word, as the rules of the incident's day have it.
fn form_of(incident: &Incident, word: &str) -> Result<FormKey, Stop> {
    let edition = rules::edition(incident);
    let known = edition.forms().map(|form| form.value.key).find(|form| form.key() == word);
    // Sums are of many incidents, and have a page of their own.
    known.filter(|form| form.is_of_one()).ok_or(Stop::NotThere)
}

/// What is known, with what was written over it.
async fn filled(app: &App, signed: &Signed, seen: &Seen, form: FormKey) -> Result<Known, Stop> {
    let mut all = known(app, signed, seen, form).await?;
    if let Some(Written { values, .. }) = seen.kept.incident.drafts.get(form.key()) {
        for (key, text) in values {
            if let Some(field) = written::field(key) {
                let value = value_of(field, text).unwrap_or(Value::Text(String::new()));
                // What is longer than a paper shows was refused when it was written.
                let _ = all.set(field, value);
            }
        }
    }
    Ok(all)
}

/// `GET /console/incidents/{id}/papers`.
pub async fn list(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    let mut f = Desk::of(&app, &signed, "/console/incidents", "incident-papers");
    f.title = f.say("incident-papers");
    let incident = &seen.kept.incident;
    let mut forms = Vec::new();
    let keys: Vec<FormKey> = rules::edition(incident).forms().map(|form| form.value.key).collect();
    for key in keys.into_iter().filter(|key| key.is_of_one()) {
        let written = filled(&app, &signed, &seen, key).await?;
        let Ok(draft) = fill(&rules::edition(incident), key, &written) else { continue };
        let missing = draft.missing().len();
        let stale = match incident.drafts.get(key.key()) {
            Some(Written { values, over, .. }) => {
                written::stale(&f, &known(&app, &signed, &seen, key).await?, values, over).len()
            }
            None => 0,
        };
        forms.push(FormLine {
            key: key.key(),
            title: said(&f, &draft.form().title),
            number: draft.form().number.clone().unwrap_or_default(),
            missing: f.with1("incident-papers-missing", "number", &f.count(missing)),
            is_complete: missing == 0,
            stale: match stale {
                0 => String::new(),
                stale => f.with1("paper-stale-fields", "number", &f.count(stale)),
            },
        });
    }
    let sent_papers = incident
        .papers
        .iter()
        .map(|(of, paper)| SentLine {
            of: *of,
            is_sent: paper.is_sent(),
            lacks: sending::lacks(&f, paper),
            title: title(&f, &paper.kind),
            number: format!("{} ({})", paper.number, paper.date),
            to: paper.to.clone(),
            at: f.moment(paper.sent_at),
            arrival: sending::arrival(&f, &paper.arrival, &paper.no_arrival),
            signed: super::signed_papers::said(&f, paper.signatures.as_deref()),
            where_kept: sending::whereabouts(&f, incident, paper),
        })
        .collect();
    let template = PapersPage {
        id,
        incident: incident.title.clone(),
        works: seen.may(Want::Issue),
        forms,
        sent: sent_papers,
        f,
    };
    Ok(sent(&template))
}

fn shown(f: &Desk<'_>, draft: &Draft<'_>, known: &Known, typed: Option<&Fields>) -> Vec<Shown> {
    let book = Rulebook::shipped();
    let required = &draft.form().required;
    draft
        .fields()
        .into_iter()
        .filter(|field| book.field(*field).holds != Holds::Sums)
        .map(|field| {
            let about = book.field(field);
            let name = field.key();
            let stands = typed_of(f, known.get(field));
            let value = typed.map_or(stands.clone(), |fields| fields.exactly(name).to_owned());
            let chosen: Vec<&str> = stands.split(',').collect();
            let ticks = about.choices.iter().map(|(key, words)| {
                let ticked = match typed {
                    Some(fields) => fields.is_ticked(&format!("{name}-{key}")),
                    None => chosen.contains(&key.as_str()),
                };
                (key.clone(), said(f, words), ticked)
            });
            let hint = match about.holds {
                Holds::Rows => f.with1("incident-paper-rows", "columns", &draft.columns(field).join(" | ")),
                _ => String::new(),
            };
            Shown {
                name,
                label: said(f, &about.said),
                hint,
                lines: match about.holds {
                    Holds::Text => 4,
                    Holds::Rows => 4,
                    _ => 0,
                },
                extra: match about.holds {
                    Holds::Moment => "type=datetime-local",
                    Holds::Day => "inputmode=numeric maxlength=10",
                    _ => "maxlength=300",
                },
                ticks: ticks.collect(),
                is_needed: required.contains(&field),
                error: String::new(),
                value,
            }
        })
        .collect()
}

async fn paper_page<'a>(
    app: &'a App,
    signed: &Signed,
    seen: &Seen,
    form: FormKey,
    typed: Option<&Fields>,
) -> Result<PaperPage<'a>, Stop> {
    let mut f = Desk::of(app, signed, "/console/incidents", "incident-papers");
    let known = filled(app, signed, seen, form).await?;
    let incident = &seen.kept.incident;
    let draft = fill(&rules::edition(incident), form, &known).map_err(|_| Stop::NotThere)?;
    f.title = said(&f, &draft.form().title);
    let fields = shown(&f, &draft, &known, typed);
    let stale = match incident.drafts.get(form.key()) {
        Some(Written { values, over, .. }) => {
            written::stale(&f, &super::known::known(app, signed, seen, form).await?, values, over)
        }
        None => Vec::new(),
    };
    let book = Rulebook::shipped();
    Ok(PaperPage {
        id: seen.kept.id,
        form: form.key(),
        incident: incident.title.clone(),
        official: match (&draft.form().number, draft.form().official) {
            (Some(number), true) => number.clone(),
            _ => f.say("incident-paper-ours"),
        },
        missing: draft.missing().into_iter().map(|field| said(&f, &book.field(field).said)).collect(),
        fields,
        seen: incident.drafts.get(form.key()).map_or(0, |written| written.number),
        conflict: String::new(),
        wrote: String::new(),
        differing: Vec::new(),
        stale,
        works: seen.may(Want::Issue),
        wrong: Wrong::new(),
        f,
    })
}

/// `GET /console/incidents/{id}/papers/{form}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path((id, form)): Path<(i64, String)>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    let form = form_of(&seen.kept.incident, &form)?;
    Ok(sent(&paper_page(&app, &signed, &seen, form, None).await?))
}

/// What was typed, as it is kept; or what is wrong with it.
fn read(f: &Desk<'_>, draft: &Draft<'_>, fields: &Fields) -> Result<BTreeMap<String, String>, Wrong> {
    let book = Rulebook::shipped();
    let (mut values, mut told) = (BTreeMap::new(), Wrong::new());
    let mut test = Known::new();
    for field in draft.fields() {
        let about = book.field(field);
        let name = field.key();
        let text = match about.holds {
            Holds::Sums => continue,
            Holds::Line => {
                read_line(fields.get(name)).map_err(|why| (why == LineError::Empty, lines::line(f, why)))
            }
            Holds::Text | Holds::Rows => {
                read_text(fields.exactly(name)).map_err(|why| (why == LineError::Empty, lines::line(f, why)))
            }
            Holds::Moment => match fields.get(name) {
                "" => Err((true, String::new())),
                typed => {
                    f.instant(typed, 0).map(|at| at.to_string()).ok_or((false, f.say("incident-no-moment")))
                }
            },
            Holds::Day => match fields.get(name) {
                "" => Err((true, String::new())),
                typed => {
                    Day::read(typed).map(|day| day.to_string()).map_err(|why| (false, lines::no_day(f, why)))
                }
            },
            Holds::Choices => {
                let ticked =
                    about.choices.iter().filter(|(key, _)| fields.is_ticked(&format!("{name}-{key}")));
                Ok(ticked.map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(","))
            }
        };
        match text {
            // What is left empty is empty, also where something was known.
            Err((true, _)) => {
                values.insert(name.to_owned(), String::new());
            }
            Err((false, what)) => told.extend(wrong(name, what)),
            Ok(text) => {
                let columns = draft.columns(field).len();
                let wide = |row: &Vec<String>| columns > 0 && row.len() > columns;
                let value = value_of(field, &text);
                if matches!(&value, Some(Value::Rows(rows)) if rows.iter().any(wide)) {
                    told.extend(wrong(name, f.with1("paper-too-many-cells", "number", &f.count(columns))));
                } else if value.is_some_and(|value| test.set(field, value).is_ok()) {
                    values.insert(name.to_owned(), text);
                } else {
                    told.extend(wrong(name, f.say("incident-paper-too-much")));
                }
            }
        }
    }
    if told.is_empty() { Ok(values) } else { Err(told) }
}

/// `POST /console/incidents/{id}/papers/{form}`.
pub async fn write(
    State(app): State<Arc<App>>,
    Path((id, form)): Path<(i64, String)>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let before = seen(app.office()?, &signed, id).await?;
    let form = form_of(&before.kept.incident, &form)?;
    let f = Desk::of(&app, &signed, "/console/incidents", "incident-papers");
    let values = {
        let known = filled(&app, &signed, &before, form).await?;
        let edition = rules::edition(&before.kept.incident);
        let draft = fill(&edition, form, &known).map_err(|_| Stop::NotThere)?;
        read(&f, &draft, &fields)
    };
    let at = match fields.get("seen") {
        "" => 0,
        _ => match fields.number("seen").and_then(|seen| u64::try_from(seen).ok()) {
            None => return Ok(StatusCode::BAD_REQUEST.into_response()),
            Some(seen) => seen,
        },
    };
    let sent = match values {
        Ok(values) => values,
        Err(wrong) => {
            let mut shown = paper_page(&app, &signed, &before, form, Some(&fields)).await?;
            for field in &mut shown.fields {
                field.error = wrong.at(field.name).to_owned();
            }
            shown.wrong = wrong;
            // What another wrote meanwhile was not shown here: it is when this is sent again.
            shown.seen = at;
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown));
        }
    };
    let (values, over) = written::kept(&known(&app, &signed, &before, form).await?, sent.clone());
    let event = Event::PaperWritten { form: form.key().to_owned(), values, over };
    match happen(&app, &signed, id, &event, Some(at)).await {
        Ok(_) => Ok(Redirect::to(&format!("/console/incidents/{id}/papers/{}", form.key())).into_response()),
        Err(IncidentsError::Store(error)) => Err(error.into()),
        Err(IncidentsError::Refused(Refused::NotYours) | IncidentsError::RightsChanged) => {
            Err(office::rights::Refused::NotAllowed.into())
        }
        Err(IncidentsError::Refused(why)) => {
            let now = seen(app.office()?, &signed, id).await?;
            let mut shown = paper_page(&app, &signed, &now, form, Some(&fields)).await?;
            shown.conflict = words::refused(&shown.f, &why);
            shown.differing = written::differing(&shown.f, &filled(&app, &signed, &now, form).await?, &sent);
            if let Some(last) = now.kept.entries.iter().find(|entry| entry.number == shown.seen) {
                let names =
                    super::said::Names::of(&shown.f, app.office()?, std::slice::from_ref(last)).await?;
                let values = [("who", names.name(&last.who)), ("moment", shown.f.moment(last.at))];
                let values: Vec<(&str, &str)> =
                    values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                shown.wrote = shown.f.words.with("paper-wrote", &values);
            }
            Ok(page(StatusCode::CONFLICT, &shown))
        }
        Err(_) => Err(Stop::NotThere),
    }
}

/// `GET /console/incidents/{id}/papers/{form}/docx`.
pub async fn docx(
    State(app): State<Arc<App>>,
    Path((id, form)): Path<(i64, String)>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    let form = form_of(&seen.kept.incident, &form)?;
    let known = filled(&app, &signed, &seen, form).await?;
    let edition = rules::edition(&seen.kept.incident);
    let draft = fill(&edition, form, &known).map_err(|_| Stop::NotThere)?;
    // What is written in a drill says so wherever it comes to.
    let (draft, begins) = match seen.kept.drill {
        Some(_) => (draft.marked(&app.words(::words::Language::Vietnamese).say("drill-paper")), "dien-tap-"),
        None => (draft, ""),
    };
    let Ok(bytes) = draft.docx() else { return Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response()) };
    let name = format!("attachment; filename=\"{begins}{}-{id}.docx\"", form.key());
    Ok(([(header::CONTENT_TYPE, DOCX.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}
