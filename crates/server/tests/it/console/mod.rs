//! The console as people and programs meet it, on both databases.

mod accounts;
mod api;
mod conflicts;
mod described;
mod drills;
mod duty;
mod emergency;
mod everything;
mod evidence;
mod factor;
mod forms;
mod grounds;
mod hostile;
mod incidents;
mod invitations;
mod members;
mod office;
mod oidc;
mod provider_stub;
mod reach;
mod rights;
mod sessions;
mod signing_in;
mod stopped;
mod systems;
mod tokens;
