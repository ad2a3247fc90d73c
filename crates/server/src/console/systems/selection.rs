//! Which systems a list shows: by the filters in its address, among those that somebody may see.
//!
//! Must never show or export other systems than the address says, and never count one that may not be seen.

use std::collections::BTreeMap;

use office::systems::Level;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use store::StoreError;
use store::systems::{Found, Sought};

use super::seen::Eyes;
use crate::console::frame::Desk;
use crate::console::office::Office;
use crate::console::signed::Signed;
use crate::console::unit_field;
use crate::console::units::change::{Wrong, wrong};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Letters of a name, a product, an address or a domain.
    pub q: String,
    /// A unit, by code or name: its systems, and those of all below it.
    pub unit: String,
    /// A level, as a digit.
    pub level: String,
    /// `yes`: those that are in use no more.
    pub ended: String,
    /// A page, from 1.
    pub page: String,
    /// What was done before.
    pub done: String,
}

impl Asked {
    /// The address's query without a page; empty where nothing is asked.
    pub fn query(&self) -> String {
        let pairs = [("q", &self.q), ("unit", &self.unit), ("level", &self.level), ("ended", &self.ended)];
        let said = pairs
            .iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value.trim(), NON_ALPHANUMERIC)));
        said.collect::<Vec<_>>().join("&")
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Selected {
    /// Those that fit, by name.
    pub found: Vec<Found>,
    /// How many may be seen, whether they fit or not.
    pub all: usize,
}

/// Looks for what is asked. What is wrong with it is told by field.
///
/// # Errors
/// When the store does not answer.
pub async fn select(
    f: &Desk<'_>,
    office: &Office,
    signed: &Signed,
    asked: &Asked,
) -> Result<Result<Selected, Wrong>, StoreError> {
    let mut told = Wrong::new();
    let within = match asked.unit.trim() {
        "" => None,
        typed => unit_field::read(f, signed, typed).map_err(|text| told.extend(wrong("unit", text))).ok(),
    };
    let level = match asked.level.trim() {
        "" => None,
        typed => {
            let level = typed.parse().ok().and_then(Level::new);
            if level.is_none() {
                told.extend(wrong("level", f.say("systems-level-none")));
            }
            level
        }
    };
    if !told.is_empty() {
        return Ok(Err(told));
    }
    let text: String = asked.q.trim().chars().take(100).collect();
    let ended = asked.ended == "yes";
    let eyes = Eyes::of(signed);
    let everything = Sought { ended, now: signed.now, ..Sought::default() };
    let all = eyes.among(office.store.systems_sought(&everything).await?);
    let count = all.len();
    let mut found = all;
    if !text.is_empty() {
        let fits = office.store.systems_sought(&Sought { text: &text, ..everything }).await?;
        found = eyes.among(fits);
    }
    let mut inside: BTreeMap<i64, bool> = BTreeMap::new();
    found.retain(|one| {
        let fits = |unit: i64| within.is_none_or(|within| signed.place(unit).contains(&within));
        level.is_none_or(|level| level.get() == one.level)
            && *inside.entry(one.unit).or_insert_with(|| fits(one.unit))
    });
    Ok(Ok(Selected { found, all: count }))
}
