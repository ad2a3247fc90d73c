//! Who looks: programs of their own, so that a crash or a hang over one object costs that object and no more.
//!
//! ```text
//! quet (walks, opens, decides) ── rules ──▶ foreman (compiles once) ──fork──▶ looker (one object at a time)
//!      └──────────── open file, what to know of it ──────────────────────────▶  │
//!      ◀─────────── findings and gaps ──────────────────────────────────────────┘
//! ```
//!
//! A looker gets an open file, and on Linux can reach nothing else: no files, no network. On Windows it has little trust
//! and may start nothing, but still reads what its user reads. Everywhere its memory is bounded. What it answers is about
//! the file that it was given, whatever it says. It must never be believed about another.

mod looker;
mod messages;
mod prepare;

#[cfg(unix)]
mod confine;
#[cfg(unix)]
mod foreman;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::io;
use std::path::PathBuf;

pub use messages::{Pack, Ready};

#[cfg(unix)]
pub use foreman::run as run_foreman;
#[cfg(unix)]
pub use unix::{Crew, Hand};
#[cfg(windows)]
pub use windows::{Crew, Hand, run_foreman};

use crate::look::Looked;
use crate::look::rules::Problem;
use crate::verdict::FoundIn;

/// The first argument with which our own program becomes a foreman. Not for people.
pub const FOREMAN: &str = "looker-foreman";

/// Why there is no crew.
#[derive(Debug, thiserror::Error)]
pub enum CrewError {
    /// The program could not be started.
    #[error("cannot start `{program}` to look at files")]
    Start {
        /// The program.
        program: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The compiler of rules broke down or took too long.
    #[error("reading the rules in `{source_name}` {how}; leave that file out of the rules, or mend it")]
    Compiling {
        /// The file that was being compiled.
        source_name: String,
        /// What happened.
        how: &'static str,
    },
    /// Rules do not compile, and it was not asked to go on without them.
    #[error("{} of the rule files cannot be used", .0.len())]
    BadRules(Vec<Problem>),
    /// Nothing is left to look for.
    #[error("there is no rule, no hash and no pattern for names to look for")]
    NoRules,
    /// It was said to stop.
    #[error("the scan was interrupted")]
    Interrupted,
    /// The crew is there, but a message to it or from it did not get through.
    #[error("lost touch with the program that looks at files")]
    Lost(#[source] io::Error),
}

/// How looking at one object ended.
#[derive(Debug)]
pub enum Ended {
    /// With an answer, after these findings.
    Looked(Vec<FoundIn>, Box<Looked>),
    /// The looker broke down, after these findings. How is in the text.
    Crashed(Vec<FoundIn>, String),
    /// The file was cut short while it was read.
    Cut,
    /// The looker did not answer in time and was ended, after these findings.
    TimedOut(Vec<FoundIn>),
}
