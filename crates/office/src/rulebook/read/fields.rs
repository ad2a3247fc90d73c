//! Reads what the fields of forms are called and what they hold.
//!
//! Must never leave a field without its name in both languages.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::dated::Key;
use super::super::{AboutField, Holds, Refused, Said};
use super::{RawQuestion, of_key, parse, said, unknown};
use crate::papers::Field;

const FIELDS: &str = "rulebook/fields.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFields {
    field: Vec<RawField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    key: String,
    holds: Holds,
    said: Said,
    #[serde(default)]
    choices: Vec<RawQuestion>,
}

/// Reads all of them.
pub fn read(text: &str) -> Result<BTreeMap<Field, AboutField>, Refused> {
    let raw: RawFields = parse(FIELDS, text)?;
    let mut fields = BTreeMap::new();
    for raw in raw.field {
        let key = raw.key;
        let field: Field = of_key(FIELDS, &key, "key", &key)?;
        said(FIELDS, &key, "said", &raw.said)?;
        if raw.choices.is_empty() == (raw.holds == Holds::Choices) {
            return Err(unknown(FIELDS, &key, "holds", "choices"));
        }
        let mut choices: Vec<(String, Said)> = Vec::new();
        for choice in raw.choices {
            let words = Said { vi: choice.vi, en: choice.en };
            said(FIELDS, &key, "choices", &words)?;
            if choices.iter().any(|(known, _)| *known == choice.key) {
                return Err(Refused::Twice { file: FIELDS, key, field: "choices", value: choice.key });
            }
            choices.push((choice.key, words));
        }
        let about = AboutField { said: raw.said, holds: raw.holds, choices };
        if fields.insert(field, about).is_some() {
            return Err(Refused::Twice { file: FIELDS, key: key.clone(), field: "key", value: key });
        }
    }
    match Field::ALL.iter().find(|field| !fields.contains_key(field)) {
        Some(missing) => Err(Refused::Missing { file: FIELDS, key: missing.key() }),
        None => Ok(fields),
    }
}
