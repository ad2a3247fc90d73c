//! A scan for a campaign, from the key that is pinned to the report that is counted, against a server that does as it
//! is told, wrongs included. Must never leave the loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use testkit::samples;
use wire::pack::{File, Key, Pack, SigningKey, sign};
use wire::report::{ReportLimits, ScanReport};

#[cfg(unix)]
use crate::quet::wait_until;
use crate::quet::{Place, Ran, bytes_of, copy_program};

/// What the server does with a request.
#[derive(Clone)]
enum Does {
    /// Answers with these bytes.
    Sends(Vec<u8>),
    /// Answers with a report's receipt.
    Counts,
    /// Takes the request and hangs up.
    HangsUp,
    /// Takes the request and says nothing.
    Waits,
    /// Sends and sends.
    Floods,
}

/// A campaign's server on the loopback.
struct Server {
    base: String,
    pack: Arc<Mutex<Does>>,
    /// What is done with one report after the other; with the last, from then on.
    reports: Arc<Mutex<Vec<Does>>>,
    posted: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Server {
    fn new() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server {
            base: format!("http://{}/", listener.local_addr().unwrap()),
            pack: Arc::new(Mutex::new(Does::HangsUp)),
            reports: Arc::new(Mutex::new(vec![Does::Counts])),
            posted: Arc::default(),
        };
        let (pack, reports, posted) =
            (Arc::clone(&server.pack), Arc::clone(&server.reports), Arc::clone(&server.posted));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let Some(request) = request(&mut stream) else { continue };
                let does = if request.starts_with(b"GET /campaign/pack ") {
                    pack.lock().unwrap().clone()
                } else {
                    assert!(request.starts_with(b"POST /api/v1/scan-reports "), "{request:?}");
                    posted.lock().unwrap().push(request.clone());
                    let mut reports = reports.lock().unwrap();
                    if reports.len() > 1 { reports.remove(0) } else { reports[0].clone() }
                };
                std::thread::spawn(move || answer(stream, &request, does));
            }
        });
        server
    }

    fn publishes(&self, blob: &[u8]) {
        *self.pack.lock().unwrap() = Does::Sends(ok(blob));
    }

    fn does(&self, does: Does) {
        *self.pack.lock().unwrap() = does;
    }

    fn takes_reports(&self, does: &[Does]) {
        *self.reports.lock().unwrap() = does.to_vec();
    }

    /// The reports that arrived, each one that a server would take, as JSON.
    fn reports(&self) -> Vec<Value> {
        let posted = self.posted.lock().unwrap();
        for request in posted.iter() {
            let report: ScanReport = serde_json::from_slice(body(request).unwrap()).unwrap();
            assert_eq!(report.check("sach-mang", &ReportLimits::default()), Ok(()));
        }
        posted.iter().map(|request| serde_json::from_slice(body(request).unwrap()).unwrap()).collect()
    }
}

fn request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let mut some = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).to_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
        if body(&request).is_some_and(|body| body.len() >= length.parse().unwrap()) {
            return Some(request);
        }
        let read = stream.read(&mut some).ok().filter(|read| *read > 0)?;
        request.extend(&some[..read]);
    }
}

fn body(request: &[u8]) -> Option<&[u8]> {
    let end = request.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(&request[end + 4..])
}

fn answer(mut stream: TcpStream, request: &[u8], does: Does) {
    let sent = match does {
        Does::Sends(bytes) => stream.write_all(&bytes),
        Does::Counts => {
            let report: Value = serde_json::from_slice(body(request).unwrap()).unwrap();
            stream.write_all(&ok(format!("{{\"id\":{},\"outcome\":\"counted\"}}", report["id"]).as_bytes()))
        }
        Does::HangsUp => Ok(()),
        Does::Waits => stream.read(&mut [0]).map(drop),
        Does::Floods => {
            let mut going = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while going.is_ok() {
                going = stream.write_all(&[b'a'; 65536]);
            }
            going
        }
    };
    drop(sent);
}

