//! Reaching people: the queue of what goes out, webhooks, notices, feeds and short codes.
//!
//! Must never hold what opens somebody else's house in the clear: contents, addresses of webhooks and their secrets are
//! sealed, keys and codes are digests. Must never queue anything but in the commit of what it is about.

mod feeds;
mod imported;
mod notices;
mod queue;
mod short;
mod webhooks;

pub(crate) use imported::Report;
pub use notices::{ByMail, Notice};
pub use queue::{LEASE, Letter, Message, Outcome, RETENTION, State, Taken, What};
pub(crate) use webhooks::Listening;
pub use webhooks::{FAMILIES, Hook, NewHook, Target};
