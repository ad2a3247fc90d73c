//! All units, and what stands where on a day.
//!
//! Must never be built of units that contradict one another: whoever walks up from a unit comes to an end.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use super::{Code, Decided, Lineage, Unit, UnitId};
use crate::day::Day;
use crate::fold;

/// Why units make no tree. What is stored was decided here, so each of these says that a database was altered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Two have one number.
    #[error("{0}: two units have its number")]
    Number(Code),
    /// Two have one code at one time.
    #[error("{0}: two units have this code at one time")]
    Code(Code),
    /// Its spans leave a gap, overlap, or do not reach from its founding to its end.
    #[error("{0}: its names and parents do not follow one another")]
    Spans(Code),
    /// A parent does not live, or is not there.
    #[error("{0}: a parent of it did not live at the time")]
    Parent(Code),
    /// It stands under itself.
    #[error("{0}: it stands under itself")]
    Cycle(Code),
    /// A unit went on in one that is not there.
    #[error("unit {} went on in unit {}, and one of them is not there", .0.from.0, .0.to.0)]
    Lineage(Lineage),
}

/// A unit, and the key of its name in each span, once somebody asked for it.
#[derive(Debug, Clone)]
struct Node {
    unit: Unit,
    keys: OnceLock<Vec<String>>,
}

/// All units.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Asked at every step up. Numbers come from our own database: nobody chooses them so that they collide.
    nodes: HashMap<UnitId, Node, FixedState>,
    numbers: BTreeSet<UnitId>,
    codes: BTreeMap<Code, Vec<UnitId>>,
    /// Who stands under each at any time.
    under: HashMap<UnitId, BTreeSet<UnitId>, FixedState>,
    /// Where each went, and whence each came.
    went: HashMap<UnitId, BTreeSet<Lineage>, FixedState>,
    came: HashMap<UnitId, BTreeSet<Lineage>, FixedState>,
    /// Days on which a span begins.
    days: BTreeSet<Day>,
}

impl Tree {
    /// Builds a tree.
    ///
    /// # Errors
    /// With the first contradiction.
    pub fn new(units: Vec<Unit>, lineage: Vec<Lineage>) -> Result<Tree, Broken> {
        let mut tree = Tree::default();
        for unit in units {
            if tree.nodes.contains_key(&unit.id) {
                return Err(Broken::Number(unit.code));
            }
            if !follows(&unit) {
                return Err(Broken::Spans(unit.code));
            }
            if tree.with_code(&unit.code).any(|other| overlap(&unit, other)) {
                return Err(Broken::Code(unit.code));
            }
            tree.put(unit);
        }
        for unit in tree.units() {
            tree.hold(unit)?;
        }
        for step in lineage {
            if tree.get(step.from).is_none() || tree.get(step.to).is_none() {
                return Err(Broken::Lineage(step));
            }
            tree.follow(step);
        }
        Ok(tree)
    }

    fn hold(&self, unit: &Unit) -> Result<(), Broken> {
        for span in &unit.spans {
            let Some(parent) = span.parent else { continue };
            let lives = self.get(parent).is_some_and(|parent| {
                parent.founded <= span.from
                    && parent.ended.is_none_or(|ended| span.until.is_some_and(|until| until <= ended))
            });
            if !lives {
                return Err(Broken::Parent(unit.code.clone()));
            }
            // A circle closes on the day on which a span of one of its units begins.
            let (mut above, mut steps) = (Some(parent), 0);
            while let Some(id) = above {
                if id == unit.id || steps > self.nodes.len() {
                    return Err(Broken::Cycle(unit.code.clone()));
                }
                steps += 1;
                above = self.get(id).and_then(|unit| unit.parent(span.from));
            }
        }
        Ok(())
    }

    /// The same with what was decided on it: what was stored is known without reading it again.
    pub fn apply(&mut self, decided: &Decided) {
        for id in &decided.removed {
            self.forget(*id);
        }
        for unit in decided.found.iter().chain(&decided.changed) {
            self.put(unit.clone());
        }
        for step in &decided.lineage {
            self.follow(*step);
        }
    }

    fn follow(&mut self, step: Lineage) {
        self.went.entry(step.from).or_default().insert(step);
        self.came.entry(step.to).or_default().insert(step);
    }

    pub(super) fn put(&mut self, unit: Unit) {
        self.forget(unit.id);
        for span in &unit.spans {
            self.days.insert(span.from);
            if let Some(parent) = span.parent {
                self.under.entry(parent).or_default().insert(unit.id);
            }
        }
        self.codes.entry(unit.code.clone()).or_default().push(unit.id);
        self.numbers.insert(unit.id);
        self.nodes.insert(unit.id, Node { unit, keys: OnceLock::new() });
    }

    fn forget(&mut self, id: UnitId) {
        let Some(Node { unit, .. }) = self.nodes.remove(&id) else { return };
        self.numbers.remove(&id);
        if let Some(same) = self.codes.get_mut(&unit.code) {
            same.retain(|other| *other != id);
        }
        for parent in unit.spans.iter().filter_map(|span| span.parent) {
            if let Some(children) = self.under.get_mut(&parent) {
                children.remove(&id);
            }
        }
    }

