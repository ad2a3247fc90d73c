//! A paper that came back signed: its file is taken out and its signatures are looked at, before anything is called sent.
//!
//! Must never keep a paper for sent whose file is not what was signed, and must never say of a file that it is signed
//! where nothing was found.

use std::io::{self, Read};

use office::incident::{Signature, SignatureState};

use super::seen::Seen;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::units::change::{Wrong, wrong};
use crate::signature::{Found, SignatureLimits, look};

/// Looks at a paper's file, where it has one, and notes what was found.
///
/// # Errors
/// When its file cannot be read; within, with what is wrong with it.
pub async fn check(
    app: &App,
    f: &Desk<'_>,
    signed: &Signed,
    seen: &Seen,
    file: Option<i64>,
    signatures: &mut Option<Vec<Signature>>,
) -> Result<Result<(), Wrong>, Stop> {
    let Some(number) = file else { return Ok(Ok(())) };
    let office = app.office()?;
    let files = office.store.evidence_files(seen.kept.id).await?;
    let file = files.into_iter().find(|file| file.number == number).ok_or(Stop::NotThere)?;
    let limits = SignatureLimits::default();
    if file.size > limits.file as u64 {
        return Ok(Err(wrong(
            "file",
            f.with1("signed-too-large", "limit", &f.words.bytes(limits.file as u64)),
        )));
    }
    let opened = office.store.open_evidence(&file)?;
    let (authorities, now) = (office.authorities().clone(), signed.now);
    let found = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        io::copy(&mut opened.take(limits.file as u64 + 1), &mut bytes)?;
        Ok::<_, io::Error>(look(&bytes, &authorities, now, &limits))
    });
    let found = found.await.map_err(io::Error::other).flatten().map_err(|error| {
        tracing::error!(incident = seen.kept.id, evidence = number, %error, "a paper cannot be read");
        Stop::NotThere
    })?;
    Ok(match found {
        Found::NotPdf => Err(wrong("file", f.say("signed-no-pdf"))),
        Found::TooMuch => Err(wrong("file", f.say("signed-too-much"))),
        Found::Signatures(all) if all.iter().any(|one| one.state == SignatureState::Broken) => {
            Err(wrong("file", f.say("signed-broken")))
        }
        Found::Signatures(all) => {
            *signatures = Some(all);
            Ok(())
        }
    })
}

/// What was found, one line a signature; nothing where the file was not looked at.
pub fn said(f: &Desk<'_>, signatures: Option<&[Signature]>) -> Vec<String> {
    match signatures {
        None => Vec::new(),
        Some([]) => vec![f.say("signed-none")],
        Some(all) => all.iter().map(|one| line(f, one)).collect(),
    }
}

fn line(f: &Desk<'_>, one: &Signature) -> String {
    let state = match one.state {
        SignatureState::Holds if one.is_vouched => "signed-holds-vouched",
        SignatureState::Holds => "signed-holds",
        SignatureState::GoesOn => "signed-goes-on",
        SignatureState::Broken => "signed-broken",
        SignatureState::Unclear => "signed-unclear",
    };
    let state = f.say(state);
    if one.by.is_empty() {
        return state;
    }
    let at = one.at.map(|at| f.moment(at)).unwrap_or_default();
    let by = f.words.with("signed-by", &[("by", &one.by), ("issuer", &one.issuer)]);
    let by = if at.is_empty() { by } else { format!("{by} {}", f.with1("signed-at", "moment", &at)) };
    format!("{by} {state}")
}
