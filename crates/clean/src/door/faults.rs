//! For tests: stops the program, or fails the disk, at the N-th change, and writes down what a power cut would leave.
//!
//! Must never be in a release: it is built with the feature `faults` alone.
//!
//! `QUET_FAULT=kill:N` kills before the N-th change, `kill-after:N` right after it, `fail:N:ENOSPC` (`EIO`, `EROFS`)
//! fails it. `QUET_TRACE=DIR` adds a line to `DIR/log` for each change and each sync: `change`, `made INODE KIND`,
//! `file INODE BLOB` (the contents are in `DIR/BLOB`), `folder INODE` followed by ` NAME-IN-HEX=INODE` per entry. On Windows only
//! the changes are noted.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix::{EIO, ENOSPC, EROFS, die};
#[cfg(unix)]
pub(super) use unix::{note_made, note_synced_file, note_synced_folder};
#[cfg(windows)]
use windows::{EIO, ENOSPC, EROFS, die};

#[derive(Debug, Clone, Copy)]
enum Fault {
    Kill(u64),
    KillAfter(u64),
    Fail(u64, i32),
}

static CHANGES: AtomicU64 = AtomicU64::new(0);

fn fault() -> Option<Fault> {
    static FAULT: OnceLock<Option<Fault>> = OnceLock::new();
    *FAULT.get_or_init(|| {
        let text = std::env::var("QUET_FAULT").ok()?;
        let mut parts = text.split(':');
        let (kind, at) = (parts.next()?, parts.next()?.parse().ok()?);
        match (kind, parts.next()) {
            ("kill", None) => Some(Fault::Kill(at)),
            ("kill-after", None) => Some(Fault::KillAfter(at)),
            ("fail", Some("ENOSPC")) => Some(Fault::Fail(at, ENOSPC)),
            ("fail", Some("EIO")) => Some(Fault::Fail(at, EIO)),
            ("fail", Some("EROFS")) => Some(Fault::Fail(at, EROFS)),
            _ => None,
        }
    })
}

/// Makes one change, unless the fault that was asked for comes first.
pub(super) fn act<T>(change: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let now = CHANGES.fetch_add(1, Ordering::SeqCst) + 1;
    match fault() {
        Some(Fault::Kill(at)) if at == now => die(),
        Some(Fault::Fail(at, code)) if at == now => return Err(io::Error::from_raw_os_error(code)),
        _ => {}
    }
    note(|_| Some("change".to_owned()));
    let done = change();
    if matches!(fault(), Some(Fault::KillAfter(at)) if at == now) {
        die();
    }
    done
}

/// A note that cannot be written would make the test prove nothing: the program ends.
fn note(line: impl FnOnce(&PathBuf) -> Option<String>) {
    let Some(folder) = std::env::var_os("QUET_TRACE").map(PathBuf::from) else { return };
    let written = line(&folder).is_some_and(|line| {
        let log = OpenOptions::new().create(true).append(true).open(folder.join("log"));
        log.and_then(|mut log| writeln!(log, "{line}")).is_ok()
    });
    if !written {
        std::process::abort();
    }
}
