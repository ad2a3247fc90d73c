//! The door of one machine: to the campaign whose address its owner gave, wherever that is, and to nobody else.
//!
//! Must never follow a redirect, go through a proxy that the environment names, keep anything between two requests, or
//! read more than it was asked for. Whom to trust for TLS the system says; what was fetched is verified by its caller.

use std::time::Duration;

use ureq::config::ConfigBuilder;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::typestate::AgentScope;

/// How long the other side may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// To be found and to take the connection.
    pub connect: Duration,
    /// To begin its answer, once it has the request.
    pub answer: Duration,
    /// For everything together.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        // The largest pack over a line of two megabits a second takes a little over two minutes.
        Patience { connect: seconds(10), answer: seconds(15), whole: seconds(240) }
    }
}

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// It could not be reached, or the connection broke, or what came is no HTTP.
    #[error("no answer from {url}")]
    Lost {
        /// What was asked for.
        url: String,
        /// What happened.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It took too long.
    #[error("no answer in time from {url}")]
    Slow {
        /// What was asked for.
        url: String,
    },
    /// It wants us to go elsewhere.
    #[error("{url} sends us elsewhere (HTTP {status}), and we do not go: give the address that it leads to")]
    Elsewhere {
        /// What was asked for.
        url: String,
        /// The number of the answer.
        status: u16,
    },
    /// It says no.
    #[error("{url} answers with HTTP {status}")]
    Status {
        /// What was asked for.
        url: String,
        /// The number of the answer.
        status: u16,
    },
    /// It sends more than there can be.
    #[error("{url} sends more than {most} bytes")]
    TooLarge {
        /// What was asked for.
        url: String,
        /// What there can be.
        most: u64,
    },
    /// Its answer makes no sense.
    #[error("{url} answers something that we do not understand")]
    Nonsense {
        /// What was asked for.
        url: String,
    },
}

impl DoorError {
    /// Whether the same request would be refused again: nothing is gained by sending it later.
    pub fn is_final(&self) -> bool {
        matches!(self, DoorError::Status { status, .. } if (400..500).contains(status) && !matches!(status, 408 | 429))
    }
}

/// What holds for every connection outward, whoever asks for it: see the top of this file.
pub(crate) fn shut(patience: &Patience) -> ConfigBuilder<AgentScope> {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    ureq::Agent::config_builder()
        .tls_config(tls)
        .proxy(None)
        .max_redirects(0)
        .http_status_as_error(false)
        .max_idle_connections(0)
        .max_response_header_size(64 << 10)
        .timeout_resolve(Some(patience.connect))
        .timeout_connect(Some(patience.connect))
        .timeout_recv_response(Some(patience.answer))
        .timeout_global(Some(patience.whole))
        .user_agent(concat!("quet/", env!("CARGO_PKG_VERSION")))
}

/// The way out.
#[derive(Debug, Clone)]
pub struct Door(ureq::Agent);

impl Door {
    /// A way out, for who has that much patience.
    pub fn new(patience: &Patience) -> Door {
        Door(shut(patience).build().new_agent())
    }

    /// What stands there, up to that many bytes.
    ///
    /// # Errors
    /// When anything but the whole of it came back.
    pub fn get(&self, url: &str, most: u64) -> Result<Vec<u8>, DoorError> {
        body(url, most, self.0.get(url).call())
    }

    /// Sends JSON there; the answer, up to that many bytes.
    ///
    /// # Errors
    /// When anything but the whole of an answer came back. It may have got there all the same.
    pub fn post(&self, url: &str, json: &[u8], most: u64) -> Result<Vec<u8>, DoorError> {
        body(url, most, self.0.post(url).content_type("application/json").send(json))
    }
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

fn body(url: &str, most: u64, answer: Answer) -> Result<Vec<u8>, DoorError> {
    let url = || url.to_owned();
    let lost = |error| match error {
        ureq::Error::Timeout(_) => DoorError::Slow { url: url() },
        ureq::Error::BodyExceedsLimit(_) => DoorError::TooLarge { url: url(), most },
        error => DoorError::Lost { url: url(), source: Box::new(error) },
    };
    let mut response = answer.map_err(lost)?;
    match response.status().as_u16() {
        // Its limit is the first byte too many.
        200 | 201 => {
            response.body_mut().with_config().limit(most.saturating_add(1)).read_to_vec().map_err(lost)
        }
        status @ 300..400 => Err(DoorError::Elsewhere { url: url(), status }),
        status => Err(DoorError::Status { url: url(), status }),
    }
}
