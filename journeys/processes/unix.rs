//! Processes on Linux, as `/proc` shows them.

use std::io::Read;
use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

use super::Blow;

/// The processes that look for the `quet` of this number: started by the one that it started.
pub fn lookers(quet: u32) -> Vec<u32> {
    children(quet).into_iter().flat_map(children).collect()
}

/// The processes that this one started.
pub fn children(of: u32) -> Vec<u32> {
    let mut children = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let Ok(mut file) = std::fs::File::open(entry.path().join("stat")) else { continue };
        let mut stat = [0; 512];
        let Ok(len) = file.read(&mut stat) else { continue };
        let stat = String::from_utf8_lossy(&stat[..len]).into_owned();
        // After the name, which is in brackets and may hold anything: state, parent.
        let parent =
            stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1).map(str::to_owned));
        if parent.is_some_and(|parent| parent == of.to_string()) {
            children.push(pid);
        }
    }
    children
}

/// Whether a process has a file open with this in its name.
pub fn has_open(process: u32, name: &str) -> bool {
    let open = std::fs::read_dir(format!("/proc/{process}/fd"));
    open.is_ok_and(|open| {
        open.flatten()
            .filter_map(|fd| std::fs::read_link(fd.path()).ok())
            .any(|path| path.file_name().is_some_and(|file| file.to_string_lossy().contains(name)))
    })
}

/// Whether a looker works on this file.
pub fn works_on(looker: u32, path: &Path) -> bool {
    has_open(looker, path.file_name().unwrap().to_str().unwrap())
}

/// Strikes a process.
pub fn strike(process: u32, blow: Blow) {
    let signal = match blow {
        Blow::Crash => Signal::ABORT,
        Blow::Hang => Signal::STOP,
    };
    kill_process(Pid::from_raw(i32::try_from(process).unwrap()).unwrap(), signal).unwrap();
}

/// Whether there is no such process any more.
pub fn is_gone(process: u32) -> bool {
    !Path::new(&format!("/proc/{process}")).exists()
}
