//! What is published for machines, as it stands in the record: a rule pack, a program, each once.
//!
//! Must never note the same bytes twice, however many servers offer them and however often they begin.

use office::record::Deed;
use serde_json::{Map, Value};

use crate::{Store, StoreError};

/// Something that a server began to offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What it is: `pack` or `program`.
    pub kind: &'static str,
    /// What it is called, with its version.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

/// Digits of a digest by which things are told apart in the record; the details hold all of it.
const DIGITS: usize = 32;

impl Store {
    /// Notes that it is offered, unless that was noted: whether it was now.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn note_published(&self, what: &Published, deed: &Deed) -> Result<bool, StoreError> {
        let object = format!("{}:{}", what.kind, what.sha256.get(..DIGITS).unwrap_or(&what.sha256));
        let known = sqlx::query("SELECT number FROM record WHERE object = $1 LIMIT 1");
        let mut change = self.change(deed).await?;
        let known = known.bind(&object).fetch_optional(&mut *change.rows).await;
        if known.map_err(|error| self.error(error))?.is_some() {
            return Ok(false);
        }
        let details = [("name", &what.name), ("sha256", &what.sha256)];
        let details: Map<String, Value> =
            details.into_iter().map(|(key, text)| (key.to_owned(), text.clone().into())).collect();
        change.note(&format!("{}.published", what.kind), &object, 0, details).await?;
        change.commit().await?;
        Ok(true)
    }
}
