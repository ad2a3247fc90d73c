//! What a redirect may do, and what it takes along. Must never leave the loopback.

use std::time::Duration;

use super::loopback::{Server, ok, redirect};
use super::{fetch, policy};
use crate::fetch::{FetchError, Fetcher, Request};
use crate::policy::Policy;

/// Answers `/to` with a redirect there and everything else with a greeting.
fn leading(status: u16, to: String) -> Server {
    Server::new(move |path| if path == "/to" { redirect(status, &to) } else { ok("hello") }, Duration::ZERO)
}

fn secret(url: &str) -> Request {
    Request::post(url, "application/json", b"{}".to_vec())
        .with("Authorization", "Bearer 5ecret")
        .with("Cookie", "a=5ecret")
        .with("X-Signature", "5ecret")
        .with("Accept-Language", "vi")
}

#[test]
fn the_same_place_is_followed_with_everything_and_another_without_secrets() {
    let same = leading(307, "/there".to_owned());
    let fetcher = Fetcher::new(policy(&[same.place()]));
    assert_eq!(fetcher.send(&secret(&same.url("/to"))).unwrap().body, b"hello");
    let asked = same.asked().pop().unwrap();
    assert!(asked.starts_with("post /there ") && asked.matches("5ecret").count() == 3, "{asked}");

    // Another port is another place.
    let there = Server::saying("elsewhere");
    let other = leading(307, there.url("/in").replace("http://", "http://name:5ecret@"));
    let fetcher = Fetcher::new(policy(&[other.place(), there.place()]));
    assert_eq!(fetcher.send(&secret(&other.url("/to"))).unwrap().body, b"elsewhere");
    let asked = there.asked().pop().unwrap();
    assert!(asked.starts_with("post /in ") && asked.contains("accept-language: vi"), "{asked}");
    for word in ["5ecret", "authorization", "cookie", "x-signature", "bmftztp"] {
        assert!(!asked.contains(word), "{word}: {asked}");
    }
}

#[test]
fn what_is_sent_goes_on_only_where_the_answer_keeps_the_method() {
    for (status, starts) in [
        (301, "get /there"),
        (302, "get /there"),
        (303, "get /there"),
        (307, "post /there"),
        (308, "post /there"),
    ] {
        let server = leading(status, "/there".to_owned());
        Fetcher::new(policy(&[server.place()])).send(&secret(&server.url("/to"))).unwrap();
        let asked = server.asked().pop().unwrap();
        assert!(
            asked.starts_with(starts) && asked.ends_with("{}") == starts.starts_with("post"),
            "{status}: {asked}"
        );
    }
}

#[test]
fn no_redirect_leads_to_what_the_operator_did_not_name() {
    let hidden = Server::saying("secret");
    let port = hidden.at.port();
    for to in [
        hidden.url("/"),
        format!("https://{}/", hidden.at),
        format!("https://localhost:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        format!("//127.1:{port}/"),
        "https://169.254.169.254/latest/meta-data/".to_owned(),
        format!("https://[::1]:{port}/"),
    ] {
        let server = leading(302, to.clone());
        let error = fetch(&server, "/to").unwrap_err();
        assert!(matches!(error, FetchError::Inside { .. } | FetchError::Plain { .. }), "{to}: {error:?}");
    }
    for to in ["ftp://127.0.0.1/", "file:///etc/passwd", "https://", "gopher://127.0.0.1/", "\u{ff}"] {
        let server = leading(302, to.to_owned());
        assert!(fetch(&server, "/to").is_err(), "{to}");
        assert_eq!(server.asked().len(), 1, "{to}");
    }
    assert!(hidden.asked().is_empty());
}

#[test]
fn redirects_are_counted() {
    let round = leading(302, "/to".to_owned());
    assert!(matches!(fetch(&round, "/to"), Err(FetchError::TooManyRedirects { .. })));
    assert_eq!(round.asked().len(), 4);
    let once = leading(302, "/there".to_owned());
    let none = Policy { redirects: 0, ..policy(&[once.place()]) };
    let error = Fetcher::new(none).send(&Request::get(&once.url("/to"))).unwrap_err();
    assert!(matches!(error, FetchError::TooManyRedirects { .. }), "{error:?}");
    assert_eq!(once.asked().len(), 1);
}

#[test]
fn the_environment_names_no_proxy() {
    // The variables would be read when an agent is made; this one has none, whatever they say.
    let server = Server::saying("direct");
    assert_eq!(fetch(&server, "/").unwrap().body, b"direct");
    assert!(server.asked()[0].starts_with("get / "), "a proxy is asked with the whole address");
}
