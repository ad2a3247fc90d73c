//! Which passwords are refused.
//!
//! Must never ask for signs of certain kinds: length is what helps, and rules about signs make people write passwords
//! down (NIST SP 800-63B, 5.1.1.2).

use crate::fold;

/// Characters that a password has at least.
pub const PASSWORD_CHARACTERS: usize = 12;

/// Bytes that it has at most: more is refused before it is digested.
pub const PASSWORD_BYTES: usize = 256;

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Too short.
    #[error("a password has at least {PASSWORD_CHARACTERS} characters")]
    TooShort,
    /// Too long.
    #[error("a password has at most {PASSWORD_BYTES} bytes")]
    TooLong,
    /// It is what everybody tries first: one sign again and again, a row of the keyboard, their own name.
    #[error("this password is among the first that anybody would try")]
    Guessable,
}

/// What is tried first, in any mixture: once these and whatever is said of the person are taken out, something must be
/// left.
const FIRST_TRIED: [&str; 16] = [
    "password",
    "matkhau",
    "quet",
    "admin",
    "123456789",
    "12345678",
    "123456",
    "12345",
    "1234",
    "123",
    "qwerty",
    "abcdef",
    "abc",
    "vietnam",
    "anninhmang",
    "2026",
];

/// Judges a password for somebody of whom these are known (their name, the name they sign in with, their unit).
///
/// # Errors
/// When it is refused.
pub fn judge_password(password: &str, known: &[&str]) -> Result<(), WeakPassword> {
    if password.len() > PASSWORD_BYTES {
        return Err(WeakPassword::TooLong);
    }
    if password.chars().count() < PASSWORD_CHARACTERS {
        return Err(WeakPassword::TooShort);
    }
    let mut left: String = fold(password).split_whitespace().collect();
    let known = known.iter().flat_map(|text| {
        fold(text).split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>()
    });
    let mut known: Vec<String> =
        known.filter(|word| word.len() > 2).chain(FIRST_TRIED.map(str::to_owned)).collect();
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in known {
        left = left.replace(&word, "");
    }
    let mut signs: Vec<char> = left.chars().collect();
    signs.sort_unstable();
    signs.dedup();
    if signs.len() < 5 { Err(WeakPassword::Guessable) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_and_what_anybody_tries_first_does_not() {
        let known = ["Nguyễn Thị Mẫu", "mau.nguyen@tuyenquang.example"];
        let judge = |password: &str| judge_password(password, &known);
        assert_eq!(judge("ngựa đúng pin ghim"), Ok(()));
        assert_eq!(judge("k7#vQ2!xP9$z"), Ok(()));
        assert_eq!(judge("Mật khẩu 1"), Err(WeakPassword::TooShort));
        for guessable in [
            "aaaaaaaaaaaaaaa",
            "matkhau123456",
            "Mật khẩu 123456789",
            "nguyenthimau2026",
            "passwordpassword",
            "tuyenquang12345",
        ] {
            assert_eq!(judge(guessable), Err(WeakPassword::Guessable), "{guessable}");
        }
        assert_eq!(judge(&"kz7".repeat(100)), Err(WeakPassword::TooLong));
    }
}
