//! Holds rows against the tree: parents first, each by the rules of its change.
//!
//! Must never have rules of its own for what may stand where: the tree decides.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::{Done, Fault, Import, Problem, Proposal};
use crate::contact::Contact;
use crate::day::Day;
use crate::sheet::Columns;
use crate::units::{Code, Contacts, Decided, Founding, Refused, Tree, Unit, UnitId};

/// What the rows would do. What is wrong is added to the problems.
pub fn plan(
    drafts: &[Draft],
    columns: &Columns,
    tree: &Tree,
    contacts: &Contacts,
    day: Day,
    first: UnitId,
    problems: &mut Vec<Problem>,
) -> Import {
    let by_code: BTreeMap<&Code, &Draft> =
        drafts.iter().filter_map(|draft| Some((draft.code.as_ref()?, draft))).collect();
    let mut failed: BTreeSet<Code> = BTreeSet::new();
    let order = sorted(&by_code, tree, day, columns, &mut failed, problems);
    let mut plan = Plan {
        tree: tree.clone(),
        contacts,
        day,
        next: first,
        import: Import::default(),
        changed: BTreeSet::new(),
    };
    for draft in order {
        let Some(code) = draft.code.as_ref().filter(|_| draft.whole) else {
            failed.extend(draft.code.clone());
            continue;
        };
        let above = draft.parent.as_ref().filter(|parent| failed.contains(parent));
        let fault = match above.filter(|parent| tree.by_code(parent, day).is_none()) {
            // Under a row that is wrong it cannot stand yet; whether it may later can be said.
            Some(parent) => {
                failed.insert(code.clone());
                let under = by_code.get(parent).and_then(|draft| draft.kind);
                match (draft.kind, under) {
                    (Some(kind), Some(_)) if !kind.may_be_under(under) => {
                        Err(Refused::NoPlace { code: code.clone(), kind, under }.into())
                    }
                    _ => Ok(()),
                }
            }
            None => plan.take(draft, code),
        };
        if let Err(fault) = fault {
            let column = about(&fault).and_then(|key| columns.place(key)).map(|at| at + 1);
            problems.push(Problem { row: draft.row, column, fault });
            failed.insert(code.clone());
        }
    }
    plan.done(tree)
}

/// The column that is to be put right, where it is one.
fn about(fault: &Fault) -> Option<&'static str> {
    match fault {
        Fault::KindDiffers { .. } => Some("kind"),
        Fault::FoundedDiffers { .. } => Some("founded"),
        Fault::UnknownParent(_) => Some("parent"),
        Fault::Refused(refused) => match refused {
            Refused::CodeTaken { .. } => Some("code"),
            Refused::NoPlace { .. }
            | Refused::SecondRoot { .. }
            | Refused::ParentNotLiving { .. }
            | Refused::Cycle { .. }
            | Refused::TooDeep { .. } => Some("parent"),
            _ => None,
        },
        _ => None,
    }
}

/// The rows, each after its parent's. Those that stand in a circle are left out, and named.
fn sorted<'a>(
    by_code: &BTreeMap<&'a Code, &'a Draft>,
    tree: &Tree,
    day: Day,
    columns: &Columns,
    circled: &mut BTreeSet<Code>,
    problems: &mut Vec<Problem>,
) -> Vec<&'a Draft> {
    // Who will be the parent: what the row says, else what the tree has.
    let parent = |code: &Code| -> Option<Code> {
        let known = || tree.get(tree.by_code(code, day)?.parent(day)?).map(|parent| parent.code.clone());
        match by_code.get(code) {
            Some(draft) => draft.parent.clone().or_else(known),
            None => known(),
        }
    };
    let mut order = Vec::new();
    let mut settled: BTreeSet<Code> = BTreeSet::new();
    for start in by_code.keys() {
        let mut path: Vec<Code> = Vec::new();
        let mut on_path: BTreeSet<Code> = BTreeSet::new();
        let mut next = Some((*start).clone());
        while let Some(code) = next.filter(|code| !settled.contains(code)) {
            if !on_path.insert(code.clone()) {
                let from = path.iter().position(|other| *other == code).unwrap_or(0);
                let circle: Vec<Code> = path.split_off(from);
                for draft in circle.iter().filter_map(|code| by_code.get(code)) {
                    // A circle may run through all rows: each names the first of it.
                    let named = circle.iter().take(10).cloned().collect();
                    problems.push(Problem {
                        row: draft.row,
                        column: columns.place("parent").map(|at| at + 1),
                        fault: Fault::Circle(named),
                    });
                }
                settled.extend(circle.iter().cloned());
                circled.extend(circle);
                break;
            }
            next = parent(&code);
            path.push(code);
        }
        for code in path.into_iter().rev() {
            order.extend(by_code.get(&code));
            settled.insert(code);
        }
    }
    order
}

