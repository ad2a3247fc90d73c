//! Listens: the public pages, the API, background jobs.
//!
//! Must never answer the public about another address than the one that asks, and must never keep that one: no address
//! reaches a log line, a metric, a link, a cache or an error. Who is signed in is noted with theirs, in the record only.

pub mod api;
pub mod app;
pub mod assets;
mod atom;
pub mod check;
pub mod config;
pub mod console;
mod curve;
mod description;
pub mod door;
mod downloads;
pub mod executable;
pub mod figures;
mod guard;
pub mod import;
pub mod knowledge;

pub mod loader;
mod metrics;
pub mod netblocks;
mod office_api;
pub mod pack;
mod pages;
pub mod playbooks;
pub mod post;
pub mod programs;
pub mod provider;
pub mod reports;
pub mod signature;
pub mod stand_in;
mod tokens;
pub mod visitor;

pub use axum::Router;
