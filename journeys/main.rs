//! Journeys: what a person does with the program, from the command line to the disk and back.
//!
//! Must never reach into a room: everything here goes through `quet` as it is installed.

mod cleaning;
mod crashes;
mod demo;
mod hostile;
mod output;
mod quet;
mod rules;
mod tidy;
mod tree;
mod vault;
