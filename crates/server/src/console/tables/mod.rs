//! Whole tables that come and go as files: taken in, kept while somebody looks at what they would do, the pages of that; and
//! sent.
//!
//! Must never know what a table is about: each part of the console reads its own, and stores what was agreed to.

pub(super) mod out;
pub(super) mod pages;
mod take;
mod uploads;

use std::sync::Arc;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::codes;
use super::forms::Fields;
use super::frame::Desk;
use super::signed::{Signed, Stop};
use crate::app::App;

pub use uploads::{Upload, Uploads};

/// Where tables are sent to: it may take longer than a form.
pub const IMPORTS: [&str; 3] =
    ["/console/units/import", "/console/systems/import", "/console/incidents/new/scan"];

/// What came in: the fields beside the file, and the file or what is wrong with it, by status and in words.
pub struct Came {
    /// The fields.
    pub fields: Fields,
    /// The file.
    pub file: Result<Vec<u8>, (StatusCode, String)>,
}

/// Takes a form with a table.
///
/// # Errors
/// With the answer, where it is no such form or none of ours.
pub async fn came(request: Request, app: &Arc<App>, signed: &Signed) -> Result<Came, Response> {
    let most = app.office().map_err(IntoResponse::into_response)?.uploads.limits().file;
    came_within(request, app, signed, most).await
}

/// The same with a file of at most so many bytes.
///
/// # Errors
/// As [`came`].
pub async fn came_within(
    request: Request,
    app: &Arc<App>,
    signed: &Signed,
    most: usize,
) -> Result<Came, Response> {
    let sent = match take::take(request, app, signed, most).await {
        Ok(sent) => sent,
        Err(take::NotTaken::NotOurForm) => return Err(Stop::NotOurForm.into_response()),
        Err(take::NotTaken::Broken) => return Err(StatusCode::BAD_REQUEST.into_response()),
    };
    let f = Desk::of(app, signed, "", "desk-units");
    let file = match sent.file {
        take::File::Whole(bytes) if !bytes.is_empty() => Ok(bytes),
        take::File::Whole(_) => Err((StatusCode::UNPROCESSABLE_ENTITY, f.say("import-no-file"))),
        take::File::TooLarge => {
            let limit = f.words.bytes(most as u64);
            Err((StatusCode::PAYLOAD_TOO_LARGE, f.with1("sheet-too-large", "limit", &limit)))
        }
    };
    Ok(Came { fields: sent.fields, file })
}

/// A key for a table that waits, which nobody can guess.
///
/// # Errors
/// When the system gives no random numbers.
pub fn key() -> Result<String, Stop> {
    codes::random::<32>().map(|key| codes::written(&key)).map_err(|_| Stop::NoRandom)
}

/// What tells what was shown from anything else.
pub fn digest(told: &str) -> String {
    Sha256::digest(told.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
