//! Keeps one machine in touch with its campaign: fetches the rule pack, sends the report. The endpoint's only way out.
//!
//! Must never send anything but [`wire::report::ScanReport`], nor use a pack that was not verified against the key
//! that is known.
//!
//! [`address::Address`] → [`pinned::obtain`] → (a scan) → [`reports::deliver`]; everything passes [`door::Door`].

pub mod address;
pub mod door;
pub mod pinned;
pub mod reports;

#[cfg(test)]
mod tests;
