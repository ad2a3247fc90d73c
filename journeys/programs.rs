//! Programs for download, from `quet campaign offer` to the bytes that a visitor has. Must never run one of them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use testkit::{program, samples};

use crate::quet::{Place, Ran, bytes_of, wait_until};
use crate::served::Served;

const CONFIG: &str = "public_url = \"https://chiendich.example\"\n[campaign]\nid = \"sach-mang\"\n";

fn name(version: &str) -> String {
    format!("quet-{version}-windows-x86_64.exe")
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn offer(place: &Place, files: &[PathBuf]) -> Ran {
    let mut command = place.command();
    command.args(["campaign", "offer", "--lang", "en", "--data"]).arg(place.path("data")).args(files);
    Ran::of(command.output().unwrap())
}

/// What comes of a refused offer: it is said, and nothing is put there.
fn refused(place: &Place, file: &Path, code: i32, words: &str) {
    let ran = offer(place, &[file.to_owned()]);
    assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{}: {}", file.display(), ran.stderr);
    assert!(ran.stderr.contains(words) && ran.stderr.contains("Nothing was offered."), "{}", ran.stderr);
}

fn start(place: &Place) -> Served {
    Served::configured(place, CONFIG, &["--listen", "127.0.0.1:0"])
}

/// The header and the bytes of a download.
fn download(served: &Served, target: &str, more: &str) -> (String, Vec<u8>) {
    let mut stream = served.connect();
    let request = format!("GET {target} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n{more}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    std::io::copy(&mut stream.take(80 << 20), &mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let bytes = answer.split_off(end);
    (String::from_utf8(answer).unwrap().to_lowercase(), bytes)
}

fn page(served: &Served) -> String {
    served.ask("/scan?device=windows&lang=en", &[]).body
}

/// The digest that the page shows, if it shows one.
fn shown(page: &str) -> Option<String> {
    let groups = page.split("<code id=\"digest\">").nth(1)?.split("</code>").next()?;
    Some(groups.replace("<span>", "").replace("</span>", "").replace("<wbr>", ""))
}

fn shows(served: &Served, digest: Option<&str>) {
    wait_until("the page shows what is offered", || shown(&page(served)).as_deref() == digest);
}

#[test]
fn what_is_offered_is_served_with_its_version_size_and_digest_and_a_newer_one_replaces_it() {
    let place = Place::ordinary();
    let served = start(&place);
    assert!(page(&served).contains("offers no program for Windows yet"));
    let first = program::windows(2_000_000, 1);
    let ran = offer(&place, &[place.write(format!("built/{}", name("0.9.9")), &first)]);
    let said = format!("Offered: quet 0.9.9 for Windows, 2,000,512 bytes.\nsha256 {}\n", sha256(&first));
    assert_eq!((ran.code, ran.stdout, ran.stderr), (0, said, String::new()));
    let offered = Instant::now();
    shows(&served, Some(&sha256(&first)));
    assert!(offered.elapsed() < Duration::from_secs(6), "{:?}", offered.elapsed());
    assert!(page(&served).contains("Version 0.9.9 · 2.0 MB (2,000,512 bytes)"));
    let (head, bytes) =
        download(&served, &format!("/programs/{}", name("0.9.9")), "accept-encoding: gzip\r\n");
    assert!(head.starts_with("http/1.1 200") && !head.contains("content-encoding"), "{head}");
    assert!(head.contains("content-disposition: attachment; filename=\"quet-chiendich.example.exe\""));
    assert!(head.contains(&format!("etag: \"{}\"", sha256(&first))) && bytes == first);
    let part = download(&served, &format!("/programs/{}", name("0.9.9")), "range: bytes=1000000-\r\n");
    assert!(part.0.starts_with("http/1.1 206") && part.1 == first[1_000_000..]);

    // A newer one, and one for Linux: our own.
    let second = program::windows(3_000_000, 2);
    let linux = bytes_of(env!("CARGO_BIN_EXE_quet"));
    let files = [
        place.write(format!("built/{}", name("0.10.0")), &second),
        place.write("built/quet-0.10.0-linux-x86_64", &linux),
    ];
    let fits = linux.len() <= 64 << 20;
    let files = if fits { &files[..] } else { &files[..1] };
    let ran = offer(&place, files);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    shows(&served, Some(&sha256(&second)));
    assert_eq!(download(&served, &format!("/programs/{}", name("0.10.0")), "").1, second);
    assert!(download(&served, &format!("/programs/{}", name("0.9.9")), "").0.starts_with("http/1.1 404"));
    let sums = served.ask("/programs/SHA256SUMS", &[]).body;
    assert!(sums.contains(&format!("{} *{}\n", sha256(&second), name("0.10.0"))), "{sums}");
    assert_eq!(sums.contains(&format!("{} *quet-0.10.0-linux-x86_64\n", sha256(&linux))), fits, "{sums}");

    // An older one is taken, and it is said that it does not show; the same again changes nothing.
    let ran = offer(&place, &[place.write(format!("built/{}", name("0.9.10")), program::windows(9, 3))]);
    assert!(ran.code == 0 && ran.stdout.contains("Version 0.10.0 is offered too"), "{}", ran.stdout);
    let ran = offer(&place, &[place.path(format!("built/{}", name("0.10.0")))]);
    assert!(ran.code == 0 && ran.stdout.starts_with("Offered already, the same bytes"), "{}", ran.stdout);
    // Withdrawn by hand, it is gone, and the newest that is left takes its place.
    std::fs::remove_file(place.path(format!("data/programs/{}", name("0.10.0")))).unwrap();
    shows(&served, Some(&sha256(&program::windows(9, 3))));
    std::fs::remove_dir_all(place.path("data/programs")).unwrap();
    shows(&served, None);
}

#[test]
fn what_is_no_program_is_not_offered() {
    let place = Place::ordinary();
    let good = program::windows(5_000, 1);
    let mut altered = good.clone();
    altered[0x84] = 0x4c;
    place.write(name("1.0.0"), &good);
    refused(&place, &place.write("quet.exe", &good), 64, "a program is called quet-VERSION-");
    refused(&place, &place.write("quet-1.0-windows-x86_64.exe", &good), 64, "a program is called");
    refused(&place, &place.write("quet-1.0.0-linux-x86_64", &good), 2, "is no program for the system");
    refused(&place, &place.write(name("1.0.1"), altered), 2, "is no program for the system");
    refused(&place, &place.write(name("1.0.2"), &good[..5_000]), 2, "ends too early");
    refused(&place, &place.write(name("1.0.3"), ""), 2, "is no program for the system");
    refused(&place, &place.write(name("1.0.4"), samples::eicar()), 2, "is no program for the system");
    refused(&place, &place.path(name("1.0.5")), 64, "is not there");
    let large = place.write(name("1.0.6"), &good);
    std::fs::File::options().write(true).open(&large).unwrap().set_len((64 << 20) + 1).unwrap();
    refused(&place, &large, 2, "larger than any program may be (67,108,864 bytes)");
    std::os::unix::fs::symlink(place.path(name("1.0.0")), place.path(name("1.0.7"))).unwrap();
    refused(&place, &place.path(name("1.0.7")), 64, "is not an ordinary file");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        place.path(name("1.0.8")),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o666),
        0,
    )
    .unwrap();
    refused(&place, &place.path(name("1.0.8")), 64, "is not an ordinary file");
    std::fs::create_dir(place.path(name("1.0.9"))).unwrap();
    refused(&place, &place.path(name("1.0.9")), 64, "is not an ordinary file");
    // One that is bad keeps the good ones beside it back.
    let both = offer(&place, &[place.path(name("1.0.0")), place.path(name("1.0.1"))]);
    assert!(both.code == 2 && both.stdout.is_empty() && !place.path("data/programs").exists());
    // A version that people know keeps its bytes.
    assert_eq!(offer(&place, &[place.path(name("1.0.0"))]).code, 0);
    let other = place.write(format!("other/{}", name("1.0.0")), program::windows(5_000, 2));
    refused(&place, &other, 2, "is offered already, with other bytes");
    assert_eq!(bytes_of(place.path(format!("data/programs/{}", name("1.0.0")))), good);
}

