//! Founds, renames, moves and ends.
//!
//! Must never decide on less than the whole tree, and never store: what is decided holds for the versions that it was
//! decided on.

use super::{Code, Kind, Lineage, Refused, Tree, Unit, UnitId};
use crate::day::Day;
use crate::line;

/// Characters of a name.
pub(super) const NAME: usize = 200;
/// Units above one another. The country needs six.
pub(super) const DEPTH: usize = 16;
/// Children that a refusal names.
const NAMED: usize = 10;

/// What is to be stored, all of it or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// Units that are new; parents come before their children.
    pub found: Vec<Unit>,
    /// Units in their new version: to be stored only where the version before is what is stored.
    pub changed: Vec<Unit>,
    /// Units that are to be as if they never were.
    pub removed: Vec<UnitId>,
    /// Where units that ended went.
    pub lineage: Vec<Lineage>,
}

/// A unit that is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founding {
    /// Its code.
    pub code: Code,
    /// Its kind.
    pub kind: Kind,
    /// Its name, as it was typed.
    pub name: String,
    /// Under whom; nothing for the root.
    pub parent: Option<UnitId>,
    /// Its first day.
    pub day: Day,
}

impl Tree {
    /// Founds a unit, with a number that is free.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn found(&self, id: UnitId, founding: &Founding) -> Result<Decided, Refused> {
        let unit = self.founded(id, founding, &[])?;
        Ok(Decided { found: vec![unit], ..Decided::default() })
    }

    /// Gives it another name from that day on.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn rename_to(&self, id: UnitId, name: &str, day: Day) -> Result<Decided, Refused> {
        let unit = self.known(id)?;
        let name = named(&unit.code, name)?;
        let changed = vec![unit.changed(day, |span| span.name = name)?];
        Ok(Decided { changed, ..Decided::default() })
    }

    /// Puts it, with all that stand under it, under another parent from that day on.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn move_to(&self, id: UnitId, parent: UnitId, day: Day) -> Result<Decided, Refused> {
        let unit = self.known(id)?;
        let changed = unit.changed(day, |span| span.parent = Some(parent))?;
        self.hold_place(&unit.code, unit.kind, parent, day)?;
        let code = unit.code.clone();
        // Whatever moves later than this day: it must not come to stand under itself on any.
        if self.days_from(day).any(|day| self.is_within(parent, id, day)) {
            return Err(Refused::Cycle { code, parent: self.known(parent)?.code.clone() });
        }
        if self.up(parent, day).count() + self.height(id, day) > DEPTH {
            return Err(Refused::TooDeep { code, limit: DEPTH });
        }
        Ok(Decided { changed: vec![changed], ..Decided::default() })
    }

    /// Ends it: that day it lives no more.
    ///
    /// # Errors
    /// When it cannot be, above all while units stand under it.
    pub fn end(&self, id: UnitId, day: Day) -> Result<Decided, Refused> {
        let unit = self.known(id)?;
        let ended = unit.ended_on(day)?;
        let mut under: Vec<&Unit> = self
            .ever_under(id)
            .filter(|child| {
                let there = |span: &super::Span| {
                    span.parent == Some(id) && span.until.is_none_or(|until| until > day)
                };
                child.spans.iter().any(there)
            })
            .collect();
        if !under.is_empty() {
            under.sort_by(|one, other| one.code.cmp(&other.code));
            let children = under.iter().take(NAMED).map(|child| child.code.clone()).collect();
            return Err(Refused::LivingChildren { code: unit.code.clone(), children, count: under.len() });
        }
        Ok(Decided { changed: vec![ended], ..Decided::default() })
    }

    pub(super) fn known(&self, id: UnitId) -> Result<&Unit, Refused> {
        self.get(id).ok_or(Refused::Unknown(id))
    }

    /// The unit that would be founded. The codes of those in `free` are free from its first day on.
    pub(super) fn founded(&self, id: UnitId, founding: &Founding, free: &[UnitId]) -> Result<Unit, Refused> {
        let Founding { code, kind, name, parent, day } = founding;
        let name = named(code, name)?;
        if self.get(id).is_some() {
            return Err(Refused::NumberTaken { code: code.clone() });
        }
        self.hold_code(code, *day, None, free)?;
        match parent {
            Some(parent) => {
                self.hold_place(code, *kind, *parent, *day)?;
                if self.up(*parent, *day).count() >= DEPTH {
                    return Err(Refused::TooDeep { code: code.clone(), limit: DEPTH });
                }
            }
            None if !kind.may_be_under(None) => {
                return Err(Refused::NoPlace { code: code.clone(), kind: *kind, under: None });
            }
            None => {
                let mut roots =
                    self.units().filter(|unit| unit.spans.iter().any(|span| span.parent.is_none()));
                if let Some(root) = roots.find(|root| root.ended.is_none_or(|ended| ended > *day)) {
                    return Err(Refused::SecondRoot { code: code.clone(), root: root.code.clone() });
                }
            }
        }
        let span = super::Span { from: *day, until: None, name, parent: *parent };
        Ok(Unit {
            id,
            code: code.clone(),
            kind: *kind,
            founded: *day,
            ended: None,
            version: 1,
            spans: vec![span],
        })
    }

    /// Whether the code is nobody else's from one day on to another.
    pub(super) fn hold_code(
        &self,
        code: &Code,
        from: Day,
        until: Option<Day>,
        free: &[UnitId],
    ) -> Result<(), Refused> {
        let taken = self.with_code(code).find(|other| {
            !free.contains(&other.id)
                && other.ended.is_none_or(|ended| ended > from)
                && until.is_none_or(|until| other.founded < until)
        });
        match taken {
            Some(other) => {
                Err(Refused::CodeTaken { code: code.clone(), owner: other.last_name().to_owned() })
            }
            None => Ok(()),
        }
    }

    /// Whether that parent lives from that day on for good, and may have such a child.
    fn hold_place(&self, code: &Code, kind: Kind, parent: UnitId, day: Day) -> Result<(), Refused> {
        let parent = self.known(parent)?;
        if !parent.is_living(day) || parent.ended.is_some() {
            return Err(Refused::ParentNotLiving { code: code.clone(), parent: parent.code.clone(), day });
        }
        if kind.may_be_under(Some(parent.kind)) {
            Ok(())
        } else {
            Err(Refused::NoPlace { code: code.clone(), kind, under: Some(parent.kind) })
        }
    }

    /// How many stand above one another from it down, itself included.
    fn height(&self, id: UnitId, day: Day) -> usize {
        let (mut rank, mut height) = (vec![id], 0);
        while !rank.is_empty() && height <= DEPTH {
            height += 1;
            let under = rank.iter().flat_map(|id| {
                self.ever_under(*id).filter(|child| child.parent(day) == Some(*id)).map(|child| child.id)
            });
            rank = under.collect();
        }
        height
    }
}

pub(super) fn named(code: &Code, name: &str) -> Result<String, Refused> {
    line::read(name, NAME).map_err(|why| Refused::Name { code: code.clone(), why })
}
