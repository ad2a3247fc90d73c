//! Keeps one machine in touch with its campaign: fetches the rule pack, sends the report. Connects through `egress`.
//!
//! Must never send anything but [`wire::report::ScanReport`], nor use a pack that was not verified against the key
//! that is known.
//!
//! [`address::Address`] → [`pinned::obtain`] → (a scan) → [`reports::deliver`]; everything passes [`egress::door::Door`].

pub mod address;
pub mod pinned;
pub mod reports;
pub mod stick;

#[cfg(test)]
mod tests;
