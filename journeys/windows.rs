//! Windows' own ways, from the command line to the disk and back.
//!
//! Under Wine, which keeps files on Linux, some of them cannot be shown; ARCHITECTURE.md names those. A test of such a
//! thing ends early, only where it was seen that the thing is not there, and says so with `not_shown_here`.

mod attributes;
mod deep;
mod double_click;
mod drives;
mod held;
mod language;
mod links;
mod names;
mod rights;
mod screen;
mod streams;

use std::path::Path;
use std::process::Command;

use crate::quet::wait_until;

/// Has Linux do something under Wine: a program of Linux that Wine starts cannot be waited for, so that what it brings
/// about is.
fn linux(script: &str, is_done: impl FnMut() -> bool) {
    let _ = Command::new(r"Z:\bin\sh").args(["-c", script]).status();
    wait_until(script, is_done);
}

/// Whether this Windows is Wine.
fn is_wine() -> bool {
    Path::new(r"Z:\bin\sh").exists()
}

/// A path as Linux calls it.
fn unix(path: &Path) -> String {
    let path = path.to_str().unwrap();
    let prefix = std::env::var("WINEPREFIX").unwrap();
    match path.strip_prefix("C:") {
        Some(rest) => format!("{prefix}/drive_c{}", rest.replace('\\', "/")),
        None => path.trim_start_matches("Z:").replace('\\', "/"),
    }
}
