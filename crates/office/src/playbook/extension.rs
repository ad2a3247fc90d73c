//! What Quét says in a playbook beyond CACAO, in the place that CACAO keeps for that. `playbooks/README.md` is its
//! description for others.
//!
//! Must never be read in part: a member that is not known here is refused, since a later version could mean much by it.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::refused::At;
use super::{Limits, Refused};
use crate::line;

/// The extension's number.
pub const ID: &str = "extension-definition--6f0c1f5e-2d0b-4f7e-8a57-3c9be2d4a611";

/// The version that is described and known.
pub const VERSION: &str = "1.0.0";

/// At the playbook itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    pub kind: String,
    #[serde(default)]
    pub en: English,
    pub exits: Vec<WayOut>,
    pub returns: Option<WayBack>,
}

/// What CACAO's own `name` and `description` are in English.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct English {
    pub name: String,
    pub description: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WayOut {
    pub key: String,
    #[serde(default)]
    pub vi: String,
    #[serde(default)]
    pub en: String,
    pub source: String,
    pub from: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WayBack {
    pub from: String,
    pub to: Vec<String>,
}

/// At a step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub number: u8,
    #[serde(default)]
    pub leads: Vec<String>,
    #[serde(default)]
    pub helpers: Vec<String>,
    #[serde(default)]
    pub en: English,
    pub checklist: Vec<Entry>,
    pub evidence: Vec<Entry>,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub throughout: bool,
    pub source: String,
    #[serde(default)]
    pub target_minutes: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub key: String,
    #[serde(default)]
    pub vi: String,
    #[serde(default)]
    pub en: String,
}

/// Reads the part that lies among `extensions`.
pub fn read<T: DeserializeOwned>(
    extensions: Option<&Value>,
    at: &str,
    step: Option<&At>,
) -> Result<T, Refused> {
    let refused = |why: String| Refused::Extension { at: at.to_owned(), step: step.cloned(), why };
    let part = extensions.and_then(|extensions| extensions.get(ID));
    let part = part.ok_or_else(|| refused(format!("`{ID}` is missing")))?;
    T::deserialize(part).map_err(|error| refused(super::json::quoted(&error.to_string())))
}

/// One text of many, read as it is shown.
pub struct Reader<'a> {
    pub at: &'a str,
    pub step: Option<&'a At>,
    pub limits: &'a Limits,
}

impl Reader<'_> {
    /// Reads both languages of one text.
    pub fn said(&self, what: &str, vi: &str, en: &str, most: usize) -> Result<super::Said, Refused> {
        let read = |text: &str, language: &'static str| {
            let at = format!("{}/{what}", self.at);
            line::read(text, most).map_err(|why| Refused::Words {
                at,
                step: self.step.cloned(),
                language,
                why,
            })
        };
        Ok(super::Said { vi: read(vi, "vi")?, en: read(en, "en")? })
    }
}
