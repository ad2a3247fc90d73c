//! The sums as files: a table for spreadsheets, and form 05 as a page.
//!
//! Must never hold other numbers than the page shows.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::incident::Helper;
use office::papers::{Field, Known, Summary, TooMuch, Value, fill};
use office::rulebook::{Class, FormKey, Key};
use office::sheet::{Cell, Row, Sheet};
use office::units::UnitId;
use store::incidents::{How, Sought, UNCLASSIFIED};
use words::Language;

use super::page::{class_name, loss, unit_row};
use super::{Asked, Part, REAL, Sum, Sums, part, sums};
use crate::app::App;
use crate::console::counted_with;
use crate::console::frame::Desk;
use crate::console::incidents::{eyes, known, rules};
use crate::console::signed::{Signed, Stop};
use crate::console::tables::out;

/// A file for word processors.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What was asked for; a file of what nobody asked for is not made.
async fn found(app: &App, signed: &Signed, asked: &Asked) -> Result<(Part, Sums), Stop> {
    let f = Desk::of(app, signed, "/console/incidents", "sums-title");
    let (part, unclear) = part(&f, signed, asked)?;
    if !unclear.unit.is_empty() || !unclear.days.is_empty() {
        return Err(Stop::NotThere);
    }
    let sums = sums(app, signed, &part).await?;
    Ok((part, sums))
}

async fn file(app: Arc<App>, asked: Asked, signed: Signed, format: out::Format) -> Result<Response, Stop> {
    let (part, found) = found(&app, &signed, &asked).await?;
    let f = Desk::of(&app, &signed, "/console/incidents", "sums-title");
    let hows = How::ALL.map(|how| f.say(super::how(how)));
    let mut header = vec![f.say("sums-row"), f.say("sums-count")];
    header.extend(hows);
    header.push(f.say("sums-with-loss"));
    let line = |name: String, sum: &Sum| {
        let mut cells = vec![name];
        cells.extend(sum.counts.map(|count| count.to_string()));
        cells.push(if sum.with_loss == 0 { String::new() } else { sum.loss.to_string() });
        cells.push(sum.with_loss.to_string());
        cells
    };
    let mut lines: Vec<Vec<String>> = Vec::new();
    let period = part.period.said(&f);
    lines.push(vec![format!("{}, {period}", unit_row(&f, &signed, part.unit, part.alone))]);
    lines.extend(found.rows.iter().map(|(key, sum)| line(class_name(&f, key), sum)));
    lines.push(line(f.say("sums-total"), &found.total));
    lines
        .extend(found.units.iter().map(|(unit, alone, sum)| line(unit_row(&f, &signed, *unit, *alone), sum)));
    lines.push(vec![f.say("sums-not-seen")]);
    let rows = lines
        .into_iter()
        .enumerate()
        .map(|(at, cells)| Row { number: at + 2, cells: cells.into_iter().map(Cell::Text).collect() });
    let (rows, title) = (rows.collect(), f.say("sums-title"));
    Ok(out::sent(format, "incident-sums", signed.today, title, move || Sheet { header, header_row: 1, rows })
        .await)
}

/// `GET /console/incidents/sums/export.csv`.
pub async fn csv(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    file(app, asked, signed, out::Format::Csv).await
}

/// `GET /console/incidents/sums/export.xlsx`.
pub async fn xlsx(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    file(app, asked, signed, out::Format::Xlsx).await
}

/// What is known of the paper. Papers are Vietnamese.
fn known_of(
    f: &Desk<'_>,
    signed: &Signed,
    part: &Part,
    found: &Sums,
    helpers: &[Helper],
) -> Result<Known, TooMuch> {
    let mut all = Known::new();
    let UnitId(unit) = part.unit;
    let contact = signed.units.contacts.get(&part.unit).cloned().unwrap_or_default();
    all.set(Field::ReporterName, Value::Text(signed.unit_name(unit)))?;
    all.set(Field::ReporterAddress, Value::Text(contact.address))?;
    all.set(Field::PeriodFrom, Value::Day(part.period.from))?;
    all.set(Field::PeriodUntil, Value::Day(part.period.until))?;
    known::issued(&mut all, signed, unit)?;
    let in_words = |sum: &Sum| {
        let loss = if sum.with_loss == 0 { String::new() } else { loss(f, sum) };
        office::papers::Sums { counts: sum.counts, loss }
    };
    let of = |class: &Class| {
        let sum = found.rows.iter().find(|(key, _)| *key == class.key());
        (*class, sum.map(|(_, sum)| in_words(sum)).unwrap_or_default())
    };
    let unclassified = found.rows.iter().find(|(key, _)| *key == UNCLASSIFIED).map(|(_, sum)| sum);
    let unclassified = unclassified.filter(|sum| sum.counts[0] > 0).map(in_words).unwrap_or_default();
    let loss = in_words(&found.total).loss;
    let classes = Class::ALL.iter().map(of).collect();
    all.set(Field::Sums, Value::Sums(Summary { classes, unclassified, loss }))?;
    // Who sums up owes it to whom the rules of the day name.
    let owed = rules::today().yearly(part.period.until.year());
    let to = owed.iter().filter(|one| one.form == Some(FormKey::Summary)).flat_map(|one| &one.to);
    let mut to: Vec<&str> = to.map(|to| to.said.vi.as_str()).collect();
    to.dedup();
    all.set(Field::Addressees, Value::Text(to.join("\n")))?;
    let mut here = Vec::new();
    let mut abroad = Vec::new();
    for helper in helpers {
        match helper {
            Helper::Unit(unit) => here.push(signed.unit_name(*unit)),
            Helper::Organisation(name) => here.push(name.clone()),
            Helper::Abroad(name) => abroad.push(name.clone()),
        }
    }
    all.set(Field::Helpers, Value::Text(here.join("\n")))?;
    all.set(Field::HelpersAbroad, Value::Text(abroad.join("\n")))?;
    Ok(all)
}

/// `GET /console/incidents/sums/docx`.
pub async fn docx(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let (part, found) = found(&app, &signed, &asked).await?;
    let of = counted_with(&signed.units, part.unit, part.alone, signed.today);
    let sought =
        Sought { of: Some(&of), detected: part.period.moments(), phases: &REAL, ..Sought::default() };
    let helpers = app.office()?.store.incident_helpers(&sought, &eyes(&signed)).await?;
    let f = Desk::outside(&app, Language::Vietnamese, "sums-title");
    let broken = || StatusCode::INTERNAL_SERVER_ERROR.into_response();
    let Ok(known) = known_of(&f, &signed, &part, &found, &helpers) else { return Ok(broken()) };
    let Ok(draft) = fill(&rules::today(), FormKey::Summary, &known) else { return Err(Stop::NotThere) };
    let Ok(bytes) = draft.docx() else { return Ok(broken()) };
    let days = format!("{}-{}", part.period.from, part.period.until);
    let name = format!("attachment; filename=\"mau-05-{}-{days}.docx\"", part.unit.0);
    Ok(([(header::CONTENT_TYPE, DOCX.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}
