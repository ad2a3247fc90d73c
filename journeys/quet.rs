//! Runs `quet` as a person or a script would, and reads what it says. Must never read its data folder for it.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use testkit::databases::Database;
#[cfg(unix)]
use testkit::ordinary_user;
use testkit::samples;

/// A place of its own for one test: rules, something to scan, and quet's data.
pub struct Place {
    pub folder: TempDir,
    program: PathBuf,
    _copy: Option<TempDir>,
    ordinary: bool,
    /// The database of the server's data, where that is not a file among them.
    pub database: Option<Database>,
}

/// Which database a test is about.
#[derive(Clone, Copy)]
#[cfg(feature = "server")]
pub enum On {
    Sqlite,
    Postgres,
}

#[cfg(feature = "server")]
impl On {
    /// A place of its own, with its data in such a database.
    pub fn place(self) -> Place {
        let database = match self {
            On::Sqlite => None,
            On::Postgres => Some(Database::make().expect("`on_both` asks for a server first")),
        };
        Place { database, ..Place::new() }
    }
}

/// Makes two tests of each of these: on SQLite, and on PostgreSQL where there is a server to play with.
#[cfg(feature = "server")]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $name() {
                super::$name($crate::quet::On::Sqlite);
            })*
        }
        mod postgres {
            $(#[test]
            fn $name() {
                if testkit::databases::server().is_some() {
                    super::$name($crate::quet::On::Postgres);
                }
            })*
        }
    };
}
#[cfg(feature = "server")]
pub(crate) use on_both;

