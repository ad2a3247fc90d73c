//! What the console goes by: the store, the units as they are now, and whether anybody is there yet.
//!
//! Must never answer by units that are older than the request.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use office::day::Day;
use office::people::PersonId;
use office::rights::{Grant, Reach, Scopes, Standing};
use office::units::UnitId;
use store::units::Units;
use store::{Store, StoreError};

use super::passwords::Passwords;
use super::playbooks::Playbooks;
use super::reach::Guesses;
use super::seal::Seal;
use super::tables::Uploads;
use crate::provider::Provider;
use crate::signature::Authorities;

/// The console's state.
pub struct Office {
    /// Where everything is remembered.
    pub store: Arc<Store>,
    pub(super) passwords: Passwords,
    pub(super) seal: Seal,
    pub(super) uploads: Uploads,
    pub(super) guesses: Guesses,
    pub(super) playbooks: Playbooks,
    units: RwLock<Arc<Units>>,
    /// Held by who reads all units: those who ask meanwhile wait for what that one reads.
    reading: tokio::sync::Mutex<()>,
    first_code: String,
    provider: Option<Provider>,
    authorities: Authorities,
}

impl fmt::Debug for Office {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Office").finish_non_exhaustive()
    }
}

impl Office {
    /// Over this store. `first_code` is what whoever starts the server is told, and with which the first administrator is
    /// made: nobody else who finds the page first can be that.
    pub fn new(store: Arc<Store>, first_code: String) -> Office {
        Office {
            store,
            passwords: Passwords::default(),
            seal: Seal::default(),
            uploads: Uploads::default(),
            guesses: Guesses::default(),
            playbooks: Playbooks::default(),
            units: RwLock::default(),
            reading: tokio::sync::Mutex::default(),
            first_code,
            provider: None,
            authorities: Authorities::default(),
        }
    }

    /// The same, where people may also sign in with this provider.
    #[must_use]
    pub fn with_provider(mut self, provider: Option<Provider>) -> Office {
        self.provider = provider;
        self
    }

    /// The same, where these are trusted to say who signed a paper.
    #[must_use]
    pub fn trusting(mut self, authorities: Authorities) -> Office {
        self.authorities = authorities;
        self
    }

    /// Who is trusted to say who signed a paper.
    pub(super) fn authorities(&self) -> &Authorities {
        &self.authorities
    }

    /// With whom people may sign in besides their passwords.
    pub(super) fn provider(&self) -> Option<&Provider> {
        self.provider.as_ref()
    }

    /// What people call the provider that calls itself so; one that is not configured any more has no other name.
    pub(super) fn provider_name<'a>(&'a self, issuer: &'a str) -> &'a str {
        self.provider().filter(|provider| provider.issuer() == issuer).map_or(issuer, Provider::name)
    }

    /// How many passwords were digested since the start, whether there was one to compare with or not.
    pub fn digested(&self) -> u64 {
        self.passwords.digested()
    }

    /// Whether that is the code for the first administrator. An empty one is nobody's.
    pub(super) fn is_first_code(&self, code: &str) -> bool {
        !self.first_code.is_empty() && super::codes::same(&self.first_code, code)
    }

