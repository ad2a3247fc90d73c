//! Lists a tree through open folders, shared among threads: who has nothing to do takes the next entry.
//!
//! Must never follow a link, and must never hold more of a large folder than a handful of names.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::identity::{Identity, Owner};
use crate::os::streams::Stream;
use crate::os::{Entry, EntryKind, Folder, FolderEntries};

/// Names that are taken from a folder at one time.
const HANDFUL: usize = 32;

/// A folder that is open.
pub struct Open {
    /// The folder.
    pub folder: Folder,
    /// Where it was found.
    pub path: PathBuf,
    /// How many folders of this walk lie above it.
    pub depth: usize,
    lineage: Arc<Lineage>,
    /// Whether this is a folder of our own, or in one.
    pub own: bool,
}

/// The folders above one, to see a tree that contains itself (a bind mount can).
struct Lineage {
    device: u64,
    inode: u64,
    above: Option<Arc<Lineage>>,
}

impl Drop for Lineage {
    /// One after the other: a chain of folders can be longer than a stack is deep.
    fn drop(&mut self) {
        let mut above = self.above.take();
        while let Some(mut one) = above.and_then(Arc::into_inner) {
            above = one.above.take();
        }
    }
}

impl Open {
    /// The folder a walk starts from.
    ///
    /// # Errors
    /// Whatever the system says of it.
    pub fn top(path: &Path, own: &[Identity]) -> std::io::Result<Open> {
        Open::with(Folder::open(path)?, path.to_owned(), None, own)
    }

    /// A folder that one object is taken from and that is not listed: entering it must be allowed, reading it not.
    ///
    /// # Errors
    /// Whatever the system says of it.
    pub fn entered(path: &Path, own: &[Identity]) -> std::io::Result<Open> {
        Open::with(Folder::enter(path)?, path.to_owned(), None, own)
    }

    /// A folder within this one; nothing where it is one of those above it.
    ///
    /// # Errors
    /// Whatever the system says of it.
    pub fn within(&self, name: &OsString, own: &[Identity]) -> std::io::Result<Option<Open>> {
        let open = Open::with(self.folder.folder(name)?, self.path.join(name), Some(self), own)?;
        let (device, inode) = (open.lineage.device, open.lineage.inode);
        let mut above = Some(&self.lineage);
        while let Some(one) = above {
            // Where folders have no numbers, none is known to be in itself: the limit of depth must do.
            if (one.device, one.inode) == (device, inode) && !matches!(inode, 0 | u64::MAX) {
                return Ok(None);
            }
            above = one.above.as_ref();
        }
        Ok(Some(open))
    }

    fn with(folder: Folder, path: PathBuf, parent: Option<&Open>, own: &[Identity]) -> std::io::Result<Open> {
        let identity = folder.identity()?;
        let lineage = Lineage {
            device: identity.device,
            inode: identity.inode,
            above: parent.map(|parent| Arc::clone(&parent.lineage)),
        };
        Ok(Open {
            own: parent.is_some_and(|parent| parent.own) || own.iter().any(|own| own.same_file(&identity)),
            folder,
            path,
            depth: parent.map_or(0, |parent| parent.depth + 1),
            lineage: Arc::new(lineage),
        })
    }
}

/// Something still to be done.
pub enum Item {
    /// Names of this folder are still to be taken.
    Listing(Arc<Open>, FolderEntries),
    /// A folder is to be opened.
    Folder(Arc<Open>, OsString),
    /// Streams of this folder itself are to be looked at.
    Streams(Arc<Open>, Vec<Stream>),
    /// An object is to be looked at.
    Object(Arc<Open>, OsString, Entry),
}

impl Item {
    /// Takes a handful of names; the listing itself comes back where there may be more.
    pub fn take(
        folder: Arc<Open>,
        mut names: FolderEntries,
    ) -> (Vec<std::io::Result<OsString>>, Option<Item>) {
        let taken: Vec<_> = names.by_ref().take(HANDFUL).collect();
        let more = taken.len() == HANDFUL && taken.last().is_some_and(Result::is_ok);
        (taken, more.then(|| Item::Listing(folder, names)))
    }
}

/// What is still to be done, last in first out, so that a deep tree does not pile up.
#[derive(Default)]
pub struct Work {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Default)]
struct State {
    items: Vec<Item>,
    at_work: usize,
    stopped: bool,
}

impl Work {
    /// Puts items on top.
    pub fn put(&self, items: impl IntoIterator<Item = Item>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.items.extend(items);
        drop(state);
        self.news.notify_all();
    }

    /// Takes the next item, waiting for one as long as another thread may still put some. The item counts as being
    /// worked on until what comes with it is dropped.
    pub fn take(&self) -> Option<(Item, AtWork<'_>)> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if state.stopped {
                return None;
            }
            if let Some(item) = state.items.pop() {
                state.at_work += 1;
                return Some((item, AtWork(self)));
            }
            if state.at_work == 0 {
                return None;
            }
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// No more items are handed out.
    pub fn stop(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
        self.news.notify_all();
    }
}

/// Somebody works on an item and may put more.
pub struct AtWork<'w>(&'w Work);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).at_work -= 1;
        self.0.news.notify_all();
    }
}

/// Owners' names, each asked for once.
#[derive(Default)]
pub struct Owners(Mutex<HashMap<Owner, String>>);

impl Owners {
    /// The name of that owner.
    pub fn name(&self, owner: &Owner) -> String {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names.entry(owner.clone()).or_insert_with(|| crate::os::owner_name(owner)).clone()
    }
}

/// How many objects and bytes lie under these tops, for a progress bar: counted beside the scan and therefore only
/// an estimate. Ends early when `count`, which is told the bytes of each object and asked at each folder, says no.
pub fn estimate(tops: &[PathBuf], own: &[Identity], count: &mut dyn FnMut(Option<u64>) -> bool) {
    let mut folders: Vec<(Option<Arc<Open>>, OsString)> = Vec::new();
    for top in tops {
        match std::fs::symlink_metadata(top) {
            Ok(metadata) if metadata.is_dir() => folders.push((None, top.clone().into_os_string())),
            Ok(metadata) if !count(Some(metadata.len())) => return,
            _ => {}
        }
    }
    // As the scan itself, it holds open only the folders above the one that it counts.
    while let Some((parent, name)) = folders.pop() {
        if !count(None) {
            return;
        }
        let opened = match &parent {
            Some(parent) => parent.within(&name, own),
            None => Open::top(Path::new(&name), own).map(Some),
        };
        let Ok(Some(open)) = opened else { continue };
        if open.own || crate::os::special_mount(&open.folder).is_some() {
            continue;
        }
        let Ok(names) = open.folder.names() else { continue };
        let open = Arc::new(open);
        for name in names.flatten() {
            let Ok(entry) = open.folder.entry(&name) else { continue };
            match entry.kind {
                EntryKind::Folder => folders.push((Some(Arc::clone(&open)), name)),
                EntryKind::File if !count(Some(entry.identity.size)) => return,
                EntryKind::File => {}
                _ if !count(Some(0)) => return,
                _ => {}
            }
        }
    }
}
