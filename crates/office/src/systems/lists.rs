//! Several products, addresses or domains in one text: a cell of a sheet, a field of a form.
//!
//! Must never take some of them: what is wrong with any is told, and none is taken.

use ipnet::IpNet;

use super::import::Fault;
use super::{Domain, MANY, Product, address, domain};

/// What stands between addresses, and between domains: neither has any of these.
const ANY: [char; 5] = ['\n', '\r', ';', ',', ' '];

/// Reads products: one on each line, or with semicolons between them, since their names may have commas.
///
/// # Errors
/// With everything that is wrong.
pub fn products(text: &str) -> Result<Vec<Product>, Vec<Fault>> {
    all(text, &['\n', '\r', ';'], Product::read, Fault::Product)
}

/// Reads addresses and ranges: on lines, or with commas, semicolons or spaces between them.
///
/// # Errors
/// With everything that is wrong.
pub fn addresses(text: &str) -> Result<Vec<IpNet>, Vec<Fault>> {
    all(text, &ANY, address, Fault::Address)
}

/// Reads domains: on lines, or with commas, semicolons or spaces between them.
///
/// # Errors
/// With everything that is wrong.
pub fn domains(text: &str) -> Result<Vec<Domain>, Vec<Fault>> {
    all(text, &ANY, domain, Fault::Domain)
}

fn all<T, E>(
    text: &str,
    between: &[char],
    read: impl Fn(&str) -> Result<T, E>,
    fault: impl Fn(String, E) -> Fault,
) -> Result<Vec<T>, Vec<Fault>> {
    let pieces: Vec<&str> = text.split(between).map(str::trim).filter(|piece| !piece.is_empty()).collect();
    if pieces.len() > MANY {
        return Err(vec![Fault::TooMany(MANY)]);
    }
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for piece in pieces {
        match read(piece) {
            Ok(one) => found.push(one),
            Err(why) => wrong.push(fault(piece.chars().take(100).collect(), why)),
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}
