//! Takes a table out of what a browser sends.
//!
//! Must never hold more of it than one file may have, and never take one that did not come from a page of this session.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request};

use crate::app::App;
use crate::console::codes;
use crate::console::forms::{Fields, from_here};
use crate::console::signed::Signed;

/// Parts of a form with a file.
const PARTS: usize = 10;

/// Bytes of a part that is no file.
const LARGEST_TEXT: usize = 4 << 10;

/// Times the size of a file that are read on past it, and forgotten, so that who sends too much is told. A browser that
/// is cut off shows a broken connection instead.
const READ_ON: usize = 8;

/// What was sent.
pub struct Sent {
    /// The fields.
    pub fields: Fields,
    /// The file.
    pub file: File,
}

/// A file.
pub enum File {
    /// All of it.
    Whole(Vec<u8>),
    /// It is larger than it may be.
    TooLarge,
}

/// Why nothing was taken.
pub enum NotTaken {
    /// It did not come from a page of this session.
    NotOurForm,
    /// It is no such form.
    Broken,
}

/// Takes a form with a file of at most so many bytes.
///
/// # Errors
/// When it is none, or none of ours.
pub async fn take(request: Request, app: &Arc<App>, signed: &Signed, most: usize) -> Result<Sent, NotTaken> {
    if !from_here(request.headers()) {
        return Err(NotTaken::NotOurForm);
    }
    let mut parts = Multipart::from_request(request, app).await.map_err(|_| NotTaken::Broken)?;
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut file = None;
    let mut count = 0;
    while let Some(part) = parts.next_field().await.map_err(|_| NotTaken::Broken)? {
        count += 1;
        let name = part.name().unwrap_or("").to_owned();
        if count > PARTS || texts.contains_key(&name) || (name == "file" && file.is_some()) {
            return Err(NotTaken::Broken);
        }
        if name == "file" {
            // The key stands before the file: nobody else's file is read at all.
            let key = texts.get("form_key").map_or("", String::as_str);
            if !codes::same_key(key, &signed.session.form_key) {
                return Err(NotTaken::NotOurForm);
            }
            file = Some(whole(part, most).await?);
        } else {
            let File::Whole(bytes) = whole(part, LARGEST_TEXT).await? else { return Err(NotTaken::Broken) };
            let text = String::from_utf8(bytes).map_err(|_| NotTaken::Broken)?;
            texts.insert(name, text);
        }
    }
    let fields = Fields::of(texts).ok_or(NotTaken::Broken)?;
    match file {
        Some(file) if fields.has_key(&signed.session.form_key) => Ok(Sent { fields, file }),
        None if fields.has_key(&signed.session.form_key) => {
            Ok(Sent { fields, file: File::Whole(Vec::new()) })
        }
        _ => Err(NotTaken::NotOurForm),
    }
}

async fn whole(mut part: Field<'_>, most: usize) -> Result<File, NotTaken> {
    let mut bytes = Vec::new();
    let mut read = 0_usize;
    while let Some(chunk) = part.chunk().await.map_err(|_| NotTaken::Broken)? {
        read = read.saturating_add(chunk.len());
        if read > most.saturating_mul(READ_ON) {
            return Err(NotTaken::Broken);
        }
        if read <= most {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok(if read <= most { File::Whole(bytes) } else { File::TooLarge })
}
