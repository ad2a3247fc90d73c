//! Editions: what held from a day until a day, one after the other.
//!
//! Must never let two editions of one key hold on one day, nor none between two.

use super::Refused;
use crate::day::Day;

/// What an enumeration of keys can do.
pub trait Key: Copy + 'static {
    /// All of it, in order.
    const ALL: &'static [Self];

    /// The key, as files and the database have it.
    fn key(self) -> &'static str;

    /// The one with that key.
    fn of(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.key() == key)
    }
}

/// One edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// Its first day.
    pub from: Day,
    /// Its last day; nothing where it still holds.
    pub until: Option<Day>,
    /// The article.
    pub source: String,
    /// What holds.
    pub value: T,
}

impl<T> Dated<T> {
    fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// All editions of one key, in the order of time.
#[derive(Debug, Clone)]
pub struct Chain<T> {
    pub key: String,
    pub editions: Vec<Dated<T>>,
}

impl<T> Chain<T> {
    /// The edition of a day.
    pub fn on(&self, day: Day) -> Option<&Dated<T>> {
        self.editions.iter().find(|edition| edition.holds(day))
    }
}

/// What holds on a day, in the order of the file.
pub fn on<T>(chains: &[Chain<T>], day: Day) -> impl Iterator<Item = &Dated<T>> {
    chains.iter().filter_map(move |chain| chain.on(day))
}

/// Puts the entries of a file together by their keys.
pub fn chains<T>(file: &'static str, entries: Vec<(String, Dated<T>)>) -> Result<Vec<Chain<T>>, Refused> {
    let mut chains: Vec<Chain<T>> = Vec::new();
    for (key, edition) in entries {
        if edition.until.is_some_and(|until| until < edition.from) {
            return Err(Refused::Backwards { file, key, from: edition.from });
        }
        if edition.source.trim().is_empty() {
            return Err(Refused::Empty { file, key, field: "source" });
        }
        match chains.iter_mut().find(|chain| chain.key == key) {
            Some(chain) => chain.editions.push(edition),
            None => chains.push(Chain { key, editions: vec![edition] }),
        }
    }
    for chain in &mut chains {
        chain.editions.sort_by_key(|edition| edition.from);
        for pair in chain.editions.windows(2) {
            let [earlier, later] = pair else { continue };
            let key = chain.key.clone();
            match earlier.until {
                Some(until) if until < later.from => {
                    let missing = until.next().filter(|next| *next < later.from);
                    if let Some(day) = missing {
                        return Err(Refused::Gap { file, key, day });
                    }
                }
                _ => return Err(Refused::Overlap { file, key, day: later.from }),
            }
        }
    }
    Ok(chains)
}

/// Sees to it that every key has an edition on every day from the first on, and that there are no other keys.
pub fn whole<K: Key, T>(file: &'static str, chains: &[Chain<T>], begins: Day) -> Result<(), Refused> {
    known::<K, T>(file, chains)?;
    for key in K::ALL {
        let key = key.key();
        let Some(chain) = chains.iter().find(|chain| chain.key == key) else {
            return Err(Refused::Missing { file, key });
        };
        // The editions of a chain have no gap between them: what is left is its ends.
        if chain.editions.first().is_none_or(|first| first.from > begins) {
            return Err(Refused::NotWhole { file, key, day: begins });
        }
        if let Some(until) = chain.editions.last().and_then(|last| last.until) {
            return Err(Refused::NotWhole { file, key, day: until.next().unwrap_or(until) });
        }
    }
    Ok(())
}

/// Sees to it that there are no keys but these.
pub fn known<K: Key, T>(file: &'static str, chains: &[Chain<T>]) -> Result<(), Refused> {
    match chains.iter().find(|chain| K::of(&chain.key).is_none()) {
        Some(chain) => {
            Err(Refused::Unknown { file, key: chain.key.clone(), field: "key", value: chain.key.clone() })
        }
        None => Ok(()),
    }
}
