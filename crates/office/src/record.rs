//! The record: whatever changes anything is an entry, and each entry holds the digest of the one before.
//!
//! Must never hold what says who somebody is but in the details, of which an entry keeps only a sealed digest: they can
//! be erased at the end of their time, and the chain holds. Must never have two ways to write one entry.
//!
//! ```text
//! entry 1 ── digest ──▶ entry 2 ── digest ──▶ … ──▶ entry n      in the database
//!    │                     │                          │
//!  details (erasable)    details                   checkpoint   signed, outside the database
//! ```
//!
//! What the chain alone cannot show, that its end was cut off or that all of it was made anew, the checkpoints show: each
//! says, signed, which digest the entry of one number has.

mod chain;
mod checkpoint;
mod deed;
mod events;
#[cfg(test)]
mod tests;

pub use chain::{
    Break, Chain, Digest, ERASED, EVERYTHING, Entry, Head, LATE_ACCEPTED, Late, Said, VOUCHED_LATE,
    details_digest,
};
pub use checkpoint::{Checkpoint, CheckpointError, Checkpoints, Key};
pub use deed::{Deed, Who};
pub use events::{Erasure, Events, HISTORY, SaidOfEvents, WHO_TOLD_ERASED, event_digest, events_digest};