    /// The units as they are now.
    pub(crate) async fn units(&self) -> Result<Arc<Units>, StoreError> {
        let known = || Arc::clone(&self.units.read().unwrap_or_else(PoisonError::into_inner));
        let is_now = |known: &Units, version| known.version == version && version > 0;
        let (units, version) = (known(), self.store.units_version().await?);
        if is_now(&units, version) {
            return Ok(units);
        }
        let _reading = self.reading.lock().await;
        let (units, version) = (known(), self.store.units_version().await?);
        if is_now(&units, version) {
            return Ok(units);
        }
        let units = Arc::new(self.store.units().await?);
        *self.units.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&units);
        Ok(units)
    }

    /// Now by the clock of an incident: that of a drill is its own.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn clock_of(&self, kept: &store::incidents::Kept, now: i64) -> Result<i64, StoreError> {
        let Some(drill) = kept.drill else { return Ok(now) };
        Ok(self.store.drill(drill).await?.map_or(now, |kept| kept.drill.clock.now(now)))
    }

    /// Whether an incident belongs to a drill that is over.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn is_over(&self, kept: &store::incidents::Kept) -> Result<bool, StoreError> {
        let Some(drill) = kept.drill else { return Ok(false) };
        Ok(self.store.drill(drill).await?.is_some_and(|kept| kept.drill.is_on().is_err()))
    }

    /// What somebody is, today, and for what they came.
    pub(crate) async fn standing(&self, person: PersonId, scopes: Scopes) -> Result<Standing, StoreError> {
        let granted = self.store.granted(person).await?;
        let grants: Vec<Grant> =
            granted.into_iter().filter(|one| one.until.is_none()).map(|one| one.grant).collect();
        Ok(Standing { person, grants, scopes })
    }
}

/// Where a unit is on a day: itself and all above it. Where it does not live any more, where those are that go on from
/// it; where nobody does, where the one is under which it stood last, so that nothing is nobody's.
pub fn place(units: &Units, unit: i64, day: Day) -> Vec<UnitId> {
    let id = UnitId(unit);
    let path: Vec<UnitId> = units.tree.path(id, day).into_iter().map(|unit| unit.id).collect();
    if !path.is_empty() {
        return path;
    }
    let mut place = vec![id];
    for heir in units.tree.heirs(id, day) {
        for unit in units.tree.path(heir.id, day) {
            if !place.contains(&unit.id) {
                place.push(unit.id);
            }
        }
    }
    if place.len() == 1 {
        let last = units.tree.get(id).and_then(|unit| unit.spans.last()).and_then(|span| span.parent);
        place.extend(last.into_iter().flat_map(|parent| self::place(units, parent.0, day)));
    }
    place
}

/// The one unit with which something is counted that happened to a unit: itself while it lives, then the one that goes on
/// from it; where several do, the one above them all, since nobody knows whose it is; where nobody does, the one under
/// which it stood last. Nothing where it is not known.
pub fn home(units: &Units, unit: i64, day: Day) -> Option<UnitId> {
    let tree = &units.tree;
    let mut at = UnitId(unit);
    // A unit is under one that is older: the way up is never longer than there are units.
    for _ in 0..tree.len() {
        let unit = tree.get(at)?;
        if unit.is_living(day) {
            return Some(at);
        }
        let heirs = tree.heirs(at, day);
        let mut ways = heirs
            .iter()
            .map(|heir| tree.path(heir.id, day).into_iter().map(|unit| unit.id).collect::<Vec<_>>());
        if let Some(mut shared) = ways.next() {
            for way in ways {
                shared.retain(|unit| way.contains(unit));
            }
            return shared.first().copied();
        }
        at = unit.spans.last().and_then(|span| span.parent)?;
    }
    None
}

/// Every unit that is counted with one: with it and all below it, or with it alone. What is counted with a unit alone and
/// with each that is below it is together what is counted with its tree, each once.
pub fn counted_with(units: &Units, unit: UnitId, alone: bool, day: Day) -> Vec<i64> {
    let tree = &units.tree;
    let mut known: HashMap<UnitId, bool> = HashMap::new();
    let mut is_in = |home: UnitId| {
        *known
            .entry(home)
            .or_insert_with(|| if alone { home == unit } else { tree.is_within(home, unit, day) })
    };
    let all = tree.units().map(|unit| unit.id.0);
    all.filter(|one| home(units, *one, day).is_some_and(&mut is_in)).collect()
}

/// The units of a reach, for the conditions of lists; nothing where there is nothing to leave out, the root being in it.
pub fn reached(units: &Units, reach: &Reach, day: Day) -> Option<Vec<i64>> {
    let Reach::Below(roots) = reach else { return None };
    let root = units.tree.root(day).map(|unit| unit.id);
    if root.is_some_and(|root| roots.contains(&root)) { None } else { Some(within(units, roots, day)) }
}

