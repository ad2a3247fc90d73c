//! The slip beside a file that leaves the vault: what the machine knows of it, signed with the machine's own key.
//!
//! Must never hold a byte of the file, must never overwrite anything, and must never show the private key, which lies in
//! `DATA/machine/key` and is made at first use.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use ::scan::look::digests::hex;
use clean::item::Item;
use clean::ours::{self, OursError};
use clean::paper::{self, PaperError};
use sha2::{Digest, Sha256};
use wire::brought::{NotBrought, SLIP, Slip, sign_slip};
use wire::pack::SigningKey;

const FOLDER: [&str; 1] = ["machine"];
const KEY: &str = "key";
/// Bytes that are digested at once.
const PIECE: usize = 64 << 10;

/// Why there is no slip.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// The item is not in the vault any more.
    #[error("the item is not in the vault any more")]
    Gone,
    /// Our own files.
    #[error(transparent)]
    Ours(#[from] OursError),
    /// The system has no random numbers.
    #[error("no key can be made")]
    Random(#[from] getrandom::Error),
    /// The private key makes no sense.
    #[error("the machine's key is damaged: remove `machine` from quet's data, and a new one is made")]
    Damaged,
    /// What was handed out cannot be read.
    #[error("what was handed out cannot be read")]
    Read(#[source] io::Error),
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] PaperError),
    /// It is none that may be.
    #[error(transparent)]
    Slip(#[from] NotBrought),
}

/// The machine's key, made at first use and readable by its owner alone.
///
/// # Errors
/// When it can be neither read nor made.
pub fn machine_key(data: &Path) -> Result<SigningKey, NotWritten> {
    let secret = match ours::look(data, &FOLDER, KEY, 64)? {
        Some(bytes) => bytes.try_into().map_err(|_| NotWritten::Damaged)?,
        None => {
            let mut secret = [0; 32];
            getrandom::fill(&mut secret)?;
            ours::keep(data, &FOLDER, KEY, &secret)?;
            secret
        }
    };
    Ok(SigningKey::from_bytes(&secret))
}

/// Writes the slip of an item beside the archive in which it was handed out: where it stands.
///
/// # Errors
/// When it cannot be written as a whole.
pub fn write(data: &Path, item: &Item, archive: &Path) -> Result<PathBuf, NotWritten> {
    let key = machine_key(data)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let because = item.because.iter().map(|one| match one.description.is_empty() {
        true => one.name.clone(),
        false => format!("{}: {}", one.name, one.description),
    });
    let slip = Slip {
        sha256: item.sha256.to_string(),
        size: item.identity.size,
        archive_sha256: digest(archive).map_err(NotWritten::Read)?,
        paths: item.names.iter().map(|name| name.shown().to_owned()).collect(),
        taken_at: u64::try_from(item.taken.seconds).unwrap_or(0),
        handed_out_at: now,
        because: because.collect(),
        program: concat!("quet ", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    let file = sign_slip(&slip, &key)?;
    // One of an earlier time stays where it is, and this one stands beside it.
    let name = archive.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = archive.parent().unwrap_or(Path::new("."));
    Ok(paper::put_down(folder, &format!("{name}.{SLIP}"), &file)?)
}

fn digest(path: &Path) -> io::Result<String> {
    let (mut file, mut digest, mut piece) = (File::open(path)?, Sha256::new(), vec![0; PIECE]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(&digest.finalize())),
            read => digest.update(piece.get(..read).unwrap_or_default()),
        }
    }
}
