//! The shapes that cross the network between a machine, its campaign's server and whoever scripts against it.
//!
//! Must never do anything: no I/O, no clock, no decisions. A field that is not written here never leaves a machine.

pub mod campaign;
pub mod check;
pub mod me;
pub mod office;
pub mod pack;
pub mod package;
pub mod program_name;
pub mod refusal;
pub mod report;
pub mod scan_output;

/// Bytes in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
