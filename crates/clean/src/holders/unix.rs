//! Who holds a file on Unix, as `/proc` tells.
//!
//! Must never read more than a cap of what a process says of itself.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use scan::identity::Identity;
use scan::names::shown_bytes;

use super::Holder;

const LONGEST_NAME: u64 = 64;
const LONGEST_MAP: u64 = 16 * 1024 * 1024;

/// The processes that hold this file, other than our own, as far as the system lets us see them.
pub(crate) fn holders(_: &File, file: &Identity) -> Vec<Holder> {
    let Ok(processes) = Path::new("/proc").read_dir() else { return Vec::new() };
    let mut found = Vec::new();
    for process in processes.flatten() {
        let pid = process.file_name().to_str().and_then(|name| name.parse().ok());
        let Some(pid) = pid.filter(|pid| *pid != std::process::id()) else { continue };
        if holds(&process.path(), file) {
            let name = capped(&process.path().join("comm"), LONGEST_NAME);
            found.push(Holder { pid, name: shown_bytes(name.trim_ascii_end()) });
        }
    }
    found.sort_by_key(|holder| holder.pid);
    found
}

fn holds(process: &Path, file: &Identity) -> bool {
    // These links lead to the open file itself, whatever stands under its name by now.
    let is = |link: &Path| {
        link.metadata().is_ok_and(|found| found.dev() == file.device && found.ino() == file.inode)
    };
    is(&process.join("exe"))
        || process
            .join("fd")
            .read_dir()
            .is_ok_and(|mut open| open.any(|fd| fd.is_ok_and(|fd| is(&fd.path()))))
        || maps(&capped(&process.join("maps"), LONGEST_MAP), file)
}

/// Whether a list of mappings (`ADDRESSES RIGHTS OFFSET MAJOR:MINOR INODE PATH`) names the file.
fn maps(list: &[u8], file: &Identity) -> bool {
    let device = format!("{:02x}:{:02x}", rustix::fs::major(file.device), rustix::fs::minor(file.device));
    let inode = file.inode.to_string();
    list.split(|byte| *byte == b'\n').any(|line| {
        let mut fields = line.split(|byte| *byte == b' ').filter(|field| !field.is_empty()).skip(3);
        fields.next() == Some(device.as_bytes()) && fields.next() == Some(inode.as_bytes())
    })
}

fn capped(path: &Path, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(file) = File::open(path) {
        // What was read before a process ended is still worth a look.
        let _ = std::io::copy(&mut file.take(most), &mut bytes);
    }
    bytes
}
