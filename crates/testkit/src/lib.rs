//! What tests and the demo scan and count: inert samples, hostile archives, awkward folders, an ordinary user to run as,
//! a country that never was.
//!
//! It must never hold or make anything that does harm when it is opened or run: a sample is text, zeros, or an
//! archive whose shape is the only hostile thing about it. It must never use another crate of this workspace,
//! so that what it says about a sample was not computed by the code under test.

pub mod begun;
pub mod country;
mod crc;
pub mod databases;
mod deflate;
mod error;
pub mod folder;
pub mod hostile;
#[cfg(unix)]
pub mod ordinary_user;
pub mod program;
pub mod samples;
pub mod shown;
pub mod tar_file;
#[cfg(unix)]
pub mod tree;
pub mod zip_file;

pub use error::Error;
