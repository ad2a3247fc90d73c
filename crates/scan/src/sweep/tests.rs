//! What a scan does with what it meets, streams above all, which few systems have: tried on every system, but for what the
//! system itself would answer.
//!
//! Must never need a program that looks: these tests look by themselves.

use std::fs;
use std::time::Instant;

use indicators::hashes::HashBook;
use sha2::{Digest, Sha256};
use testkit::samples;

use super::*;
use crate::ledger::Summary;
use crate::limits::Limits;
use crate::look::names::NameBook;
use crate::look::rules::{RuleFile, compile};
use crate::look::{Eyes, Members};
use crate::verdict::Scoring;

/// Whoever holds this as contents has the streams `EVIL`, `HARMLESS`, `GONE` and `UNSTEADY`.
const CARRIER: &[u8] = b"carrier";
/// Of whoever holds this the system does not say which streams it has.
const SILENT: &[u8] = b"not a word";

const EVIL: &str = ":evil:$DATA";
const HARMLESS: &str = ":harmless:$DATA";
const GONE: &str = ":gone:$DATA";
const UNSTEADY: &str = ":unsteady:$DATA";
const UNSTEADY_BYTES: &[u8] = b"changed by the time that it is asked";

fn contents(stream: &str) -> Option<Vec<u8>> {
    match stream {
        EVIL => Some(samples::eicar()),
        HARMLESS => Some(b"nothing".to_vec()),
        UNSTEADY => Some(UNSTEADY_BYTES.to_vec()),
        _ => None,
    }
}

fn listed() -> Vec<Stream> {
    let stream = |name: &str| Stream {
        name: name.encode_utf16().collect(),
        size: contents(name).unwrap_or_default().len() as u64,
    };
    [EVIL, HARMLESS, GONE, UNSTEADY].map(stream).into()
}

/// A system that keeps such streams.
const THERE: Beside = Beside {
    of_file: |file| {
        let length = file.metadata()?.len() as usize;
        match () {
            _ if length == CARRIER.len() => Ok(listed()),
            _ if length == SILENT.len() => Err(io::ErrorKind::PermissionDenied.into()),
            _ => Ok(Vec::new()),
        }
    },
    of_folder: |folder| match () {
        _ if folder.entry(OsStr::new("carrier")).is_ok() => Ok(listed()),
        _ if folder.entry(OsStr::new("silent")).is_ok() => Err(io::ErrorKind::PermissionDenied.into()),
        _ => Ok(Vec::new()),
    },
    open: |_, _, stream, _| {
        let name = String::from_utf16(&stream.name).unwrap();
        let contents = contents(&name).ok_or(io::ErrorKind::NotFound)?;
        let mut file = tempfile::tempfile()?;
        io::Write::write_all(&mut file, &contents)?;
        Ok(file)
    },
    is_unchanged: |stream, _| stream.metadata().is_ok_and(|data| data.len() as usize != UNSTEADY_BYTES.len()),
};

fn eyes() -> Eyes {
    let file = RuleFile { source: "test.yar".to_owned(), text: samples::eicar_rule().into_bytes() };
    let compiled = compile(&[file], |_| {});
    let none = || HashBook::new(Vec::new(), Vec::new());
    Eyes::new(compiled.engine, none(), NameBook::default(), Limits::default(), Scoring::Sum)
}

/// A tree whose root is scanned, on a system that keeps streams.
struct Tree(tempfile::TempDir);

struct Came {
    found: Vec<Found>,
    gaps: Vec<(PathBuf, Gap)>,
    summary: Summary,
}

impl Tree {
    fn of(files: &[(&str, &[u8])]) -> Tree {
        let tree = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = tree.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        Tree(tree)
    }

    fn path(&self, name: &str) -> PathBuf {
        let top = os::settled(self.0.path()).unwrap();
        if name.is_empty() { top } else { top.join(name) }
    }

    fn scan(&self, top: &str, own: &[&str]) -> Came {
        let sweep = Sweep {
            tops: vec![self.path(top)],
            excluded: Vec::new(),
            root: None,
            own: own.iter().map(|name| self.path(name)).collect(),
            threads: 1,
            folders: 10,
            memory: None,
        };
        let (ledger, events) = (Ledger::default(), Mutex::new(Vec::new()));
        let tell = |event: Event| events.lock().unwrap().push(event);
        let (work, owners, own) = (Work::default(), Owners::default(), sweep.own_folders());
        let sweeper =
            Sweeper { sweep: &sweep, work, owners, ledger: &ledger, tell: &tell, own, beside: THERE };
        sweeper.start(&sweep.tops[0]);
        let mut eyes = eyes();
        while let Some((item, _at_work)) = sweeper.work.take() {
            let looked = sweeper.item(item, &mut |file, task| {
                let mut bytes = vec![0; usize::try_from(task.size).unwrap()];
                let read = os::read_at(file, &mut bytes, 0).unwrap();
                assert_eq!(read, bytes.len(), "{task:?}");
                let mut found = Vec::new();
                let looked = eyes.look(task, &bytes, Instant::now(), &mut |one| found.push(one));
                Ok(Ended::Looked(found, Box::new(looked)))
            });
            looked.unwrap();
        }
        let mut came = Came { found: Vec::new(), gaps: Vec::new(), summary: ledger.summary() };
        for event in events.into_inner().unwrap() {
            match event {
                Event::Finding(found) => came.found.push(*found),
                Event::Gap { path, gap } => came.gaps.push((path, gap)),
            }
        }
        came
    }
}