    /// How many there are, living and ended.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All of them, living and ended, by number.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.numbers.iter().filter_map(|id| self.get(*id))
    }

    /// The one with that number.
    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.nodes.get(&id).map(|node| &node.unit)
    }

    /// A number that none of them has, past all that they have. One that was removed may have had it: who keeps a record
    /// of removed units takes the numbers from the database.
    pub fn next_id(&self) -> UnitId {
        UnitId(self.numbers.last().map_or(1, |id| id.0.saturating_add(1)))
    }

    /// The one that has that code on that day.
    pub fn by_code(&self, code: &Code, day: Day) -> Option<&Unit> {
        self.with_code(code).find(|unit| unit.is_living(day))
    }

    /// Every one that has or had that code.
    pub fn with_code(&self, code: &Code) -> impl Iterator<Item = &Unit> {
        self.codes.get(code).into_iter().flatten().filter_map(|id| self.get(*id))
    }

    /// The root on that day.
    pub fn root(&self, day: Day) -> Option<&Unit> {
        self.units().find(|unit| unit.span(day).is_some_and(|span| span.parent.is_none()))
    }

    /// Who stands right under it on that day, by name as a Vietnamese reader looks for it, marks left aside.
    pub fn children(&self, id: UnitId, day: Day) -> Vec<&Unit> {
        let under = self.ever_under(id).filter_map(|child| self.nodes.get(&child.id));
        let mut found: Vec<(&str, &Node)> = under
            .filter(|node| node.unit.parent(day) == Some(id))
            .map(|node| (key(node, day).unwrap_or(""), node))
            .collect();
        found.sort_by_key(|(key, node)| (*key, &node.unit.code));
        found.into_iter().map(|(_, node)| &node.unit).collect()
    }

    /// Who stands under it at any time.
    pub(super) fn ever_under(&self, id: UnitId) -> impl Iterator<Item = &Unit> {
        self.under.get(&id).into_iter().flatten().filter_map(|child| self.get(*child))
    }

    /// From the unit up to the root, both included; nothing when it does not live that day.
    pub fn path(&self, id: UnitId, day: Day) -> Vec<&Unit> {
        self.up(id, day).collect()
    }

    pub(super) fn up(&self, id: UnitId, day: Day) -> impl Iterator<Item = &Unit> {
        let first = self.get(id).filter(|unit| unit.is_living(day));
        std::iter::successors(first, move |unit| self.get(unit.parent(day)?))
    }

    /// Whether it is that unit or stands anywhere under it on that day.
    pub fn is_within(&self, id: UnitId, within: UnitId, day: Day) -> bool {
        self.up(id, day).any(|unit| unit.id == within)
    }

    /// All that stand anywhere under it on that day: each before those under it, and by name.
    pub fn below(&self, id: UnitId, day: Day) -> Vec<&Unit> {
        let mut found = Vec::new();
        let mut open = self.children(id, day);
        open.reverse();
        while let Some(unit) = open.pop() {
            found.push(unit);
            open.extend(self.children(unit.id, day).into_iter().rev());
        }
        found
    }

    /// Those that live on that day and whose name or code holds these letters, marks and case left aside: by name.
    pub fn search(&self, text: &str, day: Day) -> Vec<&Unit> {
        let sought = fold(text);
        let mut found: Vec<(&str, &Unit)> = self
            .nodes
            .values()
            .filter_map(|node| Some((key(node, day)?, &node.unit)))
            .filter(|(key, unit)| {
                key.contains(&sought) || unit.code.as_str().to_ascii_lowercase().contains(&sought)
            })
            .collect();
        found.sort_by_key(|(key, unit)| (*key, &unit.code));
        found.into_iter().map(|(_, unit)| unit).collect()
    }

    /// In which units it went on.
    pub fn went_on_in(&self, id: UnitId) -> impl Iterator<Item = &Lineage> {
        self.went.get(&id).into_iter().flatten()
    }

    /// Of which units it goes on.
    pub fn came_from(&self, id: UnitId) -> impl Iterator<Item = &Lineage> {
        self.came.get(&id).into_iter().flatten()
    }

    /// Who stands for it today, through as many steps as it takes: itself while it lives.
    pub fn heirs(&self, id: UnitId, day: Day) -> Vec<&Unit> {
        let (mut open, mut seen, mut found) = (vec![id], BTreeSet::new(), Vec::new());
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            found.extend(self.get(id).filter(|unit| unit.is_living(day)));
            open.extend(self.went_on_in(id).filter(|step| step.day <= day).map(|step| step.to));
        }
        found.sort_by_key(|unit| unit.id);
        found
    }

    /// Days from that one on, it included, on which something begins to stand otherwise.
    pub(super) fn days_from(&self, day: Day) -> impl Iterator<Item = Day> {
        std::iter::once(day).chain(self.days.range(day..).copied().filter(move |other| *other != day))
    }
}

fn key(node: &Node, day: Day) -> Option<&str> {
    let at = node.unit.spans.iter().position(|span| span.holds(day))?;
    let keys = node.keys.get_or_init(|| node.unit.spans.iter().map(|span| fold(&span.name)).collect());
    keys.get(at).map(String::as_str)
}

/// Whether the spans reach from the founding to the end without a gap.
fn follows(unit: &Unit) -> bool {
    let ends = unit.spans.first().is_some_and(|first| first.from == unit.founded)
        && unit.spans.last().is_some_and(|last| last.until == unit.ended);
    let each = unit.spans.iter().all(|span| span.until.is_none_or(|until| span.from < until));
    let joined =
        unit.spans.iter().zip(unit.spans.iter().skip(1)).all(|(one, next)| one.until == Some(next.from));
    ends && each && joined
}

/// Whether there is a day on which both live.
fn overlap(one: &Unit, other: &Unit) -> bool {
    one.ended.is_none_or(|ended| other.founded < ended) && other.ended.is_none_or(|ended| one.founded < ended)
}
