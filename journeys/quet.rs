//! Runs `quet` as a person or a script would, and reads what it says. Must never read its data folder for it.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use testkit::{ordinary_user, samples};

/// A place of its own for one test: rules, something to scan, and quet's data.
pub struct Place {
    pub folder: TempDir,
    program: PathBuf,
    _copy: Option<TempDir>,
    ordinary: bool,
}

/// What came of a run.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    /// For a test that may run as root.
    pub fn new() -> Place {
        let folder = ordinary_user::world_tempdir().unwrap();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_quet"));
        let place = Place { folder, program, _copy: None, ordinary: false };
        place.with_rules()
    }

    /// For a test of what an ordinary user may do: everything runs without root's rights, and the folder is theirs.
    pub fn ordinary() -> Place {
        let folder = ordinary_user::world_tempdir().unwrap();
        let (copy, program) = ordinary_user::reachable_copy(Path::new(env!("CARGO_BIN_EXE_quet"))).unwrap();
        let place = Place { folder, program, _copy: Some(copy), ordinary: true };
        place.with_rules()
    }

    fn with_rules(self) -> Place {
        self.write("rules/eicar.yar", samples::eicar_rule().as_bytes());
        std::fs::create_dir(self.path("in")).unwrap();
        self.give("in");
        self
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    /// Writes a file that belongs to whoever runs `quet` here.
    pub fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        self.give(&name);
        path
    }

    /// Gives a file or folder, and the folders on the way, to whoever runs `quet` here.
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
        if self.ordinary {
            ordinary_user::without_rights(&mut command);
        }
        command
    }

    /// `quet` with these arguments and with its data in this place.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Ran {
        let mut command = self.command();
        command.args(arguments).arg("--data").arg(self.path("data"));
        Ran::of(command.output().unwrap())
    }

    /// `quet scan` of `in` with the rules of this place, as JSON lines.
    pub fn scan(&self, more: &[&str]) -> Ran {
        let mut command = self.command();
        command.args(["scan", "--format", "jsonl", "--rules"]).arg(self.path("rules")).args(more);
        command.arg("--data").arg(self.path("data")).arg(self.path("in"));
        Ran::of(command.output().unwrap())
    }

    /// The same, still running.
    pub fn start_scan(&self, more: &[&str]) -> Child {
        let mut command = self.command();
        command.args(["scan", "--format", "jsonl", "--rules"]).arg(self.path("rules")).args(more);
        command.arg("--data").arg(self.path("data")).arg(self.path("in"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
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

    pub fn events(&self, event: &str) -> Vec<Value> {
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

/// A file's bytes, up to what a test makes.
pub fn bytes_of(path: impl AsRef<Path>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).unwrap();
    std::io::copy(&mut file.take(1 << 30), &mut bytes).unwrap();
    bytes
}

/// The processes that look for this `quet`: started by the one that it started.
pub fn lookers(quet: &Child) -> Vec<i32> {
    children(quet.id()).into_iter().flat_map(children).map(|pid| i32::try_from(pid).unwrap()).collect()
}

/// The processes that this one started.
pub fn children(of: u32) -> Vec<u32> {
    let mut children = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let Ok(mut file) = std::fs::File::open(entry.path().join("stat")) else { continue };
        let mut stat = [0; 512];
        let Ok(len) = file.read(&mut stat) else { continue };
        let stat = String::from_utf8_lossy(&stat[..len]).into_owned();
        // After the name, which is in brackets and may hold anything: state, parent.
        let parent =
            stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1).map(str::to_owned));
        if parent.is_some_and(|parent| parent == of.to_string()) {
            children.push(pid);
        }
    }
    children
}

/// Whether a process has a file open with this in its name.
pub fn has_open(process: i32, name: &str) -> bool {
    let open = std::fs::read_dir(format!("/proc/{process}/fd"));
    open.is_ok_and(|open| {
        open.flatten()
            .filter_map(|fd| std::fs::read_link(fd.path()).ok())
            .any(|path| path.file_name().is_some_and(|file| file.to_string_lossy().contains(name)))
    })
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
