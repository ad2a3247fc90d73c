//! One scan: every object of a tree is listed, opened, looked at by the crew, and entered in the ledger.
//!
//! Must never let an object go without an end in the ledger, and must never act on anything.

mod streams;
mod tops;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::crew::{Crew, CrewError, Ended, Hand};
use crate::identity::Identity;
use crate::ledger::{End, Ledger, Skip};
use crate::look::Task;
use crate::os::streams::Stream;
use crate::os::{self, Entry, EntryKind};
use crate::remember::Memory;
use crate::root::Root;
use crate::verdict::{Finding, FoundIn, Gap, Reason};
use crate::walk::{self, Item, Open, Owners, Work};

use streams::Beside;
pub use tops::{NoSuchPath, machine, tops, tops_in};

/// Whoever looks at one open file and says how that ended.
type Looker<'l> = dyn FnMut(&File, &Task) -> Result<Ended, CrewError> + 'l;

/// What is to be scanned.
pub struct Sweep<'s> {
    /// Absolute paths without links in them, none within another (see [`tops()`]).
    pub tops: Vec<PathBuf>,
    /// Drives of other machines, which belong to none of the tops and are named as not looked at.
    pub excluded: Vec<PathBuf>,
    /// The disk that all of it lies on, where it is looked at as another machine's root: rules are then told the paths
    /// of that machine.
    pub root: Option<Root>,
    /// Folders of our own, such as the vault and the packs of campaigns, whose files are counted and not looked at.
    pub own: Vec<PathBuf>,
    /// How many lookers work at one time.
    pub threads: usize,
    /// Folders within folders that are entered.
    pub folders: usize,
    /// What is known from earlier scans, if it may be used.
    pub memory: Option<&'s Memory>,
}

/// Something to be told while the scan runs.
#[derive(Debug)]
pub enum Event {
    /// Something was found in a file.
    Finding(Box<Found>),
    /// Something was not looked at.
    Gap {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        gap: Gap,
    },
}

/// A finding and the file it was made in.
#[derive(Debug, Clone)]
pub struct Found {
    /// The file.
    pub path: PathBuf,
    /// The file as it was looked at.
    pub identity: Identity,
    /// SHA-256 of the whole file.
    pub sha256: [u8; 32],
    /// What was found.
    pub finding: Finding,
}

impl Sweep<'_> {
    /// Counts, for a progress bar, what there is to scan: `count` is told each object's bytes, is asked at each folder,
    /// and may end it.
    pub fn estimate(&self, count: &mut dyn FnMut(Option<u64>) -> bool) {
        walk::estimate(&self.tops, &self.own_folders(), count);
    }

    fn own_folders(&self) -> Vec<Identity> {
        // Settled once more: what was resolved elsewhere may lead through a folder in which a volume is mounted.
        let identity = |path: &PathBuf| os::Folder::open(&os::settled(path).ok()?).ok()?.identity().ok();
        self.own.iter().filter_map(identity).collect()
    }

    /// Scans, entering every object in the ledger and telling of findings and gaps, from several threads at once.
    ///
    /// # Errors
    /// When no looker can be started any more, or the crew was said to stop. What was listed and not looked at has then failed.
    pub fn run(
        &self,
        crew: &Arc<Crew>,
        ledger: &Ledger,
        tell: &(dyn Fn(Event) + Sync),
    ) -> Result<(), CrewError> {
        let own = self.own_folders();
        let (work, owners) = (Work::default(), Owners::default());
        let sweeper = Sweeper { sweep: self, work, owners, ledger, tell, own, beside: Beside::SYSTEM };
        let mut hands: Vec<Hand> = (0..self.threads.max(1)).map(|number| crew.hand(number)).collect();
        for hand in &mut hands {
            hand.make_ready()?;
        }
        for drive in &self.excluded {
            sweeper.gap(drive, Vec::new(), Reason::Excluded, "a drive of another machine".to_owned());
        }
        for top in &self.tops {
            sweeper.start(top);
        }
        let failure = Mutex::new(None);
        std::thread::scope(|scope| {
            for mut hand in hands {
                let (sweeper, failure) = (&sweeper, &failure);
                scope.spawn(move || {
                    while let Some((item, _at_work)) = sweeper.work.take() {
                        let outcome = match crew.is_stopped() {
                            true => Err(CrewError::Interrupted),
                            false => sweeper.item(item, &mut |file, task| hand.look(file, task)),
                        };
                        if let Err(error) = outcome {
                            sweeper.work.stop();
                            failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                        }
                    }
                });
            }
        });
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => {
                ledger.give_up();
                Err(error)
            }
            None => Ok(()),
        }
    }
}

