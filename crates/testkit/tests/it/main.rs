//! What testkit makes, judged by readers that share no code with it.
//! Nothing here may unpack to disk, or unpack without a limit.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy.toml allows them in functions marked as tests; what those share is test code as well"
)]

mod archives;
mod bombs;
mod country;
mod folder;
mod inert;
#[cfg(unix)]
mod user_and_tree;

use std::{io::Read, io::Write, process::Command, process::Stdio};

/// All of a reader, of which at most `limit` bytes.
fn read(reader: impl Read, limit: u64) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    std::io::copy(&mut reader.take(limit), &mut out)?;
    Ok(out)
}

fn gunzip(bytes: &[u8], limit: u64) -> std::io::Result<Vec<u8>> {
    read(flate2::read::GzDecoder::new(bytes), limit)
}

/// Runs a Python program over `input` and gives what it printed; `None` where there is no Python.
fn python(program: &str, input: &[u8]) -> Option<String> {
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .inspect_err(|err| eprintln!("python3 cannot be run, its verdict is left out: {err}"))
        .ok()?;
    child.stdin.take().unwrap().write_all(input).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "python3 failed on:\n{program}");
    Some(String::from_utf8(done.stdout).unwrap().trim().to_owned())
}
