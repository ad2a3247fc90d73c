//! A campaign's rule pack as one signed blob: what `GET /campaign/pack` answers and a machine verifies.
//!
//! Must never give anything out of a blob before its signature was verified, and never accept two spellings of one
//! pack: the body is compared with what this program would write.
//!
//! ```text
//! quet-pack 1
//! <public key, base64>
//! <signature, base64>
//!
//! {"campaign":"…","version":1,"made_at":…,"expires_at":…,"files":[{"name":"…","text":"…"}]}
//! ```
//! Ed25519 signs a line that says what it is for and the body, to the last byte. Times are whole seconds since 1970, UTC.

mod key;
mod names;

#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use ed25519_dalek::SigningKey;
pub use key::{Key, NotAKey};
pub use names::BadName;

/// The first line of every blob.
const FIRST_LINE: &str = "quet-pack 1";
/// Goes before what is signed, so that a signature made for another purpose is none for a pack.
const DOMAIN: &[u8] = b"quet rule pack, form 1\n";
/// Longer than any header that this program writes.
const LONGEST_HEADER: usize = 200;

/// A rule pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// The campaign's identifier: small letters, digits and hyphens.
    pub campaign: String,
    /// Only ever grows.
    pub version: u64,
    /// When it was signed, in seconds since 1970, UTC.
    pub made_at: u64,
    /// From when on it is not used any more, likewise.
    pub expires_at: u64,
    /// The rules and lists of hashes.
    pub files: Vec<File>,
}

/// One file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its path within the pack, parts separated by `/`.
    pub name: String,
    /// Its contents.
    pub text: String,
}

/// A blob whose signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What was signed.
    pub pack: Pack,
    /// By whom.
    pub key: Key,
    /// Digest of the blob.
    pub sha256: [u8; 32],
}

/// How large a pack may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackLimits {
    /// Bytes of the blob.
    pub bytes: usize,
    /// Files.
    pub files: usize,
    /// Bytes of a file's name.
    pub name: usize,
    /// Parts of a file's name.
    pub depth: usize,
    /// Characters of the campaign's identifier.
    pub campaign: usize,
    /// The longest that a pack may be in force.
    pub life: Duration,
    /// How far the clock that signed it may be ahead of ours.
    pub ahead: Duration,
}

impl Default for PackLimits {
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(86_400);
        PackLimits {
            bytes: 32 << 20,
            files: 10_000,
            name: 200,
            depth: 16,
            campaign: 64,
            life: DAY * 366,
            ahead: DAY,
        }
    }
}

/// Why a blob is no pack that may be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// It is not in the form of a pack at all.
    #[error("this is no signed rule pack")]
    NotAPack,
    /// It is larger than a pack may be.
    #[error("the pack exceeds what a pack may be ({0})")]
    TooLarge(&'static str),
    /// It carries a key that is none.
    #[error("the pack's key is no Ed25519 key")]
    BadKey(#[source] NotAKey),
    /// It is signed with another key than the one that is known.
    #[error("the pack is signed with the key {found} and not with {expected}")]
    OtherKey {
        /// The fingerprint of the key that is known.
        expected: String,
        /// The fingerprint of the key in the pack.
        found: String,
    },
    /// The signature is not of these bytes by this key.
    #[error("the pack's signature is wrong: the pack was altered after it was signed")]
    Altered,
    /// The signature holds, but what it covers is no pack that this program writes.
    #[error("the pack's contents are not in the form that this version writes")]
    NotCanonical,
    /// The campaign's identifier is none.
    #[error("`campaign` is to be small letters, digits and hyphens")]
    Campaign,
    /// A version that no pack has.
    #[error("`version` is to be 1 or more")]
    Version,
    /// A file has a name that it may not have.
    #[error("a file of the pack may not be called `{}`", name.escape_debug())]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        #[source]
        source: BadName,
    },
    /// It would be in force before it was made, or longer than any pack may be.
    #[error("the pack's time in force is empty or longer than a year")]
    Life,
    /// It was made at a time that has not come.
    #[error("the pack was made at a time that this machine's clock has not reached")]
    NotYet {
        /// When it says that it was made, in seconds since 1970.
        made_at: u64,
    },
    /// It is not in force any more.
    #[error("the pack has expired")]
    Expired {
        /// When it did, in seconds since 1970.
        expires_at: u64,
    },
}

