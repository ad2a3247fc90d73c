//! The digests of one object, each computed when it is first asked for.
//!
//! Must never be kept from one object to the next.

use indicators::hashes::{Digest, HashBook};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::verdict::{Because, Kind};

/// What was computed so far.
#[derive(Default)]
pub struct Digests {
    md5: Option<[u8; 16]>,
    sha1: Option<[u8; 20]>,
    sha256: Option<[u8; 32]>,
}

impl Digests {
    fn md5(&mut self, bytes: &[u8]) -> [u8; 16] {
        *self.md5.get_or_insert_with(|| md5::Md5::digest(bytes).into())
    }

    fn sha1(&mut self, bytes: &[u8]) -> [u8; 20] {
        *self.sha1.get_or_insert_with(|| Sha1::digest(bytes).into())
    }

    /// SHA-256.
    pub fn sha256(&mut self, bytes: &[u8]) -> [u8; 32] {
        *self.sha256.get_or_insert_with(|| sha256(bytes))
    }

    /// MD5 as rules compare it: lower-case hexadecimal.
    pub fn md5_hex(&mut self, bytes: &[u8]) -> String {
        hex(&self.md5(bytes))
    }

    /// Asks a book for every kind of digest that it holds, the strongest first.
    fn each(&mut self, needs: (bool, bool, bool), bytes: &[u8]) -> impl Iterator<Item = Digest> {
        let sha256 = needs.2.then(|| Digest::Sha256(self.sha256(bytes)));
        let sha1 = needs.1.then(|| Digest::Sha1(self.sha1(bytes)));
        let md5 = needs.0.then(|| Digest::Md5(self.md5(bytes)));
        [sha256, sha1, md5].into_iter().flatten()
    }

    /// What the lists say of these bytes. An object counts once, however many of its digests are listed: the
    /// highest score stands.
    pub fn listed(&mut self, book: &HashBook, needs: (bool, bool, bool), bytes: &[u8]) -> Option<Because> {
        let found = |digest: Digest| book.listed(&digest).map(|listed| (digest, listed));
        let (digest, listed) =
            self.each(needs, bytes).filter_map(found).max_by_key(|(_, listed)| listed.score)?;
        Some(Because {
            kind: Kind::Hash,
            name: match digest {
                Digest::Md5(bytes) => format!("md5:{}", hex(&bytes)),
                Digest::Sha1(bytes) => format!("sha1:{}", hex(&bytes)),
                Digest::Sha256(bytes) => format!("sha256:{}", hex(&bytes)),
            },
            source: listed.source.clone(),
            score: listed.score,
            description: listed.comment.clone(),
        })
    }

    /// Whether an allow-list names these bytes.
    pub fn allowed(&mut self, book: &HashBook, needs: (bool, bool, bool), bytes: &[u8]) -> bool {
        book.allowed_len() > 0 && self.each(needs, bytes).any(|digest| book.allowed(&digest).is_some())
    }
}

/// SHA-256 of these bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