/// What the four streams of one carrier, be it a file or a folder, come to.
fn check_streams(came: &Came, path: &Path, sha256: [u8; 32]) {
    let found: Vec<_> = came.found.iter().map(|f| (f.path.as_path(), &f.finding.inside, f.sha256)).collect();
    assert_eq!(found, [(path, &vec![b":evil".to_vec()], sha256)]);
    assert_eq!(came.found[0].finding.sha256, <[u8; 32]>::from(Sha256::digest(samples::eicar())));
    let mut gaps: Vec<_> =
        came.gaps.iter().map(|(path, gap)| (path.as_path(), &gap.inside, gap.reason)).collect();
    gaps.sort_by_key(|(_, inside, _)| *inside);
    assert_eq!(
        gaps,
        [
            (path, &vec![b":gone".to_vec()], Reason::Vanished),
            (path, &vec![b":unsteady".to_vec()], Reason::ChangedWhileRead),
        ]
    );
    let members = Members { seen: 4, scanned: 2, skipped: 0, failed: 2 };
    assert_eq!((came.summary.members, came.summary.complete()), (members, false));
}

#[test]
fn every_stream_of_a_file_is_a_member_of_it_and_what_is_found_in_one_is_found_in_the_file() {
    let tree = Tree::of(&[("in/a.txt", CARRIER), ("in/b.txt", b"b")]);
    for top in ["in", "in/a.txt"] {
        let came = tree.scan(top, &[]);
        check_streams(&came, &tree.path("in/a.txt"), Sha256::digest(CARRIER).into());
        let objects = if top == "in" { 2 } else { 1 };
        assert_eq!((came.summary.seen, came.summary.scanned), (objects, objects));
    }
}

#[test]
fn every_stream_of_a_folder_is_looked_at_as_that_folders() {
    let tree = Tree::of(&[("in/carrier", b"")]);
    for (top, carrier) in [("in", "in"), ("", "in")] {
        let came = tree.scan(top, &[]);
        // A folder has no contents, and so the digest is that of the stream.
        check_streams(&came, &tree.path(carrier), Sha256::digest(samples::eicar()).into());
        assert_eq!((came.summary.seen, came.summary.scanned), (1, 1));
    }
}

#[test]
fn where_the_system_does_not_say_which_streams_there_are_that_is_a_gap_and_the_contents_are_looked_at() {
    let tree = Tree::of(&[("in/a.txt", SILENT), ("in/silent", b""), ("in/eicar.txt", &samples::eicar())]);
    let came = tree.scan("in", &[]);
    assert_eq!(came.found.len(), 1);
    let mut gaps: Vec<_> = came.gaps.iter().map(|(path, gap)| (path.clone(), gap.reason)).collect();
    gaps.sort();
    let expected = ["in", "in/a.txt"].map(|name| (tree.path(name), Reason::Unreadable));
    assert_eq!(gaps, expected);
    assert_eq!((came.summary.scanned, came.summary.complete()), (3, false));
}

#[test]
fn streams_of_what_is_our_own_are_left_alone() {
    let tree = Tree::of(&[("in/vault/carrier", CARRIER), ("in/a.txt", b"a")]);
    let came = tree.scan("in", &["in/vault"]);
    assert_eq!((came.found.len(), came.gaps.len(), came.summary.members.seen), (0, 0, 0));
    assert!(came.summary.complete());
}

#[test]
#[cfg(unix)]
fn what_was_named_and_is_a_link_by_now_is_a_gap_and_never_passed_over() {
    let tree = Tree::of(&[("in/a.txt", b"a"), ("out/b.txt", b"b")]);
    for (link, to) in [("in/file", "out/b.txt"), ("in/folder", "out"), ("in/nowhere", "nothing")] {
        std::os::unix::fs::symlink(tree.path(to), tree.path(link)).unwrap();
        let came = tree.scan(link, &[]);
        assert_eq!(came.gaps.len(), 1, "{link}");
        assert_eq!((came.gaps[0].0.clone(), came.gaps[0].1.reason), (tree.path(link), Reason::Unreadable));
        assert_eq!(
            (came.summary.seen, came.summary.failed, came.summary.complete()),
            (1, 1, false),
            "{link}"
        );
    }
    // In the tree they are counted, and what they lead to is looked at where it lies.
    let came = tree.scan("in", &[]);
    assert_eq!((came.summary.seen, came.summary.scanned, came.summary.complete()), (4, 1, true));
    // A path that leads through one is no less a gap.
    assert_eq!(tree.scan("in/folder/b.txt", &[]).gaps.len(), 1);
}

/// A stick that is pulled out, a disk that breaks, a medium that is another by now: whatever the system calls it.
#[test]
fn a_device_that_fails_is_a_gap_whatever_number_the_system_gives_for_it() {
    // Not ready, gone from the network, no such device, another volume by now, not connected; from `winerror.h`.
    #[cfg(windows)]
    const FAILED: [i32; 7] = [21, 23, 55, 433, 1006, 1117, 1167];
    // Linux: EIO, ENXIO, ENODEV, ENOMEDIUM, ESTALE.
    #[cfg(unix)]
    const FAILED: [i32; 5] = [5, 6, 19, 123, 116];
    for number in FAILED {
        assert_eq!(reason_of(&io::Error::from_raw_os_error(number)), Reason::Unreadable, "{number}");
    }
}
