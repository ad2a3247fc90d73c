//! Makes the demo's country and writes its reports and declared ranges: `country FOLDER LAST_DAY`, the day in days
//! since 1970-01-01, UTC. Says what is true of it, and how long making and writing took.

#![allow(clippy::print_stdout, reason = "what it says is what it is for")]

use std::{env, io, path::PathBuf, time::Instant};

use testkit::country::{Country, Plan};

fn main() -> io::Result<()> {
    let mut words = env::args().skip(1);
    let (Some(folder), Some(last_day)) = (words.next(), words.next().and_then(|day| day.parse().ok())) else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "how to call it: country FOLDER LAST_DAY"));
    };
    let folder = PathBuf::from(folder);
    let start = Instant::now();
    let country = Country::make(&Plan::country(last_day));
    println!("made in {:.1?}", start.elapsed());
    let start = Instant::now();
    let files = country.write(&folder.join("reports"))?;
    country.write_declared(&folder.join("declared.csv"))?;
    println!("{} files written in {:.1?}", files.len(), start.elapsed());
    println!("{:#?}", country.truth());
    Ok(())
}
