//! A file comes in as evidence: counted, sealed and digested while it comes.
//!
//! Must never hold more of it than a piece, must never read any of it before it is known whose it is and that they may
//! keep it, and must never take a name for more than a text.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::incident::{Event, Refused, read_line};
use office::playbook::StepId;
use store::incidents::{EvidenceLimits, IncidentsError};

use super::act::decide;
use super::evidence::{KINDS, Shown, shown};
use super::seen::{Seen, seen};
use super::words;
use crate::app::App;
use crate::console::forms::{Fields, from_here};
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::Typed;
use crate::console::units::said as lines;

/// Parts of the form, and bytes of one that is no file.
const PARTS: usize = 10;
const LARGEST_TEXT: usize = 4 << 10;

/// Bytes that a form may have besides its file.
const AROUND: u64 = 64 << 10;

/// How far ahead the clock may be by which it is said when something was taken, in seconds.
const AHEAD: i64 = 86_400;

/// Why a file is not kept: what the answer is.
enum Not {
    /// The form is none, or none of ours.
    Sent(Stop),
    /// It is broken.
    Broken,
    /// Something is wrong with it, which the page says.
    Wrong(StatusCode, Wrong),
}

impl From<Stop> for Not {
    fn from(stop: Stop) -> Not {
        Not::Sent(stop)
    }
}

/// Whether a request says of itself that it brings more than a file may have.
pub(super) fn says_too_much(headers: &HeaderMap, most: u64) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    // What is more than a number can say is too much as well.
    length.is_some_and(|length| {
        length.parse::<u64>().map_or(true, |length| length > most.saturating_add(AROUND))
    })
}

fn too_large(f: &Desk<'_>, limits: &EvidenceLimits) -> Not {
    let told = f.with1("evidence-too-large", "limit", &f.words.bytes(limits.file));
    Not::Wrong(StatusCode::PAYLOAD_TOO_LARGE, wrong("file", told))
}

fn amiss(wrong: Wrong) -> Not {
    Not::Wrong(StatusCode::UNPROCESSABLE_ENTITY, wrong)
}

