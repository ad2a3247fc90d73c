//! Checkpoints: which digest the entry of one number has, signed, and kept outside the database.
//!
//! Must never be believed for the key that it carries: whoever checks says whose key it is to be.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use super::chain::{Break, Digest, Entry, Head};

/// One checkpoint. As a line: `quet-checkpoint 1 NUMBER DIGEST AT SIGNATURE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// What it vouches for.
    pub head: Head,
    /// When it was made, in seconds since 1970, UTC.
    pub at: i64,
    /// By whom, as signed.
    pub signature: [u8; 64],
}

/// A key that checkpoints are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(VerifyingKey);

impl Key {
    /// Reads one as `key.pub` has it: 32 bytes in base64.
    pub fn read(text: &str) -> Option<Key> {
        let text = text.trim();
        if text.len() > LONGEST {
            return None;
        }
        let bytes: [u8; 32] = STANDARD.decode(text).ok()?.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok().map(Key)
    }
}

impl From<&SigningKey> for Key {
    fn from(key: &SigningKey) -> Key {
        Key(key.verifying_key())
    }
}

/// Why a line is no checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It is not written as one.
    #[error("this is no checkpoint")]
    Unreadable,
    /// It was not signed with that key, or was altered since.
    #[error("this checkpoint was not signed with the key of this record, or was altered")]
    Unsigned,
}

/// Bytes of a line, of which no checkpoint has more.
const LONGEST: usize = 400;

impl Checkpoint {
    /// Signs where a record ends.
    pub fn sign(head: Head, at: i64, key: &SigningKey) -> Checkpoint {
        Checkpoint { head, at, signature: key.sign(said(head, at).as_bytes()).to_bytes() }
    }

    /// As one line, without its end.
    pub fn line(&self) -> String {
        format!("{} {}", said(self.head, self.at), STANDARD.encode(self.signature))
    }

    /// Reads a line and checks whose it is.
    ///
    /// # Errors
    /// When it is none, or was signed with another key.
    pub fn read(line: &str, key: &Key) -> Result<Checkpoint, CheckpointError> {
        let checkpoint = Checkpoint::claimed(line).ok_or(CheckpointError::Unreadable)?;
        if checkpoint.is_signed_with(key) { Ok(checkpoint) } else { Err(CheckpointError::Unsigned) }
    }

    /// What a line claims, whoever wrote it; nothing where it is no checkpoint.
    pub fn claimed(line: &str) -> Option<Checkpoint> {
        if line.len() > LONGEST {
            return None;
        }
        let (signed, signature) = line.rsplit_once(' ')?;
        let mut parts = signed.strip_prefix("quet-checkpoint 1 ")?.split(' ');
        let (number, digest, at) = (parts.next()?, parts.next()?, parts.next()?);
        let head = Head { number: number.parse().ok()?, digest: from_hex(digest)? };
        let at = at.parse().ok()?;
        // One spelling each: what is signed is what would be written again.
        (said(head, at) == signed).then_some(())?;
        let signature = STANDARD.decode(signature).ok()?.try_into().ok()?;
        Some(Checkpoint { head, at, signature })
    }

    /// Whether it was signed with that key.
    pub fn is_signed_with(&self, key: &Key) -> bool {
        let signature = Signature::from_bytes(&self.signature);
        key.0.verify_strict(said(self.head, self.at).as_bytes(), &signature).is_ok()
    }
}

fn said(head: Head, at: i64) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(128);
    // Writing into memory does not fail.
    let _ = write!(text, "quet-checkpoint 1 {} ", head.number);
    for byte in head.digest {
        for half in [byte >> 4, byte & 15] {
            text.push(DIGITS.get(usize::from(half)).map_or('0', |digit| char::from(*digit)));
        }
    }
    let _ = write!(text, " {at}");
    text
}

fn from_hex(text: &str) -> Option<Digest> {
    let mut digest = Digest::default();
    let bytes = text.as_bytes();
    if bytes.len() != 64 || !bytes.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (to, pair) in digest.iter_mut().zip(bytes.chunks_exact(2)) {
        *to = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(digest)
}

/// All checkpoints of one record.
///
/// The chain leads from every entry to the one before, so that the newest checkpoint vouches for all of them. Of the others
/// the signature is looked at only where they say another thing than the record: there are as many of them as changes.
#[derive(Debug, Clone, Default)]
pub struct Checkpoints {
    /// Each with its line, by number.
    claimed: Vec<(u64, Checkpoint)>,
    key: Option<Key>,
}

impl Checkpoints {
    /// Those of a key, each with its line.
    ///
    /// # Errors
    /// With the line of the newest, where that was signed with another key.
    pub fn of(key: Key, mut claimed: Vec<(u64, Checkpoint)>) -> Result<Checkpoints, u64> {
        claimed.sort_by_key(|(line, checkpoint)| (checkpoint.head.number, *line));
        claimed.dedup_by(|(_, one), (_, before)| one == before);
        match claimed.last() {
            Some((line, newest)) if !newest.is_signed_with(&key) => Err(*line),
            _ => Ok(Checkpoints { claimed, key: Some(key) }),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.claimed.len()
    }

    /// Whether there is none, so that neither a cut end nor a record that was made anew would be seen.
    pub fn is_empty(&self) -> bool {
        self.claimed.is_empty()
    }

    /// The number of the last entry that one of them vouches for.
    fn known(&self) -> u64 {
        self.claimed.last().map_or(0, |(_, newest)| newest.head.number)
    }

    /// Entries at the end that none of them vouches for yet: of these it cannot be said that nobody added them.
    pub fn beyond(&self, head: Head) -> u64 {
        head.number.saturating_sub(self.known())
    }

    /// Holds one entry against them.
    ///
    /// # Errors
    /// When a checkpoint has another digest for its number.
    pub fn hold(&self, entry: &Entry) -> Result<(), Break> {
        let from = self.claimed.partition_point(|(_, one)| one.head.number < entry.number);
        let same = self.claimed.get(from..).unwrap_or_default().iter();
        for (line, one) in same.take_while(|(_, one)| one.head.number == entry.number) {
            if one.head.digest == entry.digest {
                continue;
            }
            let is_signed = self.key.as_ref().is_some_and(|key| one.is_signed_with(key));
            return Err(if is_signed { Break::MadeAnew(entry.number) } else { Break::Forged(*line) });
        }
        Ok(())
    }

    /// Holds the end of a record against them.
    ///
    /// # Errors
    /// When they know of more.
    pub fn hold_end(&self, head: Head) -> Result<(), Break> {
        let known = self.known();
        if known > head.number { Err(Break::CutOff { end: head.number, known }) } else { Ok(()) }
    }
}
