//! How a unit or a person is reached.
//!
//! Must never change what was given so that it would reach somebody else.

use crate::line::{self, LineError};

/// Ways to reach somebody; what is empty is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// An address for e-mail.
    pub email: String,
    /// A telephone number, as people write it.
    pub phone: String,
    /// Where letters go.
    pub address: String,
}

/// Why something is no way to reach anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    /// It is no address for e-mail.
    #[error("this is no e-mail address")]
    Email,
    /// It is no telephone number.
    #[error("this is no telephone number")]
    Phone,
    /// It is no line of text.
    #[error("this is no address: {0}")]
    Address(LineError),
}

/// Characters of an address for letters.
const ADDRESS: usize = 300;

/// Reads an address for e-mail; an empty one is not known.
///
/// # Errors
/// When it is none. Whether mail arrives, only mail can tell.
pub fn email(text: &str) -> Result<String, ContactError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let read = || {
        let (local, domain) = text.rsplit_once('@')?;
        let fits = (1..=64).contains(&local.len()) && domain.len() <= 253;
        let ordinary = |c: u8| c.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&c);
        let dots = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
        let labels = domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
        (fits && dots && labels && domain.contains('.') && local.bytes().all(ordinary))
            .then(|| text.to_owned())
    };
    read().ok_or(ContactError::Email)
}

/// Reads a telephone number of 3 to 15 digits (113, and E.164's longest), with spaces, points, hyphens and brackets, and
/// several of them with `/`, `;` or commas between. An empty one is not known.
///
/// # Errors
/// When it is none.
pub fn phone(text: &str) -> Result<String, ContactError> {
    let text = text.trim();
    let one = |number: &str| {
        let number = number.trim();
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let rest = number.strip_prefix('+').unwrap_or(number);
        (3..=15).contains(&digits) && rest.bytes().all(|c| c.is_ascii_digit() || b" .-()".contains(&c))
    };
    if text.is_empty() || (text.len() <= 100 && text.split(['/', ';', ',']).all(one)) {
        Ok(text.to_owned())
    } else {
        Err(ContactError::Phone)
    }
}

/// Reads where letters go; an empty one is not known.
///
/// # Errors
/// When it is no line of text.
pub fn address(text: &str) -> Result<String, ContactError> {
    match line::read(text, ADDRESS) {
        Err(LineError::Empty) => Ok(String::new()),
        read => read.map_err(ContactError::Address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_somebody_stays_as_it_is() {
        for good in ["ungcuu@vi-du.gov.vn", "a.b+c@x.vn", " ", ""] {
            assert_eq!(email(good).as_deref(), Ok(good.trim()));
        }
        for bad in [
            "a",
            "a@b",
            "@b.vn",
            "a@b..vn",
            "a b@c.vn",
            "a@-b.vn",
            "a@b.vn\r\nBcc: c@d.vn",
            ".a@b.vn",
            "a@b@c.vn",
        ] {
            assert_eq!(email(bad), Err(ContactError::Email), "{bad}");
        }
        for good in ["", "113", "+84 24 3640 4421", "(024) 3640.4421", "0912-345-678 / 0243 640 4421"] {
            assert_eq!(phone(good).as_deref(), Ok(good));
        }
        for bad in ["12", "1234567890123456", "gọi 113", "113;", "+", "09+12345678"] {
            assert_eq!(phone(bad), Err(ContactError::Phone), "{bad}");
        }
        assert_eq!(address(" số 1,  phố Ví Dụ").as_deref(), Ok("số 1, phố Ví Dụ"));
        assert_eq!(address("a\nb"), Err(ContactError::Address(LineError::Unseen(10))));
    }
}
