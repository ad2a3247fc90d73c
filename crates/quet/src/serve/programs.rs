//! The folder from which programs are offered, followed while the server runs.
//!
//! Must never offer what changed while it was read, and must never follow a link: a file is read once after each change,
//! as a whole, and what is served is what was read. What cannot be offered is said once and left out.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use ::scan::identity::Identity;
use ::scan::names::shown;
use ::scan::os::{EntryKind, Folder, identity_of};
use server::loader::EVERY;
use server::programs::{BadProgram, LARGEST, Platform, Program, ProgramName, Shelf};
use tokio::sync::watch;

/// Files that are looked at; a folder of programs holds a few.
const MOST: usize = 1000;

/// What our own door calls a file that it has not finished.
const UNFINISHED: &str = ".new";

/// Why a program's file was not read.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// The system does not let us, or it is no ordinary file.
    #[error("it cannot be read")]
    Read(#[from] io::Error),
    /// It is larger than any program.
    #[error(transparent)]
    TooLarge(BadProgram),
    /// Somebody writes it.
    #[error("it changed while it was read")]
    Changed,
}

/// Reads a program's file as a whole, as it was from the first byte to the last.
///
/// # Errors
/// Where it is no ordinary file, too large, changes meanwhile, or cannot be read.
pub fn whole(folder: &Folder, name: &OsStr) -> Result<(Vec<u8>, Identity), NotRead> {
    let (file, before) = folder.file(name)?;
    if before.size > LARGEST {
        return Err(NotRead::TooLarge(BadProgram::TooLarge));
    }
    let mut bytes = Vec::new();
    io::copy(&mut (&file).take(LARGEST + 1), &mut bytes)?;
    if !before.unchanged(&identity_of(&file)?) || bytes.len() as u64 != before.size {
        return Err(NotRead::Changed);
    }
    Ok((bytes, before))
}

/// What is known of a file.
#[derive(Debug)]
struct Known {
    /// As it was then.
    identity: Identity,
    /// It is to be read at the next look, if it is still the same then.
    waits: bool,
    /// What was read of it last, if that was a program.
    program: Option<Arc<Program>>,
}

/// The folder, as it was last looked at.
#[derive(Debug)]
pub struct Programs {
    folder: PathBuf,
    shelf: Arc<Shelf>,
    known: BTreeMap<ProgramName, Known>,
    /// What was left out for its name or kind, and said so.
    odd: BTreeSet<OsString>,
    unreadable: bool,
}

impl Programs {
    /// Those in that folder, for this shelf. The folder need not be there.
    pub fn new(folder: PathBuf, shelf: Arc<Shelf>) -> Programs {
        Programs { folder, shelf, known: BTreeMap::new(), odd: BTreeSet::new(), unreadable: false }
    }

    /// Offers the newest of each platform. A file that is new or has changed is read at the look after, so that one that
    /// is still being copied is left alone; at once where `at_start`.
    pub fn look(&mut self, at_start: bool) {
        match self.listed() {
            Ok(None) => self.offer(None, &BTreeMap::new(), at_start),
            Ok(Some((folder, listed))) => self.offer(Some(&folder), &listed, at_start),
            Err(error) => {
                if !std::mem::replace(&mut self.unreadable, true) {
                    let folder = shown(&self.folder);
                    tracing::error!(%error, folder, "the programs cannot be looked at; what is offered stays");
                }
                return;
            }
        }
        self.unreadable = false;
    }

