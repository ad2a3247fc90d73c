//! `quet campaign offer`: puts built programs where the campaign's server offers them from, `DATA/programs`.
//!
//! Must never put there what the server would leave out, nor other bytes under a name that is taken: a digest that was
//! told once stays true of its version.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use ::scan::names::shown;
use ::scan::os::Folder;
use clean::ours::{self, OursError};
use server::executable::BadExecutable;
use server::programs::{BadProgram, LARGEST, Platform, Program, ProgramName};

use crate::exit::Exit;
use crate::out;
use crate::scan::technical;
use crate::serve::programs::{NotRead, whole};
use crate::usage::OfferOptions;
use words::Words;

const FOLDER: [&str; 1] = ["programs"];

/// Names that are looked through for a newer version.
const MOST: usize = 1000;

/// Why nothing was offered.
#[derive(Debug, thiserror::Error)]
enum NotOffered {
    /// It is not called as programs are.
    #[error("`{}` is not named as programs are", shown(.0))]
    Name(PathBuf),
    /// It was not read.
    #[error("`{}` was not read", shown(path))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: NotRead,
    },
    /// It is no program for what its name says.
    #[error("`{}` is not offered", shown(path))]
    Bad {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: BadProgram,
    },
    /// Other bytes are offered under that name.
    #[error("`{0}` is offered already, with other bytes")]
    Taken(ProgramName),
    /// Our own files.
    #[error(transparent)]
    Ours(#[from] OursError),
}

/// Runs the command.
pub fn run(options: &OfferOptions, words: &Words) -> Exit {
    // All are looked at before the first is offered.
    let read = options.files.iter().map(|path| program(path, &options.data)).collect::<Result<Vec<_>, _>>();
    let offered = read.and_then(|programs| {
        programs.iter().try_for_each(|(program, there)| offer(program, *there, &options.data, words))
    });
    match offered {
        Ok(()) => Exit::Fine,
        Err(error) => {
            let (what, exit) = trouble(&error, words);
            out::aside(format!("quet: {what} {}", words.say("offer-none")));
            exit
        }
    }
}

/// The program in that file, and whether it is offered already.
fn program(path: &Path, data: &Path) -> Result<(Program, bool), NotOffered> {
    let misnamed = || NotOffered::Name(path.to_owned());
    let file = path.file_name().ok_or_else(misnamed)?;
    let name = file.to_str().and_then(ProgramName::read).ok_or_else(misnamed)?;
    let bytes = read(path, file).map_err(|source| NotOffered::Read { path: path.to_owned(), source })?;
    let program =
        Program::new(name, bytes).map_err(|source| NotOffered::Bad { path: path.to_owned(), source })?;
    let there = ours::look(data, &FOLDER, &name.to_string(), LARGEST)?;
    if there.as_ref().is_some_and(|there| there[..] != program.bytes()[..]) {
        return Err(NotOffered::Taken(name));
    }
    Ok((program, there.is_some()))
}

fn read(path: &Path, file: &OsStr) -> Result<Vec<u8>, NotRead> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = Folder::open(&folder.canonicalize()?)?;
    Ok(whole(&folder, file)?.0)
}

fn offer(program: &Program, there: bool, data: &Path, words: &Words) -> Result<(), NotOffered> {
    let name = program.name();
    if !there {
        ours::keep(data, &FOLDER, &name.to_string(), program.bytes())?;
    }
    let system = match name.platform {
        Platform::Windows => "Windows",
        Platform::Linux => "Linux",
    };
    let (version, bytes) = (name.version.to_string(), words.number(program.bytes().len() as u64));
    let values = [("version", &*version), ("system", system), ("bytes", &*bytes)];
    out::line(words.with(if there { "offer-there" } else { "offer-done" }, &values));
    out::line(format!("sha256 {}", program.sha256()));
    let names = ours::names(data, &FOLDER, MOST)?;
    let others = names.iter().filter_map(|other| ProgramName::read(other));
    if let Some(newest) = others.filter(|other| other.platform == name.platform).max()
        && newest > name
    {
        let newer = newest.version.to_string();
        out::line(words.with("offer-newer", &[("newer", &*newer), ("file", &newest.to_string())]));
    }
    Ok(())
}

fn trouble(error: &NotOffered, words: &Words) -> (String, Exit) {
    let of = |id: &str, path: &Path| words.with(id, &[("path", &*shown(path))]);
    match error {
        NotOffered::Name(path) => (of("offer-bad-name", path), Exit::Usage),
        NotOffered::Read { path, source: NotRead::Read(source) } => match source.kind() {
            io::ErrorKind::NotFound => (of("offer-missing", path), Exit::Usage),
            io::ErrorKind::InvalidInput => (of("offer-no-file", path), Exit::Usage),
            _ => (technical(error, words), Exit::Incomplete),
        },
        NotOffered::Read { path, source: NotRead::Changed } => (of("offer-changed", path), Exit::Incomplete),
        NotOffered::Read { path, source: NotRead::TooLarge(_) }
        | NotOffered::Bad { path, source: BadProgram::TooLarge } => {
            let most = words.number(LARGEST);
            let values = [("path", &*shown(path)), ("most", &*most)];
            (words.with("offer-large", &values), Exit::Incomplete)
        }
        NotOffered::Bad { path, source: BadProgram::Executable(BadExecutable::Other) } => {
            (of("offer-other", path), Exit::Incomplete)
        }
        NotOffered::Bad { path, source: BadProgram::Executable(BadExecutable::CutShort) } => {
            (of("offer-cut", path), Exit::Incomplete)
        }
        NotOffered::Taken(name) => {
            (words.with("offer-taken", &[("file", &name.to_string())]), Exit::Incomplete)
        }
        NotOffered::Ours(_) => (technical(error, words), Exit::Incomplete),
    }
}
