//! Which systems a list shows: by the filters in its address, among those that somebody may see.
//!
//! Must never show or export other systems than the address says, and never count one that may not be seen.

use office::rights::Reach;
use office::systems::Level;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use store::StoreError;
use store::systems::{Eyes, Kept, Sought};

use super::seen;
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

/// What is looked for, as whom, and how many there are.
#[derive(Debug, Default)]
pub struct Selected {
    text: String,
    ended: bool,
    level: Option<Level>,
    units: Option<Vec<i64>>,
    eyes: Eyes,
    /// How many fit.
    pub found: usize,
    /// How many may be seen, whether they fit or not.
    pub all: usize,
}

impl Selected {
    /// So many of them, by name, from the one after `skip` on.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn read(&self, office: &Office, skip: usize, most: u32) -> Result<Vec<Kept>, StoreError> {
        if self.found == 0 {
            return Ok(Vec::new());
        }
        let skip = u64::try_from(skip).unwrap_or(u64::MAX >> 1);
        office.store.systems(&self.sought(), &self.eyes, skip, most).await
    }

    fn sought(&self) -> Sought<'_> {
        Sought { text: &self.text, ended: self.ended, level: self.level, units: self.units.as_deref() }
    }
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
        typed => unit_field::read(f, signed, typed, signed.today)
            .map_err(|text| told.extend(wrong("unit", text)))
            .ok(),
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
    let mut selected = Selected {
        text: asked.q.trim().chars().take(100).collect(),
        ended: asked.ended == "yes",
        level,
        // What is under the root is everything.
        units: within.and_then(|within| signed.reached(&Reach::Below(vec![within]))),
        eyes: seen::Eyes::of(signed).lists(signed.now),
        ..Selected::default()
    };
    let count = async |sought: &Sought<'_>| {
        let count = office.store.systems_counted(sought, &selected.eyes).await?;
        Ok::<usize, StoreError>(usize::try_from(count).unwrap_or(usize::MAX))
    };
    let everything = Sought { ended: selected.ended, ..Sought::default() };
    let all = count(&everything).await?;
    let is_narrowed = !selected.text.is_empty() || level.is_some() || selected.units.is_some();
    let found = if is_narrowed { count(&selected.sought()).await? } else { all };
    (selected.found, selected.all) = (found, all);
    Ok(Ok(selected))
}
