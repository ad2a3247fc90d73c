//! Half-year and year sums of incidents, form 05: as a page whose numbers open what they count, as files, as a paper.
//!
//! Must never count an incident that is not for whoever looks, and must never tell how many of those there are.

mod files;
mod page;
mod period;

use std::collections::BTreeMap;

use office::rights::{Act, Reach, Refused};
use office::rulebook::{Class, Key};
use office::units::UnitId;
use serde::Deserialize;
use store::incidents::{How, Sought, Summed, UNCLASSIFIED};

pub use files::{csv, docx, xlsx};
pub use page::show;
use period::Period;

use super::eyes;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::{counted_with, home, unit_field};

/// Phases of what was found to be an incident: those alone are counted.
pub const REAL: [&str; 3] = ["open", "ended", "closed"];

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A unit's code or name; one's own where it is empty.
    pub unit: String,
    /// `own`: of that unit alone; else with all below it.
    pub below: String,
    /// Such as `2026-1`, `2026-2`, `2026`, or `days`; this half year where it is empty.
    pub period: String,
    /// The first day, with `days`.
    pub from: String,
    /// The last day, with `days`.
    pub until: String,
}

/// How an incident was handled, in words.
pub fn how(how: How) -> &'static str {
    match how {
        How::Alone => "sums-alone",
        How::Others => "sums-others",
        How::Abroad => "sums-abroad",
        How::Asked => "sums-asked",
        How::Loss => "sums-loss",
    }
}

/// Whether somebody may see incidents of any unit by their roles.
pub fn may(signed: &Signed) -> bool {
    !matches!(signed.standing.reach(Act::SeeIncidents), Reach::Below(units) if units.is_empty())
}

/// The sums of some of them together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Sum {
    /// Incidents; handled alone; with help; with help from abroad; help asked of the coordinator.
    counts: [u64; 5],
    /// Of how many it is said what they cost.
    with_loss: u64,
    /// What these cost, in đồng.
    loss: u128,
}

impl Sum {
    fn add(&mut self, one: &Summed) {
        for (all, one) in self.counts.iter_mut().zip(one.counts) {
            *all = all.saturating_add(one);
        }
        self.with_loss = self.with_loss.saturating_add(one.with_loss);
        self.loss = self.loss.saturating_add(one.loss);
    }
}

/// What is summed up: of which unit, alone or with those below, over which days.
#[derive(Debug, Clone, Copy)]
struct Part {
    unit: UnitId,
    alone: bool,
    period: Period,
}

/// What is wrong with what was asked for, by field.
#[derive(Debug, Clone, Default)]
struct Unclear {
    unit: String,
    days: String,
}

/// All sums of a part.
struct Sums {
    /// By class, in the order of form 05; those without a class last, under [`UNCLASSIFIED`].
    rows: Vec<(&'static str, Sum)>,
    /// All of them together.
    total: Sum,
    /// Those that were told of, and nobody has looked yet whether they are any.
    unverified: u64,
    /// By unit: the unit alone, then each that is below it; only where it was asked for with those.
    units: Vec<(UnitId, bool, Sum)>,
}

/// What was asked for: the part, with all that is unclear.
fn part(f: &Desk<'_>, signed: &Signed, asked: &Asked) -> Result<(Part, Unclear), Stop> {
    let mut unclear = Unclear::default();
    let own = match signed.standing.reach(Act::SeeIncidents) {
        Reach::Below(units) if units.is_empty() => return Err(Refused::NotAllowed.into()),
        Reach::Below(units) if signed.may(Act::SeeIncidents, signed.person.details.unit).is_err() => {
            units.first().copied()
        }
        _ => Some(UnitId(signed.person.details.unit)),
    };
    let own = own.and_then(|UnitId(unit)| home(&signed.units, unit, signed.today)).ok_or(Stop::NotThere)?;
    let unit = match asked.unit.trim() {
        "" => own,
        typed => match unit_field::read(f, signed, typed, signed.today) {
            Ok(unit) => unit,
            Err(why) => {
                unclear.unit = why;
                own
            }
        },
    };
    signed.may(Act::SeeIncidents, unit.0)?;
    let this = Period::half_of(signed.today);
    let period = Period::read(asked, signed.today).unwrap_or_else(|()| {
        unclear.days = f.say("sums-no-days");
        this
    });
    Ok((Part { unit, alone: asked.below == "own", period }, unclear))
}

/// Asks the database for the sums of a part.
async fn sums(app: &App, signed: &Signed, part: &Part) -> Result<Sums, Stop> {
    let store = &app.office()?.store;
    let (units, day) = (&signed.units, signed.today);
    let of = counted_with(units, part.unit, part.alone, day);
    let sought =
        Sought { of: Some(&of), detected: part.period.moments(), phases: &REAL, ..Sought::default() };
    let eyes = eyes(signed);
    let found = store.incident_sums(&sought, &eyes).await?;
    let waiting = Sought { phases: &["received"], ..sought.clone() };
    let (_, unverified) = store.incidents(&waiting, &eyes, 0, 0).await?;
    let keys = Class::ALL.iter().map(|class| class.key()).chain([UNCLASSIFIED]);
    let mut rows: Vec<(&'static str, Sum)> = keys.map(|key| (key, Sum::default())).collect();
    let mut total = Sum::default();
    let mut by_unit: BTreeMap<UnitId, Sum> = BTreeMap::new();
    for one in &found {
        // A class that this program does not know is none that it could name.
        let known = rows.iter().position(|(key, _)| *key == one.class).unwrap_or(Class::ALL.len());
        if let Some((_, row)) = rows.get_mut(known) {
            row.add(one);
        }
        total.add(one);
        if let Some(home) = home(units, one.unit, day) {
            let way: Vec<UnitId> = units.tree.path(home, day).iter().map(|unit| unit.id).collect();
            let here = way.iter().position(|unit| *unit == part.unit);
            let child = here.and_then(|at| way.get(at.checked_sub(1)?)).copied().unwrap_or(part.unit);
            by_unit.entry(child).or_default().add(one);
        }
    }
    let children = if part.alone { Vec::new() } else { units.tree.children(part.unit, day) };
    let mut of_units = Vec::new();
    if !children.is_empty() {
        let mut take = |unit: UnitId, alone| {
            of_units.push((unit, alone, by_unit.remove(&unit).unwrap_or_default()));
        };
        take(part.unit, true);
        children.iter().for_each(|child| take(child.id, false));
    }
    Ok(Sums { rows, total, unverified, units: of_units })
}
