//! Which units a list shows: by the filters in its address, on one day.
//!
//! Must never show or export other units than the address says: what is wrong in it is told.

use std::collections::BTreeMap;

use office::day::Day;
use office::units::{Kind, Unit, UnitId};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use store::units::Units;

use super::change::{Wrong, wrong};
use super::form::all;
use super::said;
use crate::console::frame::Desk;
use crate::console::signed::Signed;
use crate::console::unit_field;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Letters of a name or code.
    pub q: String,
    /// The word of a kind.
    pub kind: String,
    /// A unit, by code or name.
    pub under: String,
    /// A day; today where there is none.
    pub day: String,
    /// A page, from 1.
    pub page: String,
    /// What was done before.
    pub done: String,
}

impl Asked {
    /// The address's query without a page; empty where nothing is asked.
    pub fn query(&self) -> String {
        let pairs = [("q", &self.q), ("kind", &self.kind), ("under", &self.under), ("day", &self.day)];
        let said = pairs
            .iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value.trim(), NON_ALPHANUMERIC)));
        said.collect::<Vec<_>>().join("&")
    }
}

/// What is asked for, understood.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Letters, or nothing.
    pub text: String,
    /// A kind, or any.
    pub kind: Option<Kind>,
    /// Under which unit, itself included; or anywhere.
    pub under: Option<UnitId>,
    /// On which day.
    pub day: Day,
}

impl Selection {
    /// Understands what is asked.
    ///
    /// # Errors
    /// With what is wrong, by field.
    pub fn read(f: &Desk<'_>, signed: &Signed, asked: &Asked) -> Result<Selection, Wrong> {
        let day = match asked.day.trim() {
            "" => Ok(signed.today),
            typed => Day::read(typed).map_err(|error| wrong("day", said::no_day(f, error))),
        };
        let kind = match asked.kind.as_str() {
            "" => Ok(None),
            word => Kind::read(word).map(Some).ok_or_else(|| wrong("kind", f.say("kind-none"))),
        };
        let (day, kind) = all(day, kind)?;
        let under = match asked.under.trim() {
            "" => None,
            typed => Some(unit_field::read(f, signed, typed, day).map_err(|text| wrong("under", text))?),
        };
        Ok(Selection { text: asked.q.trim().to_owned(), kind, under, day })
    }

    /// Whether units stand in the tree, one under the other, and not alone with their path.
    pub fn is_tree(&self) -> bool {
        self.text.is_empty() && self.kind.is_none()
    }

    /// The units, and how deep each stands below the first.
    pub fn units<'u>(&self, units: &'u Units) -> Vec<(&'u Unit, usize)> {
        let tree = &units.tree;
        let day = self.day;
        if !self.text.is_empty() {
            let found = tree.search(&self.text, day).into_iter();
            return found
                .filter(|unit| self.kind.is_none_or(|kind| unit.kind == kind))
                .filter(|unit| self.under.is_none_or(|under| tree.is_within(unit.id, under, day)))
                .map(|unit| (unit, 0))
                .collect();
        }
        let top = match self.under {
            Some(under) => tree.get(under).filter(|unit| unit.is_living(day)),
            None => tree.root(day),
        };
        let below = top.map(|top| tree.below(top.id, day)).unwrap_or_default();
        let mut depths: BTreeMap<UnitId, usize> = BTreeMap::new();
        let mut found = Vec::new();
        for unit in top.into_iter().chain(below) {
            let above = unit.parent(day).and_then(|parent| depths.get(&parent));
            let depth = above.map_or(0, |depth| depth + 1);
            depths.insert(unit.id, depth);
            if self.kind.is_none_or(|kind| unit.kind == kind) {
                found.push((unit, depth));
            }
        }
        found
    }
}
