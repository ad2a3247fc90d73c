//! Addresses and domains as the world sees them.
//!
//! Must never widen what was given: an address that says two things is refused.

use std::fmt;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Why a text is no public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no address and no range.
    #[error("this is no address, and no range such as 192.0.2.0/24")]
    Shape,
    /// The address lies within the range that it names, and does not begin it.
    #[error("the range does not begin with this address")]
    Inside,
    /// It is not seen from outside, in whole or in part: private, shared by an operator, or of no use.
    #[error("this address is not seen from outside")]
    NotPublic,
    /// It is wider than any unit's.
    #[error("this range is too wide to belong to one system")]
    TooWide,
}

/// What is not seen from outside, from IANA's special-purpose registries (RFC 6890 and after). What is kept for examples,
/// such as 192.0.2.0/24, is let through: exercises are written with it, and it harms nobody.
const NOT_PUBLIC_4: [([u8; 4], u8); 11] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([224, 0, 0, 0], 3),
];

/// Reads an address or a range: `113.160.1.0/24`, `2001:db8::1`.
///
/// # Errors
/// When it is none that the world sees.
pub fn address(text: &str) -> Result<IpNet, AddressError> {
    let text = text.trim();
    let ranged = match text {
        _ if text.contains('/') => text.to_owned(),
        _ if text.contains(':') => format!("{text}/128"),
        _ => format!("{text}/32"),
    };
    let net: IpNet = ranged.parse().map_err(|_| AddressError::Shape)?;
    if net.trunc() != net {
        return Err(AddressError::Inside);
    }
    match net {
        IpNet::V4(net) => {
            let hidden =
                NOT_PUBLIC_4.iter().filter_map(|(from, length)| Ipv4Net::new((*from).into(), *length).ok());
            if hidden.clone().any(|hidden| hidden.contains(&net)) {
                return Err(AddressError::NotPublic);
            }
            if net.prefix_len() < 12 {
                return Err(AddressError::TooWide);
            }
            if hidden.into_iter().any(|hidden| net.contains(&hidden)) {
                return Err(AddressError::NotPublic);
            }
        }
        IpNet::V6(net) => {
            // What the world sees of IPv6 lies in one range.
            let public =
                Ipv6Net::new([0x2000, 0, 0, 0, 0, 0, 0, 0].into(), 3).is_ok_and(|all| all.contains(&net));
            if net.prefix_len() < 24 {
                return Err(AddressError::TooWide);
            }
            if !public {
                return Err(AddressError::NotPublic);
            }
        }
    }
    Ok(net)
}

/// A domain, in lower case and without a point at its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain(String);

/// Why a text is no domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// It is the address of a page, or has a port.
    #[error("write the domain alone, without https://, a path or a port")]
    Page,
    /// It has letters beyond ASCII.
    #[error("write a domain with accents in its form that begins with xn--")]
    Letters,
    /// It is no domain.
    #[error("this is no domain")]
    Shape,
}

/// Reads a domain.
///
/// # Errors
/// When it is none.
pub fn domain(text: &str) -> Result<Domain, DomainError> {
    let text = text.trim();
    let text = text.strip_suffix('.').unwrap_or(text);
    if text.contains(['/', ':', '@', '?']) {
        return Err(DomainError::Page);
    }
    if !text.is_ascii() {
        return Err(DomainError::Letters);
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let named = text.rsplit_once('.').is_some_and(|(_, last)| !last.bytes().all(|c| c.is_ascii_digit()));
    if named && text.len() <= 253 && text.split('.').all(label) {
        Ok(Domain(text.to_ascii_lowercase()))
    } else {
        Err(DomainError::Shape)
    }
}

impl Domain {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}
