//! The program is killed, or the disk fails, at every single change that it makes; after each, the vault is opened and
//! exactly one good copy must stand. Each kill is judged twice: as the process left the disk, and as a power cut
//! would have left it, with everything lost that was not synced.
//!
//! On Windows nobody says what was synced, so there is no power cut. The power cut is stricter than any real disk: an unsynced file is empty, an unsynced entry of a folder is missing.

use std::fs;
use std::path::{Path, PathBuf};

use clean::item::Id;
use clean::restore::Destination;

use crate::child::{Child, Ended};
use crate::place::{Place, bytes, contents, group, now, suspect};
use crate::power::Disk;

/// Under Wine a program takes its time to start: there only some of the moments are tried.
const STEP: usize = if cfg!(windows) { 5 } else { 1 };

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Take,
    Restore,
}

/// A file with one or two names, about to be taken or restored.
struct Story {
    place: Place,
    names: Vec<PathBuf>,
    id: Option<Id>,
}

impl Story {
    fn new(act: Act, names: &[&str]) -> Story {
        let place = Place::new();
        let names: Vec<PathBuf> = names.iter().map(|name| place.at(name)).collect();
        fs::write(&names[0], bytes()).unwrap();
        for other in &names[1..] {
            fs::hard_link(&names[0], other).unwrap();
        }
        let vault = place.vault();
        let paths: Vec<&Path> = names.iter().map(PathBuf::as_path).collect();
        let id = (act == Act::Restore).then(|| vault.take(&group(&paths), now()).unwrap().id);
        drop(vault);
        Story { place, names, id }
    }

    fn child(&self) -> Child {
        match &self.id {
            Some(id) => Child::restore(&self.place.data(), &id.to_string()),
            None => {
                Child::take(&self.place.data(), &self.names.iter().map(PathBuf::as_path).collect::<Vec<_>>())
            }
        }
    }

    fn standing(&self) -> usize {
        let standing = self.names.iter().filter(|name| name.exists());
        standing
            .inspect(|name| assert!(contents(name) == bytes(), "{} holds other bytes", name.display()))
            .count()
    }

    /// Opens the vault and proves that exactly one good copy stands, and that nothing else was left anywhere.
    /// Returns whether it is the file itself.
    fn judge(&self) -> bool {
        let (vault, _) = self.place.reopened();
        let listing = vault.items().unwrap();
        assert!(listing.broken.is_empty(), "{listing:?}");
        let stands = match (self.standing(), listing.items.as_slice()) {
            (0, [item]) => {
                assert_eq!(self.place.names("data/vault/items"), [item.id.to_string()]);
                vault.check(&item.id).unwrap();
                let restored = vault.restore(&item.id, &Destination::OldPlace, now()).unwrap();
                assert!(restored.problems.is_empty() && restored.not_set.is_empty(), "{restored:?}");
                false
            }
            (n, []) if n == self.names.len() => true,
            (n, items) => panic!("{n} names and {} items", items.len()),
        };
        assert_eq!(self.standing(), self.names.len());
        let inodes: Vec<u64> = self.names.iter().map(|name| suspect(name).unwrap().identity.inode).collect();
        assert!(
            inodes.iter().all(|inode| *inode == inodes[0]),
            "the names are no links of each other any more"
        );
        let left: usize = ["home", "other"].iter().map(|folder| self.place.names(folder).len()).sum();
        assert_eq!(left, self.names.len(), "something else was left beside the file");
        assert!(self.place.names("data/vault/items").is_empty());
        drop(vault);
        drop(self.place.vault());
        stands
    }
}

/// How many changes it takes when nothing fails.
fn changes(act: Act, names: &[&str]) -> usize {
    let story = Story::new(act, names);
    let trace = story.place.outside("trace");
    fs::create_dir(&trace).unwrap();
    let ended = story.child().trace(&trace).end();
    assert!(!ended.failed(), "{ended:?}");
    let log = String::from_utf8(contents(&trace.join("log"))).unwrap();
    let changes = log.lines().filter(|line| *line == "change").count();
    assert!(changes > 20, "only {changes} changes were counted");
    changes
}

/// Kills at every change, before and after it.
fn kill_everywhere(act: Act, names: &[&str]) {
    let changes = changes(act, names);
    for kind in ["kill", "kill-after"] {
        let mut stood = Vec::new();
        for n in 1..=changes {
            let story = Story::new(act, names);
            let trace = story.place.outside("trace");
            fs::create_dir(&trace).unwrap();
            let mut disk = Disk::of(&story.place.live());
            let ended = story.child().fault(&format!("{kind}:{n}")).trace(&trace).end();
            disk.follow(&trace);
            assert_eq!(ended, Ended::Killed);
            let context = Context(format!("{act:?} {names:?} {kind}:{n}"));
            stood.push(story.judge());
            let context = Context(format!("{} and the power cut", context.0));
            if disk.cut(&story.place) {
                story.judge();
            }
            drop(context);
        }
        // Both ends were reached, and the change from one to the other came once.
        let turns = stood.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!(
            (stood.first(), stood.last(), turns),
            (Some(&(act == Act::Take)), Some(&(act == Act::Restore)), 1)
        );
    }
}

