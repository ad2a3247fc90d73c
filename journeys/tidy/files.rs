//! Finds and reads the files of the workspace.
//!
//! Must never follow a link, and must never read past a cap: a file that is longer is a failure, not a shorter file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

const MOST_BYTES: u64 = 8 << 20;

/// The folder that holds the workspace. Cargo's word at the time of the test counts, so that a copy of the tree can
/// be checked by a binary that was built elsewhere.
pub fn root() -> PathBuf {
    let quet = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    quet.parent().and_then(Path::parent).unwrap().to_owned()
}

/// A file's text, or `None` where it is missing.
pub fn read(path: &str) -> Option<String> {
    let file = match File::open(root().join(path)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => panic!("cannot read `{path}`: {error}"),
    };
    let mut bytes = Vec::new();
    io::copy(&mut file.take(MOST_BYTES + 1), &mut bytes)
        .unwrap_or_else(|error| panic!("cannot read `{path}`: {error}"));
    assert!(bytes.len() as u64 <= MOST_BYTES, "`{path}` is longer than {MOST_BYTES} bytes");
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The files below a folder of the workspace, as paths from its root with `/` between names, in order.
pub fn below(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(root().join(folder)) else { return found };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            found.extend(below(&path));
        } else if kind.is_file() {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What the project holds: the files that Git tracks or would, or all but hidden and built ones where this is no
/// checkout. Assets of others are left out, which are kept as they came, and so is the lock file.
pub fn all() -> Vec<String> {
    tracked().unwrap_or_else(untracked).into_iter().filter(|path| is_ours(path)).collect()
}

fn is_ours(path: &str) -> bool {
    !path.starts_with("vendor/") && path != "Cargo.lock"
}

fn tracked() -> Option<Vec<String>> {
    let list = Command::new("git")
        // A checkout may belong to another user than the one who tests it.
        .args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .ok()
        .filter(|done| done.status.success())?;
    let list = String::from_utf8_lossy(&list.stdout).into_owned();
    let there = |path: &&str| root().join(path).is_file();
    Some(list.split('\0').filter(|path| !path.is_empty()).filter(there).map(str::to_owned).collect())
}

fn untracked() -> Vec<String> {
    let mut found = below(".ci");
    for entry in std::fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().unwrap();
        if kind.is_file() {
            found.push(name);
        } else if kind.is_dir() && !name.starts_with('.') && name != "target" {
            found.extend(below(&name));
        }
    }
    found
}

#[test]
fn the_project_is_found_with_or_without_git() {
    for found in [tracked().unwrap_or_else(untracked), untracked()] {
        for path in ["Cargo.toml", "journeys/tidy.rs", "crates/quet/src/main.rs"] {
            assert!(found.iter().any(|found| found == path), "`{path}` is not among {} files", found.len());
        }
        assert!(!found.iter().any(|path| path.starts_with("target/") || path.starts_with(".git/")));
    }
    assert!(!is_ours("vendor/htmx.js") && !is_ours("Cargo.lock") && is_ours("crates/scan/Cargo.toml"));
}
