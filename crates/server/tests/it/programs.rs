//! The programs that are offered: the bytes that were hashed, what a browser is told of them, what the pages say.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use server::app::App;
use server::config::Config;
use server::door::{self, Limits, serve};
use server::programs::{Program, ProgramName, Shelf};
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use crate::ask::{Got, from, full, get, get_as, send};
use crate::made_up;

const WINDOWS: &str = "/programs/quet-0.1.0-windows-x86_64.exe";
const LINUX: &str = "/programs/quet-0.1.0-linux-x86_64";

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is sent, and as bytes.
async fn bytes_of(app: &Arc<App>, path: &str, lines: &[(&str, &str)]) -> (Got, Vec<u8>) {
    let mut request = from("14.160.12.36").uri(path);
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    request
        .extensions_mut()
        .insert(axum::extract::ConnectInfo(server::visitor::Peer("127.0.0.1:9".parse().unwrap())));
    let (parts, body) = app.router().oneshot(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let got = Got {
        status: parts.status,
        headers: parts.headers,
        text: String::new(),
        bytes: bytes.len(),
        raw: Vec::new(),
    };
    (got, bytes.to_vec())
}

fn offering(url: Option<&str>) -> Arc<App> {
    let config = Config { public_url: url.map(str::to_owned), ..made_up::config() };
    made_up::offering(config, Some(made_up::knowledge()), Some(made_up::pack()), made_up::programs()).0
}

#[tokio::test]
async fn what_is_sent_is_what_was_hashed_and_nothing_on_the_way_is_to_alter_it() {
    let app = offering(Some("https://chiendich.example"));
    for (path, program, saved) in [
        (WINDOWS, &made_up::programs()[0], "quet-chiendich.example.exe"),
        (LINUX, &made_up::programs()[1], "quet-0.1.0-linux-x86_64"),
    ] {
        let (got, bytes) = bytes_of(&app, path, &[("accept-encoding", "gzip")]).await;
        assert_eq!((got.status.as_u16(), hex(&bytes).as_str()), (200, program.sha256()), "{path}");
        for (name, value) in [
            ("content-disposition", &*format!("attachment; filename=\"{saved}\"")),
            ("content-length", &*bytes.len().to_string()),
            ("content-type", "application/octet-stream"),
            ("content-encoding", ""),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-cache, no-transform"),
            ("accept-ranges", "bytes"),
            ("etag", &*format!("\"{}\"", program.sha256())),
        ] {
            assert_eq!(got.header(name), value, "{path}: {name}");
        }
        let head =
            send(app.router(), from("14.160.12.36").method("HEAD").uri(path).body(Body::empty()).unwrap());
        let head = head.await;
        assert_eq!((head.status.as_u16(), head.bytes), (200, 0));
        assert_eq!(head.header("content-length"), bytes.len().to_string());
        assert_eq!(head.header("etag"), got.header("etag"));
    }
}

#[tokio::test]
async fn what_is_known_is_not_sent_again_and_what_was_begun_is_gone_on_with() {
    let app = offering(None);
    let (whole, bytes) = bytes_of(&app, WINDOWS, &[]).await;
    let tag = whole.header("etag").to_owned();
    for known in [tag.as_str(), "\"other\", *", &format!("\"x\", W/{tag}")] {
        let (got, body) = bytes_of(&app, WINDOWS, &[("if-none-match", known), ("range", "bytes=0-9")]).await;
        assert_eq!((got.status.as_u16(), body.len(), got.header("etag")), (304, 0, tag.as_str()), "{known}");
    }
    let length = bytes.len();
    for (range, first, end) in [
        ("bytes=0-99", 0, 100),
        ("bytes=1000-", 1000, length),
        ("bytes=-7", length - 7, length),
        ("bytes=5-999999999999", 5, length),
    ] {
        let (got, body) = bytes_of(&app, WINDOWS, &[("range", range), ("if-range", &tag)]).await;
        assert_eq!(got.status, 206, "{range}");
        assert_eq!(got.header("content-range"), format!("bytes {first}-{}/{length}", end - 1));
        assert!(body == bytes[first..end], "{range}");
    }
    // Of another one, several stretches, or what is no range: all of it.
    for lines in [
        [("range", "bytes=5-"), ("if-range", "\"other\"")],
        [("range", "bytes=5-"), ("if-range", "Sat, 21 Nov 2026 06:00:00 GMT")],
        [("range", "bytes=0-1,4-5"), ("accept", "*/*")],
        [("range", "nonsense"), ("accept", "*/*")],
    ] {
        let (got, body) = bytes_of(&app, WINDOWS, &lines).await;
        assert_eq!((got.status.as_u16(), body.len()), (200, length), "{lines:?}");
    }
    let (got, body) = bytes_of(&app, WINDOWS, &[("range", &format!("bytes={length}-"))]).await;
    assert_eq!((got.status.as_u16(), body.len()), (416, 0));
    assert_eq!(got.header("content-range"), format!("bytes */{length}"));
}

#[tokio::test]
async fn the_list_of_digests_is_one_that_sha256sum_reads() {
    let app = offering(None);
    let got = get(&app, "/programs/SHA256SUMS").await;
    assert_eq!(got.header("content-type"), "text/plain; charset=utf-8");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("SHA256SUMS"), &got.text).unwrap();
    for path in [WINDOWS, LINUX] {
        let name = path.rsplit('/').next().unwrap();
        std::fs::write(folder.path().join(name), bytes_of(&app, path, &[]).await.1).unwrap();
    }
    let check = || {
        let mut command = std::process::Command::new("sha256sum");
        command.args(["--check", "--strict", "SHA256SUMS"]).current_dir(folder.path()).output().unwrap()
    };
    let done = check();
    assert!(done.status.success(), "{done:?}");
    std::fs::write(folder.path().join("quet-0.1.0-linux-x86_64"), "another").unwrap();
    assert!(!check().status.success());
    let none = get(&made_up::app(made_up::config(), None, None).0, "/programs/SHA256SUMS").await;
    assert_eq!((none.status.as_u16(), none.bytes), (200, 0));
}

