//! Why something could not be made or counted. It must never print its source: the reader of the chain does.

use std::{io, path::Path, path::PathBuf};

/// A sample, a folder or a count could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system refused to make, write or change this path.
    #[error("cannot make `{path}`: choose a folder that is empty and that you may write to")]
    Make {
        /// The path that could not be made.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A program could not be started.
    #[error("cannot run `{program}`: install it, or check that it can be executed")]
    Run {
        /// The program.
        program: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A program ran and failed.
    #[error("`{program}` failed, it said: {said}")]
    Failed {
        /// The program.
        program: PathBuf,
        /// Its standard error, shortened.
        said: String,
    },
    /// `find` could not look everywhere, which is expected where a folder is unreadable.
    #[error("`find` counted {counted} entries in `{path}` and could not see the rest, it said: {said}")]
    CountedInPart {
        /// The folder that was counted.
        path: PathBuf,
        /// Entries that it did see.
        counted: u64,
        /// Its standard error, shortened.
        said: String,
    },
    /// The folder for temporary files lies where an ordinary user cannot go.
    #[error("an ordinary user cannot enter `{path}`: set TMPDIR to a folder that everybody may enter")]
    OutOfReach {
        /// The folder that keeps others out.
        path: PathBuf,
    },
}

impl Error {
    pub(crate) fn make(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Make { path, source }
    }

    #[cfg(unix)]
    pub(crate) fn run(program: &Path) -> impl FnOnce(io::Error) -> Self {
        let program = program.to_owned();
        move |source| Self::Run { program, source }
    }
}

impl From<Error> for io::Error {
    fn from(err: Error) -> Self {
        let kind = match &err {
            Error::Make { source, .. } | Error::Run { source, .. } => source.kind(),
            Error::OutOfReach { .. } => io::ErrorKind::PermissionDenied,
            Error::Failed { .. } | Error::CountedInPart { .. } => io::ErrorKind::Other,
        };
        Self::new(kind, err)
    }
}
