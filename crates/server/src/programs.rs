//! The programs that the campaign offers: what they are called, for which system, and their bytes as they were hashed.
//!
//! Must never read a disk, and must never pair a digest with other bytes than those it was computed from: both are one
//! value, made once, and what is sent is taken from it.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::executable::{self, BadExecutable};

/// Bytes of a program. Two are held in memory at a time, and for as long as somebody is still being sent them, the two
/// before.
pub const LARGEST: u64 = 64 << 20;

/// A system that programs are offered for. All are for x86-64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Platform {
    /// Windows.
    Windows,
    /// Linux.
    Linux,
}

impl Platform {
    /// Every one.
    pub const ALL: [Platform; 2] = [Platform::Windows, Platform::Linux];

    /// As the pages name the device.
    pub fn device(self) -> &'static str {
        match self {
            Platform::Windows => "windows",
            Platform::Linux => "linux",
        }
    }

    /// What the names of its programs end in.
    fn ending(self) -> &'static str {
        match self {
            Platform::Windows => "-windows-x86_64.exe",
            Platform::Linux => "-linux-x86_64",
        }
    }
}

/// A version: three numbers, as Cargo has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version([u32; 3]);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Version([major, minor, patch]) = self;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// What a program's file is called: `quet-VERSION-windows-x86_64.exe`, `quet-VERSION-linux-x86_64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProgramName {
    /// The system that it is for.
    pub platform: Platform,
    /// Its version.
    pub version: Version,
}

impl ProgramName {
    /// Reads such a name; `None` where it is none, in this one spelling.
    pub fn read(name: &str) -> Option<ProgramName> {
        Platform::ALL.into_iter().find_map(|platform| {
            let version = name.strip_prefix("quet-")?.strip_suffix(platform.ending())?;
            let mut parts = version.split('.');
            let mut number = || {
                let digits = parts.next()?;
                let plain = digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
                let one_spelling = digits == "0" || !digits.starts_with('0');
                (plain && one_spelling).then(|| digits.parse().ok()).flatten()
            };
            let version = Version([number()?, number()?, number()?]);
            parts.next().is_none().then_some(ProgramName { platform, version })
        })
    }
}

impl fmt::Display for ProgramName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "quet-{}{}", self.version, self.platform.ending())
    }
}

/// Why bytes are not offered as a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadProgram {
    /// It is larger than any.
    #[error("it is larger than {LARGEST} bytes")]
    TooLarge,
    /// It is not what its name says.
    #[error(transparent)]
    Executable(#[from] BadExecutable),
}

/// A program, and the digest of exactly these bytes.
#[derive(Debug, Clone)]
pub struct Program {
    name: ProgramName,
    bytes: Bytes,
    sha256: String,
}

impl Program {
    /// Checks and hashes what was read under that name.
    ///
    /// # Errors
    /// Where it is no program for the system that its name tells.
    pub fn new(name: ProgramName, bytes: Vec<u8>) -> Result<Program, BadProgram> {
        if bytes.len() as u64 > LARGEST {
            return Err(BadProgram::TooLarge);
        }
        match name.platform {
            Platform::Windows => executable::windows(&bytes)?,
            Platform::Linux => executable::linux(&bytes)?,
        }
        let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Program { name, bytes: bytes.into(), sha256 })
    }

    /// What its file is called.
    pub fn name(&self) -> ProgramName {
        self.name
    }

    /// Its bytes; a copy of this shares them.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The SHA-256 of its bytes, in 64 small hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// What is offered now; others may take their place while the server runs.
#[derive(Debug)]
pub struct Shelf {
    windows_name: String,
    offered: RwLock<Arc<[Arc<Program>]>>,
}

impl Shelf {
    /// Nothing yet. `at` is where the server listens.
    ///
    /// The name under which browsers save the Windows program carries the campaign's address as its operator gave it,
    /// or else the loopback address where the server listens. What a browser says that it asked for is not believed: a
    /// name that carries another address would lead a person there.
    pub fn new(config: &Config, at: SocketAddr) -> Shelf {
        let loopback = || at.ip().is_loopback().then(|| format!("http://{at}"));
        let url = config.public_url.clone().or_else(loopback);
        let name = url.and_then(|url| wire::program_name::for_campaign(&url));
        Shelf { windows_name: name.unwrap_or_else(|| "quet.exe".to_owned()), offered: RwLock::default() }
    }

