//! Which member files a list shows: by the filters in its address, of the units whose people somebody may see.
//!
//! Must never show, count or export one of another unit, and never call a file complete while something is missing.

use std::collections::{BTreeMap, BTreeSet};

use office::day::Day;
use office::fold;
use office::member::Missing;
use office::rights::{Act, Reach};
use office::units::Kind;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use store::StoreError;
use store::systems::Sought;

use super::one::unsigned;
use crate::console::frame::Desk;
use crate::console::office::Office;
use crate::console::signed::Signed;
use crate::console::systems::seen::Eyes;
use crate::console::unit_field;
use crate::console::units::change::{Wrong, wrong};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Letters of a unit's name or code.
    pub q: String,
    /// A unit, by code or name: its file, and those of all below it.
    pub unit: String,
    /// `complete` or `incomplete`.
    pub state: String,
    /// A page, from 1.
    pub page: String,
}

impl Asked {
    /// The address's query without a page; empty where nothing is asked.
    pub fn query(&self) -> String {
        let pairs = [("q", &self.q), ("unit", &self.unit), ("state", &self.state)];
        let said = pairs
            .iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value.trim(), NON_ALPHANUMERIC)));
        said.collect::<Vec<_>>().join("&")
    }
}

/// One file, in short.
#[derive(Debug, Clone)]
pub struct File {
    /// Its unit.
    pub unit: i64,
    /// What is missing before it can be signed; nothing is said of a file that nobody began.
    pub missing: Option<Vec<Missing>>,
    /// When it was signed, and whether that is a year ago or longer.
    pub signed: Option<(Day, bool)>,
}

impl File {
    /// Whether nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.missing.as_ref().is_some_and(Vec::is_empty)
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Selected {
    /// The files that fit, by their units' names.
    pub found: Vec<File>,
    /// How many may be seen, whether they fit or not.
    pub all: usize,
}

/// Looks for what is asked: files that were begun, and members of the network that did not begin theirs. What is wrong
/// with it is told by field.
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
    let complete = match asked.state.trim() {
        "" => None,
        "complete" => Some(true),
        "incomplete" => Some(false),
        _ => {
            told.extend(wrong("state", f.say("members-state-none")));
            None
        }
    };
    if !told.is_empty() {
        return Ok(Err(told));
    }
    let tree = &signed.units.tree;
    let set = |units: Option<Vec<i64>>| units.map(|units| units.into_iter().collect::<BTreeSet<i64>>());
    let is_in = |set: &Option<BTreeSet<i64>>, unit: i64| set.as_ref().is_none_or(|set| set.contains(&unit));
    // It tells of people: rights are those to see them.
    let seen = set(signed.reached(&signed.standing.reach(Act::SeePeople)));
    let units = set(within.and_then(|within| signed.reached(&Reach::Below(vec![within]))));
    let eyes = Eyes::of(signed).lists(signed.now);
    let systems = office.store.systems_by_unit(&Sought::default(), &eyes).await?;
    let mut files: BTreeMap<i64, File> = BTreeMap::new();
    let begun = |unit: i64, member: office::member::Member| {
        if is_in(&seen, unit) {
            let missing = unsigned(&member, systems.get(&unit).copied().unwrap_or(0));
            let signed = member.signed.map(|day| (day, member.is_due(signed.today)));
            files.insert(unit, File { unit, missing: Some(missing), signed });
        }
    };
    office.store.members(begun).await?;
    for unit in tree.units().filter(|unit| unit.kind == Kind::Member && is_in(&seen, unit.id.0)) {
        let nothing = File { unit: unit.id.0, missing: None, signed: None };
        files.entry(unit.id.0).or_insert(nothing);
    }
    let text: String = fold(&asked.q.trim().chars().take(100).collect::<String>());
    let mut all = 0;
    let mut found = Vec::new();
    for file in files.into_values() {
        let Some(unit) = tree.get(office::units::UnitId(file.unit)) else { continue };
        if !unit.is_living(signed.today) {
            continue;
        }
        all += 1;
        let name = fold(unit.last_name());
        let fits = name.contains(&text) || unit.code.as_str().to_lowercase().contains(&text);
        let is_asked = complete.is_none_or(|complete| complete == file.is_complete());
        if fits && is_asked && is_in(&units, file.unit) {
            found.push((name, file));
        }
    }
    found.sort_by(|(one, a), (other, b)| (one, a.unit).cmp(&(other, b.unit)));
    Ok(Ok(Selected { found: found.into_iter().map(|(_, file)| file).collect(), all }))
}
