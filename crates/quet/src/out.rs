//! What is written: results on standard output, everything else on standard error. The only place that writes there.
//!
//! Must never end the program because nobody reads: what is being done is done to its end, and the exit code says that
//! not all of it was told.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

static FAILED: AtomicBool = AtomicBool::new(false);

/// What was written, where it is to be kept; see [`keep_transcript`].
static TRANSCRIPT: Mutex<Option<String>> = Mutex::new(None);

/// Bytes of a transcript. Past that its end is missing, which it says; the results of a scan are far shorter.
const LONGEST_TRANSCRIPT: usize = 8 << 20;

/// From now on every result is kept, too.
pub fn keep_transcript() {
    TRANSCRIPT.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default();
}

/// The results that were kept.
pub fn transcript() -> String {
    TRANSCRIPT.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
}

fn remember(text: &str) {
    if let Some(kept) = TRANSCRIPT.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
        if kept.len() + text.len() < LONGEST_TRANSCRIPT {
            kept.push_str(text);
            kept.push('\n');
        } else if !kept.ends_with("…\n") {
            kept.push_str("…\n");
        }
    }
}

/// Writes one line.
pub fn line(text: impl AsRef<str>) {
    remember(text.as_ref());
    let mut out = std::io::stdout().lock();
    let written = out
        .write_all(text.as_ref().as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    if written.is_err() {
        FAILED.store(true, Ordering::Relaxed);
    }
}

/// Whether a line could not be written.
pub fn failed() -> bool {
    FAILED.load(Ordering::Relaxed)
}

/// Writes one line for the person at the terminal, which is no result. Where nobody reads it, nothing is lost.
pub fn aside(text: impl AsRef<str>) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_ref().as_bytes()).and_then(|()| err.write_all(b"\n"));
}