struct Sweeper<'s> {
    sweep: &'s Sweep<'s>,
    work: Work,
    owners: Owners,
    ledger: &'s Ledger,
    tell: &'s (dyn Fn(Event) + Sync),
    own: Vec<Identity>,
    beside: Beside,
}

impl Sweeper<'_> {
    /// A top is a folder to be listed, or one object in a folder that need only be entered.
    ///
    /// What was named is never passed over as a link in a tree is, since nothing looks at it where it lies.
    fn start(&self, top: &Path) {
        let alone = top.parent().zip(top.file_name()).and_then(|(parent, name)| {
            let parent = Open::entered(parent, &self.own).ok()?;
            let entry = parent.folder.entry(name).ok()?;
            (entry.kind != EntryKind::Folder).then(|| (parent, name.to_owned(), entry))
        });
        match alone {
            Some((parent, _, _)) if self.is_special(&parent, top) => {}
            Some((_, _, Entry { kind: EntryKind::Link, .. })) => {
                self.ledger.see();
                let detail = "it stands for another place; name that place".to_owned();
                self.failed(top, Reason::Unreadable, detail);
            }
            Some((parent, name, entry)) => {
                self.ledger.see();
                self.work.put([Item::Object(Arc::new(parent), name, entry)]);
            }
            None => self.folder(Open::top(top, &self.own).map(Some), top),
        }
    }

    /// Whether a folder lies on a file system of the kernel's own, which is a gap and is not walked.
    fn is_special(&self, open: &Open, path: &Path) -> bool {
        let kind = os::special_mount(&open.folder);
        if let Some(kind) = kind {
            self.gap(path, Vec::new(), Reason::SpecialMount, format!("a file system of kind {kind}"));
        }
        kind.is_some()
    }

    fn item(&self, item: Item, looker: &mut Looker<'_>) -> Result<(), CrewError> {
        match item {
            Item::Listing(folder, names) => self.list(folder, names),
            Item::Folder(parent, name) => {
                let path = parent.path.join(&name);
                if parent.depth >= self.sweep.folders {
                    let detail = format!("more than {} folders in one another", self.sweep.folders);
                    self.gap(&path, Vec::new(), Reason::TooDeep, detail);
                } else {
                    self.folder(parent.within(&name, &self.own), &path);
                }
            }
            Item::Object(folder, name, entry) => return self.object(&folder, &name, &entry, looker),
            Item::Streams(folder, streams) => return self.streams_of_folder(&folder, &streams, looker),
        }
        Ok(())
    }

    fn folder(&self, opened: io::Result<Option<Open>>, path: &Path) {
        let listing = opened.and_then(|open| {
            let Some(open) = open else { return Ok(None) };
            if self.is_special(&open, path) {
                return Ok(None);
            }
            let names = open.folder.names()?;
            let open = Arc::new(open);
            self.streams_beside(&open);
            Ok(Some(Item::Listing(open, names)))
        });
        match listing {
            Ok(listing) => self.work.put(listing),
            Err(error) => self.gap(path, Vec::new(), reason_of(&error), error.to_string()),
        }
    }

    fn list(&self, folder: Arc<Open>, names: os::FolderEntries) {
        let (taken, more) = Item::take(Arc::clone(&folder), names);
        let mut items: Vec<Item> = more.into_iter().collect();
        for name in taken {
            let name = match name {
                Ok(name) => name,
                Err(error) => {
                    // The rest of the folder was not listed.
                    self.gap(&folder.path, Vec::new(), Reason::Unreadable, error.to_string());
                    continue;
                }
            };
            match folder.folder.entry(&name) {
                Ok(entry) if entry.kind == EntryKind::Folder => {
                    items.push(Item::Folder(Arc::clone(&folder), name))
                }
                Ok(entry) => {
                    self.ledger.see();
                    items.push(Item::Object(Arc::clone(&folder), name, entry));
                }
                Err(error) => {
                    self.ledger.see();
                    self.failed(&folder.path.join(&name), reason_of(&error), error.to_string());
                }
            }
        }
        self.work.put(items);
    }

    fn object(
        &self,
        folder: &Open,
        name: &OsString,
        entry: &Entry,
        looker: &mut Looker<'_>,
    ) -> Result<(), CrewError> {
        let skip = match entry.kind {
            _ if folder.own || self.is_memory(&entry.identity) => Some(Skip::Own),
            EntryKind::Link => Some(Skip::Link),
            EntryKind::Device => Some(Skip::Device),
            EntryKind::Socket => Some(Skip::Socket),
            EntryKind::Fifo => Some(Skip::Fifo),
            EntryKind::File | EntryKind::Folder | EntryKind::Away | EntryKind::Unknown => None,
        };
        if let Some(skip) = skip {
            self.ledger.end(End::Skipped(skip), 0);
            return Ok(());
        }
        let path = folder.path.join(name);
        match entry.kind {
            EntryKind::Away => {
                self.failed(&path, Reason::Away, "it would have to be fetched to be looked at".to_owned());
                return Ok(());
            }
            EntryKind::Unknown => {
                self.failed(&path, Reason::Unsupported, "a reparse point of an unknown kind".to_owned());
                return Ok(());
            }
            _ => {}
        }
        let told = self.told_besides(&entry.identity);
        if self.sweep.memory.is_some_and(|memory| memory.knows(&path, &told, &entry.identity)) {
            self.ledger.end(End::Remembered, entry.identity.size);
            return Ok(());
        }
        // A file that was changed while it was read is read once more before it is given up.
        for last in [false, true] {
            let looked = match self.look(folder, name, looker)? {
                Ok(looked) => looked,
                Err(error) => {
                    self.failed(&path, reason_of(&error), error.to_string());
                    return Ok(());
                }
            };
            let Looked { ended, before, after, streams } = looked;
            let changed = !after.is_some_and(|after| after.unchanged(&before)) || matches!(ended, Ended::Cut);
            if changed && !last {
                continue;
            }
            let sha256 = self.enter(&path, folder, &before, ended, changed, streams.is_empty());
            for stream in &streams {
                self.stream(folder, name, &path, stream, &before, sha256, looker)?;
            }
            return Ok(());
        }
        Ok(())
    }

    /// What rules are told of a file besides its path here: its owner, and how another machine would write that path.
    fn told_besides(&self, identity: &Identity) -> String {
        let owner = self.owners.name(&identity.owner);
        match &self.sweep.root {
            Some(root) => format!("{owner}\0{}\0{}", root.is_windows(), crate::names::shown(root.folder())),
            None => owner,
        }
    }

    /// What is remembered is written while the scan runs: looking at it would only find it changed.
    fn is_memory(&self, identity: &Identity) -> bool {
        self.sweep.memory.is_some_and(|memory| memory.file().same_file(identity))
    }

    /// Opens and has looked at: how that ended, the file's identity before and after, and what lies beside its
    /// contents.
    fn look(
        &self,
        folder: &Open,
        name: &OsString,
        looker: &mut Looker<'_>,
    ) -> Result<io::Result<Looked>, CrewError> {
        let (file, before) = match folder.folder.file(name) {
            Ok(opened) => opened,
            Err(error) => return Ok(Err(error)),
        };
        let streams = (self.beside.of_file)(&file).unwrap_or_else(|error| {
            // The contents can be looked at all the same.
            self.gap(&folder.path.join(name), Vec::new(), Reason::Unreadable, error.to_string());
            Vec::new()
        });
        let task = self.task(folder, name, &before, before.size);
        let ended = looker(&file, &Task { digest: !streams.is_empty(), ..task })?;
        // Whoever reads it may be stuck in a dead disk, and then nobody else is answered about it.
        let after = match ended {
            Ended::TimedOut(_) => Some(before.clone()),
            _ => os::identity_of(&file).ok(),
        };
        Ok(Ok(Looked { ended, before, after, streams }))
    }

    fn task(&self, folder: &Open, name: &OsStr, identity: &Identity, size: u64) -> Task {
        let here = || folder.path.as_os_str().as_encoded_bytes().to_vec();
        Task {
            folder: self.sweep.root.as_ref().and_then(|root| root.there(&folder.path)).unwrap_or_else(here),
            name: name.as_encoded_bytes().to_vec(),
            owner: self.owners.name(&identity.owner),
            size,
            stream: None,
            digest: false,
        }
    }

    /// Enters what came of one file; says its digest where it is known.
    fn enter(
        &self,
        path: &Path,
        folder: &Open,
        identity: &Identity,
        ended: Ended,
        changed: bool,
        alone: bool,
    ) -> Option<[u8; 32]> {
        let (found, outcome) = settle(ended);
        let nothing_found = found.is_empty();
        let mut digest = None;
        for FoundIn { sha256, finding } in found {
            self.ledger.finding(finding.level);
            digest = Some(sha256);
            let found = Found { path: path.to_owned(), identity: identity.clone(), sha256, finding };
            (self.tell)(Event::Finding(Box::new(found)));
        }
        let looked = match outcome {
            Ok(looked) => looked,
            Err((reason, detail)) => {
                self.failed(path, reason, detail);
                return digest;
            }
        };
        let digest = looked.sha256.or(digest);
        let nothing = nothing_found && looked.gaps.is_empty();
        self.gaps(path, looked.gaps);
        self.ledger.members(&looked.members);
        if changed {
            self.failed(path, Reason::ChangedWhileRead, "changed each time it was read".to_owned());
        } else if !looked.whole {
            self.ledger.end(End::Failed, 0);
        } else {
            self.ledger.end(End::Scanned, identity.size);
            if nothing
                && alone
                && let Some(memory) = self.sweep.memory
            {
                memory.keep(path, &self.told_besides(identity), &folder.folder, identity);
            }
        }
        digest
    }

    fn gaps(&self, path: &Path, gaps: Vec<Gap>) {
        for gap in gaps {
            self.ledger.gap(gap.reason);
            (self.tell)(Event::Gap { path: path.to_owned(), gap });
        }
    }

    fn failed(&self, path: &Path, reason: Reason, detail: String) {
        self.gap(path, Vec::new(), reason, detail);
        self.ledger.end(End::Failed, 0);
    }

    fn gap(&self, path: &Path, inside: Vec<Vec<u8>>, reason: Reason, detail: String) {
        self.ledger.gap(reason);
        (self.tell)(Event::Gap { path: path.to_owned(), gap: Gap { inside, reason, detail } });
    }
}

/// A file that was looked at.
struct Looked {
    ended: Ended,
    before: Identity,
    after: Option<Identity>,
    streams: Vec<Stream>,
}

/// What was found, and what the looker says of the whole or why it says nothing.
#[allow(clippy::type_complexity)]
fn settle(ended: Ended) -> (Vec<FoundIn>, Result<crate::look::Looked, (Reason, String)>) {
    match ended {
        Ended::Looked(found, looked) => (found, Ok(*looked)),
        Ended::Crashed(found, how) => (found, Err((Reason::Crashed, how))),
        Ended::TimedOut(found) => {
            (found, Err((Reason::TimeLimit, "the looker did not answer in time".to_owned())))
        }
        Ended::Cut => (Vec::new(), Err((Reason::ChangedWhileRead, "cut short while it was read".to_owned()))),
    }
}

fn reason_of(error: &io::Error) -> Reason {
    match error.kind() {
        io::ErrorKind::NotFound => Reason::Vanished,
        io::ErrorKind::InvalidInput | io::ErrorKind::NotADirectory => Reason::ChangedWhileRead,
        _ => Reason::Unreadable,
    }
}

#[cfg(test)]
mod tests;
