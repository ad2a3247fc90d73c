//! Hands a file out for analysis: in a ZIP with the password that analysts use, so that nothing opens it by mistake.
//!
//! Must never write the file itself outside the vault in the clear, never overwrite a file, and never name an entry
//! so that unpacking it could run or hit anything.

use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use scan::names::shown;
use scan::os::Folder;
use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;
use zip::{AesMode, CompressionMethod, ZipWriter};

use crate::door::{self, Output};
use crate::item::{Id, Item, State};
use crate::take::advice;
use crate::vault::{ItemError, Vault};

/// The password that malware is exchanged under, everywhere.
pub const PASSWORD: &str = "infected";

/// From this size on a ZIP needs its 64-bit fields; a little less than 4 GiB, because encryption adds some bytes.
const LARGE: u64 = 0xffff_0000;
const LONGEST_NAME: usize = 100;

/// How the ZIP is encrypted. Its password is public: this keeps accidents away, not people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// The old way, which `unzip`, Python and every other program opens.
    ZipCrypto,
    /// AES-256, which 7-Zip and its like open.
    Aes256,
}

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The item itself.
    #[error(transparent)]
    Item(#[from] ItemError),
    /// There is a file of that name.
    #[error("`{}` exists, and is not overwritten: choose another name", shown(path))]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("cannot write `{}`: {}", shown(path), advice(source))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

/// What was exported.
#[derive(Debug)]
pub struct Exported {
    /// The ZIP.
    pub path: PathBuf,
    /// The name of its one entry.
    pub entry: String,
    /// What did not go as it should, in plain sentences.
    pub problems: Vec<String>,
}

impl Exported {
    /// The name that an export gets when none is chosen.
    pub fn default_name(id: &Id) -> String {
        format!("quet-{id}.zip")
    }
}

impl Vault {
    /// Writes an item's contents into a new encrypted ZIP. The item stays in the vault.
    ///
    /// # Errors
    /// Where the item is missing or damaged, or the ZIP exists or cannot be written; nothing is left of it then.
    pub fn export(
        &self,
        id: &Id,
        to: &Path,
        how: Encryption,
        now: SystemTime,
    ) -> Result<Exported, ExportError> {
        let item = self.kept(id)?;
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => ExportError::Exists { path: to.to_owned() },
            _ => ExportError::Write { path: to.to_owned(), source },
        };
        let path = std::path::absolute(to).map_err(failed)?;
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(failed(io::ErrorKind::InvalidInput.into()));
        };
        // This folder was named just now, links and all.
        let folder = crate::os::settled(parent).and_then(|parent| Folder::open(&parent)).map_err(failed)?;
        if folder.entry(name).is_ok() {
            return Err(ExportError::Exists { path: to.to_owned() });
        }
        // Another name each time: what a kill leaves behind must not stand in the way of the next export.
        let unfinished = format!(".quet-export-{}", Id::new().map_err(failed)?);
        let entry = harmless(&item);
        // On Windows what an administrator keeps to himself is closed to the same person's other programs, such as the
        // one that is to send this on; there it is as open as its folder.
        let create = if cfg!(windows) { door::create_given } else { door::create };
        let file = create(&folder, unfinished.as_ref()).map_err(failed)?;
        let placed = self
            .write_zip(&item, file, &entry, how, failed)
            .and_then(|()| door::place(&folder, unfinished.as_ref(), name).map_err(failed));
        if let Err(error) = placed {
            // What cannot be removed is encrypted, and named so that it explains itself.
            let _ = door::remove_unfinished(&folder, unfinished.as_ref());
            return Err(error);
        }
        let mut problems = Vec::new();
        if let Err(error) = door::sync_folder(&folder) {
            problems.push(format!("`{}` may not outlast a power cut: {error}", shown(to)));
        }
        problems.extend(self.write_history(now, id, "exported", Some(&item)));
        Ok(Exported { path, entry, problems })
    }

    fn write_zip(
        &self,
        item: &Item,
        file: Output,
        entry: &str,
        how: Encryption,
        failed: impl Fn(io::Error) -> ExportError + Copy,
    ) -> Result<(), ExportError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .large_file(item.identity.size >= LARGE)
            .unix_permissions(0o600);
        let options = match how {
            Encryption::ZipCrypto => options
                .with_deprecated_encryption(PASSWORD.as_bytes())
                .map_err(|error| failed(error.into()))?,
            Encryption::Aes256 => options.with_aes_encryption(AesMode::Aes256, PASSWORD),
        };
        let mut zip = ZipWriter::new(BufWriter::new(file));
        zip.start_file(entry, options).map_err(|error| failed(error.into()))?;
        match self.unseal(item, State::Kept, &mut zip) {
            Err(ItemError::Write { source, .. }) => return Err(failed(source)),
            other => other?,
        };
        let buffered = zip.finish().map_err(|error| failed(error.into()))?;
        buffered.into_inner().map_err(|error| failed(error.into_error()))?.sync().map_err(failed)
    }
}

/// The base name with nothing in it but letters, digits, `-`, `_` and `.`, never a dot first, never empty.
fn harmless(item: &Item) -> String {
    let first = item.names.first().map(|name| name.path()).unwrap_or_default();
    let name = first.file_name().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = name.chars().map(plain).take(LONGEST_NAME).collect();
    match name.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None if name.is_empty() => "_".to_owned(),
        None => name,
    }
}
