//! Merges and splits, as reorganisations do it.
//!
//! Must never let a unit end without what stood under it having another parent, and never lose where it went.

use std::collections::{BTreeMap, BTreeSet};

use super::{Decided, Founding, How, Lineage, Refused, Tree, Unit, UnitId};
use crate::day::Day;

/// In what a unit goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Successor {
    /// In one that lives already.
    Existing(UnitId),
    /// In a new one with that number. Its first day is that of the change; it may take a code that becomes free.
    New(UnitId, Founding),
}

impl Tree {
    /// Merges units into one from that day on. What stood under them stands under that one. One unit alone goes on as a
    /// new one when its kind changes, as a *xã* that becomes a *phường*.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn merge(&self, from: &[UnitId], into: &Successor, day: Day) -> Result<Decided, Refused> {
        let mut work = Work::of(self, from, day);
        let into = work.begin(into)?;
        let code = work.tree.known(into)?.code.clone();
        if from.is_empty() {
            return Err(Refused::TooFew { code });
        }
        let mut seen = BTreeSet::from([into]);
        for id in from {
            let unit = self.known(*id)?;
            if !seen.insert(*id) {
                return Err(Refused::Twice { code: unit.code.clone() });
            }
            if work.tree.is_within(into, *id, day) {
                return Err(Refused::Cycle { code: unit.code.clone(), parent: code });
            }
        }
        for id in from {
            let children: Vec<UnitId> = under(&work.tree, *id);
            for child in children.into_iter().filter(|child| !from.contains(child)) {
                work.move_to(child, into)?;
            }
        }
        work.end_all(from, |id| vec![(id, into)], How::Merged)
    }

    /// Splits a unit into parts from that day on. What stood under it goes where `children` says, to a part by its place
    /// in the list: every one is to be named.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn split(
        &self,
        id: UnitId,
        into: &[Successor],
        children: &[(UnitId, usize)],
        day: Day,
    ) -> Result<Decided, Refused> {
        let code = self.known(id)?.code.clone();
        if into.len() < 2 {
            return Err(Refused::TooFew { code });
        }
        let ending = [id];
        let mut work = Work::of(self, &ending, day);
        let parts = into.iter().map(|part| work.begin(part)).collect::<Result<Vec<UnitId>, Refused>>()?;
        let mut seen = BTreeSet::from([id]);
        for part in &parts {
            let unit = work.tree.known(*part)?;
            if !seen.insert(*part) {
                return Err(Refused::Twice { code: unit.code.clone() });
            }
            if work.tree.is_within(*part, id, day) {
                return Err(Refused::Cycle { code, parent: unit.code.clone() });
            }
        }
        for (child, part) in children {
            let unit = work.tree.known(*child)?;
            let to =
                parts.get(*part).filter(|_| unit.spans.last().is_some_and(|span| span.parent == Some(id)));
            let to = *to.ok_or_else(|| Refused::Same { code: unit.code.clone() })?;
            work.move_to(*child, to)?;
        }
        work.end_all(&ending, |id| parts.iter().map(|part| (id, *part)).collect(), How::Split)
    }
}

/// Who stands under it last, and lives.
fn under(tree: &Tree, id: UnitId) -> Vec<UnitId> {
    let last =
        |unit: &&Unit| unit.ended.is_none() && unit.spans.last().is_some_and(|span| span.parent == Some(id));
    tree.ever_under(id).filter(last).map(|unit| unit.id).collect()
}

/// A tree on which a change is tried, step by step, by the rules of each step.
struct Work<'a> {
    tree: Tree,
    ending: &'a [UnitId],
    day: Day,
    decided: Decided,
    changed: BTreeMap<UnitId, i64>,
}

impl<'a> Work<'a> {
    fn of(tree: &Tree, ending: &'a [UnitId], day: Day) -> Work<'a> {
        Work { tree: tree.clone(), ending, day, decided: Decided::default(), changed: BTreeMap::new() }
    }

    /// What is to go on: founded, or found living for good.
    fn begin(&mut self, into: &Successor) -> Result<UnitId, Refused> {
        match into {
            Successor::Existing(id) => {
                let unit = self.tree.known(*id)?;
                match unit.ended {
                    Some(ended) => Err(Refused::Ended { code: unit.code.clone(), ended }),
                    None if unit.founded > self.day => {
                        Err(Refused::BeforeLast { code: unit.code.clone(), last: unit.founded })
                    }
                    None => Ok(*id),
                }
            }
            Successor::New(id, founding) => {
                let founding = Founding { day: self.day, ..founding.clone() };
                let unit = self.tree.founded(*id, &founding, self.ending)?;
                self.decided.found.push(unit.clone());
                self.tree.put(unit);
                Ok(*id)
            }
        }
    }

    fn move_to(&mut self, child: UnitId, parent: UnitId) -> Result<(), Refused> {
        let moved = self.tree.move_to(child, parent, self.day)?;
        self.note(moved);
        Ok(())
    }

    fn note(&mut self, step: Decided) {
        for unit in &step.changed {
            self.changed.entry(unit.id).or_insert(unit.version);
        }
        self.tree.apply(&step);
    }

    /// Ends them, those that stand under others first.
    fn end_all(
        mut self,
        ending: &[UnitId],
        steps: impl Fn(UnitId) -> Vec<(UnitId, UnitId)>,
        how: How,
    ) -> Result<Decided, Refused> {
        let mut order: Vec<UnitId> = ending.to_vec();
        order.sort_by_key(|id| std::cmp::Reverse(self.tree.up(*id, self.day).count()));
        for id in order {
            let ended = self.tree.end(id, self.day)?;
            self.note(ended);
            let day = self.day;
            self.decided.lineage.extend(steps(id).into_iter().map(|(from, to)| Lineage {
                from,
                to,
                day,
                how,
            }));
        }
        let Work { tree, mut decided, changed, .. } = self;
        for (id, version) in changed {
            // However many steps changed it, it is one version further.
            decided.changed.extend(tree.get(id).map(|unit| Unit { version, ..unit.clone() }));
        }
        Ok(decided)
    }
}
