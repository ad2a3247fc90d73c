//! The slip that comes with a piece of evidence from a machine's vault.
//!
//! Must never trust a key because a slip carries it: one that this server was not told of is said to be unknown, wherever
//! the slip is shown.

use office::incident::{LINE, Slip};
use wire::brought::{NotBrought, read_slip};
use wire::pack::Key;

use crate::console::frame::Desk;

/// The part of the form.
pub const FIELD: &str = "slip";

/// A slip whose signature holds.
pub struct Read {
    /// What is kept of it.
    pub slip: Slip,
    archive_sha256: String,
}

/// Reads a slip, and says whether its key is one of these.
///
/// # Errors
/// When it is none, or altered.
pub fn read(text: &str, known: &[Key]) -> Result<Read, NotBrought> {
    let (slip, key) = read_slip(text.as_bytes())?;
    let seconds = |at: u64| i64::try_from(at).unwrap_or(0);
    Ok(Read {
        archive_sha256: slip.archive_sha256,
        slip: Slip {
            machine: key.fingerprint(),
            known: known.contains(&key),
            sha256: slip.sha256,
            paths: slip.paths,
            because: slip.because,
            taken_at: seconds(slip.taken_at),
            handed_out_at: seconds(slip.handed_out_at),
        },
    })
}

impl Read {
    /// Whether it speaks of the file with that digest: the archive that the machine made, or what is in it.
    pub fn is_of(&self, sha256: &str) -> bool {
        self.archive_sha256 == sha256 || self.slip.sha256 == sha256
    }

    /// From where it was taken, as a line.
    pub fn from(&self) -> String {
        let path = self.slip.paths.first().map(String::as_str).unwrap_or_default();
        format!("{path} ({})", self.slip.machine).chars().take(LINE).collect()
    }
}

/// What a slip says, in words.
pub fn said(f: &Desk<'_>, slip: &Slip) -> Vec<String> {
    let mut said =
        vec![f.with1(if slip.known { "slip-known" } else { "slip-unknown" }, "machine", &slip.machine)];
    said.extend(slip.paths.iter().map(|path| f.with1("slip-path", "path", path)));
    if !slip.because.is_empty() {
        said.push(f.with1("slip-because", "because", &slip.because.join("; ")));
    }
    let (taken, out) = (f.moment(slip.taken_at), f.moment(slip.handed_out_at));
    said.push(f.words.with("slip-times", &[("taken", &*taken), ("out", &out)]));
    said.push(f.with1("slip-digest", "sha256", &slip.sha256));
    said
}
