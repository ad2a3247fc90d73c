//! The playbooks by which a unit goes, at the server's own machine: listed, written into files, compared, and taken in.
//!
//! Must never put in force what was not judged as a whole, nor anything over what somebody works on.

use std::path::{Path, PathBuf};

use ::scan::names::{shown, shown_bytes};
use office::day::Day;
use office::line;
use office::playbook::{KINDS, Playbook};
use office::units::{Code, UnitId};
use server::playbooks::{Told, changes};
use sha2::{Digest, Sha256};
use store::Store;
use store::playbooks::{Becomes, Made, OwnPlaybookError};
use store::units::Units;

use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::out;
use crate::playbooks::{all, name, put, read};
use crate::serve::running::now;
use crate::stored::{self, deed};
use crate::usage::OwnUnit;
use words::Words;

/// Characters of a reason.
const WHY: usize = 500;

/// How it ends, and what is said of it.
type Failed = (Exit, String);

/// A unit, and all above it today.
struct Place {
    units: Units,
    path: Vec<i64>,
}

impl Place {
    async fn of(store: &Store, unit: &OwnUnit, words: &Words) -> Result<Place, Failed> {
        let units = store.units().await.map_err(|error| (Exit::Incomplete, store_trouble(&error, words)))?;
        let code = shown_bytes(unit.code.as_bytes());
        let none = || (Exit::Usage, words.with("own-cli-no-unit", &[("code", &code)]));
        let today = Day::at(now()).ok_or_else(|| (Exit::Usage, words.say("people-bad-clock")))?;
        let read = Code::read(&unit.code).map_err(|_| none())?;
        let id = units.tree.by_code(&read, today).ok_or_else(none)?.id;
        let path = units.tree.path(id, today).into_iter().map(|unit| unit.id.0).collect();
        Ok(Place { units, path })
    }

    fn unit(&self) -> i64 {
        self.path.first().copied().unwrap_or(0)
    }

    fn name(&self, unit: i64) -> String {
        let name = self.units.tree.get(UnitId(unit)).map(|unit| unit.last_name());
        shown_bytes(name.unwrap_or_default().as_bytes())
    }
}

/// What a unit goes by.
struct InForce {
    playbook: Playbook,
    /// Whose edition it is; nothing where it comes with the program.
    of: Option<(i64, i64)>,
}

impl InForce {
    /// For a unit: its own, that of the nearest unit above that has one, or what comes with the program.
    async fn at(store: &Store, place: &Place, kind: &str, words: &Words) -> Result<InForce, Failed> {
        let own = store.own_in_force(kind, &place.path).await;
        let own = own.map_err(|error| (Exit::Incomplete, store_trouble(&error, words)))?;
        let own = own.into_iter().find_map(|own| Some((Playbook::read(&own.bytes).ok()?, own)));
        if let Some((playbook, own)) = own {
            return Ok(InForce { playbook, of: Some((own.unit, own.number)) });
        }
        let shipped = all().find(|playbook| playbook.kind() == kind);
        let none = || {
            (Exit::Usage, words.with("playbooks-no-kind", &[("kind", kind), ("kinds", &KINDS.join(", "))]))
        };
        Ok(InForce { playbook: shipped.ok_or_else(none)?, of: None })
    }

    fn said(&self, place: &Place, words: &Words) -> String {
        match self.of {
            Some((unit, number)) if unit == place.unit() => {
                words.with("own-goes-by-own", &[("number", &number.to_string())])
            }
            Some((unit, number)) => words
                .with("own-goes-by-above", &[("unit", &place.name(unit)), ("number", &number.to_string())]),
            None => words.say("own-goes-by-shipped"),
        }
    }
}

/// Does the work, and says what it came to.
fn done(unit: &OwnUnit, words: &Words, work: impl AsyncFnOnce(&Store) -> Result<Exit, Failed>) -> Exit {
    stored::with(&unit.store, words, async |store| match work(store).await {
        Ok(exit) => exit,
        Err((exit, trouble)) => {
            out::aside(format!("quet: {trouble}"));
            exit
        }
    })
}

/// By which playbooks a unit goes.
pub fn list(unit: &OwnUnit, words: &Words) -> Exit {
    done(unit, words, async |store| {
        let place = Place::of(store, unit, words).await?;
        for kind in KINDS {
            let in_force = InForce::at(store, &place, kind, words).await?;
            let values = [
                ("kind", kind),
                ("said", &in_force.said(&place, words)),
                ("name", &name(&in_force.playbook, words)),
                ("steps", &words.number(in_force.playbook.steps().len() as u64)),
                ("modified", in_force.playbook.modified()),
            ];
            out::line(words.with("own-cli-line", &values));
        }
        Ok(Exit::Fine)
    })
}

/// Writes the playbook by which a unit goes into a file.
pub fn export(unit: &OwnUnit, kind: &str, to: &Path, words: &Words) -> Exit {
    done(unit, words, async |store| {
        let place = Place::of(store, unit, words).await?;
        let in_force = InForce::at(store, &place, kind, words).await?;
        let values = [("path", &*shown(to)), ("said", &in_force.said(&place, words))];
        Ok(put(&in_force.playbook, to, &words.with("own-cli-exported", &values), words))
    })
}

