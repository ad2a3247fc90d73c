//! A place to try things in: a folder with files and a vault, gone after the test.
//!
//! Must never be on a file system in memory: those know no immutable files.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;
use std::time::{Duration, SystemTime};

use clean::plan::{Group, Reason, Suspect};
use clean::recover::Recovered;
use clean::vault::Vault;
use scan::os::Folder;
use sha2::{Digest, Sha256};

pub struct Place {
    dir: tempfile::TempDir,
}

/// Long enough for two pieces.
pub fn bytes() -> Vec<u8> {
    (0..100_000u32).flat_map(|n| n.to_le_bytes()).take(70_001).collect()
}

/// Windows counts time in steps of 100 ns.
pub fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::new(1_790_000_000, 500)
}

#[allow(clippy::disallowed_methods, reason = "tests wrote these files themselves")]
pub fn contents(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[cfg(unix)]
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("this test needs `{program}`: {error}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// As the program writes paths: Windows puts something before those it has looked up.
pub fn plain(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|path| path.strip_prefix(r"\\?\")) {
        Some(rest) if cfg!(windows) => rest.into(),
        _ => path,
    }
}

impl Place {
    pub fn new() -> Place {
        Place::under(Path::new(env!("CARGO_TARGET_TMPDIR")))
    }

    /// One that other users can reach.
    #[cfg(unix)]
    pub fn open_to_all() -> Place {
        let place = Place::under(&std::env::temp_dir());
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(place.dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        place
    }

    fn under(folder: &Path) -> Place {
        let dir = tempfile::Builder::new()
            .prefix("quet-clean-")
            .tempdir_in(plain(folder.canonicalize().unwrap()))
            .unwrap();
        #[cfg_attr(windows, allow(unused_mut))]
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o755);
        builder.create(dir.path().join("live")).unwrap();
        fs::create_dir(dir.path().join("live/home")).unwrap();
        fs::create_dir(dir.path().join("live/other")).unwrap();
        Place { dir }
    }

    /// Outside of all that the tests look at.
    pub fn outside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn live(&self) -> PathBuf {
        self.outside("live")
    }

    pub fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.live().join(name)
    }

    pub fn file(&self, name: impl AsRef<Path>, bytes: &[u8]) -> PathBuf {
        let path = self.at(name);
        File::create(&path).unwrap().write_all(bytes).unwrap();
        path
    }

    pub fn data(&self) -> PathBuf {
        self.at("data")
    }

    /// The vault, where nothing was to be recovered.
    pub fn vault(&self) -> Vault {
        let (vault, recovered) = self.reopened();
        assert!(recovered.is_empty(), "{recovered:?}");
        vault
    }

    pub fn reopened(&self) -> (Vault, Vec<Recovered>) {
        Vault::open(&self.data(), now()).unwrap()
    }

    /// The names of everything in a folder, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.at(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// What a scan would say of the file.
pub fn suspect(path: &Path) -> io::Result<Suspect> {
    let folder = Folder::open(path.parent().unwrap())?;
    let (mut file, identity) = folder.file(path.file_name().unwrap())?;
    let mut sha256 = Sha256::new();
    io::copy(&mut file, &mut sha256)?;
    let reason = Reason {
        kind: "yara".to_owned(),
        name: "Test_Rule".to_owned(),
        source: "tests".to_owned(),
        score: 75,
        description: "made up".to_owned(),
        inside: vec!["inner.exe".to_owned()],
    };
    let sha256 = sha256.finalize().into();
    Ok(Suspect { path: path.to_owned(), identity, sha256, score: 75, because: vec![reason] })
}

/// One file under these names, as a plan would say it.
pub fn group(paths: &[&Path]) -> Group {
    let Suspect { identity, sha256, score, because, .. } = suspect(paths[0]).unwrap();
    let names = paths.iter().map(|path| path.to_path_buf()).collect();
    Group { names, identity, sha256, score, because }
}
