//! The door, the memory of campaigns and the reports, against servers that do what servers should not. Must never
//! leave the loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use wire::pack::{File, Key, Pack, PackError, SigningKey, sign};
use wire::report::ScanReport;

use crate::address::{Address, Plain};
use crate::pinned::{CampaignError, Obtained, Trust, obtain};
use crate::reports::{Backlog, Delivered, deliver, new_id, send_kept};
use egress::door::{Door, DoorError, Patience};

/// A server that answers every request with what it was last told to, and keeps what it was asked.
struct Server {
    base: String,
    asked: Arc<Mutex<Vec<Vec<u8>>>>,
    answer: Arc<Mutex<Answer>>,
}

#[derive(Clone)]
enum Answer {
    /// These bytes, and then the end.
    Bytes(Vec<u8>),
    /// Nothing, with the line held open.
    Silence,
    /// These bytes, again and again, with a pause each time.
    Endless(Vec<u8>, Duration),
}

impl Server {
    fn new(answer: Answer) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let (asked, answer) = (Arc::default(), Arc::new(Mutex::new(answer)));
        let server = Server { base, asked: Arc::clone(&asked), answer: Arc::clone(&answer) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream, &asked, &answer));
            }
        });
        server
    }

    fn says(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    fn address(&self) -> Address {
        Address::parse(&self.base, Plain::OnlyHere).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|asked| String::from_utf8_lossy(asked).into_owned()).collect()
    }
}

fn serve(mut stream: TcpStream, asked: &Mutex<Vec<Vec<u8>>>, answer: &Mutex<Answer>) {
    let mut request = Vec::new();
    let mut some = [0; 4096];
    while !whole(&request) {
        match stream.read(&mut some) {
            Ok(read) if read > 0 => request.extend(&some[..read]),
            _ => return,
        }
    }
    asked.lock().unwrap().push(request);
    let answer = answer.lock().unwrap().clone();
    match answer {
        Answer::Bytes(bytes) => drop(stream.write_all(&bytes)),
        Answer::Silence => drop(stream.read(&mut some)),
        Answer::Endless(bytes, pause) => {
            let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            let mut going = stream.write_all(head).is_ok();
            while going {
                let chunk = [format!("{:x}\r\n", bytes.len()).as_bytes(), &bytes, b"\r\n"].concat();
                going = stream.write_all(&chunk).is_ok();
                std::thread::sleep(pause);
            }
        }
    }
}

fn whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

fn ok(body: &[u8]) -> Answer {
    status("200 OK", body)
}

fn status(status: &str, body: &[u8]) -> Answer {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    Answer::Bytes([head.as_bytes(), body].concat())
}

fn impatient() -> Door {
    let short = Duration::from_millis(300);
    Door::new(&Patience { connect: short, answer: short, whole: 3 * short })
}

fn fetch(answer: Answer) -> Result<Vec<u8>, DoorError> {
    impatient().get(&Server::new(answer).address().route("x"), 1000)
}

#[test]
fn what_is_asked_says_who_we_are_and_no_more() {
    let server = Server::new(ok(b"hello"));
    assert_eq!(impatient().get(&server.address().route("x"), 5).unwrap(), b"hello");
    let asked = server.asked().remove(0).to_lowercase();
    assert!(asked.starts_with("get /x http/1.1\r\n"), "{asked}");
    let mut names: Vec<&str> =
        asked.lines().skip(1).filter_map(|line| Some(line.split_once(": ")?.0)).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host", "user-agent"], "{asked}");
    assert!(asked.contains(concat!("user-agent: quet/", env!("CARGO_PKG_VERSION"), "\r\n")), "{asked}");
}

#[test]
fn nothing_is_read_past_its_cap() {
    let large = |error: &DoorError| matches!(error, DoorError::TooLarge { most: 1000, .. });
    assert!(large(&fetch(ok(&[b'a'; 1001])).unwrap_err()));
    assert!(large(&fetch(Answer::Endless(vec![b'a'; 4096], Duration::ZERO)).unwrap_err()));
    assert_eq!(fetch(ok(&[b'a'; 1000])).unwrap().len(), 1000);
    let many = format!("HTTP/1.1 200 OK\r\n{}", "X-Header: of no use\r\n".repeat(10_000));
    assert!(matches!(fetch(Answer::Bytes(many.into())), Err(DoorError::Lost { .. })));
}

