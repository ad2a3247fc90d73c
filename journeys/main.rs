//! Journeys: what a person does with the program, from the command line to the disk and back.
//!
//! Must never reach into a room: everything here goes through `quet` as it is installed, and over the network in the
//! shapes of `wire`.

// A test may give up at once; functions that only tests call are not known as tests to the lint.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod campaign;
mod cleaning;
mod country;
mod crashes;
mod demo;
mod feeds;
mod floods;
mod guide;
mod hostile;
mod interrupted;
mod manual;
mod names;
mod output;
mod programs;
mod quet;
mod rules;
mod serve;
mod served;
mod settings;
mod tidy;
mod tree;
mod vault;