/// Signs a pack.
///
/// # Errors
/// When it is one that [`read`] would refuse.
pub fn sign(pack: &Pack, key: &SigningKey) -> Result<Vec<u8>, PackError> {
    let limits = PackLimits::default();
    pack.check(&limits)?;
    let body = body(pack)?;
    let signature = STANDARD.encode(key.sign(&signed(&body)).to_bytes());
    let mut blob = format!("{FIRST_LINE}\n{}\n{signature}\n\n", Key::of(key)).into_bytes();
    blob.extend(body);
    if blob.len() > limits.bytes {
        return Err(PackError::TooLarge("bytes"));
    }
    Ok(blob)
}

/// Verifies a blob that is to be used now, against the key that is known or else against its own.
///
/// # Errors
/// As [`read`], and when it is not in force.
pub fn open(blob: &[u8], pinned: Option<&Key>, now: SystemTime) -> Result<Opened, PackError> {
    let opened = read(blob, pinned)?;
    opened.pack.in_force(now)?;
    Ok(opened)
}

/// Verifies a blob, whatever the time: for who publishes the next one.
///
/// # Errors
/// When it is altered, damaged, signed with another key than the one that is known, or more than a pack may be.
pub fn read(blob: &[u8], pinned: Option<&Key>) -> Result<Opened, PackError> {
    read_within(blob, pinned, &PackLimits::default())
}

fn read_within(blob: &[u8], pinned: Option<&Key>, limits: &PackLimits) -> Result<Opened, PackError> {
    if blob.len() > limits.bytes {
        return Err(PackError::TooLarge("bytes"));
    }
    let (key, signature, body) = parts(blob).ok_or(PackError::NotAPack)?;
    let key: Key = key.parse().map_err(PackError::BadKey)?;
    if let Some(pinned) = pinned.filter(|pinned| **pinned != key) {
        let (expected, found) = (pinned.fingerprint(), key.fingerprint());
        return Err(PackError::OtherKey { expected, found });
    }
    let signature = STANDARD.decode(signature).ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
    let signature = signature.ok_or(PackError::NotAPack)?;
    if !key.has_signed(&signed(body), &signature) {
        return Err(PackError::Altered);
    }
    let pack: Pack = serde_json::from_slice(body).map_err(|_| PackError::NotCanonical)?;
    pack.check(limits)?;
    if self::body(&pack)? != body {
        return Err(PackError::NotCanonical);
    }
    Ok(Opened { pack, key, sha256: Sha256::digest(blob).into() })
}

/// The key, the signature and the body, where there are such.
fn parts(blob: &[u8]) -> Option<(&str, &str, &[u8])> {
    let head = blob.get(..blob.len().min(LONGEST_HEADER))?;
    let end = head.windows(2).position(|two| two == b"\n\n")?;
    let (head, body) = blob.split_at_checked(end)?;
    let mut lines = std::str::from_utf8(head).ok()?.split('\n');
    let (first, key, signature) = (lines.next()?, lines.next()?, lines.next()?);
    (first == FIRST_LINE && lines.next().is_none()).then_some((key, signature, body.get(2..)?))
}

fn body(pack: &Pack) -> Result<Vec<u8>, PackError> {
    serde_json::to_vec(pack).map_err(|_| PackError::NotCanonical)
}

fn signed(body: &[u8]) -> Vec<u8> {
    [DOMAIN, body].concat()
}

impl Pack {
    /// Whether it may be used at that time.
    ///
    /// # Errors
    /// When it has expired, or says that it was made in a time to come.
    pub fn in_force(&self, now: SystemTime) -> Result<(), PackError> {
        let now = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        if now >= self.expires_at {
            return Err(PackError::Expired { expires_at: self.expires_at });
        }
        if self.made_at > now.saturating_add(PackLimits::default().ahead.as_secs()) {
            return Err(PackError::NotYet { made_at: self.made_at });
        }
        Ok(())
    }

    fn check(&self, limits: &PackLimits) -> Result<(), PackError> {
        if !is_campaign(&self.campaign, limits.campaign) {
            return Err(PackError::Campaign);
        }
        if self.version == 0 {
            return Err(PackError::Version);
        }
        match self.expires_at.checked_sub(self.made_at) {
            Some(life) if (1..=limits.life.as_secs()).contains(&life) => {}
            _ => return Err(PackError::Life),
        }
        if self.files.len() > limits.files {
            return Err(PackError::TooLarge("files"));
        }
        let found = names::check(self.files.iter().map(|file| &*file.name), limits);
        found.map_err(|(name, source)| PackError::Name { name: name.to_owned(), source })
    }
}

/// Whether this can be a campaign's identifier: small letters, digits, and hyphens between them.
fn is_campaign(text: &str, longest: usize) -> bool {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    !text.is_empty()
        && text.len() <= longest
        && text.bytes().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-')
}