#[test]
fn nobody_is_waited_for_longer_than_our_patience() {
    let started = Instant::now();
    let slow = |answer| {
        let error = fetch(answer).unwrap_err();
        assert!(matches!(error, DoorError::Slow { .. }), "{error:?}");
    };
    slow(Answer::Silence);
    slow(Answer::Endless(vec![b'a'], Duration::from_millis(50)));
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn we_go_nowhere_else_and_take_nothing_that_is_not_whole() {
    let elsewhere = Server::new(ok(b"elsewhere"));
    for number in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let answer =
            format!("HTTP/1.1 {number}\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", elsewhere.base);
        assert!(matches!(fetch(Answer::Bytes(answer.into())), Err(DoorError::Elsewhere { .. })), "{number}");
    }
    assert!(elsewhere.asked().is_empty());
    for bytes in [
        &b""[..],
        b"\0\xff garbage",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"HTTP/9.9 200\r\n\r\n",
    ] {
        let error = fetch(Answer::Bytes(bytes.to_vec())).unwrap_err();
        assert!(matches!(error, DoorError::Lost { .. }), "{bytes:?}: {error:?}");
    }
    assert!(matches!(fetch(status("404 Not Found", b"")), Err(DoorError::Status { status: 404, .. })));
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = impatient().get(&format!("http://{nobody}/"), 1);
    assert!(matches!(refused, Err(DoorError::Lost { .. })), "{refused:?}");
}

#[test]
fn a_server_whose_certificate_nobody_vouches_for_is_not_spoken_to() {
    // It does not even speak TLS; what matters is that nothing of the request reaches it.
    let server = Server::new(ok(b"hello"));
    let url = server.base.replace("http://", "https://");
    assert!(impatient().get(&url, 10).is_err());
    assert!(server.asked().iter().all(|asked| !asked.contains("GET")));
}

const NOW: u64 = 1_790_000_000;

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW)
}

fn pack(key: u8, version: u64, text: &str) -> Vec<u8> {
    let files = vec![File { name: "a.yar".to_owned(), text: text.to_owned() }];
    let (campaign, made_at, expires_at) = ("a".to_owned(), NOW, NOW + 1000);
    let pack = Pack { campaign, version, made_at, expires_at, files };
    sign(&pack, &SigningKey::from_bytes(&[key; 32])).unwrap()
}

fn key(seed: u8) -> Key {
    Key::of(&SigningKey::from_bytes(&[seed; 32]))
}

/// A machine that knows a server.
struct Machine {
    data: tempfile::TempDir,
    server: Server,
}

impl Machine {
    fn new() -> Machine {
        Machine { data: tempfile::tempdir().unwrap(), server: Server::new(ok(&pack(1, 5, "five"))) }
    }

    fn obtain(&self, given: Option<&Key>) -> Result<Obtained, CampaignError> {
        obtain(&impatient(), &self.server.address(), given, self.data.path(), now())
    }

    fn obtain_when(&self, blob: &[u8]) -> Result<Obtained, CampaignError> {
        self.server.says(ok(blob));
        self.obtain(None)
    }
}

#[test]
fn a_key_is_pinned_at_first_use_and_no_other_is_taken() {
    let machine = Machine::new();
    let first = machine.obtain(None).unwrap();
    assert_eq!((first.trust, first.opened.key, first.opened.pack.version), (Trust::FirstUse, key(1), 5));
    assert_eq!(machine.obtain(None).unwrap().trust, Trust::Known);
    let other = machine.obtain_when(&pack(2, 6, "six")).unwrap_err();
    assert!(matches!(other, CampaignError::Pack(PackError::OtherKey { .. })), "{other:?}");
    assert_eq!(machine.obtain_when(&pack(1, 6, "six")).unwrap().opened.pack.version, 6);
}

