//! How quick it is over a whole country: `cargo bench -p quet --bench country`.
//!
//! Makes the demo's country (two million sightings), imports it, and measures what the project promised: the start, a
//! look-up, every address of Viet Nam, and the check over HTTP against a constant route with everything else the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs::File;
use std::hint::black_box;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::routing::get;
use office::record::{Deed, Who};
use server::app::App;
use server::config::Config;
use server::import::{self, ImportLimits};
use server::knowledge::{Current, Knowledge};
use server::loader::Loader;
use server::pack::Slot;
use server::{door, reports};
use sightings::ranges::Ranges;
use sightings::verdict::{Answer, Lines, answer};
use store::Store;
use testkit::country::{Country, Plan};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(measure());
}

async fn measure() {
    let place = tempfile::TempDir::new().unwrap();
    let last_day = i64::try_from(seconds() / 86_400).unwrap() - 1;
    let country = Country::make(&Plan::country(last_day));
    country.write(&place.path().join("reports")).unwrap();
    country.write_declared(&place.path().join("ranges.csv")).unwrap();
    let data = place.path().join("data");
    import_all(&place.path().join("reports"), &data).await;

    let mut starts = Vec::new();
    let mut known = Arc::new(Knowledge::default());
    for _ in 0..5 {
        let (took, knowledge) = start(&data).await;
        starts.push(took);
        known = knowledge;
    }
    starts.sort();
    println!("start: {:?} to {:?}, median {:?} (at most 1 s)", starts[0], starts[4], starts[2]);

    let declared = std::io::read_to_string(File::open(place.path().join("ranges.csv")).unwrap()).unwrap();
    let ranges = Ranges::read(server::netblocks::VIET_NAM, &declared).unwrap();
    let seen: Vec<IpAddr> = country.events().iter().step_by(7).map(|event| event.address).collect();
    look_up(&known, &ranges, &seen);
    whole_country(&known, &ranges);
    over_http(known, ranges, country.truth().examples.recent.address).await;
}

fn deed() -> Deed {
    let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().cast_signed();
    Deed { who: Who::CommandLine, at, from: "quet feed import".to_owned(), why: String::new() }
}

async fn import_all(reports: &Path, data: &Path) {
    let store = Store::open(data, None).await.unwrap();
    let mut files: Vec<_> = std::fs::read_dir(reports).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (started, mut rows) = (Instant::now(), 0);
    for path in &files {
        let name = path.file_name().unwrap().to_string_lossy();
        let (file, limits) = (File::open(path).unwrap(), ImportLimits::default());
        let imported = import::import(&store, &name, None, file, &limits, &deed(), &|| ()).await;
        rows += imported.unwrap().import.rows_read;
    }
    let took = started.elapsed();
    println!(
        "import: {rows} rows of {} compressed reports in {took:.1?}, {:.0} rows/s",
        files.len(),
        rows as f64 / took.as_secs_f64()
    );
    store.close().await;
}

async fn start(data: &Path) -> (Duration, Arc<Knowledge>) {
    let started = Instant::now();
    let store = Arc::new(Store::open(data, None).await.unwrap());
    let current = Current::default();
    Loader::new(Arc::clone(&store), None).load(&current).await.unwrap();
    let took = started.elapsed();
    store.close().await;
    (took, current.get())
}

/// Each look-up timed by itself, the clock included: seen addresses and their neighbours, in no order.
fn look_up(known: &Knowledge, ranges: &Ranges, seen: &[IpAddr]) {
    let (now, lines) = (i64::try_from(seconds()).unwrap(), Lines::default());
    let mut times: Vec<Duration> = Vec::new();
    for at in 0..1_000_000_usize {
        let address = seen[at.wrapping_mul(7_919) % seen.len()];
        let asked = match address {
            IpAddr::V4(four) if at % 2 == 1 => IpAddr::V4((four.to_bits() ^ 0xff).into()),
            other => other,
        };
        let started = Instant::now();
        black_box(answer(&known.register, ranges, black_box(asked), now, &lines));
        times.push(started.elapsed());
    }
    times.sort();
    let at = |share: f64| times[(times.len() as f64 * share) as usize];
    println!("look-up: median {:?}, 99 % {:?} (at most 1 µs), 99.9 % {:?}", at(0.5), at(0.99), at(0.999));
}