/// Says, should the test panic, where it was.
struct Context(String);

impl Drop for Context {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("in: {}", self.0);
        }
    }
}

#[test]
fn a_kill_anywhere_while_taking_leaves_one_good_copy() {
    kill_everywhere(Act::Take, &["home/a"]);
}

#[test]
fn a_kill_anywhere_while_taking_two_links_leaves_one_good_copy() {
    kill_everywhere(Act::Take, &["home/a", "other/b"]);
}

#[test]
fn a_kill_anywhere_while_restoring_leaves_one_good_copy() {
    kill_everywhere(Act::Restore, &["home/a"]);
}

#[test]
fn a_kill_anywhere_while_restoring_two_links_leaves_one_good_copy() {
    kill_everywhere(Act::Restore, &["home/a", "other/b"]);
}

/// Kills, and then once more at every third change of the recovery; the power is cut at that moment, or right after a
/// recovery that was not killed.
#[test]
fn a_kill_while_recovering_leaves_one_good_copy() {
    for act in [Act::Take, Act::Restore] {
        let names = ["home/a", "other/b"];
        for n in (1..=changes(act, &names)).step_by(STEP) {
            for m in (1..).step_by(3 * STEP) {
                let story = Story::new(act, &names);
                let traces = ["first", "second"].map(|name| story.place.outside(name));
                traces.iter().for_each(|trace| fs::create_dir(trace).unwrap());
                let mut disk = Disk::of(&story.place.live());
                let first = story.child().fault(&format!("kill:{n}")).trace(&traces[0]).end();
                assert_eq!(first, Ended::Killed);
                let open = Child::open(&story.place.data()).fault(&format!("kill:{m}"));
                let second = open.trace(&traces[1]).end();
                traces.iter().for_each(|trace| disk.follow(trace));
                let context = Context(format!("{act:?} kill:{n} then kill:{m}"));
                story.judge();
                let context = Context(format!("{} and the power cut", context.0));
                if disk.cut(&story.place) {
                    story.judge();
                }
                drop(context);
                if second != Ended::Killed {
                    break;
                }
            }
        }
    }
}

#[test]
fn a_kill_while_the_vault_is_made_leaves_one_that_works() {
    for n in 1.. {
        let place = Place::new();
        let trace = place.outside("trace");
        fs::create_dir(&trace).unwrap();
        let mut disk = Disk::of(&place.live());
        let ended = Child::open(&place.data()).fault(&format!("kill:{n}")).trace(&trace).end();
        let _context = Context(format!("the vault is made, kill:{n}"));
        disk.follow(&trace);
        for cut in [false, true] {
            if cut && !disk.cut(&place) {
                continue;
            }
            let path = place.file("home/a", &bytes());
            let id = place.vault().take(&group(&[&path]), now()).unwrap().id;
            place.vault().restore(&id, &Destination::OldPlace, now()).unwrap();
            assert_eq!(contents(&path), bytes());
        }
        if ended != Ended::Killed {
            assert!(n > 10, "only {n} changes were counted");
            break;
        }
    }
}

/// Lets every change fail in turn.
fn fail_everywhere(act: Act, names: &[&str]) {
    let changes = changes(act, names);
    for errno in ["ENOSPC", "EIO"] {
        let mut failures = 0;
        for n in 1..=changes {
            let story = Story::new(act, names);
            let ended = story.child().fault(&format!("fail:{n}:{errno}")).end();
            let _context = Context(format!("{act:?} {names:?} fail:{n}:{errno}: {ended:?}"));
            if act == Act::Take && ended.failed() {
                assert_eq!(
                    story.standing(),
                    names.len(),
                    "an error was told, and the original does not stand"
                );
            }
            // A link that cannot be made again is told, and the file stands without it.
            if ended.told("could not be made again") {
                assert_eq!((act, story.standing()), (Act::Restore, 1));
                continue;
            }
            let stands = story.judge();
            if act == Act::Take && ended.failed() {
                assert!(stands, "an error was told, and the file was taken all the same");
            }
            failures += u32::from(ended.failed());
        }
        assert!(failures > 10, "only {failures} failures were told");
    }
}

#[test]
fn a_failing_disk_while_taking_leaves_the_original() {
    fail_everywhere(Act::Take, &["home/a"]);
    fail_everywhere(Act::Take, &["home/a", "other/b"]);
}

#[test]
fn a_failing_disk_while_restoring_leaves_one_good_copy() {
    fail_everywhere(Act::Restore, &["home/a"]);
    fail_everywhere(Act::Restore, &["home/a", "other/b"]);
}
