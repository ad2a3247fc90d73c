//! What is written: results on standard output, everything else on standard error. The only place that writes there.
//!
//! Must never end the program because nobody reads: what is being done is done to its end, and the exit code says that
//! not all of it was told.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

static FAILED: AtomicBool = AtomicBool::new(false);

/// Writes one line.
pub fn line(text: impl AsRef<str>) {
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
