//! For tests: stops the program, or fails the disk, at the N-th change, and writes down what a power cut would leave.
//!
//! Must never be in a release: it is built with the feature `faults` alone.
//!
//! `QUET_FAULT=kill:N` kills before the N-th change, `kill-after:N` right after it, `fail:N:ENOSPC` (`EIO`, `EROFS`)
//! fails it. `QUET_TRACE=DIR` adds a line to `DIR/log` for each change and each sync: `change`, `made INODE KIND`,
//! `file INODE BLOB` (the contents are in `DIR/BLOB`), `folder INODE` followed by ` NAME-IN-HEX=INODE` per entry.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{Dir, FileType};
use rustix::io::Errno;
use rustix::process::{Signal, getpid, kill_process};

#[derive(Debug, Clone, Copy)]
enum Fault {
    Kill(u64),
    KillAfter(u64),
    Fail(u64, Errno),
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
            ("fail", Some("ENOSPC")) => Some(Fault::Fail(at, Errno::NOSPC)),
            ("fail", Some("EIO")) => Some(Fault::Fail(at, Errno::IO)),
            ("fail", Some("EROFS")) => Some(Fault::Fail(at, Errno::ROFS)),
            _ => None,
        }
    })
}

/// Makes one change, unless the fault that was asked for comes first.
pub(super) fn act<T>(change: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let now = CHANGES.fetch_add(1, Ordering::SeqCst) + 1;
    match fault() {
        Some(Fault::Kill(at)) if at == now => die(),
        Some(Fault::Fail(at, errno)) if at == now => return Err(errno.into()),
        _ => {}
    }
    note(|_| Some("change".to_owned()));
    let done = change();
    if matches!(fault(), Some(Fault::KillAfter(at)) if at == now) {
        die();
    }
    done
}

fn die() {
    let _ = kill_process(getpid(), Signal::KILL);
    loop {
        std::thread::park();
    }
}

pub(super) fn note_made(fd: impl AsFd) {
    note(|_| {
        let stat = rustix::fs::fstat(&fd).ok()?;
        let folder = FileType::from_raw_mode(stat.st_mode) == FileType::Directory;
        Some(format!("made {} {}", stat.st_ino, if folder { "folder" } else { "file" }))
    });
}

pub(super) fn note_synced_file(fd: impl AsFd) {
    static BLOBS: AtomicU64 = AtomicU64::new(0);
    note(|folder| {
        let blob = BLOBS.fetch_add(1, Ordering::SeqCst);
        std::fs::copy(format!("/proc/self/fd/{}", fd.as_fd().as_raw_fd()), folder.join(blob.to_string()))
            .ok()?;
        Some(format!("file {} {blob}", inode(&fd)?))
    });
}

pub(super) fn note_synced_folder(fd: impl AsFd) {
    note(|_| {
        let mut line = format!("folder {}", inode(&fd)?);
        for entry in Dir::read_from(&fd).ok()? {
            let entry = entry.ok()?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                let hex: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
                line.push_str(&format!(" {hex}={}", entry.ino()));
            }
        }
        Some(line)
    });
}

fn inode(fd: impl AsFd) -> Option<u64> {
    rustix::fs::fstat(fd).ok().map(|stat| stat.st_ino)
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
