//! How the program is stopped on Unix, and what a trace says of inodes there.
//!
//! Must never be in a release.

use std::os::fd::{AsFd, AsRawFd};
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{Dir, FileType};
use rustix::io::Errno;
use rustix::process::{Signal, getpid, kill_process};

use super::note;

pub(super) const ENOSPC: i32 = Errno::NOSPC.raw_os_error();
pub(super) const EIO: i32 = Errno::IO.raw_os_error();
pub(super) const EROFS: i32 = Errno::ROFS.raw_os_error();

pub(super) fn die() {
    let _ = kill_process(getpid(), Signal::KILL);
    loop {
        std::thread::park();
    }
}

pub(in crate::door) fn note_made(fd: impl AsFd) {
    note(|_| {
        let stat = rustix::fs::fstat(&fd).ok()?;
        let folder = FileType::from_raw_mode(stat.st_mode) == FileType::Directory;
        Some(format!("made {} {}", stat.st_ino, if folder { "folder" } else { "file" }))
    });
}

pub(in crate::door) fn note_synced_file(fd: impl AsFd) {
    static BLOBS: AtomicU64 = AtomicU64::new(0);
    note(|folder| {
        let blob = BLOBS.fetch_add(1, Ordering::SeqCst);
        std::fs::copy(format!("/proc/self/fd/{}", fd.as_fd().as_raw_fd()), folder.join(blob.to_string()))
            .ok()?;
        Some(format!("file {} {blob}", inode(&fd)?))
    });
}

pub(in crate::door) fn note_synced_folder(fd: impl AsFd) {
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
