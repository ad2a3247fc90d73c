//! Requests against servers that do what servers should not. Must never leave the loopback: names are the tests' own.

mod letters;
mod loopback;
mod places;
mod redirects;

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::door::Patience;
use crate::fetch::{Answer, FetchError, Fetcher, Request};
use crate::policy::Policy;

use loopback::Server;

/// Names that lead to these addresses, one list after the other, and how often somebody asked.
struct Names {
    answers: Mutex<Vec<Vec<SocketAddr>>>,
    asked: AtomicUsize,
}

impl Names {
    fn new(answers: &[&[SocketAddr]]) -> Arc<Names> {
        let answers = Mutex::new(answers.iter().rev().map(|list| list.to_vec()).collect());
        Arc::new(Names { answers, asked: AtomicUsize::new(0) })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn policy(inside: &[String]) -> Policy {
    let short = Duration::from_millis(400);
    let patience = Patience { connect: short, answer: short, whole: 3 * short };
    let inside = inside.iter().map(|place| place.parse().unwrap()).collect();
    Policy { inside, redirects: 3, most: 1000, patience }
}

/// A fetcher for which every name leads to what is next in the list.
fn with_names(policy: Policy, names: &Arc<Names>) -> Fetcher {
    let names = Arc::clone(names);
    Fetcher::with_lookup(
        policy,
        Arc::new(move |_: &str, _| {
            names.asked.fetch_add(1, Ordering::Relaxed);
            names.answers.lock().unwrap().pop().ok_or_else(|| io::Error::other("nobody"))
        }),
    )
}

/// What a server that is allowed answers.
fn fetch(server: &Server, path: &str) -> Result<Answer, FetchError> {
    Fetcher::new(policy(&[server.place()])).send(&Request::get(&server.url(path)))
}
