//! What becomes of units, and what must never become of them.

mod changes;
mod import;
mod many;
mod reforms;

use super::*;
use crate::day::Day;

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

fn code(text: &str) -> Code {
    Code::read(text).unwrap()
}

/// A country: the root since 2020, the provinces since 1/7/2025.
fn country() -> Tree {
    let mut tree = Tree::default();
    let root = Founding {
        code: code("QG"),
        kind: Kind::Coordinator,
        name: "Cơ quan điều phối quốc gia".to_owned(),
        parent: None,
        day: day("1/1/2020"),
    };
    tree.apply(&tree.found(UnitId(1), &root).unwrap());
    for province in provinces(UnitId(1)) {
        tree.apply(&tree.found(tree.next_id(), &province).unwrap());
    }
    tree
}

/// A plan for a test: changes of a tree in words, as people name units.
struct Play {
    tree: Tree,
}

impl Play {
    fn country() -> Play {
        Play { tree: country() }
    }

    fn id(&self, of: &str) -> UnitId {
        self.tree.with_code(&code(of)).last().unwrap_or_else(|| panic!("no {of}")).id
    }

    fn founding(&self, of: &str, kind: Kind, name: &str, under: &str, on: &str) -> Founding {
        let parent = Some(self.id(under));
        Founding { code: code(of), kind, name: name.to_owned(), parent, day: day(on) }
    }

    fn found(&mut self, of: &str, kind: Kind, name: &str, under: &str, on: &str) -> UnitId {
        let founding = self.founding(of, kind, name, under, on);
        let id = self.tree.next_id();
        self.take(self.tree.found(id, &founding)).unwrap();
        id
    }

    /// Does it, or says why not. What was done makes a tree when it is read again.
    fn take(&mut self, decided: Result<Decided, Refused>) -> Result<Decided, String> {
        let decided = decided.map_err(|refused| refused.to_string())?;
        for unit in &decided.changed {
            let before = self.tree.get(unit.id).unwrap().version;
            assert_eq!(unit.version, before + 1);
        }
        let lineage: Vec<Lineage> =
            self.tree.units().flat_map(|unit| self.tree.went_on_in(unit.id)).copied().collect();
        self.tree.apply(&decided);
        let units = self.tree.units().cloned().collect();
        Tree::new(units, lineage.into_iter().chain(decided.lineage.clone()).collect()).unwrap();
        Ok(decided)
    }

    fn path(&self, of: &str, on: &str) -> String {
        let on = day(on);
        let id = self.tree.by_code(&code(of), on).map(|unit| unit.id);
        let names = id.map(|id| self.tree.path(id, on)).unwrap_or_default();
        names.into_iter().map(|unit| unit.name(on).unwrap()).collect::<Vec<_>>().join(" < ")
    }

    fn children(&self, of: &str, on: &str) -> Vec<&str> {
        let on = day(on);
        self.tree.children(self.id(of), on).into_iter().map(|unit| unit.name(on).unwrap()).collect()
    }
}
