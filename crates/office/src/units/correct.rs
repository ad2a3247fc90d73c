//! Corrects what was written wrongly, and takes away what was founded by mistake.
//!
//! Must never be the way to say that something changed: no day is asked for, and none is kept.

use super::change::named;
use super::{Code, Decided, Kind, Refused, Tree, Unit, UnitId};

/// What was written wrongly; what is nothing stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// Its code.
    pub code: Option<Code>,
    /// Its kind.
    pub kind: Option<Kind>,
    /// Its last name.
    pub name: Option<String>,
}

impl Tree {
    /// Corrects a slip of the pen, as if it had never been.
    ///
    /// # Errors
    /// When what it would be cannot be.
    pub fn correct(&self, id: UnitId, correction: &Correction) -> Result<Decided, Refused> {
        let old = self.known(id)?;
        let mut unit = old.clone();
        if let Some(code) = &correction.code {
            self.hold_code(code, unit.founded, unit.ended, &[id])?;
            unit.code = code.clone();
        }
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