#[tokio::test]
async fn the_host_that_a_browser_names_is_not_believed() {
    for (url, expected) in [
        (Some("https://chiendich.example:8443"), "quet-chiendich.example+8443.exe"),
        (None, "quet.exe"),
        (Some("http://chiendich.example"), "quet.exe"),
    ] {
        let request = Request::get(WINDOWS).header("host", "evil.example").body(Body::empty()).unwrap();
        let got = send(offering(url).router(), request).await;
        assert_eq!(got.header("content-disposition"), format!("attachment; filename=\"{expected}\""));
    }
}

#[tokio::test]
async fn what_is_not_offered_is_not_there() {
    let app = offering(None);
    for path in [
        "/programs/quet-0.2.0-windows-x86_64.exe",
        "/programs/quet.exe",
        "/programs/..%2f..%2fetc%2fpasswd",
        "/programs/SHA256SUMS.txt",
        "/programs/",
        "/programs",
    ] {
        let got = get(&app, path).await;
        assert_eq!(got.status, 404, "{path}");
        assert!(got.text.contains("<h1>Không có trang này</h1>"), "{path}");
    }
}

#[tokio::test]
async fn a_program_that_is_replaced_goes_on_to_those_who_were_being_sent_it() {
    let config = made_up::config();
    let shelf = Arc::new(Shelf::new(&config, "127.0.0.1:1".parse().unwrap()));
    let program = |seed| {
        let name = ProgramName::read("quet-0.1.0-windows-x86_64.exe").unwrap();
        Arc::new(Program::new(name, testkit::program::windows(3_000_000, seed)).unwrap())
    };
    let (first, second) = (program(1), program(2));
    shelf.set(vec![Arc::clone(&first)]);
    let (desk, _clerk) = server::reports::open(1, Default::default());
    let app = App::new(
        config,
        Arc::default(),
        sightings::ranges::Ranges::default(),
        || made_up::NOW,
        desk,
        server::app::Offered { pack: Arc::default(), programs: Arc::clone(&shelf) },
        None,
    );
    let request = Request::get(WINDOWS).body(Body::empty()).unwrap();
    let begun = app.router().oneshot(request).await.unwrap();
    shelf.set(vec![Arc::clone(&second)]);
    let tag = begun.headers()["etag"].to_str().unwrap().to_owned();
    let bytes = begun.into_body().collect().await.unwrap().to_bytes();
    assert_eq!((hex(&bytes), tag), (first.sha256().to_owned(), format!("\"{}\"", first.sha256())));
    // Going on with the first one, they get all of the second.
    let lines = [("range", "bytes=9-"), ("if-range", &*format!("\"{}\"", first.sha256()))];
    let (got, bytes) = bytes_of(&app, WINDOWS, &lines).await;
    assert_eq!((got.status.as_u16(), hex(&bytes).as_str()), (200, second.sha256()));
    shelf.set(Vec::new());
    assert_eq!(bytes_of(&app, WINDOWS, &[]).await.0.status, 404);
}

