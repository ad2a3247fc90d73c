//! What the console goes by: the store, the units as they are now, and whether anybody is there yet.
//!
//! Must never answer by units that are older than the request.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use office::day::Day;
use office::people::PersonId;
use office::rights::{Grant, Scopes, Standing};
use office::units::UnitId;
use store::units::Units;
use store::{Store, StoreError};

use super::passwords::Passwords;
use super::playbooks::Playbooks;
use super::reach::Guesses;
use super::seal::Seal;
use super::tables::Uploads;
use crate::provider::Provider;

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
        }
    }

    /// The same, where people may also sign in with this provider.
    #[must_use]
    pub fn with_provider(mut self, provider: Option<Provider>) -> Office {
        self.provider = provider;
        self
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
