//! Where a request may go, and how much it takes from there. Must never leave the loopback.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::loopback::{Server, ok};
use super::{Names, fetch, policy, with_names};
use crate::fetch::{FetchError, Fetcher, Request};
use crate::policy::Policy;

#[test]
fn what_is_sent_arrives_and_says_no_more_than_that() {
    let server = Server::saying("received");
    let request = Request::post(&server.url("/in?a=b"), "application/json", b"{\"a\":1}".to_vec());
    let answer = Fetcher::new(policy(&[server.place()])).send(&request.with("X-Ours", "yes")).unwrap();
    assert_eq!(
        (answer.status, answer.body.as_slice(), answer.header("x-told")),
        (200, &b"received"[..], Some("yes"))
    );
    let asked = server.asked().pop().unwrap();
    assert!(
        asked.starts_with("post /in?a=b http/1.1\r\n") && asked.ends_with("\r\n\r\n{\"a\":1}"),
        "{asked}"
    );
    let mut names: Vec<&str> =
        asked.lines().skip(1).filter_map(|line| Some(line.split_once(": ")?.0)).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["accept", "content-length", "content-type", "host", "user-agent", "x-ours"],
        "{asked}"
    );
}

#[test]
fn an_answer_is_an_answer_whatever_it_says() {
    for status in [204, 404, 500, 304, 300] {
        let server = Server::new(
            move |_| format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n").into(),
            Duration::ZERO,
        );
        assert_eq!(fetch(&server, "/").unwrap().status, status);
    }
}

#[test]
fn no_name_leads_inside_and_nothing_is_sent_there() {
    let server = Server::saying("secret");
    let port = server.at.port();
    for address in [
        "127.0.0.1",
        "10.1.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001::1]",
        "[2001:db8::1]",
        "[ff02::1]",
    ] {
        let at: SocketAddr = format!("{address}:{port}").parse().unwrap();
        // Named by a name, alone and behind a public address, and written out.
        let public: SocketAddr = format!("8.8.8.8:{port}").parse().unwrap();
        for list in [&[at][..], &[public, at][..]] {
            let names = Names::new(&[list]);
            let fetcher = with_names(policy(&[]), &names);
            let refused =
                fetcher.send(&Request::get(&format!("https://receiver.example:{port}/"))).unwrap_err();
            assert!(matches!(refused, FetchError::Inside { .. }), "{address}: {refused:?}");
            assert!(!refused.may_have_arrived());
        }
        let written = Fetcher::new(policy(&[])).send(&Request::get(&format!("https://{address}:{port}/")));
        assert!(
            matches!(written, Err(FetchError::Inside { .. } | FetchError::NoSuchHost { .. })),
            "{address}: {written:?}"
        );
    }
    for host in ["127.1", "0x7f.0.0.1", "2130706433", "017700000001", "127.0.0.1.", "①②⑦.0.0.1", "localhost"]
    {
        let refused =
            Fetcher::new(policy(&[])).send(&Request::get(&format!("https://{host}:{port}/"))).unwrap_err();
        assert!(matches!(refused, FetchError::Inside { .. }), "{host}: {refused:?}");
    }
    assert!(server.asked().is_empty());
}

#[test]
fn a_name_is_resolved_once_and_that_answer_is_where_it_goes() {
    let (first, second) = (Server::saying("first"), Server::saying("second"));
    let names = Names::new(&[&[first.at], &[second.at]]);
    let place = format!("receiver.example:{}", first.at.port());
    let answer = with_names(policy(std::slice::from_ref(&place)), &names)
        .send(&Request::get(&format!("http://{place}/")));
    assert_eq!(answer.unwrap().body, b"first");
    assert_eq!(names.asked(), 1);
    assert!(first.asked()[0].contains(&format!("host: {place}\r\n")), "{:?}", first.asked());
}

#[test]
fn a_place_inside_is_a_host_and_a_port_and_both_must_be_named() {
    let (one, other) = (Server::saying("one"), Server::saying("other"));
    let fetcher = Fetcher::new(policy(&[one.place()]));
    assert!(fetcher.send(&Request::get(&one.url("/"))).is_ok());
    assert!(matches!(fetcher.send(&Request::get(&other.url("/"))), Err(FetchError::Plain { .. })));
    let tls = other.url("/").replace("http", "https");
    assert!(matches!(fetcher.send(&Request::get(&tls)), Err(FetchError::Inside { .. })));
    let by_name = format!("http://localhost:{}/", one.at.port());
    assert!(matches!(fetcher.send(&Request::get(&by_name)), Err(FetchError::Plain { .. })));
    assert!(other.asked().is_empty());
}

#[test]
fn who_is_not_vouched_for_is_not_spoken_to() {
    let server = Server::saying("hello");
    let tls = server.url("/").replace("http", "https");
    let answer = Fetcher::new(policy(&[server.place()])).send(&Request::get(&tls));
    assert!(matches!(answer, Err(FetchError::Lost { .. } | FetchError::Slow { .. })), "{answer:?}");
    assert!(server.asked().iter().all(|asked| !asked.contains("get /")));
}

#[test]
fn nothing_is_read_past_its_cap() {
    let server =
        Server::new(|path| ok(&"a".repeat(path.trim_start_matches('/').parse().unwrap())), Duration::ZERO);
    assert_eq!(fetch(&server, "/1000").unwrap().body.len(), 1000);
    assert!(matches!(fetch(&server, "/1001"), Err(FetchError::TooLarge { most: 1000, .. })));
    let none = Policy { most: 0, ..policy(&[server.place()]) };
    let answer = Fetcher::new(none).send(&Request::get(&server.url("/100000"))).unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let many = Server::new(
        |_| format!("HTTP/1.1 200 OK\r\n{}", "X: of no use\r\n".repeat(20_000)).into(),
        Duration::ZERO,
    );
    assert!(matches!(fetch(&many, "/"), Err(FetchError::Lost { .. })));
}

#[test]
fn nobody_is_waited_for_longer_than_our_patience() {
    let started = Instant::now();
    let drip = Server::new(|_| ok(&"a".repeat(1000)), Duration::from_millis(200));
    assert!(matches!(fetch(&drip, "/"), Err(FetchError::Slow { .. })));
    let silent = Server::new(
        |_| {
            std::thread::sleep(Duration::from_secs(5));
            Vec::new()
        },
        Duration::ZERO,
    );
    let error = fetch(&silent, "/").unwrap_err();
    assert!(matches!(error, FetchError::Slow { .. }) && error.may_have_arrived(), "{error:?}");
    let asleep = Fetcher::with_lookup(
        policy(&[]),
        std::sync::Arc::new(|_: &str, _| {
            std::thread::sleep(Duration::from_secs(5));
            Ok(Vec::new())
        }),
    );
    let error = asleep.send(&Request::get("https://receiver.example/")).unwrap_err();
    assert!(matches!(error, FetchError::Slow { .. }), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_error_names_the_host_and_not_the_path() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Fetcher::new(policy(&[nobody.to_string()]))
        .send(&Request::get(&format!("http://{nobody}/hook/5ecret?key=5ecret")))
        .unwrap_err();
    assert!(matches!(error, FetchError::Lost { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("5ecret"));
    let names = Names::new(&[]);
    let unknown =
        with_names(policy(&[]), &names).send(&Request::get("https://receiver.example/5ecret")).unwrap_err();
    assert_eq!(unknown.to_string(), "receiver.example has no address");
}
