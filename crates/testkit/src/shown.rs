//! What a test could not show on the system that it ran on. Must never be used for what did not hold.

use std::io::Write;

/// Says so, past what a test harness keeps to itself: `packaging/wine/test.sh` compares all that is said with the list
/// of what is known not to be shown, so that no test ends early without anybody noticing.
pub fn not_shown_here(what: &str) {
    // One write, so that tests that run together do not write into each other's lines.
    let _ = std::io::stderr().write_all(format!("\nNOT SHOWN HERE: {what}\n").as_bytes());
}
