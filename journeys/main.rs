//! Journeys: what a person does with the program, from the command line to the disk and back.
//!
//! Must never reach into a room: everything here goes through `quet` as it is installed, and over the network in the
//! shapes of `wire`.
//!
//! On Windows they are the same where the matter is the same. What is left out there is the server, which is no program
//! of Windows, what asks Linux' own programs for an opinion, and what only Linux has; `windows` holds what only Windows
//! has.

// A test may give up at once; functions that only tests call are not known as tests to the lint.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(feature = "server")]
mod backups;
mod campaign;
mod cleaning;
#[cfg(feature = "server")]
mod country;
mod crashes;
#[cfg(feature = "server")]
mod demo;
#[cfg(feature = "server")]
mod erased;
#[cfg(feature = "server")]
mod feeds;
#[cfg(feature = "server")]
mod floods;
#[cfg(feature = "server")]
mod full_disk;
mod guide;
mod hostile;
#[cfg(feature = "server")]
mod hunt;
#[cfg(feature = "server")]
mod incidents;
#[cfg(feature = "server")]
mod interrupted;
#[cfg(feature = "server")]
mod looks;
#[cfg(unix)]
mod manual;
mod names;
#[cfg(feature = "server")]
mod office;
mod output;
#[cfg(feature = "server")]
mod papers;
#[cfg(feature = "server")]
mod playbooks;
mod processes;
#[cfg(feature = "server")]
mod programs;
mod quet;
mod rules;
#[cfg(feature = "server")]
mod serve;
#[cfg(feature = "server")]
mod served;
#[cfg(feature = "server")]
mod settings;
#[cfg(feature = "server")]
mod several;
mod stick;
#[cfg(unix)]
mod tidy;
mod tree;
mod vault;
#[cfg(windows)]
mod windows;
