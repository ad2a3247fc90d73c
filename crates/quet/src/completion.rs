//! `quet completion`: what makes a shell complete our commands, written from the one definition of the command line.
//!
//! Must never write into a shell's own files: where it goes is decided by who asks.

use clap_complete::{Generator, Shell};

use crate::exit::Exit;
use crate::out;
use crate::usage;
use words::Words;

/// Runs the command.
pub fn run(shell: Shell, words: &Words) -> Exit {
    let mut command = usage::command(words);
    // Where this is left out, the generator gives up.
    command.set_bin_name("quet");
    command.build();
    let mut script = Vec::new();
    // Memory takes whatever is written to it.
    if shell.try_generate(&command, &mut script).is_err() {
        return Exit::Incomplete;
    }
    out::line(String::from_utf8_lossy(&script).trim_end());
    Exit::Fine
}
