//! tar archives. Members lie whole in the archive and are handed out where they lie.
//!
//! Must never follow or make a link, and must never take a member's name for a path.

use std::io::Cursor;
use std::ops::ControlFlow;

use super::{Budget, Found, Visit, container_gap};
use crate::verdict::Reason;

/// Hands out every member that has contents.
pub fn open(bytes: &[u8], budget: &mut Budget<'_>, visit: &mut Visit<'_>) -> ControlFlow<()> {
    let mut archive = tar::Archive::new(Cursor::new(bytes));
    // An end mark need not be the end: archives are written one behind the other.
    archive.set_ignore_zeros(true);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return visit(container_gap(Reason::Corrupt, error), budget),
    };
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            // A broken header ends a tar: nothing says where the next one stands.
            Err(error) => return visit(container_gap(Reason::Corrupt, error), budget),
        };
        if !budget.one_more_member() {
            return visit(container_gap(Reason::TooMany, "members"), budget);
        }
        let name = entry.path_bytes().into_owned();
        let kind = entry.header().entry_type();
        if kind.is_gnu_sparse() {
            let unpacked = budget.unpack(&mut entry);
            unpacked.hand_out(&name, budget, visit)?;
            continue;
        }
        if !(kind.is_file() || kind.is_contiguous()) {
            if entry.size() == 0 {
                visit(Found::Empty, budget)?;
                continue;
            }
            // Kinds that nobody has defined are read as files, as POSIX asks. A link or folder has no contents, but
            // where one states a size some programs pass over so much and others do not: what lies there is looked
            // at, and may be the header of the member that the others see.
            let without_contents = kind.is_dir()
                || kind.is_symlink()
                || kind.is_hard_link()
                || kind.is_character_special()
                || kind.is_block_special()
                || kind.is_fifo();
            if without_contents {
                let detail = "a link, folder or device that states a size".to_owned();
                let (name, reason) = (Some(&*name), Reason::Corrupt);
                visit(Found::Gap { name, reason, detail, whole: false }, budget)?;
            }
        }
        let from = usize::try_from(entry.raw_file_position()).unwrap_or(usize::MAX);
        let size = usize::try_from(entry.size()).unwrap_or(usize::MAX);
        let rest = bytes.get(from..).unwrap_or_default();
        let contents = match rest.get(..size) {
            Some(contents) => contents,
            None => {
                let detail = format!("the archive ends {} bytes before the member does", size - rest.len());
                let whole = rest.is_empty();
                visit(Found::Gap { name: Some(&name), reason: Reason::Corrupt, detail, whole }, budget)?;
                if whole {
                    return ControlFlow::Continue(());
                }
                rest
            }
        };
        visit(Found::Member { name: &name, bytes: contents }, budget)?;
    }
    ControlFlow::Continue(())
}