#[test]
fn the_server_leaves_out_what_is_broken_and_never_pairs_a_digest_with_other_bytes() {
    let place = Place::new();
    let good = program::windows(300_000, 1);
    let file = |version: &str| place.path(format!("data/programs/{}", name(version)));
    place.write(format!("data/programs/{}", name("1.0.0")), &good);
    place.write(format!("data/programs/{}", name("2.0.0")), &good[..300_000]);
    place.write(format!("data/programs/{}", name("3.0.0")), "no program");
    place.write("data/programs/quet-setup.exe", &good);
    place.write(format!("data/programs/{}.new", name("9.0.0")), &good);
    let large = place.write(format!("data/programs/{}", name("4.0.0")), &good);
    std::fs::File::options().write(true).open(large).unwrap().set_len((64 << 20) + 1).unwrap();
    std::os::unix::fs::symlink(file("1.0.0"), file("5.0.0")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        file("6.0.0"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o666),
        0,
    )
    .unwrap();
    std::fs::create_dir(file("7.0.0")).unwrap();
    let served = start(&place);
    assert_eq!(shown(&page(&served)).unwrap(), sha256(&good));
    // What is left out is said, once.
    std::thread::sleep(Duration::from_secs(3));
    let log = served.log();
    for version in ["2.0.0", "3.0.0", "4.0.0", "5.0.0", "6.0.0", "7.0.0"] {
        let lines = log.lines().filter(|line| line.contains(&name(version)));
        assert_eq!(
            lines.filter(|line| line.contains("left out of the programs")).count(),
            1,
            "{version}: {log}"
        );
    }
    assert!(log.contains("quet-setup.exe") && !log.contains("9.0.0"), "{log}");

    // Changed in place under the server's feet, again and again: what is sent is always what its tag says.
    let target = format!("/programs/{}", name("1.0.0"));
    for round in 0..30_u8 {
        let other = program::windows(300_000, round);
        std::fs::write(file("1.0.0"), &other[..150_000]).unwrap();
        let (head, bytes) = download(&served, &target, "");
        assert!(
            head.contains(&format!("etag: \"{}\"", sha256(&bytes))) && bytes.len() == good.len(),
            "{head}"
        );
        std::fs::write(file("1.0.0"), &other).unwrap();
        std::thread::sleep(Duration::from_millis(70));
    }
    shows(&served, Some(&sha256(&bytes_of(file("1.0.0")))));
    assert!(served.log().contains("another program has taken the place"), "{}", served.log());
    // Cut short for good, it is no longer offered.
    std::fs::write(file("1.0.0"), &good[..1_000]).unwrap();
    shows(&served, None);
    assert!(page(&served).contains("offers no program for Windows yet"));
}

