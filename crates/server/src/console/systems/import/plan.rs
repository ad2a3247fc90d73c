//! What a table of systems would do, or all that is wrong with it.
//!
//! Must never take longer than others can wait: reading is done aside, a few at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use office::fold;
use office::rights::{Act, Named};
use office::sheet::{self, Limits, SheetError};
use office::systems::{self, Import, Problem, System};
use store::systems::{Kept, Sought, Unknown, Wanted};

use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::systems::seen::{self, Eyes};
use crate::console::systems::{one, said};
use crate::console::tables::{self, Upload, pages};
use crate::console::units::said as units_said;

/// What a table would do, with the right to do it.
#[derive(Debug)]
pub struct Plan {
    import: Import,
    /// What would be stored.
    pub wanted: Wanted,
    /// What is not in its way.
    pub unknown: Unknown,
}

/// All that is wrong with a table.
#[derive(Debug)]
pub enum Wrong {
    /// It is none.
    NoSheet(NoSheet),
    /// Rows, in their order.
    Rows(Vec<Row>),
}

/// Why a file is no table.
#[derive(Debug)]
pub struct NoSheet(SheetError);

impl NoSheet {
    /// In words.
    pub fn told(&self, f: &Desk<'_>) -> String {
        units_said::no_sheet(f, &self.0)
    }
}

/// Something that is wrong with one row.
#[derive(Debug)]
pub enum Row {
    /// What it says cannot be.
    Problem(Problem),
    /// It would do what is for others to do at that unit.
    NotTheirs {
        /// The row.
        row: usize,
        /// The unit's code.
        code: String,
    },
}

impl Row {
    /// Where, and what, in words.
    pub fn told(&self, f: &Desk<'_>) -> (String, String) {
        match self {
            Row::Problem(problem) => {
                (pages::place(f, problem.row, problem.column), said::fault(f, &problem.fault))
            }
            Row::NotTheirs { row, code } => {
                (pages::place(f, *row, None), f.with1("units-not-yours", "code", code))
            }
        }
    }
}

impl Plan {
    /// What tells what was shown from anything else.
    pub fn digest(&self) -> String {
        tables::digest(&format!("{:?}\n{:?}", self.import.new, self.import.changed))
    }

    /// The plan as its page shows it.
    pub fn shown(&self, f: &Desk<'_>, signed: &Signed, key: &str) -> pages::Plan {
        let line = |words: &str, (row, system): &(usize, System)| {
            let unit = signed.unit_code(system.unit.0);
            let level = system.level.get().to_string();
            let count = |all: usize| f.count(all);
            let addresses: Vec<String> = system.addresses.iter().take(3).map(one::said_address).collect();
            let domains: Vec<String> = system.domains.iter().take(3).map(ToString::to_string).collect();
            let seen: Vec<String> = addresses.into_iter().chain(domains).collect();
            let text = f.words.with(
                "systems-does",
                &[
                    ("what", words),
                    ("unit", &unit),
                    ("level", &level),
                    ("products", &count(system.products.len())),
                    ("addresses", &count(system.addresses.len())),
                    ("domains", &count(system.domains.len())),
                    ("seen", &seen.join(", ")),
                ],
            );
            (*row, (row.to_string(), system.name.clone(), text))
        };
        let (new, changed) = (f.say("systems-does-new"), f.say("systems-does-change"));
        let mut rows: Vec<_> = self.import.new.iter().map(|one| line(&new, one)).collect();
        rows.extend(self.import.changed.iter().map(|one| line(&changed, one)));
        rows.sort_by_key(|(row, _)| *row);
        pages::Plan {
            sums: vec![
                (f.say("systems-sum-new"), self.import.new.len()),
                (f.say("systems-sum-changed"), self.import.changed.len()),
                (f.say("import-unchanged"), self.import.unchanged),
            ],
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            ignored: self.import.ignored.clone(),
            day: String::new(),
            upload: key.to_owned(),
            shown: self.digest(),
        }
    }
}

/// Plans a table on the units that `signed` knows and the systems that they may see.
///
/// # Errors
/// When the server cannot.
pub async fn plan(app: &App, signed: &Signed, upload: &Arc<Upload>) -> Result<Result<Plan, Wrong>, Stop> {
    let office = app.office()?;
    let unknown = Eyes::of(signed).unknown(&office.store.named(signed.now).await?);
    let eyes = Eyes::of(signed).lists(signed.now);
    let known = office.store.systems(&Sought::default(), &eyes, 0, u32::MAX).await?;
    let Ok(_reader) = office.uploads.readers.acquire().await else { return Err(Stop::NotThere) };
    let limits = Limits { bytes: office.uploads.limits().file, ..Limits::default() };
    let (signed, upload) = (signed.clone(), Arc::clone(upload));
    let work = tokio::task::spawn_blocking(move || made(&signed, &upload, &limits, &known, unknown));
    work.await.map_err(|_| Stop::NotThere)
}

fn made(
    signed: &Signed,
    upload: &Upload,
    limits: &Limits,
    known: &[Kept],
    unknown: Unknown,
) -> Result<Plan, Wrong> {
    let sheet = sheet::read(&upload.bytes, limits).map_err(|error| Wrong::NoSheet(NoSheet(error)))?;
    let systems: Vec<System> = known.iter().map(|kept| kept.system.clone()).collect();
    let import = match systems::import(&sheet, &signed.units.tree, &systems, signed.today) {
        Ok(import) => import,
        Err(problems) => return Err(Wrong::Rows(problems.into_iter().map(Row::Problem).collect())),
    };
    let by_name: BTreeMap<(i64, String), &Kept> =
        known.iter().map(|kept| ((kept.system.unit.0, fold(&kept.system.name)), kept)).collect();
    let mut refused: BTreeMap<usize, Row> = BTreeMap::new();
    let mut ask = |row: usize, unit: i64, named: Option<&Named>| {
        if seen::may(signed, Act::ChangeSystems, unit, named).is_err() {
            refused.insert(row, Row::NotTheirs { row, code: signed.unit_code(unit) });
        }
    };
    let mut wanted = Wanted::default();
    for (row, system) in &import.new {
        ask(*row, system.unit.0, None);
        wanted.new.push(system.clone());
    }
    for (row, system) in &import.changed {
        let kept = by_name.get(&(system.unit.0, fold(&system.name)));
        ask(*row, system.unit.0, kept.and_then(|kept| kept.named.as_ref()));
        wanted.changed.extend(kept.map(|kept| (kept.id, kept.version, system.clone())));
    }
    if refused.is_empty() {
        Ok(Plan { import, wanted, unknown })
    } else {
        Err(Wrong::Rows(refused.into_values().collect()))
    }
}
