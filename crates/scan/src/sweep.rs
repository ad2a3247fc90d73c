//! One scan: every object of a tree is listed, opened, looked at by the crew, and entered in the ledger.
//!
//! Must never let an object go without an end in the ledger, and must never act on anything.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::crew::{Crew, CrewError, Ended, Hand};
use crate::identity::Identity;
use crate::ledger::{End, Ledger, Skip};
use crate::look::Task;
use crate::os::{self, Entry, EntryKind};
use crate::remember::Memory;
use crate::root::{Root, RootError};
use crate::verdict::{Finding, FoundIn, Gap, Reason};
use crate::walk::{self, Item, Open, Owners, Work};

/// What is to be scanned.
pub struct Sweep<'s> {
    /// Absolute paths without links in them, none within another (see [`tops`]).
    pub tops: Vec<PathBuf>,
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

/// Why a scan cannot start.
#[derive(Debug, thiserror::Error)]
#[error("cannot find `{}`", crate::names::shown(.path))]
pub struct NoSuchPath {
    /// The path as it was given.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

/// The places to start from: absolute, the links in what the user typed resolved, and none within another, so that
/// nothing is counted twice.
///
/// # Errors
/// When one of them does not exist.
pub fn tops(paths: &[PathBuf]) -> Result<Vec<PathBuf>, NoSuchPath> {
    let resolve = |path: &PathBuf| {
        std::fs::canonicalize(path).map_err(|source| NoSuchPath { path: path.clone(), source })
    };
    Ok(outermost(paths.iter().map(resolve).collect::<Result<Vec<_>, _>>()?))
}

/// The same on a mounted disk, all of it where no place on it is named.
///
/// # Errors
/// When one of them is not there, or would lead out.
pub fn tops_in(root: &Root, paths: &[PathBuf]) -> Result<Vec<PathBuf>, RootError> {
    if paths.is_empty() {
        return Ok(vec![root.folder().to_owned()]);
    }
    // Found without a link on the way, and not resolved again: what becomes a link meanwhile is not followed later.
    Ok(outermost(paths.iter().map(|path| root.find(path)).collect::<Result<Vec<_>, _>>()?))
}

fn outermost(mut tops: Vec<PathBuf>) -> Vec<PathBuf> {
    tops.sort();
    tops.dedup_by(|later, earlier| later.starts_with(earlier));
    tops
}

impl Sweep<'_> {
    /// Counts, for a progress bar, what there is to scan: `count` is told each object's bytes, is asked at each folder,
    /// and may end it.
    pub fn estimate(&self, count: &mut dyn FnMut(Option<u64>) -> bool) {
        walk::estimate(&self.tops, &self.own_folders(), count);
    }

