//! The information systems of units: what they are, what runs on them, and where they are seen from outside.
//!
//! Must never hold an address that only the unit itself can see: it would be compared with what the whole world sees.

mod address;
mod import;
mod lists;
#[cfg(test)]
mod tests;

pub use address::{AddressError, Domain, DomainError, address, domain};
pub use import::{Fault, Import, Problem, export, import};
pub use lists::{addresses, domains, products};

use ipnet::IpNet;

use crate::line::{self, LineError};
use crate::units::UnitId;

/// How grave the harm would be: 1 to 5, as decrees 85/2016 and 331/2026 count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(u8);

impl Level {
    /// The level of that number; nothing outside 1 to 5.
    pub fn new(number: u8) -> Option<Level> {
        (1..=5).contains(&number).then_some(Level(number))
    }

    /// Its number.
    pub fn get(self) -> u8 {
        self.0
    }
}

/// What runs on a system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// Its version; empty where it is not known.
    pub version: String,
}

/// An information system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Whose it is.
    pub unit: UnitId,
    /// Its name, one of its kind within the unit.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// What runs on it.
    pub products: Vec<Product>,
    /// The addresses at which the world sees it; one address is a range of one.
    pub addresses: Vec<IpNet>,
    /// Its domains.
    pub domains: Vec<Domain>,
}

/// Characters of the name of a system.
const NAME: usize = 200;
/// Characters of a product's name, and of its version.
const PRODUCT: usize = 100;
/// How many products, addresses and domains one system may have.
pub const MANY: usize = 200;

/// Reads the name of a system.
///
/// # Errors
/// When it is none.
pub fn name(text: &str) -> Result<String, LineError> {
    line::read(text, NAME)
}

/// Why something is no product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProductError {
    /// The name or the version is no line of text.
    #[error(transparent)]
    Line(#[from] LineError),
    /// A semicolon separates products in a sheet.
    #[error("it has a semicolon, which stands between products")]
    Semicolon,
    /// The version's brackets do not close: in a sheet it stands in brackets itself.
    #[error("the brackets of its version do not close")]
    Brackets,
}

impl Product {
    /// Makes a product of a name and a version, which may be empty.
    ///
    /// # Errors
    /// When one of them is none.
    pub fn new(name: &str, version: &str) -> Result<Product, ProductError> {
        let name = line::read(name, PRODUCT)?;
        let version = match line::read(version, PRODUCT) {
            Err(LineError::Empty) => String::new(),
            read => read?,
        };
        if name.contains(';') || version.contains(';') {
            return Err(ProductError::Semicolon);
        }
        if opening(&format!("({version})")) == Some(0) {
            Ok(Product { name, version })
        } else {
            Err(ProductError::Brackets)
        }
    }

    /// Reads one as sheets have it, its version in brackets at the end: `Apache HTTP Server (2.4.58)`.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str) -> Result<Product, ProductError> {
        let text = text.trim();
        let split = opening(text).and_then(|at| Some((text.get(..at)?, text.get(at + 1..text.len() - 1)?)));
        let (name, version) = split.filter(|(name, _)| !name.trim().is_empty()).unwrap_or((text, ""));
        Product::new(name, version)
    }
}

/// Where the bracket opens that the last character closes.
fn opening(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ')' => open += 1,
            '(' => open = open.checked_sub(1)?,
            _ => {}
        }
        if open == 0 {
            return (letter == '(').then_some(at);
        }
    }
    None
}

impl std::fmt::Display for Product {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(&self.name)?;
        // A name that ends in brackets gets empty ones, so that its own are no version.
        if self.version.is_empty() && !self.name.ends_with(')') {
            return Ok(());
        }
        write!(to, " ({})", self.version)
    }
}
