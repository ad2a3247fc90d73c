//! Requests to addresses that people typed or other servers named.
//!
//! Must never connect to an address that was not judged (`resolve`), go to plain HTTP where the operator did not
//! name the place, take a secret along to another place than the one that it was meant for, or write a whole address
//! into an error: the path may be a secret.

use std::time::{Duration, Instant};

use ureq::http::{self, HeaderName, HeaderValue};
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

use crate::door::{Patience, shut};
use crate::policy::Policy;
use crate::resolve::{Judged, Lookup, resolve, system};

/// What may go along to another place. Everything else may be a secret.
const GOES_ALONG: [&str; 3] = ["accept", "accept-language", "content-type"];

/// What we set ourselves, so nobody else does.
const OURS: [&str; 6] =
    ["host", "content-length", "transfer-encoding", "connection", "user-agent", "accept-encoding"];

/// What is done there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Something is fetched.
    Get,
    /// Something is sent.
    Post,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is done.
    pub method: Method,
    /// Where: `https://…`, without a name and password in it.
    pub url: String,
    /// Headers besides our own.
    pub headers: Vec<(String, String)>,
    /// What is sent along; nothing with [`Method::Get`].
    pub body: Vec<u8>,
}

impl Request {
    /// To fetch what stands there.
    pub fn get(url: &str) -> Request {
        Request { method: Method::Get, url: url.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// To send these bytes there.
    pub fn post(url: &str, content_type: &str, body: Vec<u8>) -> Request {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Request { method: Method::Post, url: url.to_owned(), headers, body }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Request {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// What came back, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The number, never one of a redirect that leads somewhere.
    pub status: u16,
    /// Its headers, names in small letters; what is no text is left out.
    pub headers: Vec<(String, String)>,
    /// All of it, or nothing where the policy takes none.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of that name, in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Why nothing came back. Each names the host at most.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It is no address with a host, of a kind that we speak.
    #[error("that is no https:// address")]
    BadAddress,
    /// It holds a name or a password, which would stand in logs.
    #[error("an address with a name or password in it is not used")]
    Credentials,
    /// It is to go without TLS, to a place that the operator did not name.
    #[error("{host}:{port} would be spoken to without TLS: the operator can allow it as a place inside")]
    Plain {
        /// Where.
        host: String,
        /// Its port.
        port: u16,
    },
    /// A header or method cannot be sent.
    #[error("the header `{name}` cannot be sent")]
    BadHeader {
        /// Its name.
        name: String,
    },
    /// Nobody knows it.
    #[error("{host} has no address")]
    NoSuchHost {
        /// Who.
        host: String,
    },
    /// It leads into a network that is not public, and the operator did not name it.
    #[error("{host}:{port} is no public address: the operator can allow it as a place inside")]
    Inside {
        /// Where.
        host: String,
        /// Its port.
        port: u16,
    },
    /// It leads on and on.
    #[error("{host} leads elsewhere too often")]
    TooManyRedirects {
        /// Who was the last.
        host: String,
    },
    /// It took too long.
    #[error("no answer in time from {host}")]
    Slow {
        /// Who.
        host: String,
    },
    /// It sends more than is taken.
    #[error("{host} sends more than {most} bytes")]
    TooLarge {
        /// Who.
        host: String,
        /// What is taken.
        most: u64,
    },
    /// The connection could not be made or broke, or what came is no HTTP, or nobody vouches for its certificate.
    #[error("no answer from {host}")]
    Lost {
        /// Who.
        host: String,
        /// What happened.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl FetchError {
    /// Whether anything may have reached the other side.
    pub fn may_have_arrived(&self) -> bool {
        matches!(
            self,
            FetchError::Slow { .. }
                | FetchError::TooLarge { .. }
                | FetchError::Lost { .. }
                | FetchError::TooManyRedirects { .. }
        )
    }
}

/// Sends requests under a policy.
#[derive(Clone)]
pub struct Fetcher {
    policy: Policy,
    lookup: Lookup,
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetcher").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Fetcher {
    /// Goes where this policy lets it. It waits for the network: asynchronous callers give it a thread.
    pub fn new(policy: Policy) -> Fetcher {
        Fetcher { policy, lookup: system() }
    }

    /// With names that a test knows.
    #[cfg(test)]
    pub(crate) fn with_lookup(policy: Policy, lookup: Lookup) -> Fetcher {
        Fetcher { policy, lookup }
    }

    /// Whether a request to this address would be tried, as far as it can be said without asking anybody: to tell people
    /// at once when they type one.
    ///
    /// # Errors
    /// Why it would not.
    pub fn check(&self, url: &str) -> Result<(), FetchError> {
        let url = parse(url)?;
        let (host, port) = self.spoken_to(&url)?;
        let address = match url.host() {
            Some(url::Host::Ipv4(address)) => address.into(),
            Some(url::Host::Ipv6(address)) => address.into(),
            _ => return Ok(()),
        };
        if self.policy.is_inside(&host, port) || crate::public::is_public(address) {
            return Ok(());
        }
        Err(FetchError::Inside { host, port })
    }

    /// Sends it, follows redirects as far as the policy goes, and answers with what stood at the end.
    ///
    /// # Errors
    /// When nothing came back. It may have got there all the same, see [`FetchError::may_have_arrived`].
    pub fn send(&self, request: &Request) -> Result<Answer, FetchError> {
        let started = Instant::now();
        let mut url = parse(&request.url)?;
        let mut headers = read_headers(&request.headers)?;
        let (mut method, mut body) = (request.method, request.body.as_slice());
        for _ in 0..=self.policy.redirects {
            let left = self.policy.patience.whole.saturating_sub(started.elapsed());
            let mut response = self.once(&url, method, &headers, body, left)?;
            let status = response.status().as_u16();
            let location = response.headers().get(http::header::LOCATION);
            let Some(location) = location.filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308)) else {
                return self.taken(&url, &mut response);
            };
            let next =
                location.to_str().ok().ok_or(FetchError::BadAddress).and_then(|to| follow(&url, to))?;
            // What the operator named is for whoever knows it, not for where a stranger sends us.
            let (here, there) = (self.spoken_to(&url)?, self.spoken_to(&next)?);
            if self.policy.is_inside(&there.0, there.1) && !self.policy.is_inside(&here.0, here.1) {
                return Err(FetchError::Inside { host: there.0, port: there.1 });
            }
            if next.origin() != url.origin() {
                headers.retain(|(name, _)| GOES_ALONG.contains(&name.as_str()));
            }
            if status < 304 {
                (method, body) = (Method::Get, &[]);
            }
            url = next;
        }
        Err(FetchError::TooManyRedirects { host: host_of(&url) })
    }

    /// Where it goes, if it may be spoken to in that way.
    fn spoken_to(&self, url: &Url) -> Result<(String, u16), FetchError> {
        let (host, port) = (host_of(url), url.port_or_known_default().ok_or(FetchError::BadAddress)?);
        if url.scheme() != "https" && !self.policy.is_inside(&host, port) {
            return Err(FetchError::Plain { host, port });
        }
        Ok((host, port))
    }

    /// One request and the beginning of its answer.
    fn once(
        &self,
        url: &Url,
        method: Method,
        headers: &[(HeaderName, HeaderValue)],
        body: &[u8],
        left: Duration,
    ) -> Result<http::Response<ureq::Body>, FetchError> {
        let (host, port) = self.spoken_to(url)?;
        let started = Instant::now();
        let patience = self.policy.patience;
        let judged = resolve(&self.lookup, &self.policy, &host, port, patience.connect.min(left))?;
        let left = left.saturating_sub(started.elapsed()).max(Duration::from_millis(1));
        let config = shut(&Patience { whole: left, ..patience }).build();
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), Judged(judged));
        let lost = |error| self.lost(&host, error);
        let mut request = http::Request::builder().uri(url.as_str());
        for (name, value) in
            headers.iter().filter(|(name, _)| method == Method::Post || name != "content-type")
        {
            request = request.header(name, value);
        }
        let request = request.method(match method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
        });
        let bad = |_| FetchError::BadAddress;
        match method {
            Method::Get => agent.run(request.body(()).map_err(bad)?).map_err(lost),
            Method::Post => agent.run(request.body(body).map_err(bad)?).map_err(lost),
        }
    }

