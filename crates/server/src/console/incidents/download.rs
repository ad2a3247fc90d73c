//! A piece of evidence is given out: to be kept, and never to be shown.
//!
//! Must never give anything out before it is noted who took it, must never let a browser show it, and must never let a
//! sample leave otherwise than encrypted.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use office::incident::{Event, Refused};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use store::incidents::{IncidentsError, Opened};
use zip::write::SimpleFileOptions;
use zip::{AesMode, CompressionMethod, ZipWriter};

use super::act::happen;
use super::seen::seen;
use crate::app::App;
use crate::console::signed::{Signed, Stop};

/// The password that all who exchange samples use: it keeps scanners and accidents away, and nobody else.
pub(super) const PASSWORD: &str = "infected";

/// Bytes that are read at once of what was made to be sent.
const PIECE: usize = 64 << 10;

/// What browsers hold a file to, should one be opened after all: nothing in it is run or loaded.
const NOTHING: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'");

/// Letters that stand in a name in a header as they are (RFC 8187).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// `GET /console/incidents/{id}/evidence/{number}`.
pub async fn give(
    State(app): State<Arc<App>>,
    Path((id, number)): Path<(i64, i64)>,
    signed: Signed,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let seen = seen(office, &signed, id).await?;
    let known = seen.kept.incident.evidence.get(&number).ok_or(Stop::NotThere)?;
    let files = office.store.evidence_files(id).await?;
    let file = files.into_iter().find(|file| file.number == number).ok_or(Stop::NotThere)?;
    let opened = office.store.open_evidence(&file)?;
    noted(happen(&app, &signed, id, &Event::EvidenceSeen { evidence: number }, None).await)?;
    if known.kind != "sample" {
        return Ok(attached(&known.name, file.size, pieces(opened)));
    }
    let (scratch, name) = (office.store.scratch()?, known.name.clone());
    let made = tokio::task::spawn_blocking(move || encrypted(scratch, &name, opened)).await;
    let (made, size) = made.map_err(io::Error::other).flatten().map_err(|error| {
        tracing::error!(incident = id, evidence = number, %error, "a sample cannot be given out");
        Stop::NotThere
    })?;
    Ok(attached(&format!("{}.zip", known.name), size, read_on(made)))
}

/// Whether it was noted who takes something out.
pub(super) fn noted(result: Result<u64, IncidentsError>) -> Result<(), Stop> {
    match result {
        Ok(_) => Ok(()),
        Err(IncidentsError::Store(error)) => Err(error.into()),
        Err(IncidentsError::Refused(Refused::NotYours)) => Err(office::rights::Refused::NotAllowed.into()),
        Err(_) => Err(Stop::NotThere),
    }
}

/// An answer that is kept as a file and shown nowhere.
pub(super) fn attached(name: &str, size: u64, body: Body) -> Response {
    let named = utf8_percent_encode(name, PLAIN);
    let disposition = format!("attachment; filename=\"evidence\"; filename*=UTF-8''{named}");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, NOTHING),
        (header::CONTENT_LENGTH, HeaderValue::from(size)),
    ];
    let mut response = (headers, body).into_response();
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Sends piece by piece. One that is not as it was sealed ends the connection, so that nobody takes it for whole.
fn pieces(opened: Opened) -> Body {
    Body::from_stream(stream::unfold(Some(opened), |opened| async {
        let mut opened = opened?;
        match opened.next_piece() {
            Ok(None) => None,
            Ok(Some(piece)) => Some((Ok(Bytes::from(piece)), Some(opened))),
            Err(error) => {
                tracing::error!(%error, "a file of evidence is damaged");
                Some((Err(error), None))
            }
        }
    }))
}

/// Sends what was made, from where it stands.
pub(super) fn read_on(file: File) -> Body {
    Body::from_stream(stream::unfold(Some(file), |file| async {
        let mut file = file?;
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece) {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(Bytes::from(piece)), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    }))
}

/// A sample in an archive that opens with [`PASSWORD`]; it stands on the disk in no other form.
pub(super) fn encrypted(to: File, name: &str, mut opened: Opened) -> io::Result<(File, u64)> {
    let mut zip = ZipWriter::new(BufWriter::new(to));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(true)
        .with_aes_encryption(AesMode::Aes256, PASSWORD);
    zip.start_file(name, options)?;
    io::copy(&mut opened, &mut zip)?;
    let mut to = zip.finish()?;
    to.flush()?;
    let mut to = to.into_inner().map_err(io::IntoInnerError::into_error)?;
    let size = to.stream_position()?;
    to.rewind()?;
    Ok((to, size))
}
