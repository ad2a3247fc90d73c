//! A history that came from another server: read, and made one of this server's.
//!
//! Must never take a number of theirs for one of ours: their units and incidents become numbers below zero, which nobody
//! here is, with their names as text; their people become names. What units and people may here, nothing of it says.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::event::{Entry, Event};
use super::texts::read_line;
use crate::line::{self, LineError};

/// How long a history may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryLimits {
    /// Events.
    pub events: usize,
    /// Bytes of one.
    pub line: usize,
    /// Characters of one text in it.
    pub text: usize,
    /// Characters of a name that it is told with.
    pub name: usize,
    /// How far ahead the clock may be by which it was written, in seconds.
    pub ahead: i64,
}

impl Default for HistoryLimits {
    fn default() -> Self {
        HistoryLimits { events: 100_000, line: 4 << 20, text: 100_000, name: 600, ahead: 86_400 }
    }
}

/// What a history names, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Its units, by number.
    pub units: BTreeMap<i64, String>,
    /// Its people, as its events write them.
    pub people: BTreeMap<String, String>,
    /// The codes of other incidents that it names, by number.
    pub incidents: BTreeMap<i64, String>,
}

/// What a history names, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Units.
    pub units: BTreeSet<i64>,
    /// Who did something.
    pub people: BTreeSet<String>,
    /// Other incidents.
    pub incidents: BTreeSet<i64>,
}

/// A history as it is kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its events.
    pub entries: Vec<Entry>,
    /// What its units are called.
    pub units: Vec<(i64, String)>,
    /// What incidents are called that it names.
    pub incidents: Vec<(i64, String)>,
    /// Where it was before: the number of each server's key, and its number there.
    pub before: Vec<(String, i64)>,
}

/// Why a history is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHistory {
    /// It is longer than one may be.
    #[error("it has more than {0} events, or one that is too long")]
    TooLong(usize),
    /// An event is none that this version knows.
    #[error("event {0} cannot be read")]
    Unread(u64),
    /// The events are not numbered from 1 on, or do not begin with an opening.
    #[error("event {0} does not follow from those before")]
    Order(u64),
    /// One happened at a time that has not come.
    #[error("event {0} happened at a time that has not come")]
    Time(u64),
    /// A text in it is too long, or holds what is not seen.
    #[error("a text in event {0} is too long or holds what is not seen")]
    Text(u64),
    /// A piece of evidence is none.
    #[error("event {0} tells of evidence that is none")]
    Evidence(u64),
    /// A name is none.
    #[error("a name is too long or holds what is not seen")]
    Name,
}

/// The units that an event names.
fn units(event: &mut Event, each: &mut dyn FnMut(&mut i64)) {
    match event {
        Event::Opened(opening) => each(&mut opening.unit),
        Event::Assigned { unit, .. } | Event::TeamCalled { unit, .. } | Event::Reminded { unit, .. } => {
            each(unit);
        }
        Event::HandedOver { from, to, .. } => {
            each(from);
            each(to);
        }
        Event::Ordered { to, .. } => each(to),
        Event::OrderReminded { unit, .. } => each(unit),
        Event::Given { from, unit, parts, .. } => {
            each(from);
            each(unit);
            parts.iter_mut().for_each(|(_, unit)| each(unit));
        }
        Event::CameFrom { unit, units, .. } => {
            each(unit);
            units.iter_mut().for_each(|(unit, _)| each(unit));
        }
        _ => {}
    }
}

/// The other incidents that an event names.
fn incidents(event: &mut Event, each: &mut dyn FnMut(&mut i64)) {
    match event {
        Event::SameAs { incident, .. } | Event::TookIn { incident, .. } => each(incident),
        Event::CameFrom { incidents, .. } => incidents.iter_mut().for_each(|(incident, _)| each(incident)),
        _ => {}
    }
}

/// What these events name.
pub fn named_in(entries: &[Entry]) -> Named {
    let mut named = Named::default();
    for entry in entries {
        let mut event = entry.event.clone();
        units(&mut event, &mut |unit| {
            named.units.insert(*unit);
        });
        incidents(&mut event, &mut |incident| {
            named.incidents.insert(*incident);
        });
        named.units.insert(entry.unit);
        named.people.insert(entry.who.clone());
    }
    named.units.remove(&0);
    named
}

