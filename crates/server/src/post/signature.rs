//! What a webhook is signed with: HMAC-SHA256 over the moment and the body, so that neither can be changed and an old
//! delivery cannot pass for a new one.
//!
//! Must never sign a body without its moment.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The header that carries it.
pub const HEADER: &str = "quet-signature";

/// `t=SECONDS,v1=HEX`, where HEX is HMAC-SHA256 with the secret over `SECONDS.BODY`. Nothing where the system's HMAC takes
/// no such key, which does not happen.
pub fn signed(secret: &[u8], at: i64, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    Some(format!("t={at},v1={hex}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_openssl_makes_of_it() {
        // printf '1795240800.{"a":1}' | openssl dgst -sha256 -hmac secret
        let expected = "t=1795240800,v1=87f7e432b9297add6e956ccebaf9f3196e41d14b1d7317eb24f32c7dc1f9fdd9";
        let made = signed(b"secret", 1_795_240_800, b"{\"a\":1}").unwrap();
        assert_eq!(made, expected);
        assert_ne!(made, signed(b"secret", 1_795_240_801, b"{\"a\":1}").unwrap());
        assert_ne!(made, signed(b"secret", 1_795_240_800, b"{\"a\":2}").unwrap());
        assert_ne!(made, signed(b"Secret", 1_795_240_800, b"{\"a\":1}").unwrap());
    }
}