    /// Every program, in the order of [`Platform::ALL`], one for each at most.
    pub fn all(&self) -> Arc<[Arc<Program>]> {
        Arc::clone(&self.offered.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The program for that device of the pages.
    pub fn for_device(&self, device: &str) -> Option<Arc<Program>> {
        self.all().iter().find(|program| program.name.platform.device() == device).cloned()
    }

    /// The program of that name.
    pub fn get(&self, name: &str) -> Option<Arc<Program>> {
        let name = ProgramName::read(name)?;
        self.all().iter().find(|program| program.name == name).cloned()
    }

    /// Offers these and no others.
    pub fn set(&self, mut programs: Vec<Arc<Program>>) {
        programs.sort_by_key(|program| program.name);
        *self.offered.write().unwrap_or_else(PoisonError::into_inner) = programs.into();
    }

    /// The name under which a browser is to save it. The Linux program keeps its own, which `SHA256SUMS` lists.
    pub fn saved_as(&self, program: &Program) -> String {
        match program.name.platform {
            Platform::Windows => self.windows_name.clone(),
            Platform::Linux => program.name.to_string(),
        }
    }

    /// Whether the name under which the Windows program is saved carries the campaign's address.
    pub fn carries_address(&self) -> bool {
        wire::program_name::campaign_in(&self.windows_name).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling() {
        for name in ["quet-0.1.0-windows-x86_64.exe", "quet-12.0.345-linux-x86_64"] {
            assert_eq!(ProgramName::read(name).unwrap().to_string(), name);
        }
        for name in [
            "",
            "quet.exe",
            "quet-0.1.0-windows-x86_64",
            "quet-0.1.0-linux-x86_64.exe",
            "quet-0.1-linux-x86_64",
            "quet-0.1.0.0-linux-x86_64",
            "quet-00.1.0-linux-x86_64",
            "quet-0.01.0-linux-x86_64",
            "quet-0.1.1234567-linux-x86_64",
            "quet-0.1.-linux-x86_64",
            "quet-0.1.+1-linux-x86_64",
            "quet-0.1.0-rc1-linux-x86_64",
            "Quet-0.1.0-linux-x86_64",
            "quet-0.1.0-linux-x86_64 ",
            "quet-0.1.0-linux-x86_64.new",
            "../quet-0.1.0-linux-x86_64",
            "quet-0.1.0-linux-aarch64",
        ] {
            assert_eq!(ProgramName::read(name), None, "{name}");
        }
        let version = |text: &str| ProgramName::read(&format!("quet-{text}-linux-x86_64")).unwrap().version;
        assert!(version("0.9.9") < version("0.10.0") && version("0.10.0") < version("1.0.0"));
    }

    #[test]
    fn a_digest_is_of_the_bytes() {
        let name = ProgramName::read("quet-0.1.0-windows-x86_64.exe").unwrap();
        let bytes = testkit::program::windows(1_000, 3);
        let program = Program::new(name, bytes.clone()).unwrap();
        let hex: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((program.sha256(), &program.bytes()[..]), (&*hex, &bytes[..]));
        let linux = testkit::program::linux(1_000, 3);
        assert_eq!(Program::new(name, linux).unwrap_err(), BadProgram::Executable(BadExecutable::Other));
        let mut large = bytes;
        large.resize(usize::try_from(LARGEST).unwrap() + 1, 0);
        assert_eq!(Program::new(name, large).unwrap_err(), BadProgram::TooLarge);
    }

    #[test]
    fn the_name_carries_an_address_that_the_operator_gave_and_no_other() {
        let check = |url: Option<&str>, at: &str, expected: &str| {
            let config = Config { public_url: url.map(str::to_owned), ..Config::default() };
            let shelf = Shelf::new(&config, at.parse().unwrap());
            assert_eq!(shelf.windows_name, expected, "{url:?} at {at}");
            assert_eq!(shelf.carries_address(), expected != "quet.exe");
        };
        check(Some("https://chiendich.example"), "0.0.0.0:80", "quet-chiendich.example.exe");
        check(Some("https://chiendich.example:8443"), "127.0.0.1:80", "quet-chiendich.example+8443.exe");
        check(None, "127.0.0.1:8080", "quet-127.0.0.1+8080.exe");
        check(None, "0.0.0.0:8080", "quet.exe");
        check(None, "192.0.2.1:8080", "quet.exe");
        check(None, "[::1]:8080", "quet.exe");
        check(Some("http://chiendich.example"), "127.0.0.1:8080", "quet.exe");
    }
}