#[test]
fn a_folder_of_its_own_is_named_in_the_configuration_and_one_that_is_closed_does_not_stop_the_server() {
    let place = Place::ordinary();
    let good = program::windows(5_000, 1);
    place.write(format!("server/offered/{}", name("1.0.0")), &good);
    place.write(format!("data/programs/{}", name("2.0.0")), program::windows(5_000, 2));
    let config = "programs = \"offered\"\n";
    let served = Served::configured(&place, config, &["--listen", "127.0.0.1:0"]);
    let head = download(&served, &format!("/programs/{}", name("1.0.0")), "").0;
    // Without an address that the operator gave, it carries the loopback address where the server listens.
    let expected = format!("filename=\"quet-127.0.0.1+{}.exe\"", served.address.port());
    assert!(head.contains(&expected), "{head}");
    assert_eq!(shown(&page(&served)).unwrap(), sha256(&good));
    let mode = |mode| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(place.path("server/offered"), std::fs::Permissions::from_mode(mode))
            .unwrap();
    };
    mode(0o000);
    wait_until("it is said", || served.log().contains("the programs cannot be looked at"));
    assert_eq!(shown(&page(&served)).unwrap(), sha256(&good), "what is offered stays");
    mode(0o755);
    drop(served);
    mode(0o000);
    let served = Served::configured(&place, config, &["--listen", "127.0.0.1:0"]);
    assert_eq!(shown(&page(&served)), None);
    mode(0o755);
    shows(&served, Some(&sha256(&good)));
}

/// Memory that a process holds, in KiB.
fn held(process: u32) -> u64 {
    let status = String::from_utf8(bytes_of(format!("/proc/{process}/status"))).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn many_downloads_at_one_time_share_the_bytes() {
    let place = Place::new();
    place.write(format!("data/programs/{}", name("1.0.0")), program::windows(10_000_000, 1));
    let served = start(&place);
    let begin = |served: &Served| -> TcpStream {
        let mut stream = served.connect();
        let request = format!("GET /programs/{} HTTP/1.1\r\nHost: a\r\n\r\n", name("1.0.0"));
        stream.write_all(request.as_bytes()).unwrap();
        let mut first = [0; 1_000];
        stream.read_exact(&mut first).unwrap();
        stream
    };
    let _first = begin(&served);
    let before = held(served.process());
    let _others: Vec<TcpStream> = (0..100).map(|_| begin(&served)).collect();
    let more = held(served.process()).saturating_sub(before);
    assert!(more < 30_000, "{more} KiB for a hundred");
    // And the hundred and first is served as the first was.
    let (_, bytes) = download(&served, &format!("/programs/{}", name("1.0.0")), "");
    assert_eq!(sha256(&bytes), shown(&page(&served)).unwrap());
}