    fn own_folders(&self) -> Vec<Identity> {
        let identity = |path: &PathBuf| os::Folder::open(path).ok()?.identity().ok();
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
        os::raise_open_files();
        let own = self.own_folders();
        let sweeper =
            Sweeper { sweep: self, work: Work::default(), owners: Owners::default(), ledger, tell, own };
        let mut hands: Vec<Hand> = (0..self.threads.max(1)).map(|number| crew.hand(number)).collect();
        for hand in &mut hands {
            hand.make_ready()?;
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
                            false => sweeper.item(item, &mut hand),
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
}

impl Sweeper<'_> {
    /// A top is a folder to be listed, or one object in a folder that need only be entered.
    fn start(&self, top: &Path) {
        let alone = top.parent().zip(top.file_name()).and_then(|(parent, name)| {
            let parent = Open::entered(parent, &self.own).ok()?;
            let entry = parent.folder.entry(name).ok()?;
            (entry.kind != EntryKind::Folder).then(|| (parent, name.to_owned(), entry))
        });
        match alone {
            Some((parent, _, _)) if self.is_special(&parent, top) => {}
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

    fn item(&self, item: Item, hand: &mut Hand) -> Result<(), CrewError> {
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
            Item::Object(folder, name, entry) => return self.object(&folder, &name, &entry, hand),
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
            Ok(Some(Item::Listing(Arc::new(open), names)))
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
        hand: &mut Hand,
    ) -> Result<(), CrewError> {
        let skip = match entry.kind {
            _ if folder.own || self.is_memory(&entry.identity) => Some(Skip::Own),
            EntryKind::Link => Some(Skip::Link),
            EntryKind::Device => Some(Skip::Device),
            EntryKind::Socket => Some(Skip::Socket),
            EntryKind::Fifo => Some(Skip::Fifo),
            EntryKind::File | EntryKind::Folder => None,
        };
        if let Some(skip) = skip {
            self.ledger.end(End::Skipped(skip), 0);
            return Ok(());
        }
        let path = folder.path.join(name);
        let told = self.told_besides(&entry.identity);
        if self.sweep.memory.is_some_and(|memory| memory.knows(&path, &told, &entry.identity)) {
            self.ledger.end(End::Remembered, entry.identity.size);
            return Ok(());
        }
        // A file that was changed while it was read is read once more before it is given up.
        for last in [false, true] {
            let (ended, before, after) = match self.look(folder, name, hand)? {
                Ok(looked) => looked,
                Err(error) => {
                    self.failed(&path, reason_of(&error), error.to_string());
                    return Ok(());
                }
            };
            let changed = !after.is_some_and(|after| after.unchanged(&before)) || matches!(ended, Ended::Cut);
            if changed && !last {
                continue;
            }
            self.enter(&path, folder, before, ended, changed);
            return Ok(());
        }
        Ok(())
    }

    /// What rules are told of a file besides its path here: its owner, and how another machine would write that path.
    fn told_besides(&self, identity: &Identity) -> String {
        let owner = self.owners.name(identity.owner);
        match &self.sweep.root {
            Some(root) => format!("{owner}\0{}\0{}", root.is_windows(), crate::names::shown(root.folder())),
            None => owner,
        }
    }

    /// What is remembered is written while the scan runs: looking at it would only find it changed.
    fn is_memory(&self, identity: &Identity) -> bool {
        self.sweep.memory.is_some_and(|memory| memory.file().same_file(identity))
    }

    /// Opens and has looked at: how that ended, and the file's identity before and after.
    #[allow(clippy::type_complexity)]
    fn look(
        &self,
        folder: &Open,
        name: &OsString,
        hand: &mut Hand,
    ) -> Result<io::Result<(Ended, Identity, Option<Identity>)>, CrewError> {
        let (file, identity) = match folder.folder.file(name) {
            Ok(opened) => opened,
            Err(error) => return Ok(Err(error)),
        };
        let here = || folder.path.as_os_str().as_encoded_bytes().to_vec();
        let task = Task {
            folder: self.sweep.root.as_ref().and_then(|root| root.there(&folder.path)).unwrap_or_else(here),
            name: name.as_encoded_bytes().to_vec(),
            owner: self.owners.name(identity.owner),
            size: identity.size,
        };
        let ended = hand.look(&file, &task)?;
        Ok(Ok((ended, identity, os::identity_of(&file).ok())))
    }

    fn enter(&self, path: &Path, folder: &Open, identity: Identity, ended: Ended, changed: bool) {
        let (found, outcome) = match ended {
            Ended::Looked(found, looked) => (found, Ok(*looked)),
            Ended::Crashed(found, how) => (found, Err((Reason::Crashed, how))),
            Ended::TimedOut(found) => {
                (found, Err((Reason::TimeLimit, "the looker did not answer in time".to_owned())))
            }
            Ended::Cut => {
                (Vec::new(), Err((Reason::ChangedWhileRead, "cut short while it was read".to_owned())))
            }
        };
        let nothing_found = found.is_empty();
        for FoundIn { sha256, finding } in found {
            self.ledger.finding(finding.level);
            let found = Found { path: path.to_owned(), identity: identity.clone(), sha256, finding };
            (self.tell)(Event::Finding(Box::new(found)));
        }
        let looked = match outcome {
            Ok(looked) => looked,
            Err((reason, detail)) => return self.failed(path, reason, detail),
        };
        let nothing = nothing_found && looked.gaps.is_empty();
        for gap in looked.gaps {
            self.ledger.gap(gap.reason);
            (self.tell)(Event::Gap { path: path.to_owned(), gap });
        }
        self.ledger.members(&looked.members);
        if changed {
            return self.failed(path, Reason::ChangedWhileRead, "changed each time it was read".to_owned());
        }
        if !looked.whole {
            return self.ledger.end(End::Failed, 0);
        }
        self.ledger.end(End::Scanned, identity.size);
        if nothing && let Some(memory) = self.sweep.memory {
            memory.keep(path, &self.told_besides(&identity), &folder.folder, &identity);
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

fn reason_of(error: &io::Error) -> Reason {
    match error.kind() {
        io::ErrorKind::NotFound => Reason::Vanished,
        io::ErrorKind::InvalidInput | io::ErrorKind::NotADirectory => Reason::ChangedWhileRead,
        _ => Reason::Unreadable,
    }
}
