//! The streams that Windows keeps beside the contents of a file, and of a folder: each is looked at like a member.
//!
//! Must never let a stream go without being counted among the members, nor say that a file was read whose streams were
//! not.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::{Event, Found, Looker, Sweeper, reason_of, settle};
use crate::crew::CrewError;
use crate::identity::Identity;
use crate::look::{Members, Task};
use crate::os::streams::Stream;
use crate::os::{self, Folder};
use crate::verdict::{FoundIn, Reason};
use crate::walk::{Item, Open};

/// How the system is asked for streams.
pub struct Beside {
    /// Those of an open file.
    pub of_file: fn(&File) -> io::Result<Vec<Stream>>,
    /// Those of an open folder.
    pub of_folder: fn(&Folder) -> io::Result<Vec<Stream>>,
    /// Opens one, of the file of that name in this folder or of the folder itself.
    pub open: fn(&Folder, &OsStr, &Stream, &Identity) -> io::Result<File>,
    /// Whether the file that an open stream belongs to is as it was.
    pub is_unchanged: fn(&File, &Identity) -> bool,
}

impl Beside {
    /// As this system answers.
    pub const SYSTEM: Beside = Beside {
        of_file: os::streams_of,
        of_folder: os::streams_of_folder,
        open: os::open_stream,
        is_unchanged: |stream, of| os::identity_of(stream).is_ok_and(|now| now.changed == of.changed),
    };
}

impl Sweeper<'_> {
    /// Has one stream looked at, as a member of the file or folder that it belongs to. What is found in it is found in
    /// that file, whose digest is `sha256`.
    #[allow(clippy::too_many_arguments)]
    pub fn stream(
        &self,
        folder: &Open,
        name: &OsStr,
        path: &Path,
        stream: &Stream,
        of: &Identity,
        sha256: Option<[u8; 32]>,
        looker: &mut Looker<'_>,
    ) -> Result<(), CrewError> {
        let inside = stream.shown();
        let file = match (self.beside.open)(&folder.folder, name, stream, of) {
            Ok(file) => file,
            Err(error) => {
                self.ledger.members(&Members { seen: 1, failed: 1, ..Members::default() });
                self.gap(path, vec![inside], reason_of(&error), error.to_string());
                return Ok(());
            }
        };
        let task = self.task(folder, name, of, stream.size);
        let ended = looker(&file, &Task { stream: Some(inside.clone()), ..task })?;
        let changed = !(self.beside.is_unchanged)(&file, of);
        let (found, outcome) = settle(ended);
        for FoundIn { sha256: own, finding } in found {
            self.ledger.finding(finding.level);
            let sha256 = sha256.unwrap_or(own);
            let found = Found { path: path.to_owned(), identity: of.clone(), sha256, finding };
            (self.tell)(Event::Finding(Box::new(found)));
        }
        let mut whole = false;
        match outcome {
            Ok(looked) => {
                whole = looked.whole && !changed;
                self.ledger.members(&looked.members);
                self.gaps(path, looked.gaps);
                if changed {
                    let detail = "changed while it was read".to_owned();
                    self.gap(path, vec![inside], Reason::ChangedWhileRead, detail);
                }
            }
            Err((reason, detail)) => self.gap(path, vec![inside], reason, detail),
        }
        let ended = if whole {
            Members { scanned: 1, ..Members::default() }
        } else {
            Members { failed: 1, ..Members::default() }
        };
        self.ledger.members(&Members { seen: 1, ..ended });
        Ok(())
    }

    /// The streams of a folder, where the system knows such, are looked at like those of a file.
    pub fn streams_beside(&self, folder: &Arc<Open>) {
        match (self.beside.of_folder)(&folder.folder) {
            Ok(streams) if streams.is_empty() || folder.own => {}
            Ok(streams) => self.work.put([Item::Streams(Arc::clone(folder), streams)]),
            Err(error) => self.gap(&folder.path, Vec::new(), reason_of(&error), error.to_string()),
        }
    }

    pub fn streams_of_folder(
        &self,
        folder: &Open,
        streams: &[Stream],
        looker: &mut Looker<'_>,
    ) -> Result<(), CrewError> {
        let identity = match folder.folder.identity() {
            Ok(identity) => identity,
            Err(error) => {
                self.gap(&folder.path, Vec::new(), reason_of(&error), error.to_string());
                return Ok(());
            }
        };
        for stream in streams {
            self.stream(folder, OsStr::new(""), &folder.path, stream, &identity, None, looker)?;
        }
        Ok(())
    }
}