/// Events as lines, to be sent.
///
/// # Errors
/// When one cannot be written, which none is that was read.
pub fn write_history(entries: &[Entry]) -> Result<Vec<u8>, serde_json::Error> {
    let mut lines = Vec::new();
    for entry in entries {
        serde_json::to_writer(&mut lines, entry)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// Reads events that were sent.
///
/// # Errors
/// When they are more than there may be, or no history.
pub fn read_history(bytes: &[u8], now: i64, limits: &HistoryLimits) -> Result<Vec<Entry>, BadHistory> {
    let mut entries: Vec<Entry> = Vec::new();
    let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let mut evidence = BTreeSet::new();
    for line in text.split(|byte| *byte == b'\n') {
        let number = entries.len() as u64 + 1;
        if entries.len() >= limits.events || line.len() > limits.line {
            return Err(BadHistory::TooLong(limits.events));
        }
        let entry: Entry = serde_json::from_slice(line).map_err(|_| BadHistory::Unread(number))?;
        let is_first = matches!(entry.event, Event::Opened(_));
        if entry.number != number || is_first != (number == 1) {
            return Err(BadHistory::Order(number));
        }
        if !(0..=now.saturating_add(limits.ahead)).contains(&entry.at) {
            return Err(BadHistory::Time(number));
        }
        let value = serde_json::to_value(&entry.event).map_err(|_| BadHistory::Unread(number))?;
        if !is_plain(&value, limits) {
            return Err(BadHistory::Text(number));
        }
        if let Event::EvidenceKept { evidence: piece, name, sha256, .. } = &entry.event {
            let is_digest =
                sha256.len() == 64 && sha256.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
            let is_name = read_line(name).is_ok() && !name.contains(['/', '\\', ':']);
            if !is_digest
                || !is_name
                || !(1..=i64::from(u32::MAX)).contains(piece)
                || !evidence.insert(*piece)
            {
                return Err(BadHistory::Evidence(number));
            }
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// Whether every text in it can be shown for what it is.
fn is_plain(value: &Value, limits: &HistoryLimits) -> bool {
    match value {
        Value::String(text) => {
            text.chars().count() <= limits.text
                && text
                    .split('\n')
                    .all(|line| !matches!(line::read(line, usize::MAX), Err(LineError::Unseen(_))))
        }
        Value::Array(all) => all.iter().all(|value| is_plain(value, limits)),
        Value::Object(all) => all.values().all(|value| is_plain(value, limits)),
        _ => true,
    }
}

/// Numbers of another server, and those below zero that stand for them here: one after the other, as they come.
struct Abroad<'n> {
    names: &'n BTreeMap<i64, String>,
    here: BTreeMap<i64, i64>,
}

impl Abroad<'_> {
    fn number(&mut self, there: i64) -> i64 {
        if there == 0 {
            return 0;
        }
        let next = -1 - i64::try_from(self.here.len()).unwrap_or(i64::MAX);
        *self.here.entry(there).or_insert(next)
    }

    fn called(&self, limits: &HistoryLimits) -> Result<Vec<(i64, String)>, BadHistory> {
        let name = |there: &i64| match self.names.get(there) {
            Some(name) => line::read(name, limits.name).map_err(|_| BadHistory::Name),
            None => Ok(format!("№ {there}")),
        };
        let mut all: Vec<(i64, String)> =
            self.here.iter().map(|(there, here)| Ok((*here, name(there)?))).collect::<Result<_, _>>()?;
        all.sort_by_key(|(here, _)| -here);
        Ok(all)
    }
}

/// Makes a history one of this server's. `server` is what the other is called here.
///
/// # Errors
/// When a name is none.
pub fn arrive(
    entries: Vec<Entry>,
    names: &Names,
    server: &str,
    limits: &HistoryLimits,
) -> Result<Arrived, BadHistory> {
    let mut of_units = Abroad { names: &names.units, here: BTreeMap::new() };
    let mut of_incidents = Abroad { names: &names.incidents, here: BTreeMap::new() };
    let mut before = Vec::new();
    let mut arrived = Vec::new();
    for entry in entries {
        let mut entry = entry;
        if let Event::CameFrom { key, incident, .. } = &entry.event {
            before.push((key.clone(), *incident));
        }
        units(&mut entry.event, &mut |unit| *unit = of_units.number(*unit));
        incidents(&mut entry.event, &mut |incident| *incident = of_incidents.number(*incident));
        match &mut entry.event {
            Event::Opened(opening) => opening.system = None,
            // A system of theirs is none of ours.
            Event::Concerns { system } => *system = None,
            _ => {}
        }
        entry.unit = of_units.number(entry.unit);
        entry.who = who(&entry.who, names, server, limits)?;
        arrived.push(entry);
    }
    let (units, incidents) = (of_units.called(limits)?, of_incidents.called(limits)?);
    Ok(Arrived { entries: arrived, units, incidents, before })
}

/// Somebody of another server, as a name: nobody here is them.
fn who(word: &str, names: &Names, server: &str, limits: &HistoryLimits) -> Result<String, BadHistory> {
    let named = |name: &str| line::read(name, limits.name).map(|name| format!("name:{name}"));
    match word.strip_prefix("name:") {
        Some(name) => named(name),
        // Whoever told of it without an account is nobody's there or here.
        None if word == "visitor" => Ok(word.to_owned()),
        None => named(names.people.get(word).map_or(server, String::as_str)),
    }
    .map_err(|_| BadHistory::Name)
}