#[test]
fn an_older_or_another_pack_of_the_same_version_is_refused() {
    let machine = Machine::new();
    machine.obtain(None).unwrap();
    let older = machine.obtain_when(&pack(1, 4, "four")).unwrap_err();
    assert!(matches!(older, CampaignError::Older { seen: 5, found: 4 }), "{older:?}");
    let same = machine.obtain_when(&pack(1, 5, "another five")).unwrap_err();
    assert!(matches!(same, CampaignError::SameVersion { version: 5 }), "{same:?}");
    let mut altered = pack(1, 6, "six");
    *altered.last_mut().unwrap() ^= 1;
    let altered = machine.obtain_when(&altered).unwrap_err();
    assert!(matches!(altered, CampaignError::Pack(PackError::Altered)), "{altered:?}");
    assert_eq!(machine.obtain_when(&pack(1, 5, "five")).unwrap().opened.pack.version, 5);
}

#[test]
fn the_pack_of_another_campaign_by_the_same_key_is_refused() {
    let machine = Machine::new();
    machine.obtain(None).unwrap();
    let files = vec![File { name: "a.yar".to_owned(), text: String::new() }];
    let pack = Pack { campaign: "b".to_owned(), version: 9, made_at: NOW, expires_at: NOW + 9, files };
    let other = machine.obtain_when(&sign(&pack, &SigningKey::from_bytes(&[1; 32])).unwrap()).unwrap_err();
    assert!(matches!(other, CampaignError::OtherCampaign { .. }), "{other:?}");
}

#[test]
fn a_key_given_by_hand_counts_more_than_the_one_that_is_known() {
    let machine = Machine::new();
    let wrong = machine.obtain(Some(&key(2))).unwrap_err();
    assert!(matches!(wrong, CampaignError::Pack(PackError::OtherKey { .. })), "{wrong:?}");
    machine.obtain(None).unwrap();
    machine.server.says(ok(&pack(2, 1, "anew")));
    assert_eq!(machine.obtain(Some(&key(2))).unwrap().trust, Trust::Given);
    assert_eq!(machine.obtain(None).unwrap().trust, Trust::Known, "and is known from then on");
    machine.server.says(ok(&pack(2, 2, "two")));
    machine.obtain(Some(&key(2))).unwrap();
    machine.server.says(ok(&pack(2, 1, "anew")));
    let older = machine.obtain(Some(&key(2))).unwrap_err();
    assert!(matches!(older, CampaignError::Older { seen: 2, found: 1 }), "{older:?}");
}

#[test]
fn the_last_good_pack_serves_while_the_server_cannot_be_reached_and_it_has_not_expired() {
    let machine = Machine::new();
    machine.server.says(status("503 Busy", b""));
    let nothing = machine.obtain(None).unwrap_err();
    assert!(matches!(nothing, CampaignError::Unreachable { kept_expired: false, .. }), "{nothing:?}");
    machine.obtain_when(&pack(1, 5, "five")).unwrap();
    machine.server.says(status("503 Busy", b""));
    let kept = machine.obtain(None).unwrap();
    assert!(kept.offline.is_some() && kept.opened.pack.version == 5);
    let later = now() + Duration::from_secs(1000);
    let expired =
        obtain(&impatient(), &machine.server.address(), None, machine.data.path(), later).unwrap_err();
    assert!(matches!(expired, CampaignError::Unreachable { kept_expired: true, .. }), "{expired:?}");
    let other = machine.obtain(Some(&key(2))).unwrap_err();
    assert!(matches!(other, CampaignError::Unreachable { .. }), "{other:?}");
}

#[test]
fn a_damaged_memory_is_no_first_use_and_a_forged_kept_pack_is_not_used() {
    let machine = Machine::new();
    machine.obtain(None).unwrap();
    let folder = machine.data.path().join("campaigns").join(machine.server.address().short());
    machine.server.says(Answer::Bytes(Vec::new()));
    std::fs::write(folder.join("pack"), pack(1, 4, "old")).unwrap();
    assert!(matches!(machine.obtain(None), Err(CampaignError::Unreachable { .. })));
    std::fs::write(folder.join("known.json"), "{").unwrap();
    let damaged = machine.obtain_when(&pack(2, 9, "x")).unwrap_err();
    assert!(matches!(damaged, CampaignError::Damaged { .. }), "{damaged:?}");
}

