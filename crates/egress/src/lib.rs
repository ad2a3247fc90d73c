//! Connects outward: the only room that does.
//!
//! Must never follow the environment's proxies, keep a connection between two requests, or read more than its caller
//! allows. Must never write an address, a key or a body into a message of an error: callers show those.
//!
//! Two ways for requests, because two kinds of people say where to. [`door::Door`] goes to the one address that the owner of a machine
//! gave, wherever that is. [`fetch::Fetcher`] goes to addresses that somebody typed into a page or that another server
//! named, and so never into the operator's own network unless the operator says so ([`policy::Policy`]). Mail goes to the operator's own server
//! ([`mail::Mailer`]).

pub mod door;
#[cfg(feature = "server")]
pub mod fetch;
#[cfg(feature = "server")]
pub mod mail;
#[cfg(feature = "server")]
pub mod policy;
#[cfg(feature = "server")]
pub mod public;
#[cfg(feature = "server")]
mod resolve;

#[cfg(test)]
#[cfg(feature = "server")]
mod tests;
