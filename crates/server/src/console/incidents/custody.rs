//! Who has a piece of evidence, by what was noted: whoever it was given to last, or else whoever took it in.
//!
//! Must never take a copy that went out for the piece itself.

use store::StoreError;

use super::said::Names;
use super::seen::Seen;
use crate::console::frame::Desk;
use crate::console::office::Office;

/// The most characters that a form takes of that.
const MOST: usize = 300;

/// Who has it; empty where there is no such piece.
///
/// # Errors
/// When the database cannot be read.
pub async fn holder(f: &Desk<'_>, office: &Office, seen: &Seen, piece: i64) -> Result<String, StoreError> {
    let Some(kept) = seen.kept.incident.evidence.get(&piece) else { return Ok(String::new()) };
    if let Some(holder) = kept.holder() {
        return Ok(holder.to_owned());
    }
    let took = seen.kept.entries.iter().find(|entry| entry.who == kept.who);
    let entries: Vec<_> = took.cloned().into_iter().collect();
    let names = Names::of(f, office, &entries).await?;
    Ok(names.name(&kept.who).chars().take(MOST).collect())
}
