//! Passwords are digested and compared here: slow by design (argon2id, 19 MiB, two passes: OWASP's figures of 2024), and
//! a few at a time, so that those who sign in do not take the memory of all others.
//!
//! Must never tell by the time it takes whether there is a password to compare with.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use office::people::PASSWORD_BYTES;
use tokio::sync::Semaphore;

use super::codes;

/// Digested at one time: each takes 19 MiB and a whole core.
const AT_ONE_TIME: usize = 2;

/// Digests that wait for their turn, at most: past that, somebody is asked to come again.
const WAITING: usize = 64;

/// What digests passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
    digested: Arc<AtomicU64>,
}

impl Default for Passwords {
    fn default() -> Self {
        Passwords {
            turns: Arc::new(Semaphore::new(AT_ONE_TIME)),
            places: Arc::new(Semaphore::new(WAITING)),
            digested: Arc::default(),
        }
    }
}

/// Why a password was not digested.
#[derive(Debug, thiserror::Error)]
pub enum NotDigested {
    /// Too many wait.
    #[error("too many wait to sign in")]
    Busy,
    /// The system gives no random numbers, or the digest cannot be computed.
    #[error("the password could not be digested")]
    Failed,
}

/// The digest of a password, for who makes an account outside of the pages.
///
/// # Errors
/// When it cannot be computed.
pub async fn digest(password: String) -> Result<String, NotDigested> {
    Passwords::default().digest(password).await
}

impl Passwords {
    /// The digest of a password, as argon2 writes it.
    ///
    /// # Errors
    /// When too many wait.
    pub async fn digest(&self, password: String) -> Result<String, NotDigested> {
        let salt: [u8; 16] = codes::random().map_err(|_| NotDigested::Failed)?;
        self.in_turn(move || {
            let salt = SaltString::encode_b64(&salt).ok()?;
            let digest = Argon2::default().hash_password(password.as_bytes(), &salt).ok()?;
            Some(digest.to_string())
        })
        .await?
        .ok_or(NotDigested::Failed)
    }

    /// Whether that is the password. Without a digest it takes as long, and is none.
    ///
    /// # Errors
    /// When too many wait.
    pub async fn is(&self, password: String, digest: Option<String>) -> Result<bool, NotDigested> {
        // An empty one, or one that is longer than any, is nobody's; it takes its time all the same.
        let possible = !password.is_empty() && password.len() <= PASSWORD_BYTES;
        let password = if possible { password } else { String::from("?") };
        self.in_turn(move || match digest.as_deref().map(PasswordHash::new) {
            Some(Ok(digest)) => {
                Argon2::default().verify_password(password.as_bytes(), &digest).is_ok() && possible
            }
            _ => {
                let mut out = [0; 32];
                // What comes out is thrown away.
                let _ = Argon2::default().hash_password_into(password.as_bytes(), &[0; 16], &mut out);
                false
            }
        })
        .await
    }

    /// How many were digested.
    pub fn digested(&self) -> u64 {
        self.digested.load(Ordering::Relaxed)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDigested> {
        let _place = self.places.try_acquire().map_err(|_| NotDigested::Busy)?;
        let _turn = self.turns.acquire().await.map_err(|_| NotDigested::Busy)?;
        self.digested.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(work).await.map_err(|_| NotDigested::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let passwords = Passwords::default();
        let digest = passwords.digest("ngựa đúng pin ghim".to_owned()).await.unwrap();
        assert!(digest.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{digest}");
        let is = |password: &str, digest: Option<&String>| {
            let (passwords, password, digest) = (passwords.clone(), password.to_owned(), digest.cloned());
            async move { passwords.is(password, digest).await.unwrap() }
        };
        assert!(is("ngựa đúng pin ghim", Some(&digest)).await);
        for wrong in ["", "?", "ngựa đúng pin ghin", &"a".repeat(1000)] {
            assert!(!is(wrong, Some(&digest)).await, "{wrong}");
            assert!(!is(wrong, None).await);
        }
        let of_nothing = passwords.digest("?".to_owned()).await.unwrap();
        assert!(!is("", Some(&of_nothing)).await, "what stands for an empty one is none either");
    }
}
