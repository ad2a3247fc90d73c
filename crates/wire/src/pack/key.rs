//! The public key of a campaign, as text and as a number that can be read out over the telephone.
//!
//! Must never hold a private key, nor accept a key of low order, which signs anything.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// An Ed25519 public key. Its text form is the base64 of its 32 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(VerifyingKey);

/// The text is no public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 32 bytes of Ed25519 in base64, 44 characters")]
pub struct NotAKey;

impl Key {
    /// The public half.
    pub fn of(key: &SigningKey) -> Key {
        Key(key.verifying_key())
    }

    /// Six groups of five digits, about 100 bits of the key's digest: to be compared by eye or over the telephone.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.0.as_bytes());
        let groups = digest.chunks_exact(5).map(|five| {
            let number = five.iter().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
            format!("{:05}", number % 100_000)
        });
        groups.collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn has_signed(&self, bytes: &[u8], signature: &Signature) -> bool {
        self.0.verify_strict(bytes, signature).is_ok()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0.as_bytes()))
    }
}

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Key, NotAKey> {
        let bytes: [u8; 32] = STANDARD.decode(text).ok().and_then(|b| b.try_into().ok()).ok_or(NotAKey)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| NotAKey)?;
        // Two spellings of one point would be two keys with one meaning.
        let spelling = key.to_edwards().compress().to_bytes() == bytes;
        if spelling && !key.is_weak() { Ok(Key(key)) } else { Err(NotAKey) }
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
