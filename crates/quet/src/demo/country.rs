//! The demo's country: made, written down as the reports that Shadowserver would send, and imported like any other.
//!
//! Must never tell the import anything that the reports do not say.

use std::fs::File;
use std::path::{Path, PathBuf};

use ::scan::names::shown;
use server::import::{self, ImportLimits};
use sightings::day::Day;
use sightings::ranges::Ranges;
use store::Store;
use testkit::country::{Country, Plan, Truth};

use super::{Checks, server_data};
use crate::out;
use crate::serve::running::now;
use crate::stored::deed;
use words::Words;

/// A country, and where its reports lie.
pub struct Made {
    country: Country,
}

impl Made {
    /// What is true of it.
    pub fn truth(&self) -> &Truth {
        self.country.truth()
    }
}

/// Makes the country as it would be known this morning, and writes its reports and declared ranges into `place`.
///
/// # Errors
/// When they cannot be written; nothing that stands there is overwritten.
pub fn make(place: &Path, sightings: u64, words: &Words) -> Result<Made, Box<dyn std::error::Error>> {
    let folder = place.join("reports");
    out::line(words.with("demo-country", &[("path", &shown(&folder))]));
    // The last whole day of UTC.
    let plan = Plan { sightings, ..Plan::country(Day::of(now()).0 - 1) };
    let country = Country::make(&plan);
    country.write(&folder)?;
    country.write_declared(&declared(place))?;
    Ok(Made { country })
}

/// The country's ranges, as its operators declare them.
///
/// # Errors
/// When they cannot be read back.
pub fn ranges(place: &Path) -> Result<Ranges, Box<dyn std::error::Error>> {
    let mut text = Vec::new();
    std::io::copy(&mut std::io::Read::take(File::open(declared(place))?, 1 << 24), &mut text)?;
    Ok(Ranges::read(server::netblocks::VIET_NAM, &String::from_utf8(text)?)?)
}

/// Imports every report, and compares what was counted with what was made.
///
/// # Errors
/// When a report cannot be imported.
pub async fn import(
    place: &Path,
    truth: &Truth,
    checks: &mut Checks<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    let words = checks.words;
    let number = |number: u64| words.number(number);
    let mut files: Vec<PathBuf> = std::fs::read_dir(place.join("reports"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    out::line(words.with("demo-imports", &[("number", &number(files.len() as u64))]));
    let store = Store::open(&server_data(place), None).await?;
    let (mut new, mut repeated, mut refused) = (0, 0, 0);
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (file, limits) = (File::open(path)?, ImportLimits::default());
        let imported = import::import(&store, &name, None, file, &limits, &deed("quet demo"), &|| ()).await?;
        new += imported.import.rows_new;
        repeated += imported.import.rows_repeated;
        refused += imported.import.rows_refused;
    }
    store.close().await;
    checks.check(new == truth.sightings, &words.with("demo-counted", &[("number", &number(new))]));
    checks.check(repeated == truth.repeated, &words.with("demo-repeated", &[("number", &number(repeated))]));
    let all_unusable = refused == truth.all_unusable();
    checks.check(all_unusable, &words.with("demo-refused", &[("number", &number(refused))]));
    Ok(())
}

fn declared(place: &Path) -> PathBuf {
    place.join("ranges.csv")
}