fn ok(body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn pack(version: u64) -> Pack {
    let eicar = File { name: "yara/eicar.yar".to_owned(), text: samples::eicar_rule() };
    let (campaign, made_at) = ("sach-mang".to_owned(), now() - 60);
    Pack { campaign, version, made_at, expires_at: made_at + 86_400, files: vec![eicar] }
}

fn signed(seed: u8, version: u64) -> Vec<u8> {
    sign(&pack(version), &key(seed)).unwrap()
}

/// `quet scan` of `in` for the campaign, as JSON lines.
fn scan(place: &Place, server: &Server, more: &[&str]) -> Ran {
    let place_in = place.path("in");
    let mut arguments =
        vec!["scan", place_in.to_str().unwrap(), "--format", "jsonl", "--campaign", &server.base];
    arguments.extend(more);
    place.run(&arguments)
}

/// A place with one infected file, and a server with version 5.
fn ready() -> (Place, Server) {
    let (place, server) = (Place::new(), Server::new());
    place.write("in/eicar.txt", samples::eicar());
    server.publishes(&signed(1, 5));
    (place, server)
}

/// Nothing was scanned, and this was said.
fn refused(ran: &Ran, said: &str) {
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("Nothing was scanned.") && ran.stderr.contains(said), "{}", ran.stderr);
}

/// What was found, by the source of the rule.
fn found(ran: &Ran) {
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let findings = ran.events("finding");
    assert_eq!(findings[0]["because"][0]["source"], "campaign:yara/eicar.yar", "{}", ran.stdout);
}

#[test]
fn the_first_use_pins_the_key_and_the_next_one_knows_it() {
    let (place, server) = ready();
    let first = scan(&place, &server, &[]);
    found(&first);
    assert!(first.stderr.contains(&Key::of(&key(1)).fingerprint()), "{}", first.stderr);
    let second = scan(&place, &server, &[]);
    found(&second);
    assert!(!second.stderr.contains("Its fingerprint"), "{}", second.stderr);
    assert_eq!(second.summary()["report"], serde_json::json!({"sent": false}));
    assert!(second.stderr.contains("no terminal to ask at. Add --report"), "{}", second.stderr);
    assert_eq!(server.reports().len(), 0, "nobody agreed");
}

#[test]
fn the_name_of_the_program_carries_the_campaign_to_who_types_nothing() {
    let (place, server) = ready();
    std::fs::create_dir(place.path("downloads")).unwrap();
    let program =
        format!("{}.exe", wire::program_name::for_campaign(&server.base).unwrap().trim_end_matches(".exe"));
    // A browser that downloaded it once before.
    let program = place.path("downloads").join(program.replace(".exe", " (1).exe"));
    copy_program(place.command().get_program(), &program);
    let mut command = Command::new(&program);
    command.envs(place.command().get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.args(["guide", "--lang", "en", "--result"]).arg(place.path("downloads")).stdin(Stdio::null());
    let ran = Ran::of(command.arg("--data").arg(place.path("data")).arg(place.path("in")).output().unwrap());
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains(&server.base), "{}", ran.stdout);
    assert!(ran.stdout.contains("campaign:yara/eicar.yar"), "{}", ran.stdout);
    assert!(ran.stderr.contains(&Key::of(&key(1)).fingerprint()), "{}", ran.stderr);
    assert_eq!(server.reports().len(), 0, "nobody was asked, nobody agreed");
}

#[test]
fn an_altered_an_older_and_another_pack_are_refused_before_anything_is_scanned() {
    let (place, server) = ready();
    found(&scan(&place, &server, &[]));
    let mut altered = signed(1, 6);
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    server.publishes(&altered);
    refused(&scan(&place, &server, &[]), "no rule pack with a valid signature");
    server.publishes(b"<!doctype html>\n\nSign in to the network");
    refused(&scan(&place, &server, &[]), "a sign-in page of the network");
    server.publishes(&signed(1, 4));
    refused(&scan(&place, &server, &[]), "version 5 was already used here");
    server.publishes(&sign(&Pack { files: Vec::new(), ..pack(5) }, &key(1)).unwrap());
    refused(&scan(&place, &server, &[]), "under the same version 5");
    server.publishes(&sign(&Pack { campaign: "khac".to_owned(), ..pack(6) }, &key(1)).unwrap());
    refused(&scan(&place, &server, &[]), "of the campaign `khac`");
    server.publishes(&signed(1, 6));
    found(&scan(&place, &server, &[]));
}

