//! Secrets in the database are sealed with a key that lies beside it: who has the database alone cannot use them.
//!
//! Must never seal twice under one nonce, and must never open for one what was sealed for another.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::{Store, StoreError};

/// Bytes of a nonce: so many that a random one does not come twice.
const NONCE: usize = 24;

impl Store {
    /// Seals a secret for one use, which is named.
    pub(crate) fn seal(&self, what_for: &str, secret: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| StoreError::NoRandom(error.to_string()))?;
        let cipher = XChaCha20Poly1305::new(&self.folder.secrets_key()?.into());
        let payload = Payload { msg: secret, aad: what_for.as_bytes() };
        let sealed = cipher
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| self.damaged("a secret cannot be sealed"))?;
        Ok([&nonce, sealed.as_slice()].concat())
    }

    /// Opens what was sealed for that use; nothing where it was sealed with another key, for another use, or was altered.
    pub(crate) fn unseal(&self, what_for: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let Some((nonce, sealed)) = sealed.split_at_checked(NONCE) else { return Ok(None) };
        let cipher = XChaCha20Poly1305::new(&self.folder.secrets_key()?.into());
        let payload = Payload { msg: sealed, aad: what_for.as_bytes() };
        Ok(cipher.decrypt(XNonce::from_slice(nonce), payload).ok())
    }
}
