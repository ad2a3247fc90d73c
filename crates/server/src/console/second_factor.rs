//! The second factor: codes of six digits that change every thirty seconds (RFC 6238), from any authenticator.
//!
//! Must never take a code twice; the store sees to that, by its step.

use totp_rs::{Algorithm, TOTP};

/// Bytes of a secret: RFC 4226 asks for 20.
pub const SECRET: usize = 20;

/// Seconds of a step.
const STEP: u64 = 30;

fn totp(secret: &[u8], issuer: Option<String>, account: String) -> Option<TOTP> {
    TOTP::new(Algorithm::SHA1, 6, 0, STEP, secret.to_vec(), issuer, account).ok()
}

/// The step whose code that is, of the present one and its neighbours: clocks of telephones are not all right.
pub fn step_of(secret: &[u8], code: &str, now: i64) -> Option<i64> {
    let totp = totp(secret, None, String::new())?;
    let step = u64::try_from(now).ok()? / STEP;
    let mut found = None;
    for step in [step.checked_sub(1)?, step, step + 1] {
        // All three are compared, whichever it is.
        if super::codes::same_key(&totp.generate(step * STEP), code) {
            found = i64::try_from(step).ok();
        }
    }
    found
}

/// What an authenticator reads, as a link; the QR code shows the same.
pub fn otpauth(secret: &[u8], login: &str) -> Option<String> {
    let account = login.replace(':', "-");
    Some(totp(secret, Some("Quet".to_owned()), account)?.get_url())
}

/// The secret as it is typed where a picture cannot be taken.
pub fn typed(secret: &[u8]) -> Option<String> {
    Some(totp(secret, None, String::new())?.get_secret_base32())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_rfc_6238_are_taken_in_their_time() {
        // Appendix B: the secret in ASCII, time 59 gives 94287082, of which the last six digits count.
        let secret = b"12345678901234567890";
        assert_eq!(step_of(secret, "287082", 59), Some(1));
        assert_eq!(step_of(secret, "287082", 59 + 30), Some(1));
        assert_eq!(step_of(secret, "287082", 59 + 61), None);
        assert_eq!(step_of(secret, "081804", 1_111_111_109), Some(37_037_036));
        for wrong in ["", "28708", "0287082", "287083"] {
            assert_eq!(step_of(secret, wrong, 59), None);
        }
        assert_eq!(step_of(secret, "287082", -5), None);
        assert!(otpauth(secret, "lan@tq:vn").unwrap().starts_with("otpauth://totp/Quet:lan%40tq-vn?"));
    }
}
