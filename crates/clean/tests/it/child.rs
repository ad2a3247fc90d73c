//! This test binary, started once more to be killed, to meet a failing disk, or to be someone else.
//!
//! Must never do anything unless it was told what by its environment.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clean::restore::Destination;
use clean::vault::Vault;

use crate::place::{group, now};

#[cfg(unix)]
const NOBODY: u32 = 65534;

pub struct Child(Command);

/// How a child ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    Killed,
    /// What it said: `ok: …` or `error: …`.
    Said(String),
}

impl Ended {
    pub fn failed(&self) -> bool {
        self.told("error: ")
    }

    pub fn told(&self, words: &str) -> bool {
        matches!(self, Ended::Said(said) if said.contains(words))
    }
}

impl Child {
    pub fn take(data: &Path, names: &[&Path]) -> Child {
        let mut child = Child::act("take", data);
        for (n, name) in names.iter().enumerate() {
            child.0.env(format!("QUET_TEST_NAME_{n}"), name);
        }
        child
    }

    pub fn restore(data: &Path, id: &str) -> Child {
        let mut child = Child::act("restore", data);
        child.0.env("QUET_TEST_ID", id);
        child
    }

    pub fn open(data: &Path) -> Child {
        Child::act("open", data)
    }

    fn act(what: &str, data: &Path) -> Child {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "child::acts_when_told", "--nocapture", "--test-threads=1"]);
        command.env("QUET_TEST_ACT", what).env("QUET_TEST_DATA", data).stdout(Stdio::piped());
        Child(command)
    }

    pub fn fault(mut self, fault: &str) -> Child {
        self.0.env("QUET_FAULT", fault);
        self
    }

    pub fn trace(mut self, folder: &Path) -> Child {
        self.0.env("QUET_TRACE", folder);
        self
    }

    /// As an ordinary user, who may not be able to reach the binary where it was built.
    #[cfg(unix)]
    pub fn nobody(mut self, reachable: &Path) -> Child {
        use std::os::unix::process::CommandExt;
        let copy = reachable.join("quet-test");
        // Another program copies it: what this one has open for writing, a child that another test starts at this
        // moment has open too, and then the copy cannot be run.
        assert!(
            Command::new("cp").arg(std::env::current_exe().unwrap()).arg(&copy).status().unwrap().success()
        );
        let mut command = Command::new(copy);
        command.args(self.0.get_args());
        command.envs(self.0.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.stdout(Stdio::piped()).current_dir("/").uid(NOBODY).gid(NOBODY);
        self.0 = command;
        self
    }

    /// In a mount namespace of its own, between these shell commands.
    #[cfg(unix)]
    pub fn between(self, before: &str, after: &str) -> Child {
        let script = format!("{before}\n\"$0\" \"$@\"\n{after}");
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-e", "-c", &script]);
        command.arg(self.0.get_program()).args(self.0.get_args());
        command.envs(self.0.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.stdout(Stdio::piped());
        Child(command)
    }

    pub fn end(mut self) -> Ended {
        let mut child = testkit::begun::begun(|| self.0.spawn()).unwrap();
        let mut said = Vec::new();
        std::io::copy(&mut child.stdout.take().unwrap().take(1 << 20), &mut said).unwrap();
        let said = String::from_utf8_lossy(&said);
        let status = child.wait().unwrap();
        if killed(status) {
            return Ended::Killed;
        }
        assert!(status.success(), "{status}: {said}");
        let line = said.lines().find_map(|line| line.find("said ").map(|at| line[at + 5..].to_owned()));
        Ended::Said(line.unwrap_or_else(|| panic!("the child said nothing: {said}")))
    }
}

#[cfg(unix)]
fn killed(status: std::process::ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(9)
}

/// The number that the program ends itself with.
#[cfg(windows)]
fn killed(status: std::process::ExitStatus) -> bool {
    status.code() == Some(137)
}

#[test]
fn acts_when_told() {
    let Ok(what) = std::env::var("QUET_TEST_ACT") else { return };
    let data = PathBuf::from(std::env::var_os("QUET_TEST_DATA").unwrap());
    let said = act(&what, &data).unwrap_or_else(|error| {
        let mut said = format!("error: {error}");
        let mut source = error.source();
        while let Some(error) = source {
            said.push_str(&format!(" <- {error}"));
            source = error.source();
        }
        said
    });
    println!("\nsaid {said}");
}

fn act(what: &str, data: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let (vault, recovered) = Vault::open(data, now())?;
    match what {
        "take" => {
            let names: Vec<PathBuf> = (0..)
                .map_while(|n| std::env::var_os(format!("QUET_TEST_NAME_{n}")))
                .map(PathBuf::from)
                .collect();
            let group = group(&names.iter().map(PathBuf::as_path).collect::<Vec<_>>());
            let taken = vault.take(&group, now())?;
            Ok(format!("ok: {} {:?}", taken.id, taken.problems))
        }
        "restore" => {
            let id = std::env::var("QUET_TEST_ID")?.parse()?;
            let restored = vault.restore(&id, &Destination::OldPlace, now())?;
            Ok(format!("ok: {restored:?}"))
        }
        "open" => Ok(format!("ok: {recovered:?}")),
        other => Err(format!("what is `{other}`?").into()),
    }
}
