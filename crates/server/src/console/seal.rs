//! What a form carries there and back, and who sends it can neither read nor change.
//!
//! Must never outlive this process: its key is made at the start and kept nowhere.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::codes;

/// Seconds for which it can be opened.
const FRESH: i64 = 15 * 60;

/// Bytes of a nonce, and of the moment.
const NONCE: usize = 24;
const MOMENT: usize = 8;

/// Characters of what may be sealed, at most.
const LONGEST: usize = 1000;

/// The key.
#[derive(Default)]
pub struct Seal(OnceLock<[u8; 32]>);

impl Seal {
    /// `None` where the system gives no random numbers.
    fn cipher(&self) -> Option<XChaCha20Poly1305> {
        let key = match self.0.get() {
            Some(key) => *key,
            None => {
                let fresh = codes::random().ok()?;
                *self.0.get_or_init(|| fresh)
            }
        };
        Some(XChaCha20Poly1305::new(&key.into()))
    }

    /// Seals for one use, which is named with whose it is.
    pub fn close(&self, what_for: &str, content: &[u8], now: i64) -> Option<String> {
        let nonce: [u8; NONCE] = codes::random().ok()?;
        let message = [&now.to_be_bytes(), content].concat();
        let payload = Payload { msg: &message, aad: what_for.as_bytes() };
        let sealed = self.cipher()?.encrypt(XNonce::from_slice(&nonce), payload).ok()?;
        Some(URL_SAFE_NO_PAD.encode([&nonce, sealed.as_slice()].concat()))
    }

    /// Opens what was sealed for that use by this process, and not long ago.
    pub fn open(&self, what_for: &str, text: &str, now: i64) -> Option<Vec<u8>> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let payload = Payload { msg: sealed, aad: what_for.as_bytes() };
        let message = self.cipher()?.decrypt(XNonce::from_slice(nonce), payload).ok()?;
        let (moment, content) = message.split_at_checked(MOMENT)?;
        let age = now.saturating_sub(i64::from_be_bytes(moment.try_into().ok()?));
        (age.saturating_abs() <= FRESH).then(|| content.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_use_in_its_time_and_unchanged() {
        let seal = Seal::default();
        let text = seal.close("a", b"secret", 1_000).unwrap();
        assert!(!text.contains("secret"));
        assert_eq!(seal.open("a", &text, 1_000 + FRESH).as_deref(), Some(&b"secret"[..]));
        assert_eq!(seal.open("a", &text, 1_001 + FRESH), None);
        assert_eq!(seal.open("a", &text, 999 - FRESH), None);
        assert_eq!(seal.open("b", &text, 1_000), None);
        assert_eq!(Seal::default().open("a", &text, 1_000), None);
        let changed: String = text.chars().rev().collect();
        for bad in ["", "AAAA", &changed, &"A".repeat(5_000)] {
            assert_eq!(seal.open("a", bad, 1_000), None, "{bad}");
        }
        assert_ne!(seal.close("a", b"secret", 1_000).unwrap(), text);
    }
}