#[test]
fn another_key_is_refused_and_said_plainly_in_both_languages() {
    let (place, server) = ready();
    found(&scan(&place, &server, &[]));
    server.publishes(&signed(2, 6));
    let ran = scan(&place, &server, &[]);
    refused(&ran, "Ask the campaign by telephone");
    for seed in [1, 2] {
        assert!(ran.stderr.contains(&Key::of(&key(seed)).fingerprint()), "{}", ran.stderr);
    }
    let ran = scan(&place, &server, &["--lang", "vi"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("Bộ quy tắc được ký bằng khóa khác với khóa đã biết."), "{}", ran.stderr);
    assert!(ran.stderr.contains("Chưa quét gì. Hãy gọi điện hỏi chiến dịch"), "{}", ran.stderr);
}

#[test]
fn a_key_that_is_given_is_the_only_one_believed() {
    let (place, server) = ready();
    let (right, wrong) = (Key::of(&key(1)).to_string(), Key::of(&key(2)).to_string());
    refused(&scan(&place, &server, &["--campaign-key", &wrong]), "another key");
    let file = place.write("key.pub", format!("{right}\n"));
    let ran = scan(&place, &server, &["--campaign-key", file.to_str().unwrap()]);
    found(&ran);
    assert!(!ran.stderr.contains("Its fingerprint"), "{}", ran.stderr);
    server.publishes(&signed(2, 1));
    found(&scan(&place, &server, &["--campaign-key", &wrong]));
    for (arguments, said) in [
        (["--campaign-key", "nonsense"], "neither a campaign's key"),
        (["--report-to", "http://chiendich.example/"], "is not encrypted"),
        (["--report-to", "chiendich"], "no address of a campaign"),
    ] {
        let ran = scan(&place, &server, &arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (64, ""));
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}

#[test]
fn packs_of_another_time_are_refused() {
    let (place, server) = ready();
    let past = Pack { made_at: now() - 900, expires_at: now() - 1, ..pack(5) };
    server.publishes(&sign(&past, &key(1)).unwrap());
    refused(&scan(&place, &server, &[]), "expired on");
    let future = Pack { made_at: now() + 200_000, expires_at: now() + 300_000, ..pack(5) };
    server.publishes(&sign(&future, &key(1)).unwrap());
    refused(&scan(&place, &server, &[]), "which has not come yet");
}

#[test]
fn a_server_that_floods_stalls_redirects_or_stammers_ends_with_nothing_scanned() {
    let elsewhere = Server::new();
    elsewhere.publishes(&signed(1, 5));
    let to = &elsewhere.base;
    let redirect = format!("HTTP/1.1 302 Found\r\nLocation: {to}campaign/pack\r\nContent-Length: 0\r\n\r\n");
    let (place, server) = ready();
    for (does, said) in [
        (Does::Floods, "sends more than 33554432 bytes"),
        (Does::Waits, "no answer in time"),
        (Does::Sends(redirect.into()), "sends us elsewhere"),
        (Does::Sends(b"\xff\xfe what is this".to_vec()), "no answer from"),
        (Does::Sends(b"HTTP/1.1 500 Sorry\r\nContent-Length: 0\r\n\r\n".to_vec()), "answers with HTTP 500"),
        (Does::Sends(ok(&signed(1, 5))[..200].to_vec()), "no answer from"),
        (Does::HangsUp, "no answer from"),
    ] {
        server.does(does);
        let ran = scan(&place, &server, &[]);
        refused(&ran, said);
        assert!(ran.stderr.contains("could not be fetched"), "{}", ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn over_tls_a_server_is_spoken_to_only_if_the_system_vouches_for_it() {
    let place = Place::new();
    place.write("in/eicar.txt", samples::eicar());
    place.write("site/campaign/pack", signed(1, 5));
    let (site, certificate) = (place.path("site"), place.path("site/c.pem"));
    let openssl = |arguments: &str| {
        let mut command = Command::new("openssl");
        command.args(arguments.split(' ')).current_dir(&site).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let made = openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.pem -days 2 \
         -subj /CN=test -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE",
    );
    assert!({ made }.status().expect("`openssl` is needed").success());
    let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut server = openssl(&format!("s_server -accept {at} -cert c.pem -key k.pem -WWW")).spawn().unwrap();
    wait_until("the server listens", || TcpStream::connect(at).is_ok());
    let scan = |certificates: &std::path::Path| {
        let mut command = place.command();
        command.env("SSL_CERT_FILE", certificates).args(["scan", "--format", "jsonl", "--campaign"]);
        command.arg(format!("https://{at}/")).arg("--data").arg(place.path("data")).arg(place.path("in"));
        Ran::of(command.output().unwrap())
    };
    let strange = scan(&place.write("none.pem", ""));
    let known = scan(&certificate);
    server.kill().unwrap();
    server.wait().unwrap();
    refused(&strange, "could not be fetched");
    found(&known);
}

#[test]
fn without_the_server_the_last_good_pack_serves_and_that_is_said() {
    let (place, server) = ready();
    found(&scan(&place, &server, &[]));
    server.does(Does::HangsUp);
    let ran = scan(&place, &server, &[]);
    found(&ran);
    assert!(ran.stderr.contains("the rules that were fetched last time are used"), "{}", ran.stderr);
}

#[test]
fn what_is_posted_says_nothing_of_this_machine_and_names_the_campaigns_rules_alone() {
    let (place, server) = ready();
    let telling = ["Lương tháng 11", "nguyen.van.an", "BI-MAT"];
    let folder = format!("in/{}", telling[0]);
    place.write(format!("{folder}/{}.com", telling[1]), samples::eicar());
    place.write(format!("{folder}/{}.txt", telling[2]), "a secret text, which one rule of one's own finds");
    place.write(
        "rules/own.yar",
        "rule OwnRule { meta: score = 100 strings: $a = \"secret text\" condition: $a }",
    );
    let hash = File { name: "hashes.txt".to_owned(), text: format!("{};100;x", sha256(b"listed")) };
    let files = pack(5).files.into_iter().chain([hash]).collect();
    server.publishes(&sign(&Pack { files, ..pack(5) }, &key(1)).unwrap());
    place.write("in/listed.bin", b"listed");
    let rules = place.path("rules/own.yar");
    let ran = scan(&place, &server, &["--report", "--rules", rules.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let report = server.reports().remove(0);
    assert_eq!(
        report["rules"],
        serde_json::json!([{"rule": "EICAR_Test_File", "objects": 2}, {"rule": "hash", "objects": 1}])
    );
    let mut fields: Vec<&str> = report.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    let all =
        "alerts campaign cleaned complete gaps id pack_version program rules scanned seconds seen system";
    assert_eq!(fields.join(" "), all);
    assert_eq!((&report["seen"], &report["alerts"], &report["cleaned"]), (&4.into(), &4.into(), &0.into()));
    assert_eq!((&report["campaign"], &report["pack_version"]), (&"sach-mang".into(), &5.into()));

    let posted = server.posted.lock().unwrap()[0].clone();
    let posted = String::from_utf8(posted).unwrap().to_lowercase();
    let posted_words: Vec<&str> = posted.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
    for name in names_of_machine_and_user() {
        assert!(!posted_words.contains(&&*name.to_lowercase()), "`{name}` in {posted}");
    }
    let place_name = place.path("").file_name().unwrap().to_string_lossy().to_lowercase();
    for word in telling.iter().map(|word| word.to_lowercase()).chain(
        [
            &*place_name,
            "eicar.txt",
            "/in",
            "secret",
            "ownrule",
            "own.yar",
            "listed",
            &sha256(b"listed"),
            "home",
        ]
        .map(str::to_owned),
    ) {
        assert!(!posted.contains(&word), "`{word}` in {posted}");
    }
    assert!(posted.contains(concat!("user-agent: quet/", env!("CARGO_PKG_VERSION"), "\r\n")), "{posted}");
    // What was shown is what was sent.
    for shown in [report["id"].as_str().unwrap(), "EICAR_Test_File", "files seen: 4, looked at: 4"] {
        assert!(ran.stderr.contains(shown), "{}", ran.stderr);
    }
    let reported = &ran.summary()["report"];
    assert_eq!(*reported, serde_json::json!({"sent": true, "id": report["id"], "outcome": "counted"}));
}

#[test]
fn a_pack_of_names_alone_is_published_and_the_report_names_its_patterns_and_no_file() {
    let (place, server) = (Place::new(), Server::new());
    place.write("in/Lương tháng 11/nguyen.van.an/evil-1.exe", b"");
    place.write("in/x.tmp", b"");
    let long = format!("\\\\(?:x|{})\\.tmp$", "y".repeat(200));
    place.write("rules/filename-iocs.txt", format!("# Mồi nhử\n\\\\evil-[0-9]\\.exe$;100\n{long};60\n"));
    let (rules, office) = (place.path("rules/filename-iocs.txt"), place.path("office"));
    let mut publish = place.command();
    publish.args(["campaign", "publish", "--campaign", "sach-mang"]).arg(rules).arg("--data").arg(&office);
    let ran = Ran::of(publish.output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    server.publishes(&bytes_of(office.join("campaign/pack.quet")));
    place.write("rules/own-filenames.txt", "nguyen\\.van;100\n");
    let own = place.path("rules/own-filenames.txt");
    let ran = scan(&place, &server, &["--report", "--rules", own.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("campaign:filename-iocs.txt:2"), "{}", ran.stdout);
    let report = server.reports().remove(0);
    let cut: String = long.chars().take(127).chain(['…']).collect();
    let expected =
        serde_json::json!([{"rule": cut, "objects": 1}, {"rule": "\\\\evil-[0-9]\\.exe$", "objects": 1}]);
    assert_eq!(report["rules"], expected);
    let posted = String::from_utf8(server.posted.lock().unwrap()[0].clone()).unwrap();
    for word in ["evil-1", "Lương", "nguyen", "x.tmp", "own-"] {
        assert!(!posted.contains(word), "`{word}` in {posted}");
    }
    assert!(ran.stderr.contains(r"rule \\evil-[0-9]\.exe$, matches in objects: 1"), "{}", ran.stderr);
}

fn names_of_machine_and_user() -> Vec<String> {
    let asked: &[&[&str]] = match cfg!(unix) {
        true => &[&["uname", "-n"], &["id", "-un"]],
        false => &[&["hostname"], &["whoami"]],
    };
    let said = |line: &&[&str]| {
        let said = Command::new(line[0]).args(&line[1..]).output().unwrap();
        // Windows says a user's domain before the name.
        let said = String::from_utf8(said.stdout).unwrap();
        said.trim().rsplit('\\').next().unwrap().to_owned()
    };
    asked.iter().map(said).inspect(|name| assert!(!name.is_empty())).collect()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_report_whose_answer_was_lost_is_sent_again_under_the_same_number() {
    let (place, server) = ready();
    server.takes_reports(&[Does::HangsUp, Does::Counts]);
    let ran = scan(&place, &server, &["--report"]);
    assert_eq!(ran.code, 1);
    let reports = server.reports();
    assert_eq!((reports.len(), &reports[0]), (2, &reports[1]));
    assert_eq!(ran.summary()["report"]["outcome"], "counted");
}

#[test]
fn a_report_that_could_not_be_sent_is_kept_and_goes_with_the_next_scan() {
    let (place, server) = ready();
    server.takes_reports(&[Does::HangsUp]);
    let ran = scan(&place, &server, &["--report"]);
    assert_eq!(ran.code, 1, "the scan's own end is not changed: {}", ran.stderr);
    assert_eq!(ran.summary()["report"]["kept_for_later"], true);
    let first = server.reports().remove(0);
    assert_eq!(server.reports().len(), 3);
    server.takes_reports(&[Does::Counts]);
    let ran = scan(&place, &server, &[]);
    assert!(ran.stderr.contains("Reports kept from earlier scans were sent: 1."), "{}", ran.stderr);
    assert_eq!(server.reports()[3..], [first], "the kept one, and no other");
    scan(&place, &server, &[]);
    assert_eq!(server.reports().len(), 4, "once");
}

#[test]
fn a_report_that_is_not_accepted_is_not_kept() {
    let (place, server) = ready();
    server.takes_reports(&[Does::Sends(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_vec())]);
    let ran = scan(&place, &server, &["--report"]);
    assert_eq!((ran.code, &ran.summary()["report"]["sent"]), (1, &false.into()));
    assert!(ran.stderr.contains("was not accepted"), "{}", ran.stderr);
    scan(&place, &server, &[]);
    assert_eq!(server.reports().len(), 1);
}

#[test]
fn a_report_goes_to_another_server_where_that_is_named() {
    let (place, server) = ready();
    let other = Server::new();
    let ran = scan(&place, &server, &["--report-to", &other.base]);
    assert_eq!(ran.summary()["report"]["sent"], true);
    assert_eq!((server.reports().len(), other.reports().len()), (0, 1));
}

#[test]
fn what_was_cleaned_is_reported() {
    let (place, server) = ready();
    std::fs::hard_link(place.path("in/eicar.txt"), place.path("in/again.txt")).unwrap();
    let ran = scan(&place, &server, &["--clean", "--yes", "--system", "--report"]);
    found(&ran);
    assert_eq!(place.vault().len(), 1);
    let report = server.reports().remove(0);
    assert_eq!((&report["cleaned"], &report["alerts"]), (&1.into(), &2.into()), "one file under two names");
}

#[cfg(unix)]
#[test]
fn at_a_terminal_the_report_is_shown_and_only_a_clear_yes_sends_it() {
    for (answer, sends) in [("", false), ("n", false), ("y", true)] {
        let (place, server) = ready();
        let line = format!(
            "{} scan --campaign {} --data {} {}",
            place.command().get_program().to_str().unwrap(),
            server.base,
            place.path("data").display(),
            place.path("in").display()
        );
        // util-linux's `script` gives it a terminal.
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env("LC_ALL", "C.UTF-8");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut script = command.spawn().expect("`script` of util-linux is needed");
        let mut input = script.stdin.take().unwrap();
        input.write_all(format!("{answer}\n").as_bytes()).unwrap();
        let done = script.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(said.contains("rule EICAR_Test_File, matches in objects: 1"), "{said}");
        assert!(said.contains("Send this report? [y/N]"), "{said}");
        assert_eq!(said.contains("No report was sent."), !sends, "{said}");
        assert_eq!(server.reports().len(), usize::from(sends), "{said}");
    }
}

#[test]
fn our_own_copy_of_the_pack_is_not_looked_at() {
    let (place, server) = ready();
    let text = "rule FindsItself { meta: score = 100 strings: $a = \"a word in the pack\" condition: $a }";
    let files = vec![File { name: "a.yar".to_owned(), text: text.to_owned() }];
    server.publishes(&sign(&Pack { files, ..pack(5) }, &key(1)).unwrap());
    place.write("in/clean.txt", "nothing");
    let everything = place.path("");
    for _ in 0..2 {
        let ran = place.run(&[
            "scan",
            everything.to_str().unwrap(),
            "--format",
            "jsonl",
            "--no-remember",
            "--campaign",
            &server.base,
        ]);
        assert_eq!((ran.events("finding").len(), ran.code), (0, 0), "{}{}", ran.stdout, ran.stderr);
    }
    assert!(place.path("data/campaigns").is_dir());
}

#[test]
fn what_is_published_is_what_machines_scan_with() {
    let (place, server) = (Place::new(), Server::new());
    place.write("in/eicar.txt", samples::eicar());
    place.write("rules/yara/marker.yar", samples::marked_rule());
    let (rules, office) = (place.path("rules"), place.path("office"));
    let quet = |arguments: &[&str]| {
        let mut command = place.command();
        command.args(arguments).arg("--data").arg(&office);
        Ran::of(command.output().unwrap())
    };
    let rules = rules.to_str().unwrap();
    let first = quet(&["campaign", "publish", rules]);
    assert!(first.code == 64 && first.stderr.contains("--campaign NAME"), "{}", first.stderr);
    for version in ["version 1", "version 2"] {
        let ran = quet(&["campaign", "publish", rules, "--campaign", "sach-mang", "--days", "7"]);
        assert!(ran.code == 0 && ran.stdout.contains(version), "{}{}", ran.stdout, ran.stderr);
    }
    let shown = quet(&["campaign", "key"]);
    let public = shown.stdout.lines().next().unwrap().to_owned();
    assert_eq!(quet(&["campaign", "key"]).stdout, shown.stdout, "the key is made once");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = office.join("campaign/key").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let published = bytes_of(office.join("campaign/pack.quet"));
    server.publishes(&published);
    let ran = scan(&place, &server, &["--campaign-key", &public]);
    assert_eq!(ran.events("finding")[0]["because"][0]["source"], "campaign:eicar.yar", "{}", ran.stderr);
    assert_eq!(ran.summary()["rules"]["rules"], 2);

    let check = |arguments: &[&str], code: i32, said: &str| {
        let ran = quet(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(said) && ran.stderr.contains("Nothing was published."), "{}", ran.stderr);
        assert_eq!(bytes_of(office.join("campaign/pack.quet")), published);
    };
    check(&["campaign", "publish", rules, "--campaign", "khac"], 64, "publishes the campaign `sach-mang`");
    check(&["campaign", "publish", rules, rules], 2, "stands twice");
    place.write("rules/c2-iocs.txt", "evil.example");
    check(&["campaign", "publish", rules], 2, "c2-iocs.txt");
    std::fs::remove_file(place.path("rules/c2-iocs.txt")).unwrap();
    place.write("rules/bad.yar", "rule {");
    check(&["campaign", "publish", rules], 2, "bad.yar:1: ");
    std::fs::remove_file(place.path("rules/bad.yar")).unwrap();
    std::fs::remove_file(office.join("campaign/key")).unwrap();
    check(&["campaign", "publish", rules], 2, "signed with another key");
}
