//! Opens containers: bytes in, members and gaps out, within the limits.
//!
//! Must never write anything anywhere, follow a link that a member describes, or believe a size that a header
//! states. A member that is not handed out leaves a gap.

mod budget;
mod stream;
mod tape;
mod zip;

use std::ops::ControlFlow;

pub use budget::Budget;

use crate::identify::Container;
use crate::verdict::Reason;

/// What comes out of a container.
pub enum Found<'a> {
    /// A member with its name and bytes. After some gaps the bytes are those that could be read.
    Member {
        /// As the container writes it, or what it is called where the container writes none.
        name: &'a [u8],
        /// The contents.
        bytes: &'a [u8],
    },
    /// A member without contents: a folder, a link, a device.
    Empty,
    /// Something that could not be read, in the container itself or in a member.
    Gap {
        /// The member, where it is one.
        name: Option<&'a [u8]>,
        /// Why.
        reason: Reason,
        /// More.
        detail: String,
        /// Whether the member is not handed out at all.
        whole: bool,
    },
}

/// Receives what comes out; `Break` ends the opening.
pub type Visit<'v> = dyn FnMut(Found<'_>, &mut Budget<'_>) -> ControlFlow<()> + 'v;

/// Opens a container and hands out what it holds, in its order.
///
/// `name` is what the container is called: a stream's contents carry it without the ending.
pub fn open(
    kind: Container,
    name: &[u8],
    bytes: &[u8],
    budget: &mut Budget<'_>,
    visit: &mut Visit<'_>,
) -> ControlFlow<()> {
    match kind {
        Container::Zip => zip::open(bytes, budget, visit),
        Container::ZipTraces => zip::open_traces(bytes, budget, visit),
        Container::Tar => tape::open(bytes, budget, visit),
        Container::Gzip => stream::open(stream::inner_name(name), stream::Gzip::new(bytes), budget, visit),
        Container::Bzip2 => {
            stream::open(stream::inner_name(name), bzip2::read::MultiBzDecoder::new(bytes), budget, visit)
        }
        Container::Xz => {
            stream::open(stream::inner_name(name), lzma_rust2::XzReader::new(bytes, true), budget, visit)
        }
    }
}

/// A gap that concerns the container.
fn container_gap(reason: Reason, detail: impl ToString) -> Found<'static> {
    Found::Gap { name: None, reason, detail: detail.to_string(), whole: false }
}

#[cfg(test)]
mod tests;
