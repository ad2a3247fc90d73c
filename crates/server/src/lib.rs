//! Listens: the public pages, the API, background jobs.
//!
//! Must never answer about another address than the one that asks.

pub mod import;
pub mod knowledge;
pub mod loader;
