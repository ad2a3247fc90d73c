//! Writes a Windows program that does nothing to standard output, for pages that are to offer one.

use std::io::Write;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(&testkit::program::windows(5_000_000, 1))
}