    fn taken(&self, url: &Url, response: &mut http::Response<ureq::Body>) -> Result<Answer, FetchError> {
        let status = response.status().as_u16();
        let text = |(name, value): (&HeaderName, &HeaderValue)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        };
        let headers = response.headers().iter().filter_map(text).collect();
        let body = match self.policy.most {
            0 => Vec::new(),
            // Its limit is the first byte too many.
            most => {
                let body = response.body_mut().with_config().limit(most.saturating_add(1));
                body.read_to_vec().map_err(|error| self.lost(&host_of(url), error))?
            }
        };
        Ok(Answer { status, headers, body })
    }

    fn lost(&self, host: &str, error: ureq::Error) -> FetchError {
        let host = host.to_owned();
        match error {
            ureq::Error::Timeout(_) => FetchError::Slow { host },
            ureq::Error::BodyExceedsLimit(_) => FetchError::TooLarge { host, most: self.policy.most },
            error => FetchError::Lost { host, source: Box::new(error) },
        }
    }
}

/// An address as a browser reads it: whatever way its host was written in, it is written in one afterwards.
fn parse(text: &str) -> Result<Url, FetchError> {
    let url = Url::parse(text).map_err(|_| FetchError::BadAddress)?;
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none_or(str::is_empty) {
        return Err(FetchError::BadAddress);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Credentials);
    }
    Ok(url)
}