/// What came of a run.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    /// For a test that may run as root.
    pub fn new() -> Place {
        let place =
            Place { folder: folder(), program: built(), _copy: None, ordinary: false, database: None };
        place.with_rules()
    }

    /// For a test of what an ordinary user may do: everything runs without root's rights, and the folder is theirs.
    #[cfg(unix)]
    pub fn ordinary() -> Place {
        let folder = folder();
        let (copy, program) = ordinary_user::reachable_copy(&built()).unwrap();
        let place = Place { folder, program, _copy: Some(copy), ordinary: true, database: None };
        place.with_rules()
    }

    /// For a test that may run as it likes, with a copy of the program that is no other test's.
    #[cfg(windows)]
    pub fn with_copy() -> Place {
        let (folder, copy) = (folder(), folder());
        let program = settled(copy.path()).join("quet.exe");
        copy_program(built(), &program);
        let place = Place { folder, program, _copy: Some(copy), ordinary: false, database: None };
        place.with_rules()
    }

    fn with_rules(self) -> Place {
        self.write("rules/eicar.yar", samples::eicar_rule().as_bytes());
        std::fs::create_dir(self.path("in")).unwrap();
        self.give("in");
        self
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        // Part by part, so that on Windows it is written as Windows writes it.
        name.as_ref().components().fold(settled(self.folder.path()), |path, part| path.join(part))
    }

    /// Writes a file that belongs to whoever runs `quet` here.
    pub fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(&name);
        std::fs::create_dir_all(as_it_is(path.parent().unwrap())).unwrap();
        std::fs::write(as_it_is(&path), bytes).unwrap();
        self.give(&name);
        path
    }

    /// Gives a file or folder, and the folders on the way, to whoever runs `quet` here.
    #[cfg(windows)]
    pub fn give(&self, _name: impl AsRef<Path>) {
        assert!(!self.ordinary, "everything is this user's already");
    }

    /// Gives a file or folder, and the folders on the way, to whoever runs `quet` here.
    #[cfg(unix)]
    pub fn give(&self, name: impl AsRef<Path>) {
        if self.ordinary && rustix::process::geteuid().is_root() {
            let mut path = name.as_ref();
            while !path.as_os_str().is_empty() {
                std::os::unix::fs::lchown(
                    self.path(path),
                    Some(ordinary_user::NOBODY),
                    Some(ordinary_user::NOBODY),
                )
                .unwrap();
                path = path.parent().unwrap();
            }
        }
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear().env("LC_ALL", "C.UTF-8").env("HOME", self.path("home")).stdin(Stdio::null());
        // Without these no program of Windows can speak to another, and Wine does not know which Windows it is.
        #[cfg(windows)]
        command.envs(
            ["SystemRoot", "WINEPREFIX"].iter().filter_map(|name| Some((name, std::env::var_os(name)?))),
        );
        if let Some(database) = &self.database {
            command.env("QUET_DATABASE", database.url());
        }
        #[cfg(unix)]
        if self.ordinary {
            ordinary_user::without_rights(&mut command);
        }
        command
    }

    /// Does something to the server's database, as somebody could who may.
    #[cfg(feature = "server")]
    pub fn order(&self, statement: &str) {
        if let Some(database) = &self.database {
            database.order(statement);
            return;
        }
        let python = "import sys,sqlite3; c=sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()";
        let mut command = Command::new("python3");
        command.args(["-c", python]).arg(self.path("data/quet.sqlite")).arg(statement);
        assert!(command.status().unwrap().success());
    }

    /// `quet` with these arguments and with its data in this place.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Ran {
        let mut command = self.command();
        command.args(arguments).arg("--data").arg(self.path("data"));
        Ran::of(output(&mut command))
    }

    /// `quet scan` of `in` with the rules of this place, as JSON lines.
    pub fn scan(&self, more: &[&str]) -> Ran {
        let mut command = self.command();
        command.args(["scan", "--format", "jsonl", "--rules"]).arg(self.path("rules")).args(more);
        command.arg("--data").arg(self.path("data")).arg(self.path("in"));
        Ran::of(output(&mut command))
    }

    /// The same, still running.
    pub fn start_scan(&self, more: &[&str]) -> Child {
        let mut command = self.command();
        command.args(["scan", "--format", "jsonl", "--rules"]).arg(self.path("rules")).args(more);
        command.arg("--data").arg(self.path("data")).arg(self.path("in"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        begun(|| command.spawn())
    }

    /// Everything in the vault, as `quet vault list` says.
    pub fn vault(&self) -> Vec<Value> {
        let ran = self.run(&["vault", "list", "--format", "jsonl"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.lines()
    }
}

impl Ran {
    pub fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Every line of JSON.
    pub fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Of a run that was to say something.
    pub fn events(&self, event: &str) -> Vec<Value> {
        assert!(
            !self.stdout.is_empty(),
            "nothing was said, and it ended with {}: {}",
            self.code,
            self.stderr
        );
        self.lines().into_iter().filter(|line| line["event"] == event).collect()
    }

    /// The one summary, whose columns must add up whatever happened.
    pub fn summary(&self) -> Value {
        let mut summaries = self.events("summary");
        assert_eq!(summaries.len(), 1, "{}\n{}", self.stdout, self.stderr);
        let summary = summaries.remove(0);
        let number = |column: &str| summary["objects"][column].as_u64().unwrap();
        let ends = number("scanned") + number("remembered") + number("skipped") + number("failed");
        assert_eq!(number("seen"), ends, "{summary}");
        summary
    }

    /// The reasons of every gap, sorted.
    pub fn reasons(&self) -> Vec<String> {
        let mut reasons: Vec<String> =
            self.events("gap").iter().map(|gap| gap["reason"].as_str().unwrap().to_owned()).collect();
        reasons.sort();
        reasons
    }
}

/// What comes of a program that ends by itself. Where the system could not even begin it (a library of the system's own
/// was not found, or did not begin, as happens under Wine now and then), it is begun once more: quet had no part in it.
pub fn output(command: &mut Command) -> Output {
    const NEVER_BEGAN: [u32; 2] = [0xc000_0135, 0xc000_0142];
    let output = begun(|| command.output());
    let began = !output.status.code().is_some_and(|code| NEVER_BEGAN.contains(&code.cast_unsigned()));
    if cfg!(unix) || began { output } else { begun(|| command.output()) }
}

/// Begins a program (see [`testkit::begun`]).
pub fn begun<T>(begin: impl FnMut() -> std::io::Result<T>) -> T {
    testkit::begun::begun(begin).unwrap()
}

/// The program that was built. What is said at the time of the test counts, so that it can be tested by somebody who does
/// not reach where it was built.
fn built() -> PathBuf {
    std::env::var_os("QUET_TEST_PROGRAM").map_or_else(|| env!("CARGO_BIN_EXE_quet").into(), PathBuf::from)
}

#[cfg(unix)]
fn folder() -> TempDir {
    ordinary_user::world_tempdir().unwrap()
}

#[cfg(windows)]
fn folder() -> TempDir {
    tempfile::Builder::new().prefix("quet-test-").tempdir().unwrap()
}

/// A path without links, written as `quet` writes it.
#[cfg(unix)]
fn settled(path: &Path) -> PathBuf {
    path.canonicalize().unwrap()
}

#[cfg(windows)]
fn settled(path: &Path) -> PathBuf {
    let path = path.canonicalize().unwrap().into_os_string().into_string().unwrap();
    path.strip_prefix(r"\\?\").unwrap_or(&path).into()
}

/// The path such that Windows makes of it what it says: no name is taken for a device, or cut, or found too long.
pub fn as_it_is(path: impl AsRef<Path>) -> PathBuf {
    const VERBATIM: &str = r"\\?\";
    let path = path.as_ref();
    if !cfg!(windows) || path.as_os_str().as_encoded_bytes().starts_with(VERBATIM.as_bytes()) {
        return path.to_owned();
    }
    let mut verbatim = std::ffi::OsString::from(VERBATIM);
    verbatim.push(path.components().collect::<PathBuf>());
    verbatim.into()
}

/// How many entries below this folder are no folders, counted by others than `quet`.
#[cfg(unix)]
pub fn count(folder: &Path) -> u64 {
    testkit::tree::find_count(folder).unwrap()
}

#[cfg(windows)]
pub fn count(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(as_it_is(folder)).unwrap().map(Result::unwrap);
    let below = |entry: std::fs::DirEntry| match entry.file_type().unwrap().is_dir() {
        true => count(&entry.path()),
        false => 1,
    };
    entries.map(below).sum()
}

/// Copies a program that is to be started.
///
/// On Unix `cp` writes it, not this process: a child that another test starts meanwhile would inherit the file open for
/// writing, and starting the copy would then fail with "text file busy".
pub fn copy_program(from: impl AsRef<OsStr>, to: impl AsRef<Path>) {
    if cfg!(windows) {
        std::fs::copy(Path::new(&from), &to).unwrap();
    } else {
        let done = Command::new("cp").arg("--").arg(&from).arg(to.as_ref()).status().unwrap();
        assert!(done.success());
    }
}

/// A file's bytes, up to what a test makes.
pub fn bytes_of(path: impl AsRef<Path>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(as_it_is(path)).unwrap();
    std::io::copy(&mut file.take(1 << 30), &mut bytes).unwrap();
    bytes
}

/// Waits until something holds, for a minute at most.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..6000 {
        if holds() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("waited in vain: {what}");
}
