//! Containers that hold one nameless stream: gzip, bzip2, xz.
//!
//! Must never drop what was unpacked before an error: it is looked at, and the error is a gap.

use std::io::{self, Read};
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

/// gzip streams one after the other, with the zeros behind them that tapes leave and every tool passes over.
pub struct Gzip<'b> {
    rest: &'b [u8],
    stream: Option<flate2::bufread::GzDecoder<&'b [u8]>>,
}

impl<'b> Gzip<'b> {
    /// The streams in these bytes.
    pub fn new(bytes: &'b [u8]) -> Self {
        Gzip { rest: bytes, stream: None }
    }
}

impl Read for Gzip<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(stream) = &mut self.stream else {
                if self.rest.iter().all(|&byte| byte == 0) {
                    return Ok(0);
                }
                if !self.rest.starts_with(b"\x1f\x8b") {
                    return Err(io::Error::other(format!(
                        "{} bytes behind the end of the stream",
                        self.rest.len()
                    )));
                }
                self.stream = Some(flate2::bufread::GzDecoder::new(self.rest));
                continue;
            };
            match stream.read(into)? {
                0 if !into.is_empty() => {
                    self.rest = self.stream.take().map(|stream| stream.into_inner()).unwrap_or_default();
                }
                read => return Ok(read),
            }
        }
    }
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
