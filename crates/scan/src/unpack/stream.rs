//! Containers that hold one nameless stream: gzip, bzip2, xz.
//!
//! Must never drop what was unpacked before an error: it is looked at, and the error is a gap.

use std::io::Read;
use std::ops::ControlFlow;

use super::{Budget, Visit};

/// Hands out the stream's contents as one member.
pub fn open(
    name: &[u8],
    stream: impl Read,
    budget: &mut Budget<'_>,
    visit: &mut Visit<'_>,
) -> ControlFlow<()> {
    let unpacked = budget.unpack(stream);
    unpacked.hand_out(name, budget, visit)
}

/// What the contents of a stream are called: the stream's name without its ending, `.tgz` becoming `.tar`.
pub fn inner_name(name: &[u8]) -> &[u8] {
    let lower = name.to_ascii_lowercase();
    let stem =
        |ending: &[u8]| if lower.ends_with(ending) { name.get(..name.len() - ending.len()) } else { None };
    [&b".gz"[..], b".bz2", b".xz", b".tgz", b".tbz2", b".txz", b".z"]
        .into_iter()
        .find_map(stem)
        .filter(|stem| !stem.is_empty())
        .unwrap_or(b"contents")
}