/// `POST /console/incidents/{id}/evidence`.
pub async fn take(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
    request: Request,
) -> Result<Response, Stop> {
    let mut texts = BTreeMap::new();
    let not = match keep(&app, &signed, id, request, &mut texts).await {
        Ok(()) => {
            let to = format!("/console/incidents/{id}/evidence?done=kept");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(not) => not,
    };
    match not {
        Not::Sent(stop) => Err(stop),
        Not::Broken => Ok(StatusCode::BAD_REQUEST.into_response()),
        Not::Wrong(status, wrong) => {
            let seen = seen(app.office()?, &signed, id).await?;
            let fields = Fields::of(texts).unwrap_or_default();
            let typed = if fields.get("kind").is_empty() { Typed(None) } else { Typed(Some(&fields)) };
            shown(&app, &signed, &seen, Shown { status, typed, wrong, ..Shown::plain() }).await
        }
    }
}

async fn keep(
    app: &Arc<App>,
    signed: &Signed,
    id: i64,
    request: Request,
    texts: &mut BTreeMap<String, String>,
) -> Result<(), Not> {
    let limits = EvidenceLimits::default();
    let f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
    let office = app.office()?;
    if !from_here(request.headers()) {
        return Err(Stop::NotOurForm.into());
    }
    if says_too_much(request.headers(), limits.file) {
        // Nothing of it is read, nor whose form it is.
        return Err(too_large(&f, &limits));
    }
    let mut parts = Multipart::from_request(request, app).await.map_err(|_| Not::Broken)?;
    // What is said of the file stands before it: none is read of which it is not known whose it is and what it is to be.
    let file = loop {
        let Some(part) = parts.next_field().await.map_err(|_| Not::Broken)? else { break None };
        let name = part.name().unwrap_or("").to_owned();
        if name == "file" {
            break Some(part);
        }
        if texts.len() >= PARTS || texts.contains_key(&name) {
            return Err(Not::Broken);
        }
        texts.insert(name, text(part).await.ok_or(Not::Broken)?);
    };
    let fields = Fields::of(texts.clone()).ok_or(Not::Broken)?;
    if !fields.has_key(&signed.session.form_key) {
        return Err(Stop::NotOurForm.into());
    }
    let seen = seen(office, signed, id).await?;
    let mut wanted = wanted(&f, &seen, &fields, file.as_ref())?;
    let decided = decide(app, signed, &seen.kept, &wanted.event(0), None, seen.now);
    decided.map_err(|why| refused(&f, &why))?;
    let Some(mut file) = file else { return Err(amiss(wrong("file", f.say("evidence-no-file")))) };
    let mut new = office.store.begin_evidence(&limits).map_err(|error| full(&f, error.into()))?;
    while let Some(chunk) = file.chunk().await.map_err(|_| Not::Broken)? {
        match new.add(&chunk) {
            Err(IncidentsError::TooLarge(_)) => return Err(too_large(&f, &limits)),
            added => added.map_err(|error| full(&f, error))?,
        }
    }
    drop(file);
    if parts.next_field().await.map_err(|_| Not::Broken)?.is_some() {
        return Err(Not::Broken);
    }
    if new.size() == 0 {
        return Err(amiss(wrong("file", f.say("evidence-no-file"))));
    }
    // The disk is waited for here, and holds up what else this thread does no longer than other changes do.
    let put = new.put_down().map_err(|error| full(&f, error.into()))?;
    (wanted.sha256, wanted.bytes) = (put.sha256.clone(), put.size);
    let deciding = |kept: &store::incidents::Kept, number: i64| {
        decide(app, signed, kept, &wanted.event(number), None, seen.now)
    };
    let grants = &signed.standing.grants;
    let kept = office.store.keep_evidence(id, &put, grants, &deciding, &signed.deed("")).await;
    kept.map(|_| ()).map_err(|error| full(&f, error))
}

/// A part that is no file; nothing where it is none, or too long.
pub(super) async fn text(mut part: Field<'_>) -> Option<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.ok()? {
        if bytes.len() + chunk.len() > LARGEST_TEXT {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).ok()
}

/// What is said of a file.
struct Wanted {
    name: String,
    kind: String,
    step: Option<StepId>,
    from: String,
    taken_at: i64,
    sha256: String,
    bytes: u64,
}

impl Wanted {
    fn event(&self, evidence: i64) -> Event {
        Event::EvidenceKept {
            evidence,
            name: self.name.clone(),
            sha256: self.sha256.clone(),
            bytes: self.bytes,
            kind: self.kind.clone(),
            step: self.step.clone(),
            from: self.from.clone(),
            taken_at: self.taken_at,
        }
    }
}

fn wanted(f: &Desk<'_>, seen: &Seen, fields: &Fields, file: Option<&Field<'_>>) -> Result<Wanted, Not> {
    let mut told = Wrong::new();
    let name = match file.and_then(Field::file_name).map(file_name) {
        Some(Ok(name)) => name,
        Some(Err(BadName::Line(office::line::LineError::Empty))) | None => {
            told.extend(wrong("file", f.say("evidence-no-file")));
            String::new()
        }
        Some(Err(BadName::Line(why))) => {
            told.extend(wrong("file", lines::line(f, why)));
            String::new()
        }
        Some(Err(BadName::Path)) => {
            told.extend(wrong("file", f.say("evidence-name-path")));
            String::new()
        }
    };
    let kind = fields.get("kind").to_owned();
    if !KINDS.iter().any(|(word, _)| *word == kind) {
        told.extend(wrong("kind", f.say("evidence-no-kind")));
    }
    let step =
        Some(fields.get("step")).filter(|step| !step.is_empty()).map(|step| StepId::new(step.to_owned()));
    if step.as_ref().is_some_and(|step| seen.playbook.step(step).is_none()) {
        told.extend(wrong("step", f.say("evidence-no-step")));
    }
    let from = read_line(fields.get("from")).unwrap_or_else(|why| {
        told.extend(wrong("from", lines::line(f, why)));
        String::new()
    });
    let taken_at =
        f.instant(fields.get("taken"), 0).filter(|at| *at <= seen.now + AHEAD).unwrap_or_else(|| {
            told.extend(wrong("taken", f.say("evidence-no-moment")));
            0
        });
    if told.is_empty() {
        Ok(Wanted { name, kind, step, from, taken_at, sha256: String::new(), bytes: 0 })
    } else {
        Err(amiss(told))
    }
}

/// Why a file's name is none.
enum BadName {
    Line(office::line::LineError),
    Path,
}

/// A file's name: a line of text, and never a way to somewhere.
fn file_name(text: &str) -> Result<String, BadName> {
    let name = read_line(text).map_err(BadName::Line)?;
    let is_path = name.contains(['/', '\\']) || name.trim_matches(['.', ' ']).is_empty();
    // A drive, or a stream behind a file.
    if is_path || name.contains(':') { Err(BadName::Path) } else { Ok(name) }
}

fn refused(f: &Desk<'_>, why: &Refused) -> Not {
    match why {
        Refused::NotYours => Not::Sent(office::rights::Refused::NotAllowed.into()),
        why => amiss(wrong("", words::refused(f, why))),
    }
}

fn full(f: &Desk<'_>, error: IncidentsError) -> Not {
    match error {
        IncidentsError::Refused(why) => refused(f, &why),
        IncidentsError::NotThere(_) => Not::Sent(Stop::NotThere),
        IncidentsError::Store(error) if error.disk_is_full() => {
            tracing::error!("the disk is full: a file of evidence was not kept");
            Not::Wrong(StatusCode::INSUFFICIENT_STORAGE, wrong("file", f.say("evidence-disk-full")))
        }
        IncidentsError::Store(error) => Not::Sent(error.into()),
        IncidentsError::TooLarge(_) => too_large(f, &EvidenceLimits::default()),
        IncidentsError::RightsChanged | IncidentsError::NamesChanged => {
            Not::Sent(office::rights::Refused::NotAllowed.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_line_and_never_a_path() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(file_name(text).ok().as_deref(), expected, "{text:?}");
        };
        check("nhật ký.log", Some("nhật ký.log"));
        check("  a  b.txt ", Some("a b.txt"));
        check("<img src=x>.svg", Some("<img src=x>.svg"));
        for path in ["../etc/passwd", "/etc/passwd", "C:\\a.exe", "a.txt:stream", "..", ".", "a/b", "..\\a"] {
            check(path, None);
        }
        for unseen in ["", "a\u{202e}gnp.exe", "a\nb", "a\rb", "a\0b", "a\u{7}b", "\u{2066}a"] {
            check(unseen, None);
        }
        check(&"a".repeat(301), None);
    }

    #[test]
    fn ten_gigabytes_are_refused_by_what_is_said_of_them() {
        let limits = EvidenceLimits::default();
        let check = |length: &str, expected: bool| {
            let headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, length.parse().unwrap())]);
            assert_eq!(says_too_much(&headers, limits.file), expected, "{length}");
        };
        check("10", false);
        check(&(2_u64 << 30).to_string(), false);
        check(&(10_u64 << 30).to_string(), true);
        check("99999999999999999999999999", true);
        check("-1", true);
        assert!(!says_too_much(&HeaderMap::new(), limits.file));
    }
}