/// Every unit that is one of these or below one that day, those that ended among them: those whose [`place`] holds one of
/// them, found by one walk over all, since lists ask for all of them at once.
fn within(units: &Units, roots: &[UnitId], day: Day) -> Vec<i64> {
    let (tree, roots) = (&units.tree, roots.iter().copied().collect::<BTreeSet<UnitId>>());
    let mut known: HashMap<UnitId, bool> = HashMap::with_capacity(tree.len());
    let mut way = Vec::new();
    for first in tree.units() {
        let mut next = Some(first);
        let is_in = loop {
            let Some(unit) = next else { break false };
            if let Some(known) = known.get(&unit.id) {
                break *known;
            }
            way.push(unit.id);
            if roots.contains(&unit.id) {
                break true;
            }
            let above = if unit.is_living(day) {
                unit.parent(day)
            } else {
                let heirs = tree.heirs(unit.id, day);
                if !heirs.is_empty() {
                    let above =
                        |heir: UnitId| tree.path(heir, day).iter().any(|unit| roots.contains(&unit.id));
                    break heirs.iter().any(|heir| above(heir.id));
                }
                unit.spans.last().and_then(|span| span.parent)
            };
            next = above.and_then(|above| tree.get(above));
        };
        known.extend(way.drain(..).map(|unit| (unit, is_in)));
    }
    tree.units().filter(|unit| known.get(&unit.id) == Some(&true)).map(|unit| unit.id.0).collect()
}

#[cfg(test)]
mod tests {
    use office::units::{Code, Decided, Founding, Kind, Successor, Tree};

    use super::*;

    #[test]
    fn what_is_within_some_units_is_what_has_its_place_there() {
        let day = |text: &str| Day::read(text).unwrap();
        let mut units = Units::default();
        fn store(units: &mut Units, decided: impl FnOnce(&Tree) -> Decided) {
            let decided = decided(&units.tree);
            units.tree.apply(&decided);
        }
        let kinds = |id: i64| match id {
            1 => Kind::Coordinator,
            2 | 3 => Kind::Province,
            _ => Kind::Commune,
        };
        // A root, two provinces, eight communes under them.
        for id in 1..=11_i64 {
            let parent = match id {
                1 => None,
                2 | 3 => Some(UnitId(1)),
                _ => Some(UnitId(2 + id % 2)),
            };
            let founding = Founding {
                code: Code::read(&format!("U{id}")).unwrap(),
                kind: kinds(id),
                name: format!("Nơi {id}"),
                parent,
                day: day("1/7/2020"),
            };
            store(&mut units, |tree| tree.found(UnitId(id), &founding).unwrap());
        }
        // One ends with nobody after it, two go on in a third, and one moves to the other province.
        store(&mut units, |tree| tree.end(UnitId(4), day("1/7/2024")).unwrap());
        let into = Successor::Existing(UnitId(6));
        store(&mut units, |tree| tree.merge(&[UnitId(5), UnitId(8)], &into, day("1/7/2024")).unwrap());
        store(&mut units, |tree| tree.move_to(UnitId(10), UnitId(3), day("1/7/2025")).unwrap());
        for on in ["1/1/2020", "1/1/2023", "1/1/2025", "1/1/2026"].map(day) {
            for roots in
                [vec![], vec![1], vec![2], vec![3], vec![4], vec![5], vec![6], vec![10], vec![2, 7], vec![99]]
            {
                let roots: Vec<UnitId> = roots.into_iter().map(UnitId).collect();
                let all = units.tree.units().map(|unit| unit.id.0);
                let asked: Vec<i64> = all
                    .filter(|unit| place(&units, *unit, on).iter().any(|one| roots.contains(one)))
                    .collect();
                assert_eq!(within(&units, &roots, on), asked, "{roots:?} {on}");
            }
        }
        let ended = within(&units, &[UnitId(2)], day("1/1/2026"));
        assert!([4, 5, 8, 6].iter().all(|unit| ended.contains(unit)) && !ended.contains(&10), "{ended:?}");
    }
}
