//! Corrects what was written wrongly, and takes away what was founded by mistake.
//!
//! Must never be the way to say that something changed: what was wrong is kept nowhere but in the record.

use super::change::named;
use super::{Code, Decided, Kind, Refused, Tree, Unit, UnitId};
use crate::day::Day;

/// What was written wrongly; what is nothing stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// Its code.
    pub code: Option<Code>,
    /// Its kind.
    pub kind: Option<Kind>,
    /// Its last name.
    pub name: Option<String>,
    /// Its first day.
    pub founded: Option<Day>,
}

impl Tree {
    /// Corrects a slip of the pen, as if it had never been.
    ///
    /// # Errors
    /// When what it would be cannot be.
    pub fn correct(&self, id: UnitId, correction: &Correction) -> Result<Decided, Refused> {
        let old = self.known(id)?;
        let mut unit = old.clone();
        if let Some(day) = correction.founded.filter(|day| *day != old.founded) {
            self.hold_founded(old, day)?;
            unit.founded = day;
            if let Some(first) = unit.spans.first_mut() {
                first.from = day;
            }
        }
        if let Some(code) = &correction.code {
            unit.code = code.clone();
        }
        self.hold_code(&unit.code, unit.founded, unit.ended, &[id])?;
        if let Some(kind) = correction.kind {
            self.hold_kind(&unit, kind)?;
            unit.kind = kind;
        }
        if let Some(name) = &correction.name {
            let name = named(&unit.code, name)?;
            if let Some(last) = unit.spans.last_mut() {
                last.name = name;
            }
        }
        if unit == *old {
            return Err(Refused::Same { code: unit.code });
        }
        unit.version = unit.version.saturating_add(1);
        Ok(Decided { changed: vec![unit], ..Decided::default() })
    }

    /// Whether it may have lived since that day: its first parent did, and nothing is known of it from before.
    fn hold_founded(&self, unit: &Unit, day: Day) -> Result<(), Refused> {
        let parent = unit.spans.first().and_then(|first| first.parent).and_then(|parent| self.get(parent));
        if let Some(parent) = parent.filter(|parent| !parent.is_living(day)) {
            let (code, parent) = (unit.code.clone(), parent.code.clone());
            return Err(Refused::ParentNotLiving { code, parent, day });
        }
        let until = unit.spans.first().and_then(|first| first.until);
        let under = self.ever_under(unit.id).flat_map(|child| &child.spans);
        let under = under.filter(|span| span.parent == Some(unit.id)).map(|span| span.from);
        let steps = self.came_from(unit.id).map(|step| step.day);
        // Its first span may get shorter, and not vanish.
        let known = until.and_then(Day::previous).into_iter().chain(under).chain(steps).min();
        match known.filter(|known| *known < day) {
            Some(known) => Err(Refused::FoundedLate { code: unit.code.clone(), known }),
            None => Ok(()),
        }
    }

    /// Whether it may be of that kind wherever it stood, and with whatever stood under it.
    fn hold_kind(&self, unit: &Unit, kind: Kind) -> Result<(), Refused> {
        for span in &unit.spans {
            let under = span.parent.and_then(|parent| self.get(parent)).map(|parent| parent.kind);
            if !kind.may_be_under(under) {
                return Err(Refused::NoPlace { code: unit.code.clone(), kind, under });
            }
        }
        match self.ever_under(unit.id).find(|child| !child.kind.may_be_under(Some(kind))) {
            Some(child) => {
                Err(Refused::NoPlace { code: child.code.clone(), kind: child.kind, under: Some(kind) })
            }
            None => Ok(()),
        }
    }

    /// Takes away a unit that was founded by mistake. `hanging` counts what else is about it: people, systems, incidents,
    /// sightings.
    ///
    /// # Errors
    /// When anything hangs on it: then it can end, and its history stays.
    pub fn remove(&self, id: UnitId, hanging: u64) -> Result<Decided, Refused> {
        let unit = self.known(id)?;
        let here = self.ever_under(id).count() + self.went_on_in(id).count() + self.came_from(id).count();
        let count = hanging.saturating_add(here as u64);
        if count > 0 {
            return Err(Refused::Hanging { code: unit.code.clone(), count });
        }
        Ok(Decided { removed: vec![id], ..Decided::default() })
    }
}
