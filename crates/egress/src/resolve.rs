//! Names become addresses here, once for each connection, and every address is judged before any is used.
//!
//! Must never hand out an address that was not judged, nor let anything resolve the name a second time: the answer could
//! be another by then.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::fetch::FetchError;
use crate::policy::Policy;
use crate::public::is_public;

/// How many addresses of a name are used. All are judged.
const USED: usize = 8;

/// What asks for the addresses of a host and port. Tests put in their own.
pub(crate) type Lookup = Arc<dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// The system's own.
pub(crate) fn system() -> Lookup {
    Arc::new(|host, port| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        Ok((bare, port).to_socket_addrs()?.collect())
    })
}

/// The addresses to connect to, each of which may be.
///
/// # Errors
/// When there is none, or any of them is not public and the operator did not name the place.
pub(crate) fn resolve(
    lookup: &Lookup,
    policy: &Policy,
    host: &str,
    port: u16,
    within: Duration,
) -> Result<Vec<SocketAddr>, FetchError> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let (asking, name) = (Arc::clone(lookup), host.to_owned());
    // The system's resolver cannot be given a time. Whoever asked goes on; it ends by itself.
    std::thread::spawn(move || sender.send(asking(&name, port)).ok());
    let found = receiver.recv_timeout(within).map_err(|_| FetchError::Slow { host: host.to_owned() })?;
    let found = found.unwrap_or_default();
    if found.is_empty() {
        return Err(FetchError::NoSuchHost { host: host.to_owned() });
    }
    if !policy.is_inside(host, port) && !found.iter().all(|address| is_public(address.ip())) {
        return Err(FetchError::Inside { host: host.to_owned(), port });
    }
    Ok(found.into_iter().take(USED).collect())
}

/// Addresses that were judged, for a connection that is to ask nobody for them.
#[derive(Debug)]
pub(crate) struct Judged(pub Vec<SocketAddr>);

impl Resolver for Judged {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.empty();
        for address in self.0.iter().take(USED) {
            addresses.push(*address);
        }
        Ok(addresses)
    }
}