    /// The programs' files by their names; `None` where there is no folder.
    fn listed(&mut self) -> io::Result<Option<(Folder, BTreeMap<ProgramName, Identity>)>> {
        let folder = match self.folder.canonicalize().and_then(|path| Folder::open(&path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            folder => folder?,
        };
        let names = folder.names()?.take(MOST).collect::<io::Result<BTreeSet<OsString>>>()?;
        self.odd.retain(|name| names.contains(name));
        let mut listed = BTreeMap::new();
        for name in names {
            let program = name.to_str().and_then(ProgramName::read);
            let Ok(entry) = folder.entry(&name) else { continue };
            match program {
                Some(program) if entry.kind == EntryKind::File => {
                    self.odd.remove(&name);
                    listed.insert(program, entry.identity);
                }
                _ if name.as_encoded_bytes().ends_with(UNFINISHED.as_bytes()) => {}
                _ => {
                    let why =
                        if program.is_some() { "no ordinary file" } else { "not named as programs are" };
                    if self.odd.insert(name.clone()) {
                        tracing::warn!(file = shown(name.as_ref()), why, "left out of the programs");
                    }
                }
            }
        }
        Ok(Some((folder, listed)))
    }

    fn offer(&mut self, folder: Option<&Folder>, listed: &BTreeMap<ProgramName, Identity>, at_start: bool) {
        self.known.retain(|name, _| listed.contains_key(name));
        let mut offered = Vec::new();
        for platform in Platform::ALL {
            let newest_first = listed.iter().rev().filter(|(name, _)| name.platform == platform);
            let mut good =
                newest_first.filter_map(|(name, identity)| self.judged(folder?, *name, identity, at_start));
            offered.extend(good.next());
        }
        // The bytes of what is no longer offered are let go.
        let is_offered = |program: &Arc<Program>| offered.iter().any(|one| Arc::ptr_eq(one, program));
        self.known.retain(|_, known| known.waits || known.program.as_ref().is_none_or(is_offered));
        let before = self.shelf.all();
        for gone in before.iter().filter(|one| !offered.iter().any(|other| Arc::ptr_eq(one, other))) {
            tracing::info!(program = %gone.name(), sha256 = gone.sha256(), "no longer offered");
        }
        for new in offered.iter().filter(|one| !before.iter().any(|other| Arc::ptr_eq(one, other))) {
            tracing::info!(program = %new.name(), sha256 = new.sha256(), "offered");
        }
        self.shelf.set(offered);
    }

    /// The program in that file, if it is one: read only where it changed since it was read last.
    fn judged(
        &mut self,
        folder: &Folder,
        name: ProgramName,
        identity: &Identity,
        at_start: bool,
    ) -> Option<Arc<Program>> {
        let known = self.known.remove(&name);
        let same = known.as_ref().filter(|known| known.identity.unchanged(identity));
        let read_now = same.map_or(at_start, |known| known.waits);
        let before = known.as_ref().and_then(|known| known.program.clone());
        let known = match (read_now, same.is_some()) {
            (true, _) => self.read(folder, name, identity, before),
            (false, true) => Known { identity: identity.clone(), waits: false, program: before },
            // What was read before it changed stays offered until it is known what it is now.
            (false, false) => Known { identity: identity.clone(), waits: true, program: before },
        };
        let program = known.program.clone();
        self.known.insert(name, known);
        program
    }

    fn read(
        &self,
        folder: &Folder,
        name: ProgramName,
        seen: &Identity,
        before: Option<Arc<Program>>,
    ) -> Known {
        let program = match whole(folder, OsStr::new(&name.to_string())) {
            Ok((_, identity)) if !identity.unchanged(seen) => {
                return Known { identity, waits: true, program: before };
            }
            Err(NotRead::Changed) => return Known { identity: seen.clone(), waits: true, program: before },
            Ok((bytes, _)) => Program::new(name, bytes).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(why) = &program {
            tracing::warn!(file = %name, why, "left out of the programs");
        }
        let program = program.ok();
        // Somebody who was told the one digest must not wonder about the other.
        if let (Some(old), Some(new)) = (&before, &program)
            && old.sha256() != new.sha256()
        {
            tracing::warn!(file = %name, "another program has taken the place of the one of the same version");
        }
        Known { identity: seen.clone(), waits: false, program: program.map(Arc::new) }
    }
}

/// Looks again and again, until told to stop.
pub async fn follow(mut programs: Programs, mut stopped: watch::Receiver<bool>) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
        let looked = tokio::task::spawn_blocking(move || {
            programs.look(false);
            programs
        });
        match looked.await {
            Ok(looked) => programs = looked,
            Err(error) => {
                tracing::error!(%error, "programs are no longer followed: start the server again");
                return;
            }
        }
    }
}