/// The page for a device, in English, as that browser sees it.
async fn page(app: &Arc<App>, path: &str, agent: &str) -> String {
    let request = from("14.160.12.36").uri(path).header("user-agent", agent).body(Body::empty()).unwrap();
    send(app.router(), request).await.text
}

const ON_WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const ON_ANDROID: &str = "Mozilla/5.0 (Linux; Android 14; SM-A155F) Mobile";

#[tokio::test]
async fn the_page_offers_the_program_with_its_version_size_digest_and_how_to_compare() {
    let app = offering(Some("https://chiendich.example"));
    let programs = made_up::programs();
    let windows = page(&app, "/scan?lang=en", ON_WINDOWS).await;
    assert!(windows.contains(&format!("href=\"{WINDOWS}\"")) && !windows.contains(LINUX));
    assert!(windows.contains("Version 0.1.0 · 5.9 MB (5,912,064 bytes)"), "{windows}");
    // In groups for the eye, which make the whole when they are copied.
    let shown = windows.split("<code id=\"digest\">").nth(1).unwrap().split("</code>").next().unwrap();
    let shown: String = shown.replace("<span>", "").replace("</span>", "").replace("<wbr>", "");
    assert_eq!(shown, programs[0].sha256());
    for words in [
        "quet-chiendich.example.exe",
        "certutil -hashfile &#34;%USERPROFILE%\\Downloads\\quet-chiendich.example.exe&#34; SHA256",
        "(Get-FileHash &#34;$HOME\\Downloads\\quet-chiendich.example.exe&#34;).Hash -eq &#34;",
        "not signed by a publisher that Microsoft knows",
        "compare with what the organisers publish elsewhere",
        "Besides, use what Windows has built in",
        "Scan offline",
    ] {
        assert!(windows.contains(words), "{words}: {windows}");
    }
    assert!(!windows.contains("type https://") && !windows.contains("You are on a phone"));
    let first = windows.split("<nav class=\"devices\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(first.contains("Windows") && first.contains("aria-current"));

    let linux = page(&app, "/scan?device=linux&lang=en", ON_WINDOWS).await;
    assert!(linux.contains(&format!("href=\"{LINUX}\"")) && !linux.contains(WINDOWS));
    assert!(linux.contains(&format!(
        "echo &#39;{} *quet-0.1.0-linux-x86_64&#39; | sha256sum --check",
        programs[1].sha256()
    )));
    assert!(linux.contains("./quet-0.1.0-linux-x86_64 scan --campaign https://chiendich.example /home"));
    assert!(!linux.contains("build it from source"));

    let android = page(&app, "/scan?device=windows&lang=en", ON_ANDROID).await;
    assert!(android.contains("You are on a phone. Open this page on the computer"));
    assert!(android.contains("https://chiendich.example/scan?device=windows"));
    // On a phone itself there is nothing to download, and the others are one link away.
    let phone = page(&app, "/scan?lang=en", ON_ANDROID).await;
    assert!(!phone.contains("/programs/") && phone.contains("/scan?device=windows&#38;lang=en"));

    let home = get(&app, "/?lang=en").await.text;
    assert!(
        home.contains("href=\"/scan?device=windows&#38;lang=en\">Get the program for Windows</a>"),
        "{home}"
    );
    // A name without an address cannot tell the program where to go.
    let plain = page(&offering(None), "/scan?lang=en", ON_WINDOWS).await;
    assert!(plain.contains("type http://quet.example.vn/") && plain.contains("saved as quet.exe"));
}

#[tokio::test]
async fn who_gets_the_program_is_told_the_keys_fingerprint_or_that_there_are_no_rules_yet() {
    let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
    let with = page(&offering(Some("https://chiendich.example")), "/scan?lang=en", agent).await;
    let fingerprint = made_up::pack().fingerprint;
    assert!(with.contains(&fingerprint) && !with.contains("has not published its rules yet"), "{with}");
    let config = Config { public_url: Some("https://chiendich.example".to_owned()), ..made_up::config() };
    let without = made_up::offering(config, Some(made_up::knowledge()), None, made_up::programs()).0;
    let without = page(&without, "/scan?lang=en", agent).await;
    assert!(
        !without.contains(&fingerprint) && without.contains("has not published its rules yet"),
        "{without}"
    );
}

#[tokio::test]
async fn where_nothing_is_offered_the_page_says_so_and_what_to_do() {
    let app = full();
    let windows = get_as(&app, "14.160.12.36", "/scan?device=windows&lang=en").await.text;
    assert!(windows.contains("offers no program for Windows yet") && windows.contains("Scan offline"));
    let linux = get(&app, "/scan?device=linux&lang=en").await.text;
    assert!(linux.contains("build it from source") && linux.contains(">quet scan --campaign"));
    for page in [windows, linux, get(&app, "/").await.text] {
        assert!(!page.contains("/programs/") && !page.contains("quet.js"));
    }
}

/// Takes a program at so many bytes a second, in 20 steps a second: what came, and how long that took.
fn slowly(to: std::net::SocketAddr, a_second: usize) -> (Vec<u8>, Duration) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(to).unwrap();
    stream.write_all(format!("GET {WINDOWS} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).unwrap();
    let (mut came, mut some) = (Vec::new(), vec![0; a_second / 20]);
    while let Ok(read @ 1..) = stream.read(&mut some) {
        came.extend(&some[..read]);
        std::thread::sleep(Duration::from_millis(50));
        if came.len() > 2_000_000 {
            break;
        }
    }
    (came, begun.elapsed())
}

#[test]
fn a_slow_line_gets_all_of_it_and_one_that_is_too_slow_loses_its_place() {
    let name = ProgramName::read("quet-0.1.0-windows-x86_64.exe").unwrap();
    let program = Arc::new(Program::new(name, testkit::program::windows(2_000_000 - 512, 5)).unwrap());
    let (app, _clerk) = made_up::offering(made_up::config(), None, None, vec![program]);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    // A second for what takes ten minutes, and each second longer for 400,000 bytes.
    let lifetime = Duration::from_secs(1);
    let limits = Limits { silence: lifetime, lifetime, slowest: 400_000, ..Limits::default() };
    let start = |limits| {
        let place = door::open("127.0.0.1:0").unwrap();
        let to = place.address();
        runtime.spawn(serve(place, app.router(), limits, std::future::pending()));
        to
    };
    let to = start(limits);
    let (came, took) = slowly(to, 600_000);
    assert!(came.len() > 2_000_000 && took > 2 * lifetime, "{} in {took:?}", came.len());
    let (came, took) = slowly(to, 100_000);
    assert!(came.len() < 2_000_000 && took < 15 * lifetime, "{} in {took:?}", came.len());
    // Nobody stays beyond the longest.
    let (came, _) = slowly(start(Limits { longest: 2 * lifetime, ..limits }), 600_000);
    assert!(came.len() < 2_000_000, "{}", came.len());
}