fn whole_country(known: &Knowledge, ranges: &Ranges) {
    let (now, lines) = (i64::try_from(seconds()).unwrap(), Lines::default());
    let (started, mut listed, mut all) = (Instant::now(), 0_u64, 0_u64);
    for address in ranges.each_address() {
        let told = answer(&known.register, ranges, IpAddr::V4(address), now, &lines);
        listed += u64::from(matches!(told, Answer::Listed(_)));
        all += 1;
    }
    println!("every address: {all} looked up, {listed} listed, in {:.2?} (at most 4 s)", started.elapsed());
}

async fn over_http(known: Arc<Knowledge>, ranges: Ranges, visitor: IpAddr) {
    let config = Config::read("trusted_proxies = [\"127.0.0.1\"]").unwrap();
    let current = Arc::new(Current::default());
    current.set(Knowledge {
        register: Arc::clone(&known.register),
        figures: known.figures.clone(),
        imported_at: known.imported_at,
    });
    let (desk, _clerk) = reports::open(1, Default::default());
    let clock = || i64::try_from(seconds()).unwrap();
    let shelf = Arc::new(server::programs::Shelf::new(&config, ([127, 0, 0, 1], 0).into()));
    let app = App::new(
        config,
        current,
        ranges,
        clock,
        desk,
        server::app::Offered { pack: Arc::new(Slot::default()), programs: shelf },
        None,
    );
    let answer = ask(serve(app.router()).await, "/api/v1/check", visitor).await;
    let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
    println!("check: {} bytes: {body}", body.len());
    let constant = move || {
        let body = body.clone();
        async move { ([("content-type", "application/json"), ("cache-control", "no-store")], body) }
    };
    let constant = app.around(Router::new().route("/constant", get(constant)));
    let (check, constant) = (serve(app.router()).await, serve(constant).await);
    let mut shares = Vec::new();
    for round in 0..5 {
        let one = load(check, "/api/v1/check", visitor).await;
        let other = load(constant, "/constant", visitor).await;
        println!("round {round}: check {one:.0}/s, constant {other:.0}/s, {:.0} %", 100.0 * one / other);
        shares.push(one / other);
    }
    shares.sort_by(f64::total_cmp);
    println!("check against constant: median {:.0} % (at least 60 %)", 100.0 * shares[2]);
}

async fn serve(router: Router) -> SocketAddr {
    let place = door::open("127.0.0.1:0").unwrap();
    let address = place.address();
    tokio::spawn(door::serve(place, router, door::Limits::default(), std::future::pending()));
    address
}

fn request(path: &str, visitor: IpAddr) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: quet\r\nX-Forwarded-For: {visitor}\r\n\r\n")
}

async fn ask(address: SocketAddr, path: &str, visitor: IpAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request(path, visitor).as_bytes()).await.unwrap();
    let mut answer = vec![0; 1 << 16];
    let read = stream.read(&mut answer).await.unwrap();
    String::from_utf8(answer[..read].to_vec()).unwrap()
}

/// Answers a second, asked by sixteen who each wait for one before they ask for the next.
async fn load(address: SocketAddr, path: &'static str, visitor: IpAddr) -> f64 {
    const FOR: Duration = Duration::from_secs(3);
    let askers = (0..16).map(|_| {
        tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let (request, mut answer) = (request(path, visitor), vec![0; 1 << 16]);
            let (started, mut answers) = (Instant::now(), 0_u64);
            while started.elapsed() < FOR {
                stream.write_all(request.as_bytes()).await.unwrap();
                let read = stream.read(&mut answer).await.unwrap();
                assert!(
                    answer[..read].starts_with(b"HTTP/1.1 200"),
                    "{}",
                    String::from_utf8_lossy(&answer[..read])
                );
                answers += 1;
            }
            answers
        })
    });
    let mut answers = 0;
    for asker in askers.collect::<Vec<_>>() {
        answers += asker.await.unwrap();
    }
    answers as f64 / FOR.as_secs_f64()
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