fn report(id: &str) -> ScanReport {
    ScanReport {
        id: id.to_owned(),
        campaign: "a".to_owned(),
        pack_version: 1,
        program: "quet".to_owned(),
        system: "linux".to_owned(),
        seconds: 1,
        seen: 1,
        scanned: 1,
        gaps: 0,
        complete: true,
        alerts: 0,
        cleaned: 0,
        rules: Vec::new(),
    }
}

fn receipt(id: &str) -> Answer {
    ok(format!("{{\"id\":\"{id}\",\"outcome\":\"counted\"}}").as_bytes())
}

#[test]
fn a_report_is_tried_again_under_its_number_and_kept_where_that_does_not_help() {
    let (data, server) = (tempfile::tempdir().unwrap(), Server::new(Answer::Bytes(Vec::new())));
    let pauses = [Duration::from_millis(1); 2];
    let deliver =
        |id: &str| deliver(&impatient(), &server.address(), &report(id), &pauses, data.path(), now());
    let kept = deliver("r1");
    assert!(matches!(kept, Delivered::KeptForLater(DoorError::Lost { .. })), "{kept:?}");
    assert_eq!(server.asked().iter().filter(|asked| asked.contains("\"id\":\"r1\"")).count(), 3);
    // A receipt for another report is none.
    server.says(receipt("r0"));
    assert!(matches!(deliver("r2"), Delivered::KeptForLater(DoorError::Nonsense { .. })));
    assert_eq!(send_kept(&impatient(), data.path()).unwrap(), Backlog { sent: 0, left: 2 });
    server.says(receipt("r1"));
    assert_eq!(send_kept(&impatient(), data.path()).unwrap(), Backlog { sent: 1, left: 1 });
    server.says(receipt("r2"));
    assert_eq!(send_kept(&impatient(), data.path()).unwrap(), Backlog { sent: 1, left: 0 });
    assert_eq!(send_kept(&impatient(), data.path()).unwrap(), Backlog::default());
}

#[test]
fn a_report_that_nobody_wants_is_neither_tried_again_nor_kept() {
    let (data, server) = (tempfile::tempdir().unwrap(), Server::new(status("400 Bad Request", b"")));
    let delivered =
        deliver(&impatient(), &server.address(), &report("r"), &[Duration::ZERO], data.path(), now());
    assert!(matches!(delivered, Delivered::Refused(_)), "{delivered:?}");
    assert_eq!(
        (server.asked().len(), send_kept(&impatient(), data.path()).unwrap()),
        (1, Backlog::default())
    );
}

#[test]
fn a_hundred_reports_are_kept_and_the_oldest_go() {
    let (data, server) = (tempfile::tempdir().unwrap(), Server::new(status("503 Busy", b"")));
    for number in 0..105 {
        let at = now() + Duration::from_secs(number);
        deliver(&impatient(), &server.address(), &report(&format!("r{number}")), &[], data.path(), at);
    }
    let mut kept: Vec<_> =
        std::fs::read_dir(data.path().join("reports")).unwrap().flatten().map(|e| e.file_name()).collect();
    // On Windows the folder's lock lies in it.
    kept.retain(|name| name.to_str().unwrap().ends_with(".json"));
    kept.sort();
    assert_eq!(kept.len(), 100);
    assert!(kept[0].to_str().unwrap().ends_with("-r5.json"), "{:?}", kept[0]);
    let before = server.asked().len();
    assert_eq!(send_kept(&impatient(), data.path()).unwrap().left, 100);
    assert_eq!(server.asked().len(), before + 1, "a server that does not answer is asked once");
}

#[test]
fn numbers_of_reports_are_as_the_server_wants_them_and_never_the_same() {
    let (one, two) = (new_id().unwrap(), new_id().unwrap());
    assert_ne!(one, two);
    assert_eq!(report(&one).check("a", &wire::report::ReportLimits::default()), Ok(()));
}