struct Plan<'a> {
    tree: Tree,
    contacts: &'a Contacts,
    day: Day,
    next: UnitId,
    import: Import,
    changed: BTreeSet<UnitId>,
}

impl Plan<'_> {
    fn take(&mut self, draft: &Draft, code: &Code) -> Result<(), Fault> {
        // A row without a column of its own for them has all three.
        let (Some(name), Some(kind)) = (&draft.name, draft.kind) else { return Ok(()) };
        let parent = match &draft.parent {
            Some(parent) => {
                let known =
                    self.tree.by_code(parent, self.day).or_else(|| self.tree.with_code(parent).last());
                Some(known.ok_or_else(|| Fault::UnknownParent(parent.to_string()))?.id)
            }
            None => None,
        };
        let known = self.tree.by_code(code, self.day).cloned();
        let new = known.is_none();
        let unit = match known {
            None => {
                let day = draft.founded.unwrap_or(self.day);
                let founding = Founding { code: code.clone(), kind, name: name.clone(), parent, day };
                let done = Done::Found { name: name.clone(), kind, parent: draft.parent.clone(), day };
                self.found(draft.row, &founding, done)?
            }
            Some(unit) => {
                if unit.kind != kind {
                    return Err(Fault::KindDiffers { code: code.clone(), known: unit.kind, said: kind });
                }
                if let Some(said) = draft.founded.filter(|said| *said != unit.founded) {
                    return Err(Fault::FoundedDiffers { code: code.clone(), known: unit.founded, said });
                }
                self.change(draft, &unit, name, parent)?
            }
        };
        let nothing = Contact::default();
        let before = self.contacts.get(&unit).unwrap_or(&nothing);
        let contact = draft.contact(before);
        if contact != *before {
            self.import.contacts.push((unit, contact));
            // A new unit is proposed once, with all that it has.
            if !new {
                self.propose(draft.row, unit, code, Done::Reached);
            }
        }
        if self.import.proposals.last().is_none_or(|last| last.row != draft.row) {
            self.import.unchanged += 1;
        }
        Ok(())
    }

    fn found(&mut self, row: usize, founding: &Founding, done: Done) -> Result<UnitId, Refused> {
        while self.tree.get(self.next).is_some() {
            self.next = UnitId(self.next.0.saturating_add(1));
        }
        let id = self.next;
        let decided = self.tree.found(id, founding)?;
        self.tree.apply(&decided);
        self.import.decided.found.extend(decided.found);
        self.propose(row, id, &founding.code, done);
        Ok(id)
    }

    fn change(
        &mut self,
        draft: &Draft,
        unit: &Unit,
        name: &str,
        parent: Option<UnitId>,
    ) -> Result<UnitId, Refused> {
        let day = self.day;
        let now = unit.name(day).unwrap_or("");
        if now != name {
            let decided = self.tree.rename_to(unit.id, name, day)?;
            self.note(&decided);
            let done = Done::Renamed { from: now.to_owned(), to: name.to_owned() };
            self.propose(draft.row, unit.id, &unit.code, done);
        }
        let above = unit.parent(day);
        if let (Some(to), Some(code)) = (parent.filter(|to| Some(*to) != above), &draft.parent) {
            let decided = self.tree.move_to(unit.id, to, day)?;
            self.note(&decided);
            let from = above.and_then(|above| self.tree.get(above)).map(|above| above.code.clone());
            self.propose(draft.row, unit.id, &unit.code, Done::Moved { from, to: code.clone() });
        }
        Ok(unit.id)
    }

    fn note(&mut self, decided: &Decided) {
        self.changed.extend(decided.changed.iter().map(|unit| unit.id));
        self.tree.apply(decided);
    }

    fn propose(&mut self, row: usize, unit: UnitId, code: &Code, done: Done) {
        self.import.proposals.push(Proposal { row, unit, code: code.clone(), done });
    }

    fn done(mut self, before: &Tree) -> Import {
        for id in self.changed {
            if let (Some(old), Some(new)) = (before.get(id), self.tree.get(id)) {
                // A unit that is renamed and moved is one version further.
                let version = old.version.saturating_add(1);
                self.import.decided.changed.push(Unit { version, ..new.clone() });
            }
        }
        self.import
    }
}