/// Says what files change of what a unit goes by. They were judged before.
pub fn check(unit: &OwnUnit, files: &[PathBuf], words: &Words) -> Exit {
    done(unit, words, async |store| {
        let place = Place::of(store, unit, words).await?;
        for file in files {
            let playbook = playbook_in(file, words)?;
            let in_force = InForce::at(store, &place, playbook.kind(), words).await?;
            tell(&place, file, &changes(&in_force.playbook, &playbook, words), words);
        }
        Ok(Exit::Fine)
    })
}

/// Publishes a file as a unit's own copy, after saying what it changes. It was judged before.
pub fn import(unit: &OwnUnit, file: &Path, why: &str, words: &Words) -> Exit {
    done(unit, words, async |store| {
        let why = line::read(why, WHY)
            .map_err(|_| (Exit::Usage, words.with("own-cli-why", &[("most", &WHY.to_string())])))?;
        let trouble = |error| (Exit::Incomplete, store_trouble(&error, words));
        let place = Place::of(store, unit, words).await?;
        let playbook = playbook_in(file, words)?;
        let kind = playbook.kind().to_owned();
        let in_force = InForce::at(store, &place, &kind, words).await?;
        let own = store.own_playbook(place.unit(), &kind).await.map_err(trouble)?;
        if own.draft.is_some() {
            return Err((Exit::Usage, words.say("own-cli-worked-on")));
        }
        let path = shown(file);
        let is_same = in_force.playbook.bytes() == playbook.bytes();
        if is_same && in_force.of.is_some_and(|(unit, _)| unit == place.unit()) {
            out::line(words.with("own-cli-same", &[("path", &path)]));
            return Ok(Exit::Fine);
        }
        tell(&place, file, &changes(&in_force.playbook, &playbook, words), words);
        let bytes = playbook.bytes();
        let digest = sha256(&bytes);
        let shipped = all().find(|shipped| shipped.kind() == kind).map(|shipped| shipped.bytes());
        let shipped = shipped.unwrap_or_default();
        // What it goes back to: that of the edition that it is a version of, or what comes with the program now.
        let editions = store.own_editions(place.unit(), &kind).await.map_err(trouble)?;
        let same = editions.iter().find(|edition| edition.sha256 == digest);
        let known = same.or_else(|| editions.iter().find(|edition| edition.playbook == playbook.id()));
        let (base, base_bytes) = match known {
            Some(edition) => (edition.base.clone(), &[][..]),
            None => (sha256(&shipped), &*shipped),
        };
        let made = Made { playbook: playbook.id(), bytes: (&digest, &bytes), base: (&base, base_bytes) };
        let deed = office::record::Deed { why, ..deed("quet playbooks import") };
        let of = (place.unit(), &*kind);
        let becomes = Becomes::Published(made);
        let now =
            store.change_own_playbook(of, own.version, &becomes, "playbook.imported", None, &deed).await;
        let now = now.map_err(|error| match error {
            OwnPlaybookError::Store(error) => trouble(error),
            _ => (Exit::Incomplete, words.say("own-cli-changed")),
        })?;
        let number = now.edition.map_or(0, |edition| edition.number).to_string();
        let values = [("unit", &*place.name(place.unit())), ("path", &path), ("number", &number)];
        out::line(words.with("own-cli-published", &values));
        Ok(Exit::Fine)
    })
}

fn playbook_in(file: &Path, words: &Words) -> Result<Playbook, Failed> {
    let path = [("path", &*shown(file))];
    let bytes = read(file).map_err(|_| (Exit::Incomplete, words.with("playbooks-not-read", &path)))?;
    Playbook::read(&bytes).map_err(|why| {
        let why = shown_bytes(server::playbooks::refused(&why, words).as_bytes());
        (Exit::Found, words.with("playbooks-refused", &[path[0], ("why", &why)]))
    })
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Says what is different, step by step; every text of a file as a terminal may see it.
fn tell(place: &Place, file: &Path, told: &Told, words: &Words) {
    let values = [("path", &*shown(file)), ("unit", &place.name(place.unit()))];
    out::line(words.with("own-cli-changes", &values));
    if told.is_empty() {
        out::line(format!("  {}", words.say("own-cli-none")));
    }
    let line = |line: &server::playbooks::Line, indent: &str| {
        let text = |text: &str| shown_bytes(text.as_bytes());
        out::line(format!("{indent}{}", line.what));
        if !line.old.is_empty() {
            out::line(format!("{indent}- {}", text(&line.old)));
        }
        if !line.new.is_empty() {
            out::line(format!("{indent}+ {}", text(&line.new)));
        }
    };
    for one in &told.whole {
        line(one, "  ");
    }
    for step in &told.steps {
        out::line(format!("  {} ({})", shown_bytes(step.title.as_bytes()), step.said));
        for one in &step.lines {
            line(one, "    ");
        }
    }
}
