//! Over a real connection: log and metrics without an address, limits in time, the end.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use server::door::{self, Limits, serve};

use crate::ask::full;

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Sends bytes and reads until the other end closes, or for a few seconds.
fn talk(to: SocketAddr, bytes: &[u8]) -> (String, Duration) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(8))).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    let _ = io::copy(&mut stream.take(1 << 20), &mut answer);
    (String::from_utf8_lossy(&answer).into_owned(), begun.elapsed())
}

fn get(to: SocketAddr, path: &str, more: &str) -> String {
    let text = format!(
        "GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-forwarded-for: 14.160.12.34\r\n{more}\r\n"
    );
    talk(to, text.as_bytes()).0
}

#[test]
fn no_address_is_logged_or_counted_and_nobody_keeps_a_place() {
    let log = Log::default();
    let sink = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::level_filters::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || sink.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let place = door::open("127.0.0.1:0").unwrap();
    let to = place.address();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let limits = Limits {
        connections: 2,
        silence: Duration::from_secs(1),
        lifetime: Duration::from_secs(4),
        ..Limits::default()
    };
    let serving = runtime.spawn(serve(place, full().router(), limits, async {
        let _ = stopped.await;
    }));

    for path in ["/", "/check?ip=14.160.12.34", "/api/v1/check", "/14.160.12.34", "/api/14.160.12.34"] {
        let answer = get(to, path, "user-agent: 14.160.12.34\r\nreferer: http://14.160.12.34/\r\n");
        assert!(answer.starts_with("HTTP/1.1 "), "{path}: {answer}");
    }
    let head = talk(to, b"HEAD /check HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").0;
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    let head = talk(to, b"HEAD /nowhere HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").0;
    assert!(head.starts_with("HTTP/1.1 404") && head.ends_with("\r\n\r\n"), "{head}");
    assert!(talk(to, b"no HTTP at all\r\n\r\n").0.starts_with("HTTP/1.1 400"));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(200));
    assert!(talk(to, many.as_bytes()).0.starts_with("HTTP/1.1 431"));

    let metrics = get(to, "/metrics", "");
    assert!(
        metrics.contains("quet_http_requests_total{route=\"/check\",method=\"GET\",class=\"2xx\"} 1"),
        "{metrics}"
    );
    assert!(
        metrics.contains("quet_http_requests_total{route=\"none\",method=\"GET\",class=\"4xx\"} 2"),
        "{metrics}"
    );
    for answer in [&metrics, &get(to, "/14.160.12.34", ""), &get(to, "/api/14.160.12.34", "")] {
        assert!(!answer.contains("14.160"), "{answer}");
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<&str> = logged.lines().filter(|line| line.contains("server::")).collect();
    assert!(ours.iter().any(|line| line.contains("route=\"/api/v1/check\" status=200 ms=")), "{logged}");
    assert!(!logged.contains("14.160") && !logged.contains("ip="), "{logged}");

    // Two who say nothing, or only a part, take every place; their time ends, and the third is served.
    let mut silent = TcpStream::connect(to).unwrap();
    silent.write_all(b"GET / HTTP/1.1\r\nhost").unwrap();
    let _dribbling = std::thread::spawn(move || {
        let mut stream = TcpStream::connect(to).unwrap();
        while stream.write_all(b"G").is_ok() {
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    std::thread::sleep(Duration::from_millis(200));
    let (answer, took) = talk(to, b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    assert!(answer.ends_with("ok\n"), "{answer}");
    assert!(took < Duration::from_secs(6), "{took:?}");

    stop.send(()).unwrap();
    runtime
        .block_on(async { tokio::time::timeout(Duration::from_secs(8), serving).await })
        .unwrap()
        .unwrap()
        .unwrap();
    assert!(TcpStream::connect(to).is_err());
}
