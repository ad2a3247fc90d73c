//! What a package says of itself, and what is signed of it.
//!
//! Must never carry a key: whose it is, whoever checks knows before.

use serde::{Deserialize, Serialize};

use super::PackageError;

/// Goes before what is signed, so that a signature made for another purpose is none for a package.
const DOMAIN: &[u8] = b"quet incident package, form 1\n";

/// The form that this version writes and reads.
const FORM: u32 = 1;

/// A digest, in hexadecimal.
pub type Digest = String;

/// What a package says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of packages: 1.
    pub form: u32,
    /// The number of the key that signs it (six groups of five digits), so that its owner can be found. It proves nothing.
    pub key: String,
    /// The incident's number there, and by which papers name it.
    pub incident: i64,
    /// Its code.
    pub code: String,
    /// Who made the package.
    pub made_by: String,
    /// For whom.
    pub made_for: String,
    /// Why.
    pub reasons: String,
    /// When, in seconds since 1970, UTC.
    pub made_at: i64,
    /// How many events it holds: the first so many of the incident.
    pub events: u64,
    /// Whether the incident is for named persons only.
    pub restricted: bool,
    /// Numbers of evidence of which the server that made it has no file.
    pub left_out: Vec<i64>,
    /// Every file but this and its signature, in their order.
    pub files: Vec<File>,
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its SHA-256.
    pub sha256: Digest,
    /// How many bytes it has.
    pub bytes: u64,
}

impl Manifest {
    /// As it is written, and signed.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, PackageError> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|_| PackageError::NotCanonical)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads what was signed.
    pub(super) fn read(bytes: &[u8]) -> Result<Manifest, PackageError> {
        let manifest: Manifest = serde_json::from_slice(bytes).map_err(|_| PackageError::NotCanonical)?;
        if manifest.form != FORM || manifest.bytes()? != bytes {
            return Err(PackageError::NotCanonical);
        }
        Ok(manifest)
    }

    /// The form that is written.
    pub(super) fn in_form(self) -> Manifest {
        Manifest { form: FORM, ..self }
    }
}

/// What is signed of a manifest.
pub fn signed(manifest: &[u8]) -> Vec<u8> {
    [DOMAIN, manifest].concat()
}
