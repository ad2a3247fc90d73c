//! Keys and codes: made, written so that people can type them, and compared.
//!
//! Must never compare so that the time it takes tells how much was right.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Letters and digits that cannot be taken for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Signs of a code, without what stands between them.
pub const LENGTH: usize = 16;

/// Signs of a short one.
pub const SHORT: usize = 8;

/// Random bytes.
///
/// # Errors
/// When the system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// A code of 16 signs, 80 bits, as `ABCD-EFGH-JKMN-PQRS`: for a slip of paper.
///
/// # Errors
/// When the system gives no random numbers.
pub fn code() -> Result<String, getrandom::Error> {
    let bytes: [u8; LENGTH] = random()?;
    let mut code = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0')));
    }
    Ok(code)
}

/// A code of 8 signs, 40 bits, as `ABCD-EFGH`: by which something is named that takes more than the code to be seen.
///
/// # Errors
/// When the system gives no random numbers.
pub fn short() -> Result<String, getrandom::Error> {
    let code = code()?;
    Ok(code.chars().take(SHORT + 1).collect())
}

/// A code as somebody typed it, as it was written: case, spaces and hyphens are nothing, and what looks alike is alike.
pub fn typed(code: &str) -> String {
    let signs = code.chars().filter(|sign| sign.is_ascii_alphanumeric()).take(64);
    signs
        .map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            sign => sign,
        })
        .collect()
}

/// Whether two codes are the same.
pub fn same(one: &str, other: &str) -> bool {
    // Digests differ everywhere or nowhere, so that comparing them tells nothing of the codes.
    Sha256::digest(typed(one)) == Sha256::digest(typed(other))
}

/// Whether two keys are the same, sign for sign.
pub fn same_key(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

/// A key as it stands in a cookie or a header.
pub fn written(key: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

/// A key of 32 bytes, as [`written`].
pub fn read(text: &str) -> Option<[u8; 32]> {
    if text.len() > 64 {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_typed_as_people_type() {
        let made = code().unwrap();
        assert_eq!(made.len(), 19);
        assert!(same(&made, &made.to_lowercase().replace('-', " ")));
        assert!(same("0O1I-LABC", "00 111abc"));
        assert!(!same(&made, &code().unwrap()));
        assert!(same("", " -"));
        let key: [u8; 32] = random().unwrap();
        assert_eq!(read(&written(&key)), Some(key));
        for bad in ["", "a", "*", &"A".repeat(44), &"A".repeat(4000)] {
            assert_eq!(read(bad), None);
        }
    }
}