/// Where a redirect leads: never from TLS to plain, and without the name and password that it may hold.
fn follow(from: &Url, to: &str) -> Result<Url, FetchError> {
    let mut url = from.join(to).map_err(|_| FetchError::BadAddress)?;
    // Only what has no host refuses this, and that is refused below.
    let _ = (url.set_username(""), url.set_password(None));
    url.set_fragment(None);
    let url = parse(url.as_str())?;
    if from.scheme() == "https" && url.scheme() != "https" {
        let port = url.port_or_known_default().unwrap_or(0);
        return Err(FetchError::Plain { host: host_of(&url), port });
    }
    Ok(url)
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

fn read_headers(given: &[(String, String)]) -> Result<Vec<(HeaderName, HeaderValue)>, FetchError> {
    let read = |(name, value): &(String, String)| {
        let bad = || FetchError::BadHeader { name: name.clone() };
        let known: HeaderName = name.parse().map_err(|_| bad())?;
        let value = HeaderValue::from_str(value).map_err(|_| bad())?;
        if OURS.contains(&known.as_str()) { Err(bad()) } else { Ok((known, value)) }
    };
    given.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_never_leads_from_tls_to_plain_and_loses_what_is_secret_in_it() {
        let from = Url::parse("https://a.example/x/y?z#f").unwrap();
        let check =
            |to: &str, expected: &str| assert_eq!(follow(&from, to).unwrap().as_str(), expected, "{to}");
        check("/b", "https://a.example/b");
        check("b", "https://a.example/x/b");
        check("//b.example/c", "https://b.example/c");
        check("https://name:word@b.example:8443/c#d", "https://b.example:8443/c");
        assert!(matches!(follow(&from, "http://a.example/b"), Err(FetchError::Plain { port: 80, .. })));
        let plain = Url::parse("http://a.example/").unwrap();
        assert_eq!(follow(&plain, "http://b.example/").unwrap().as_str(), "http://b.example/");
        for to in
            ["ftp://a.example/", "file:///etc/passwd", "javascript:1", "https://", "gopher://127.0.0.1:1/"]
        {
            assert!(matches!(follow(&from, to), Err(FetchError::BadAddress)), "{to}");
        }
    }

    #[test]
    fn what_is_typed_is_judged_before_anybody_is_asked() {
        let inside = vec!["10.0.0.5:80".parse().unwrap()];
        let fetcher = Fetcher::new(Policy { inside, ..Policy::default() });
        assert!(fetcher.check("https://receiver.example/path").is_ok());
        assert!(fetcher.check("http://10.0.0.5/").is_ok());
        assert!(matches!(fetcher.check("http://receiver.example/"), Err(FetchError::Plain { .. })));
        assert!(matches!(fetcher.check("https://u:p@receiver.example/"), Err(FetchError::Credentials)));
        for text in [
            "https://127.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://[::ffff:10.0.0.5]/",
            "https://10.0.0.5:81/",
        ] {
            assert!(matches!(fetcher.check(text), Err(FetchError::Inside { .. })), "{text}");
        }
        for text in ["", "receiver.example", "ftp://receiver.example/", "https://", "https:// /"] {
            assert!(matches!(fetcher.check(text), Err(FetchError::BadAddress)), "{text}");
        }
    }

    #[test]
    fn a_header_holds_no_second_one() {
        for (name, value) in [
            ("x-a", "1\r\nx-b: 2"),
            ("x-a", "1\n"),
            ("x a", "1"),
            ("x-a:", "1"),
            ("Host", "a"),
            ("x-a", "\0"),
        ] {
            let given = [(name.to_owned(), value.to_owned())];
            assert!(matches!(read_headers(&given), Err(FetchError::BadHeader { .. })), "{name}: {value:?}");
        }
    }
}
